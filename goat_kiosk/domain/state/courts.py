"""The current game of a court: the one that its displays show.

Game numbers say nothing about time: after a restored or recovered log, or at the end of a block of numbers, new games
have other numbers, often lower ones. So games are ordered by start time. `courts.js` decides the same for displays and
overlays, and a test compares the two.
"""

from collections.abc import Collection
from typing import TypeVar

from goat_kiosk.domain.state.state import State

_State = TypeVar("_State", bound=State)

RESULT_SHOWN_S = 12 * 60 * 60
"""Seconds that a court shows a result after the game's last change: longer than any evening, shorter than the time to
the next one. A fixed time, because midnight may come during play.
"""

MAX_CLOCK_SKEW_S = 60 * 60
"""Seconds that the clocks of two kiosks may differ: a result dated further ahead is not trusted."""


def current_game(games: Collection[_State]) -> _State:
    """Return the game that a court shows, out of all `games` on it (at least one).

    It is the one that started last, with two exceptions: a lobby is not shown while a game is being played; and an
    older game that was reopened is shown when the newest one is over and has not changed since.
    """
    played = max((game for game in games if game.status != "lobby"), key=start_order, default=None)
    if played is None or played.status != "live":
        since = 0.0 if played is None else played.changed_at_s
        resumed = [game for game in games if game.status == "live" and game.changed_at_s > since]
        played = max(resumed, key=start_order, default=played)
    if played is not None and played.status == "live":
        return played
    return max((game for game in games if game is played or game.status == "lobby"), key=start_order)


def without_future_results(games: list[_State], now: float) -> list[_State]:
    """Return the games of a court without results dated ahead of `now`, unless nothing else remains.

    They ended while a clock was ahead: by their dates they would hide every later game until that time comes.
    """
    return [game for game in games if game.status != "finished" or game.changed_at_s <= now + MAX_CLOCK_SKEW_S] or games


def court_key(court: str) -> str:
    """Return what all spellings of a court's name have in common: “K1” and “k1” are one court."""
    return court.casefold()


def is_on_court(game: State) -> bool:
    """Whether the game is on a court: a canceled game and one that was set aside are on none."""
    return not (game.is_canceled or game.aside)


def start_order(game: State) -> tuple[float, int]:
    """Return the sort key of games: start time, then number."""
    return game.started_at_s, game.game_id


def is_recent(game: State, now: float) -> bool:
    """Whether the game is of this evening; `now` is the hub's own clock, seconds since 1970.

    A game that another kiosk dates ahead counts as recent: its clock must not hide anything, nor decide for others.
    """
    return now - game.changed_at_s <= RESULT_SHOWN_S
