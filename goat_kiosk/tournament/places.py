"""Places: who is out of a bracket, in groups that share a place (1, 2, 3, 4, 5, 5, 7, 7, …).

Source of the shared places: the standings of the ACL. An entry's place is known as soon as it is out; the groups are
the losers of one round, the later the better.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from goat_kiosk.tournament.brackets.match_ids import MatchId, id_in_stage
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.slots import entry_of


class Place(NamedTuple):
    """The place of an entry that is out, or has won."""

    place: int
    entry: int


def open_play_places(matches: Mapping[MatchId, Match]) -> list[Place]:
    """Return the places of open play: by wins, then by fewer losses; who has as many of both shares a place."""
    records: dict[int, tuple[int, int]] = {}
    for match in matches.values():
        for entry, is_winner in ((_winner(match), True), (_loser(match), False)):
            if entry is not None:
                wins, losses = records.get(entry, (0, 0))
                records[entry] = (wins + is_winner, losses + (not is_winner))
    order = sorted(records, key=lambda entry: (-records[entry][0], records[entry][1], entry))
    ranks = [(-records[entry][0], records[entry][1]) for entry in order]
    return [Place(ranks.index(rank) + 1, entry) for rank, entry in zip(ranks, order, strict=True)]


def bracket_places(matches: Mapping[MatchId, Match]) -> list[Place]:
    """Return the places that are known in the bracket of one stage, the best first."""
    matches = _by_id_in_stage(matches)
    places: list[Place] = []
    better = 0
    for group in _groups(matches):
        places += [Place(better + 1, entry) for entry in group if entry is not None]
        better += len(group)
    return places


def bracket_groups(matches: Mapping[MatchId, Match]) -> list[Sequence[int | None]]:
    """Return who shares a place in a bracket, the best group first; None for an entry that is not known yet."""
    return [group for group in _groups(_by_id_in_stage(matches)) if group]


def ending_places(matches: Mapping[MatchId, Match]) -> dict[tuple[MatchId, bool], int]:
    """Return the place in its bracket that a match gives for good, by id and whether it is won; others lead on."""
    matches = _by_id_in_stage(matches)
    finals = {_deciding_match(matches).id, *(match.id for key, match in matches.items() if key == "F-1")}
    places = {(match, won): 1 if won else 2 for match in finals for won in (True, False)}
    better = 2
    if "T-1" in matches:
        places |= {(matches["T-1"].id, True): better + 1, (matches["T-1"].id, False): better + 2}
        better += sum(map(len, _final_groups(matches["T-1"])))
    for losing_round in _losing_rounds(matches):
        losing = [match.id for match in losing_round if match.status != "not-needed"]
        places |= {(match, False): better + 1 for match in losing}
        better += len(losing)
    return places


def _by_id_in_stage(matches: Mapping[MatchId, Match]) -> dict[MatchId, Match]:
    return {id_in_stage(match.id): match for match in matches.values()}


def _groups(matches: Mapping[MatchId, Match]) -> Iterator[Sequence[int | None]]:
    """Yield the entries that share a place, from the winner on; None for one who is not known yet."""
    yield from _final_groups(_deciding_match(matches))
    if "T-1" in matches:
        yield from _final_groups(matches["T-1"])
    for losing_round in _losing_rounds(matches):
        yield [_loser(match) for match in losing_round if match.status != "not-needed"]


def _deciding_match(matches: Mapping[MatchId, Match]) -> Match:
    if "F-1" not in matches:
        return next(match for match in reversed(list(matches.values())) if match.side_letter == "W")
    if_game = matches.get("F-2")
    return if_game if if_game is not None and if_game.status != "not-needed" else matches["F-1"]


def _final_groups(match: Match) -> Iterator[Sequence[int | None]]:
    """Yield winner and loser of a match that decides two places; a split shares the first, a bye is nobody."""
    if match.status == "not-needed" or (match.status == "over" and match.winner is None):
        yield list(match.entries)
        return
    yield [_winner(match)]
    yield [_loser(match)]


def _losing_rounds(matches: Mapping[MatchId, Match]) -> Iterator[list[Match]]:
    """Yield the matches whose losers are out, round by round, the last round first."""
    side = "L" if "F-1" in matches else "W"
    rounds: dict[int, list[Match]] = {}
    for match in matches.values():
        if match.side_letter == side and match.loser_to is None and match.id != _deciding_match(matches).id:
            rounds.setdefault(match.round, []).append(match)
    for round_number in sorted(rounds, reverse=True):
        yield rounds[round_number]


def _winner(match: Match) -> int | None:
    return entry_of(match.sides[match.winner - 1]) if match.winner is not None else None


def _loser(match: Match) -> int | None:
    """Return who is out by a match; if both forfeit it, the one who does not go on (the other is out by the next)."""
    if match.status != "over":
        return None
    is_first_out = (match.winner == 2) != match.is_overruled
    return entry_of(match.sides[0 if is_first_out else 1])
