"""Matches on the courts of several kiosks: connects the uplink with what the desk does for them.

The desk gets the presence of the other kiosks, their tournaments, whose calls open games on the courts of this one, and
the games that they score for matches of this kiosk's tournaments. It runs on the hub's thread and decides nothing: what
arrives twice, late, or again after an outage is the same to the desk.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import msgspec

from goat_kiosk.app.row_encoding import GameRowCodec
from goat_kiosk.desk.court_kiosks import OtherKiosk
from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.domain.events import GameCreated
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.domain.state.state import FixtureState, MatchState, ReceiptState
from goat_kiosk.errors import InvalidValue, KioskError, NotFound, Unavailable, log_bugs
from goat_kiosk.store.log.rows import Row
from goat_kiosk.tournament.court_kiosks import SeenKiosk
from goat_kiosk.tournament.events import CourtKiosk
from goat_kiosk.uplink.link import Link
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.protocol.connection import CONNECTION_ERRORS
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.peer_games import PeerGames

FIRST_RETRY_S, MAX_RETRY_S = 0.2, 30.0
"""Seconds until a game is read again whose events are not all in Redis yet, or that the desk could not take in."""
MAX_GAMES = 99
"""Of one match."""
_codec = GameRowCodec()
_log = logging.getLogger(__name__)


class _GameSummary(msgspec.Struct, frozen=True):
    """What a state says of a match's game without its bags."""

    log: str = ""
    seq: int = 0
    status: str = ""
    court: str = ""
    aside: bool = False
    fixture: FixtureState | None = None
    match: MatchState | None = None
    receipt: ReceiptState | None = None

    @property
    def has_begun(self) -> bool:
        """Whether the match knows of it by now; one in a lobby waits, but between two games of a match."""
        return self.status != "lobby" or (self.match is not None and self.match.number > 1)

    @property
    def is_on_board(self) -> bool:
        """Whether it occupies its court."""
        return self.status in {"lobby", "live"} and not self.aside

    @property
    def stage(self) -> tuple[str, str, str]:
        """What matters of it to its match: a bag changes nothing."""
        return self.log, self.status, self.receipt.hash if self.receipt is not None else ""


class MatchSharing:
    """What other kiosks mean for the courts of this kiosk, and for its tournaments."""

    def __init__(self, desk: DeskClient, link: Link, peer_games: PeerGames) -> None:
        self._desk, self._link, self._peer_games = desk, link, peer_games
        self._stages: dict[int, tuple[str, str, str]] = {}
        """By game of another kiosk: how far it was when its match was last compared with it."""
        self._boards: dict[int, tuple[tuple[str, str], int]] = {}
        """By game of another kiosk that is not over: its log and court, and its tournament, or 0."""
        self._own: set[int] = set()
        """The tournaments of this kiosk."""
        self._tasks: set[asyncio.Future[None]] = set()
        """Running tasks; asyncio keeps only weak references to them."""
        if not desk.is_relay:
            link.on_peers_changed = self._on_peers_changed
            peer_games.on_shown = self._on_game

    def on_replica(self, change: TournamentChange) -> None:
        """Let this kiosk's games follow a tournament of another one."""
        self._own.discard(change.tournament_id)
        if not self._desk.is_relay:
            match_games = self._desk.match_games
            self._run(self._desk.run(lambda _: match_games.follow_peer(change.tournament_id, change.tournament)))

    def on_own_tournament(self, tournament_id: int) -> None:
        """Look at all games of the other kiosks again when a tournament is this kiosk's from now on."""
        if tournament_id in self._own:
            return
        self._own.add(tournament_id)
        self._stages.clear()
        for game_id in self._link.games.owners.peer_logs():
            if (state := self._peer_games.newest(game_id)) is not None:
                self._on_game(game_id, state)

    def close(self) -> None:
        """Stop what is under way; nothing is lost, since it is looked at again at the next start."""
        for task in self._tasks:
            task.cancel()

    def _on_peers_changed(self) -> None:
        others = [_other_kiosk(peer) for peer in self._link.presence.all()]
        self._run(self._desk.run(lambda _: self._desk.court_kiosks.on_seen(others)))

    def _on_game(self, game_id: int, state: bytes) -> None:
        """Tell the desk what the match of another kiosk's game may not know yet."""
        try:
            summary = msgspec.json.decode(state, type=_GameSummary)
        except (ValueError, RecursionError):
            return  # its pages say that it cannot be read
        self._note_board(game_id, summary)
        is_own = summary.fixture is not None and summary.fixture.tournament_id in self._own
        if is_own and summary.has_begun and self._stages.get(game_id) != summary.stage:
            self._stages[game_id] = summary.stage
            self._run(self._take_until_done(game_id, summary))

    def _note_board(self, game_id: int, summary: _GameSummary) -> None:
        """Tell the desk which boards of other kiosks are in use, when that has changed."""
        board = (summary.log, court_key(summary.court)) if summary.is_on_board else None
        tournament_id = summary.fixture.tournament_id if summary.fixture is not None else 0
        now = (board, tournament_id) if board is not None else None
        if self._boards.get(game_id) == now:
            return
        self._boards.pop(game_id, None)
        if now is not None:
            self._boards[game_id] = now
        games: dict[tuple[str, str], frozenset[int]] = {}
        for used, tournament in self._boards.values():
            games[used] = games.get(used, frozenset()) | {tournament}
        self._run(self._desk.run(lambda _: self._desk.court_kiosks.on_games_seen(games)))

    async def _take_until_done(self, game_id: int, summary: _GameSummary) -> None:
        """Hand a game to the desk; try again until it is done, or a newer state of the game is handed over."""
        wait = FIRST_RETRY_S
        while self._stages.get(game_id) == summary.stage:
            try:
                await self._take(game_id, summary)
            except InvalidValue:
                raise
            except (KioskError, *CONNECTION_ERRORS) as error:
                _log.info("Game %d of another kiosk waits: %s", game_id, error)
            else:
                return
            await asyncio.sleep(wait)
            wait = min(2 * wait, MAX_RETRY_S)

    async def _take(self, game_id: int, summary: _GameSummary) -> None:
        games = [await self._rows_of(game_id)]
        if not games[0] or games[0][-1].seq < summary.seq:
            raise Unavailable("Redis does not have all events of the game yet.")
        while (previous := _previous(games[0])) is not None and len(games) < MAX_GAMES:
            if not (rows := await self._rows_of(previous)):
                break
            games.insert(0, rows)
        receipt = summary.receipt.hash if summary.receipt is not None else ""
        await self._desk.run(lambda _: self._desk.match_games.take_result(summary.log, games, receipt))

    async def _rows_of(self, game_id: int) -> list[Row]:
        """Return the events of a game: of this kiosk, or as Redis has them; none if neither knows it."""
        stored = await self._link.games.events_of(game_id)
        if stored:
            return [_codec.decode(game_id, seq, event) for seq, event in stored]
        try:
            return await self._desk.run(lambda scorekeeper: scorekeeper.events(game_id))
        except NotFound:
            return []

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    with log_bugs(_log, "the courts of several kiosks"):
        try:
            await work
        except KioskError as error:
            _log.warning("The desk did not take in what another kiosk has sent: %s", error.sentence)


def _previous(rows: list[Row]) -> int | None:
    """Return the game before the one with these events in its match."""
    created = rows[0].event
    return created.previous if isinstance(created, GameCreated) else None


def _other_kiosk(peer: Peer) -> OtherKiosk:
    seen = SeenKiosk(CourtKiosk(peer.log, peer.name), peer.away_since is not None)
    return OtherKiosk(seen, peer.former_logs, peer.courts)
