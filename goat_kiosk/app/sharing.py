"""Sharing between kiosks: connects the uplink to the desk on one side and to the hub on the other."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from goat_kiosk.app.match_sharing import MatchSharing
from goat_kiosk.app.row_encoding import GameRowCodec, TournamentRowCodec
from goat_kiosk.app.shared_logs import DeskAccess, SharedLogs
from goat_kiosk.app.tournament_replicas import TournamentReplicas
from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.errors import InvalidValue, KioskError, TranslatableWord
from goat_kiosk.settings.config import InvalidSetting
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.tournament_log import TournamentRow
from goat_kiosk.tournament.court_use import games_in_play
from goat_kiosk.uplink.link import DeskPorts, HubPorts, Link
from goat_kiosk.uplink.peers import discovery
from goat_kiosk.uplink.peers.peers import CourtSide, LinkStatus, Peer, PeerCourt, PeerTournament
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol.connection import RedisUrl
from goat_kiosk.uplink.published.outbox import Update
from goat_kiosk.uplink.published.ownership import EncodedEvents
from goat_kiosk.web.http.problem_json import BUG_MESSAGE
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.view import View, courts, views_of
from goat_kiosk.web.server import Server

_log = logging.getLogger(__name__)


def parse_redis_setting(url: str) -> RedisUrl | str:
    """Return the address of Redis, or the name of the kiosk that announces it, "" for any.

    Raises `InvalidSetting`, which does not repeat `url`: it may hold a password.
    """
    keyword, _, kiosk = url.partition(":")
    try:
        return kiosk if keyword == discovery.FIND else RedisUrl(url)
    except InvalidValue as error:
        raise InvalidSetting(error.sentence) from error


_SEARCH_AFTER_ATTEMPTS = 60
"""Connection attempts to the confirmed address before the network is searched again, in a minute or so."""
_GAMES_AT_DESK = DeskAccess[Row](
    GameRowCodec(), lambda scorekeeper, number: scorekeeper.events(number), lambda scorekeeper: scorekeeper.ownership
)
_TOURNAMENTS_AT_DESK = DeskAccess[TournamentRow](
    TournamentRowCodec(),
    lambda scorekeeper, number: scorekeeper.director.events(number),
    lambda scorekeeper: scorekeeper.tournament_ownership,
)


class Sharing:
    """The uplink for the web and the window, and what the desk publishes for the uplink."""

    def __init__(
        self, location: RedisUrl | str, kiosk: LocalKiosk, desk: DeskClient, server: Server, *, relay: bool = False
    ) -> None:
        """`location` is the address of Redis, or the name of the kiosk that announces it, "" for any."""
        self._desk = desk
        self._server = server
        self._tasks: set[asyncio.Future[None]] = set()
        """Running tasks; asyncio keeps only weak references to them."""
        self._location = location
        self._kiosk = kiosk
        self._relay = relay
        self._attempts = 0
        self._confirmation: discovery.Confirmation | None = None
        self._games = SharedLogs(desk, _GAMES_AT_DESK)
        self._tournaments = SharedLogs(desk, _TOURNAMENTS_AT_DESK)
        replicas = TournamentReplicas(server.peer_tournaments)
        hub = HubPorts(server.peer_games, replicas)
        local = DeskPorts(self._games, self._tournaments, self._rename_log)
        self._link = Link(self._redis_url, kiosk, hub, local, relay=relay)
        self._games.connect(self._link, self._link.games)
        self._tournaments.connect(self._link, self._link.tournaments)
        self._matches = MatchSharing(desk, self._link, server.peer_games)
        replicas.on_shown = self._matches.on_replica

    def use_confirmation_file(self, file: Path) -> None:
        """Have the scorekeeper confirm an address found on the network, and store the confirmed one in `file`."""
        self._confirmation = discovery.Confirmation(file)

    # ---------------------------------------------------------------------------------------------- for the web

    @property
    def status(self) -> LinkStatus:
        """The status of the link; may be read from any thread."""
        return self._link.health.status

    def owner_of(self, game_id: int) -> Peer | None:
        """Return the kiosk that owns a game, or None when it is ours or unknown."""
        return self._link.owner_of(self._link.games, game_id)

    def tournament_owner_of(self, tournament_id: int) -> Peer | None:
        """Return the kiosk that runs a tournament, or None when it is ours or unknown."""
        return self._link.owner_of(self._link.tournaments, tournament_id)

    def peers(self) -> list[Peer]:
        """Return every other kiosk of the last day."""
        return self._link.presence.all()

    def counts(self) -> Mapping[str, int]:
        """Return the counters by name."""
        conflated = self._link.games.publisher.outbox.conflated + self._link.tournaments.publisher.outbox.conflated
        return asdict(self._link.counts) | {"conflated": conflated}

    def count_copied_events(self, game_id: int) -> int:
        """Return how many events of another kiosk's game are replicated here."""
        return self._link.games.replicator.count_events(game_id)

    async def take_over(self, game_id: int, court: str | None = None) -> None:
        """Take over a game whose kiosk is away, to `court` if one is named. Raises `KioskError`."""
        await self._games.take_over(game_id, court)

    async def take_back(self, game_id: int) -> None:
        """Take back a game that another kiosk has taken over from here, also without Redis. Raises `KioskError`."""
        await self._games.take_back(game_id)

    async def take_over_tournament(self, tournament_id: int) -> None:
        """Take over a tournament whose kiosk is away, with the games that are played there. Raises `KioskError`."""
        before = self.tournament_owner_of(tournament_id)
        await self._tournaments.take_over(tournament_id)
        tournament = await self._desk.run(lambda scorekeeper: scorekeeper.director.tournament(tournament_id))
        for game_id in games_in_play(tournament):
            owner = self.owner_of(game_id)
            if owner is not None and before is not None and owner.log == before.log:
                with suppress(KioskError):  # it can still be taken over by itself
                    await self._games.take_over(game_id)

    async def take_back_tournament(self, tournament_id: int) -> None:
        """Take back a tournament that another kiosk has taken over from here, as `take_back`. Raises `KioskError`."""
        await self._tournaments.take_back(tournament_id)

    async def run(self) -> None:
        """Run the link until it is closed, and announce the address of Redis on the network."""
        announcement = None
        if isinstance(self._location, RedisUrl) and not self._relay:
            announcement = asyncio.ensure_future(discovery.announce(self._kiosk, self._location))
        try:
            await self._link.run()
        finally:
            if announcement is not None:
                announcement.cancel()
                await asyncio.wait([announcement])

    def set_kiosk_name(self, name: str) -> None:
        """Use another name of this kiosk from now on. Returns at once."""
        self._server.call_soon(lambda: self._link.set_kiosk_name(name))

    def set_address(self, url: str) -> None:
        """Send another address of our pages to the other kiosks from the next heartbeat on; from any thread."""
        self._kiosk.url = url

    def announce_courts(self, list_courts: Callable[[], tuple[str, ...]]) -> None:
        """Send the courts of the venue to the other kiosks with each heartbeat; from any thread."""
        self._kiosk.list_courts = list_courts

    async def close(self) -> None:
        """Remove our presence and close the link."""
        self._matches.close()
        await self._link.close()

    async def _redis_url(self) -> RedisUrl:
        if isinstance(self._location, RedisUrl):
            return self._location
        self._attempts += 1
        confirmed = self._confirmation.confirmed if self._confirmation else ""
        if confirmed and self._attempts % _SEARCH_AFTER_ATTEMPTS:
            return RedisUrl(confirmed)
        found_url = await discovery.find(self._kiosk.host, self._location)
        if self._confirmation is not None and found_url != confirmed:
            self._link.ask_to_confirm(found_url)
            await self._confirmation.wait(found_url)
        return RedisUrl(found_url)

    @property
    def unconfirmed(self) -> str:
        """The address that the scorekeeper must confirm; empty when there is none."""
        return self._confirmation.unconfirmed if self._confirmation is not None else ""

    def confirm(self, url: str) -> None:
        """Confirm `url`, which a kiosk of this network has announced. Raises `KioskError`."""
        if self._confirmation is None:
            raise InvalidValue("No kiosk of this network has named that address. Look again at what is asked.")
        self._confirmation.confirm(url)

    def begin_confirm(self, url: str) -> None:
        """Confirm an address from the window. Returns at once."""

        def confirm() -> None:
            with suppress(KioskError):
                self.confirm(url)

        self._server.call_soon(confirm)

    # --------------------------------------------------------------------------------------------- for the desk

    def share(self, change: Change) -> None:
        """Publish a change to the other kiosks, after this hub's own screens. Returns at once."""
        rows = [] if change.row is None else [(change.row.seq, _GAMES_AT_DESK.codec.encode(change.row))]
        reasons = [] if change.reason is None else [change.reason.encode()]
        numbers = change.game_id, change.history.seq, change.event_id
        update = Update(*numbers, change.state, rows, reasons, change.epoch, title=change.game.court)
        self._server.call_soon(lambda: self._link.games.publisher.offer(update))

    def share_tournament(self, change: TournamentChange) -> None:
        """Publish a tournament after events to the other kiosks. Returns at once."""
        rows = [(row.seq, _TOURNAMENTS_AT_DESK.codec.encode(row)) for row in change.rows]
        self._server.call_soon(lambda: self._offer_tournament(change, rows))

    def _offer_tournament(self, change: TournamentChange, rows: EncodedEvents) -> None:
        state = self._server.peer_tournaments.message_of(change)
        update = Update(
            change.tournament_id,
            change.tournament.seq,
            change.event_id,
            state,
            rows,
            epoch=change.epoch,
            title=change.tournament.name,
        )
        self._link.tournaments.publisher.offer(update)
        self._server.peer_tournaments.on_own(change)
        self._matches.on_own_tournament(change.tournament_id)

    async def _rename_log(self) -> tuple[str, tuple[str, ...]]:
        return await self._desk.run(lambda scorekeeper: scorekeeper.rename_log())

    # ------------------------------------------------------------------------------------------- for the window

    def list_peer_courts(self, on_courts: Callable[[list[PeerCourt]], None]) -> None:
        """Call `on_courts`, on the hub's thread, with the courts of the other kiosks. Returns at once."""
        self._server.call_soon(lambda: on_courts(self._courts()))

    def begin_take_over(self, game_id: int, on_done: Callable[[KioskError | None], None]) -> None:
        """Take a game over; `on_done` is called on the hub's thread, with the error or None."""
        self._begin(self.take_over(game_id), game_id, on_done)

    def begin_take_back(self, game_id: int, on_done: Callable[[KioskError | None], None]) -> None:
        """Take a game back; as `begin_take_over`."""
        self._begin(self.take_back(game_id), game_id, on_done)

    def list_peer_tournaments(self, on_tournaments: Callable[[list[PeerTournament]], None]) -> None:
        """Call `on_tournaments`, on the hub's thread, with the open tournaments of the other kiosks."""
        self._server.call_soon(lambda: on_tournaments(self._peer_tournaments()))

    def begin_take_over_tournament(self, tournament_id: int, on_done: Callable[[KioskError | None], None]) -> None:
        """Take a tournament over; as `begin_take_over`."""
        self._begin(self.take_over_tournament(tournament_id), tournament_id, on_done)

    def begin_take_back_tournament(self, tournament_id: int, on_done: Callable[[KioskError | None], None]) -> None:
        """Take a tournament back; as `begin_take_over`."""
        self._begin(self.take_back_tournament(tournament_id), tournament_id, on_done)

    def _peer_tournaments(self) -> list[PeerTournament]:
        return [
            PeerTournament(number, tournament.name, self.tournament_owner_of(number) or Peer(kiosk, "", ""))
            for number, tournament, kiosk in self._server.peer_tournaments.list_open()
        ]

    def _begin(
        self, work: Coroutine[Any, Any, None], number: int, on_done: Callable[[KioskError | None], None]
    ) -> None:
        async def run() -> None:
            try:
                await work
            except KioskError as error:
                on_done(error)
            except Exception:  # noqa: BLE001  the boundary: nobody awaits this, and the window must not wait for ever
                _log.exception("A bug in taking %d over", number)
                on_done(KioskError(BUG_MESSAGE))
            else:
                on_done(None)

        def begin() -> None:
            task = asyncio.ensure_future(run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        self._server.call_soon(begin)

    def _courts(self) -> list[PeerCourt]:
        games = ((game_id, self._server.peer_games.newest(game_id)) for game_id in self._link.games.owners.peer_logs())
        views = views_of(state for _, state in games if state is not None)
        current, _ = courts(views, time.time())
        return [_court(view, self.owner_of(view.game_id) or Peer(view.kiosk, view.log, "")) for view in current]


def _court(view: View, owner: Peer) -> PeerCourt:
    side1, side2 = (CourtSide(_name(view, team), view.side(team).color, view.side(team).score) for team in TEAMS)
    progress = {"lobby": "lobby", "live": f"round {view.round}", "finished": "final"}[view.status]
    return PeerCourt(view.game_id, view.court, progress, (side1, side2), owner, over=view.status == "finished")


def _name(view: View, team: Team) -> str:
    """Return the team's name for the window, which has a language of its own."""
    return TranslatableWord(view.side(team).name) if view.side(team).named_by_color else view.name(team)
