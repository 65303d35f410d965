"""The newest game of a court: the one that its screens show.

Numbers of games say nothing about time: after a restored or recovered log, or when a block of numbers is used up, new
games have other numbers, as likely lower ones. So games are ordered by when they began. `courts.js` decides the same
for walls and overlays, and a test compares the two.
"""

from collections.abc import Collection
from typing import TypeVar

from goat_kiosk.domain.state import State

_State = TypeVar("_State", bound=State)

RESULT_SHOWN_S = 12 * 60 * 60
"""Seconds that a court shows a result after the game's last change: longer than any evening, shorter than the time to
the next one. Midnight is no border."""

MAX_CLOCK_SKEW_S = 60 * 60
"""Seconds that a result may be dated ahead of the hub's clock: so far two kiosks' clocks may be apart."""


def newest_game(games: Collection[_State]) -> _State:
    """Return the game that a court shows out of all `games` on it, at least one.

    It is the one that began last, with two exceptions: a lobby waits until the game that is played is over; and an
    older game that is played again shows when the newest one is over and has not changed since.
    """
    played = max((game for game in games if game.status != "lobby"), key=start_order, default=None)
    if played is None or played.status != "live":
        since = 0.0 if played is None else played.changed
        resumed = [game for game in games if game.status == "live" and game.changed > since]
        played = max(resumed, key=start_order, default=played)
    if played is not None and played.status == "live":
        return played
    return max((game for game in games if game is played or game.status == "lobby"), key=start_order)


def without_future_results(games: list[_State], now: float) -> list[_State]:
    """Return the games of a court without results that are dated ahead of `now`, unless there is nothing else.

    They ended while a clock was ahead: by their dates they would hide every game after that until it is that late.
    """
    return [game for game in games if game.status != "finished" or game.changed <= now + MAX_CLOCK_SKEW_S] or games


def is_on_court(game: State) -> bool:
    """Whether the game is on a court at all: one that was canceled or set aside is on none."""
    return not (game.canceled or game.aside)


def start_order(game: State) -> tuple[float, int]:
    """Return what games are ordered by: when they began; of those that began in one moment, by number."""
    return game.began, game.game_id


def is_recent(game: State, now: float) -> bool:
    """Whether the game is of this evening; `now` is the hub's own clock, seconds since 1970.

    A game that another kiosk dates ahead counts as recent: its clock must not hide anything, nor decide for others.
    """
    return now - game.changed <= RESULT_SHOWN_S
