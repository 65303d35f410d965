"""The time limit of a game: the time left, and which round is the last.

The limit ends no round: the round in progress when time is up is played to its end, and then the leader wins.
"""

from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.scoring import MS_PER_MINUTE


def is_timed(game: Game) -> bool:
    """Whether the game has or had a running clock: its rules limit the time, and it has started."""
    return game.rules.limit_minutes is not None and game.status != "lobby"


def time_left(game: Game, at_ms: int) -> int | None:
    """Return the milliseconds until the round in progress is the last, 0 in that one; None while no clock runs.

    `at_ms` is the time, milliseconds since 1970 UTC.
    """
    if game.rules.limit_minutes is None or game.status != "live":
        return None
    return max(0, game.rules.limit_minutes * MS_PER_MINUTE - max(0, at_ms - game.started_at))


def is_last_round(game: Game, at_ms: int) -> bool:
    """Whether the game ends with the round in progress unless that leaves it tied. `at_ms` is as in `time_left`."""
    limit = game.rules.limit_rounds
    by_rounds = game.status == "live" and limit is not None and game.round_number >= limit
    return by_rounds or time_left(game, at_ms) == 0
