"""A game as the pages need it: the state read back from its JSON.

Pages are made from the same bytes as the stream, never from the domain's objects, so a page and a phone's script can
not be told different things.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.events import BAGS_PER_SIDE, Team
from goat_kiosk.domain.names.sanitizing import natural_key
from goat_kiosk.domain.state.courts import (
    is_on_court,
    is_recent,
    newest_game,
    start_order,
    without_future_results,
)
from goat_kiosk.domain.state.decoding import SparseState
from goat_kiosk.domain.state.state import State, TeamState
from goat_kiosk.text.i18n import t
from goat_kiosk.text.theme import ThemeName, readable, tokens

_log = logging.getLogger(__name__)

_LEAST_CONTRAST: dict[ThemeName, str] = {"night": "panel", "day": "ground"}
"""The background on which a colour has the least contrast: what is readable there is readable on the other one."""


class Hue(NamedTuple):
    """A team's colour, made readable in each theme."""

    night: str
    day: str


class View(State, frozen=True):
    """One game as it stands, with what only pages ask of it."""

    @property
    def id(self) -> str:
        """The event this is drawn from, ``<log>-<seq>``, as the stream writes it."""
        return f"{self.log}-{self.seq}"

    @property
    def is_sparse(self) -> bool:
        """Whether its kiosk tells no more than the score: it numbers no events, either."""
        return not self.log

    @property
    def day(self) -> date:
        """The day of the newest event, by the clock on the kiosk's wall."""
        return datetime.fromisoformat(self.updated_at).astimezone().date()

    @property
    def where(self) -> str:
        """What the page is called by: the court, or the game's number when its kiosk tells no court."""
        return self.court or t("Game {number}", number=self.game_id)

    def side(self, team: Team) -> TeamState:
        """Return the team's side."""
        return self.team1 if team == 1 else self.team2

    def name(self, team: Team) -> str:
        """Return the team's name; a side that told none is called by its number."""
        return self.side(team).name or t("Team {number}", number=team)

    def slots(self, team: Team) -> list[str]:
        """Return where the side's four bags of this round lie, in the order thrown; "" for one still in the hand."""
        results = [bag.result for bag in self.bags if bag.team == team]
        return results + [""] * (BAGS_PER_SIDE - len(results))

    @property
    def names(self) -> tuple[str, str]:
        """The names of both teams."""
        return self.name(1), self.name(2)

    def hue(self, team: Team) -> Hue:
        """Return the side's colour in both themes.

        The default colour has a partner there, chosen by eye; any other is moved until it can be read.
        """
        token, color = f"team{team}", self.side(team).color
        own = tokens()["night"][token]
        if color == own:
            return Hue(own, tokens()["day"][token])
        night, day = (readable(color, tokens()[theme][ground]) for theme, ground in _LEAST_CONTRAST.items())
        return Hue(night, day)


_decoder = msgspec.json.Decoder(View)
_sparse_decoder = msgspec.json.Decoder(SparseState)


def view_of(state: bytes) -> View:
    """Return the view of a state's JSON; one that says no more than the score is filled up. Raises `ValueError`."""
    try:
        return _decoder.decode(state)
    except msgspec.ValidationError:
        sparse = _sparse_decoder.decode(state)
    filled = _decoder.decode(sparse.to_full_state("0" * 8, 1, 0))
    one, two = replace(filled.team1, name=sparse.team1.name), replace(filled.team2, name=sparse.team2.name)
    return replace(filled, log="", seq=0, round=0, court=sparse.court, team1=one, team2=two)


def views_of(states: Iterable[bytes]) -> list[View]:
    """Return the views of those of many states that can be shown: one bad game must not take a list down."""
    return [view for view in map(_view_or_none, states) if view is not None]


@lru_cache(maxsize=512)
def _view_or_none(state: bytes) -> View | None:
    """Kept, so that the lists of a whole hall decode a state once, and a bad one is logged once."""
    try:
        return view_of(state)
    except (ValueError, RecursionError):
        _log.exception("A game is left out of the lists, since its state cannot be read: %.200r", state)
        return None


def courts(views: list[View], now: float) -> tuple[list[View], list[View]]:
    """Return what the venue shows: the newest game of each court of each kiosk, and this evening's other results.

    A kiosk is known by its log: two may have one name, and a name changes in the middle of an evening.
    `now` is in seconds since 1970. Courts in play come first; results are newest first. A game that was canceled or set
    aside is on no court.
    """
    views = [view for view in views if is_on_court(view)]
    recent = [view for view in views if view.status != "finished" or is_recent(view, now)]
    by_court = defaultdict[tuple[str, str], list[View]](list)
    for view in recent:
        by_court[view.log, view.court].append(view)
    on_courts = [newest_game(without_future_results(games, now)) for games in by_court.values()]
    shown = {view.game_id for view in on_courts}
    results = [view for view in recent if view.status == "finished" and view.game_id not in shown]
    on_courts.sort(key=lambda view: (_STATUS_ORDER[view.status], natural_key(view.court)))
    return on_courts, sorted(results, key=start_order, reverse=True)


_STATUS_ORDER = {"live": 0, "lobby": 1, "finished": 2}
