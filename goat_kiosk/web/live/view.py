"""View of a game for pages: the state, decoded from its JSON.

Pages are rendered from the same bytes as the stream sends, never from the domain's objects, so a page and a phone's
script cannot differ.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.events import BAGS_PER_SIDE, Team
from goat_kiosk.domain.names.sanitizing import natural_key
from goat_kiosk.domain.state.courts import (
    court_key,
    current_game,
    is_on_court,
    is_recent,
    start_order,
    without_future_results,
)
from goat_kiosk.domain.state.decoding import SparseState
from goat_kiosk.domain.state.state import NamedByColor, State, TeamState
from goat_kiosk.errors import TranslatableWord
from goat_kiosk.text.i18n import local_name, t
from goat_kiosk.text.theme import ThemeName, readable, tokens

_log = logging.getLogger(__name__)

_LEAST_CONTRAST: dict[ThemeName, str] = {"night": "panel", "day": "ground"}
"""The background on which a color has the least contrast: readable there, it is readable on the other one."""


class Hue(NamedTuple):
    """A team's color, readable in each theme."""

    night: str
    day: str


class View(State, frozen=True):
    """The state of one game, with what only pages need."""

    @property
    def id(self) -> str:
        """The id of the newest event, ``<log>-<seq>``, as in the stream."""
        return f"{self.log}-{self.seq}"

    @property
    def is_sparse(self) -> bool:
        """Whether its kiosk publishes the score only; such a kiosk does not number events."""
        return not self.log

    @property
    def updated(self) -> datetime:
        """When the newest event happened."""
        return datetime.fromisoformat(self.updated_at)

    @property
    def title(self) -> str:
        """The title of the page: the court, or the game's number when its kiosk publishes no court."""
        return self.court or t("Game {number}", number=self.game_id)

    @property
    def is_next_in_match(self) -> bool:
        """Whether it is a later game of a match that waits for its first bag: its players are there."""
        return self.status == "lobby" and self.match is not None and self.match.number > 1

    @property
    def turn(self) -> Team | None:
        """Which team throws next; None while nobody does, also in a game that is set aside."""
        return self.next.team if self.next and not self.aside else None

    def side(self, team: Team) -> TeamState:
        """Return the team's side."""
        return self.team1 if team == 1 else self.team2

    def name(self, team: Team) -> str:
        """Return the team's name, or its number when it has none."""
        return shown_name(self.side(team)) or t("Team {number}", number=team)

    def captain_name(self, team: Team) -> str:
        """Return who has answered for the team about the result; empty while nobody has."""
        answer = self.receipt.answer(team) if self.receipt else None
        return shown_name(answer) if answer else ""

    def players_line(self, team: Team) -> str:
        """Return the names of the team's players; empty where the team's own name says the same."""
        side = self.side(team)
        line = ", ".join(player.name for player in side.players)
        return "" if side.unnamed or line == side.name else line

    def slots(self, team: Team) -> list[str]:
        """Return the results of the team's four bags of this round, in throwing order; "" before the throw."""
        results = [bag.result for bag in self.bags if bag.team == team]
        return results + [""] * (BAGS_PER_SIDE - len(results))

    @property
    def names(self) -> tuple[str, str]:
        """The names of both teams."""
        return self.name(1), self.name(2)

    def hue(self, team: Team) -> Hue:
        """Return the team's color in both themes.

        The default color has a counterpart in the other theme; any other is adjusted until it is readable.
        """
        token, color = f"team{team}", self.side(team).color
        token_color = tokens()["night"][token]
        if color == token_color:
            return Hue(token_color, tokens()["day"][token])
        night, day = (readable(color, tokens()[theme][ground]) for theme, ground in _LEAST_CONTRAST.items())
        return Hue(night, day)


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def named_by_color(self) -> NamedByColor: ...


def shown_name(named: _Named) -> str:
    """Return the name of a team or player of a state, a color's word in the current language."""
    return local_name(TranslatableWord(named.name)) if named.named_by_color else named.name


_decoder = msgspec.json.Decoder(View)
_sparse_decoder = msgspec.json.Decoder(SparseState)


def view_of(state: bytes) -> View:
    """Return the view of a state's JSON; missing fields of a sparse one get defaults. Raises `ValueError`."""
    try:
        return _decoder.decode(state)
    except msgspec.ValidationError:
        sparse = _sparse_decoder.decode(state)
    filled = _decoder.decode(sparse.to_full_state("0" * 8, 1, 0))
    team1, team2 = replace(filled.team1, name=sparse.team1.name), replace(filled.team2, name=sparse.team2.name)
    return replace(filled, log="", seq=0, round=0, court=sparse.court, team1=team1, team2=team2)


def views_of(states: Iterable[bytes]) -> list[View]:
    """Return the views of `states` without those that cannot be read: one bad game must not break a list."""
    return [view for view in map(_view_or_none, states) if view is not None]


@lru_cache(maxsize=512)
def _view_or_none(state: bytes) -> View | None:
    """Cached, so that each state is decoded once for all lists, and a bad one is logged once."""
    try:
        return view_of(state)
    except (ValueError, RecursionError):
        _log.exception("A game is left out of the lists, since its state cannot be read: %.200r", state)
        return None


def courts(views: list[View], now: float) -> tuple[list[View], list[View]]:
    """Return what the venue shows: the newest game of each court of each kiosk, and the other recent results.

    A kiosk is identified by its log, since two may have the same name, and a name can change.
    `now` is in seconds since 1970. Courts in play come first; results are newest first. A game that was canceled or set
    aside is on no court.
    """
    views = [view for view in views if is_on_court(view)]
    recent = [view for view in views if view.status != "finished" or is_recent(view, now)]
    by_court = defaultdict[tuple[str, str], list[View]](list)
    for view in recent:
        by_court[view.log, court_key(view.court)].append(view)
    on_courts = [current_game(without_future_results(games, now)) for games in by_court.values()]
    on_court_ids = {view.game_id for view in on_courts}
    results = [view for view in recent if view.status == "finished" and view.game_id not in on_court_ids]
    on_courts.sort(key=lambda view: (_STATUS_ORDER[view.status], natural_key(view.court)))
    return on_courts, sorted(results, key=start_order, reverse=True)


_STATUS_ORDER = {"live": 0, "lobby": 1, "finished": 2}
