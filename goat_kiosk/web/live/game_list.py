"""Game lists with filters and paging: active games from the hub, older ones from the log.

A page of older games is read game by game on the thread of old games, so that no bag waits for it; one page looks at
so many games and no more, and says where the next one begins.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Annotated, NamedTuple

import msgspec

from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.domain.state.state import GameId, StateStatus
from goat_kiosk.errors import NotFound, Unavailable
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.games import Games
from goat_kiosk.web.live.view import View, views_of

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_SCANNED = 500
"""Games that one page looks at: half a second, however few of them the filters let through."""


class GamesQuery(msgspec.Struct, frozen=True):
    """Filters of a list of games, and the part of it to return."""

    court: str | None = None
    status: StateStatus | None = None
    disputed: bool = False
    since: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_LIMIT)] | None = None
    before: GameId | None = None

    @property
    def includes_old_games(self) -> bool:
        """Whether the list goes beyond the active games."""
        return not (self.since is None and self.limit is None and self.before is None)

    def matches(self, view: View) -> bool:
        """Whether a game passes the filters."""
        return (
            (self.court is None or court_key(view.court) == court_key(self.court))
            and self.status in {None, view.status}
            and (view.is_disputed or not self.disputed)
        )


class Page(NamedTuple):
    """A part of a list, oldest first."""

    states: list[bytes]
    next_before: int | None = None
    """The `before` of the next page, of older games; None on the last one."""


class GameQueries:
    """All games that this kiosk can show."""

    def __init__(self, games: Games, desk: DeskClient) -> None:
        self._games = games
        self._desk = desk

    async def page(self, query: GamesQuery) -> Page:
        """Return a page. Raises `NotFound` when there is no game `before`, or `Unavailable`."""
        if not query.includes_old_games:
            return Page([state for state in self._games.games() if _passes(query, state)])
        active = {view.game_id: state for state in self._games.games() for view in views_of([state])}
        candidates = await self._candidates(query, active.values())
        found: list[bytes] = []
        scanned = candidates[:MAX_SCANNED]
        for place, game_id in enumerate(scanned, start=1):
            state = active.get(game_id) or await self._old_state(game_id)
            if state is not None and _passes(query, state):
                found.append(state)
            if len(found) == (query.limit or DEFAULT_LIMIT):
                scanned = candidates[:place]
                break
        has_more = len(scanned) < len(candidates)
        return Page(found[::-1], scanned[-1] if has_more else None)

    async def _candidates(self, query: GamesQuery, states: Iterable[bytes]) -> list[int]:
        """Return the games that the page may have, those that changed last first."""
        times = {} if self._desk.is_relay else await self._desk.read_log(lambda log: log.change_times())
        times |= {view.game_id: round(view.changed_at_s * 1_000) for view in views_of(states)}
        since = query.since.timestamp() * 1_000 if query.since is not None else 0
        ordered = sorted(times, key=lambda game_id: (times[game_id], game_id), reverse=True)
        if query.before is not None:
            if query.before not in times:
                raise NotFound("There is no game {game_id}.", game_id=query.before)
            ordered = ordered[ordered.index(query.before) + 1 :]
        return [game_id for game_id in ordered if times[game_id] >= since]

    async def _old_state(self, game_id: int) -> bytes | None:
        """Return the state of a game from the log; None for one that cannot be played through."""
        with suppress(NotFound, Unavailable):
            return await self._desk.run_for_game(game_id, lambda scorekeeper: scorekeeper.snapshot(game_id).state)
        return None


def _passes(query: GamesQuery, state: bytes) -> bool:
    return any(map(query.matches, views_of([state])))
