"""Match ids: what a match is called, on every screen and in the log.

``W1-3`` winners bracket (or the only one), round 1, match 3; ``L2-1`` losers bracket; ``F-1``, ``F-2`` the final and
the if-necessary game; ``T-1`` third place; ``W0-1``, ``L0-1`` a late entry's play-in, and its loser's second chance;
``R3-2`` round 3 of a format without a tree; ``P2R3-1`` the same in pool 2; ``K-7``, ``O-7`` king of the court and open
play. From the second stage on the number of the stage stands before it: ``2.W1-1``.
"""

MatchId = str


def in_stage(stage: int, match: MatchId) -> MatchId:
    """Return the id in a division of a match that has the id `match` in its stage."""
    return match if stage == 1 else f"{stage}.{match}"


def stage_of(match: MatchId) -> int:
    """Return the number of the stage of a match, from 1."""
    stage, dot, _ = match.partition(".")
    return int(stage) if dot and stage.isdigit() else 1


def id_in_stage(match: MatchId) -> MatchId:
    """Return the id of a match within its stage."""
    return match.rpartition(".")[2]


def pool_of(match: MatchId) -> int | None:
    """Return the number of the pool of a match, from 1; None without pools."""
    own = id_in_stage(match)
    return int(own[1 : own.index("R")]) if own.startswith("P") and "R" in own else None
