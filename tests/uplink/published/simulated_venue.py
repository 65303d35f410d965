"""Simulated venue: the logs, desks and uplinks of three kiosks on one event loop, without windows and HTTP.

Games and tournaments are played alike , in the same histories.

The kiosks act only when a test calls them, so the same history can be repeated, as fast as Redis replies.
"""

import asyncio
import itertools
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from goat_kiosk.app.shared_logs import SharedLogs
from goat_kiosk.app.sharing import Sharing
from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.court_kiosks import CourtKiosks
from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.desk.match_games import MatchGames
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown
from goat_kiosk.errors import KioskError, NotSaved, Unavailable
from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.log.event_log import FILE_NAME, EventLog
from goat_kiosk.store.log.event_tables import GAME_EVENTS, TOURNAMENT_EVENTS
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.recovery import recovery, restoring
from goat_kiosk.store.tournament_log import TournamentLog, TournamentRow
from goat_kiosk.tournament.events import PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.uplink.peers import presence
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.peers.presence import LocalKiosk, new_run
from goat_kiosk.uplink.protocol.connection import RedisConnection, RedisUrl, Subscription
from goat_kiosk.uplink.protocol.messages import GAMES, TOURNAMENTS, PublishedKind, PublishedLog
from goat_kiosk.uplink.published.published_logs import PublishedLogs
from goat_kiosk.uplink.published.replication import Takeover
from goat_kiosk.web.live.desk_client import DeskCall, DeskClient
from tests.games import AT, game_created
from tests.uplink.published import old_scripts

MAX_TURNS = 12
"""The limit of turns in `SimulatedVenue.run_until_idle`: a game that Redis always refuses is offered without end."""
_clock = itertools.count(AT)


class _Hashed(Protocol):
    """An event that is stored."""

    @property
    def hash(self) -> str: ...


class SameLoopDesk(DeskClient):
    """A client of a desk on the same event loop, which needs no other thread."""

    def __init__(self, scorekeeper: Scorekeeper) -> None:
        self._keeper = scorekeeper
        self.court_kiosks = CourtKiosks(scorekeeper.director, scorekeeper.own_kiosks)
        self.match_games = MatchGames(scorekeeper, scorekeeper.director)

    async def run(self, work: DeskCall[Any]) -> Any:
        if self._keeper._log.closed:
            raise asyncio.CancelledError  # the kiosk has been killed, and its tasks with it
        return work(self._keeper)


@dataclass
class Screens:
    """The states that a kiosk's hub publishes; `errors` lists states that went back without a `restored` message."""

    newest: dict[PublishedLog, tuple[str, int]] = field(default_factory=dict)
    rolled_back: set[PublishedLog] = field(default_factory=set)
    """Those with a `restored` message since their newest state, which may therefore go back."""
    errors: list[str] = field(default_factory=list)
    peer_games: "Screens" = field(init=False)
    peer_tournaments: "TournamentScreens" = field(init=False)

    def __post_init__(self) -> None:
        self.peer_games = self
        self.peer_tournaments = TournamentScreens(self)

    def call_soon(self, work: Any) -> None:
        work()

    def publish(self, change: Change) -> None:
        self.on_state(GAMES.log(change.game_id), *change.event_id.split("-"))

    def show(self, game_id: int, _state: bytes, event_id: str) -> None:
        self.on_state(GAMES.log(game_id), *event_id.split("-"))

    def broadcast(self, game_id: int, reason: bytes) -> None:
        if reason == GAMES.restored:
            self.rolled_back.add(GAMES.log(game_id))

    def retire(self, game_id: int) -> None: ...
    def forget(self, log: str) -> None: ...
    def update_peer(self, peer: Peer, games: list[int]) -> None: ...

    def on_state(self, published: PublishedLog, log: str, number: str) -> None:
        before, seq = self.newest.get(published, ("", 0)), int(number)
        self.newest[published] = log, seq
        if seq < before[1]:
            if published not in self.rolled_back:
                self.errors.append(f"{published} went from {before[0]}-{before[1]} back to {log}-{seq}")
            self.rolled_back.discard(published)


class TournamentScreens:
    """The tournaments among them."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens

    def publish(self, change: TournamentChange) -> None:
        self._screens.on_state(TOURNAMENTS.log(change.tournament_id), *change.event_id.split("-"))

    def show(self, change: TournamentChange, _kiosk: str) -> None:
        self.publish(change)

    def message_of(self, change: TournamentChange) -> bytes:
        log, seq = change.event_id.split("-")
        return b'{"tournament_id":%d,"log":"%b","seq":%b}' % (change.tournament_id, log.encode(), seq.encode())

    def broadcast(self, tournament_id: int, reason: bytes) -> None:
        if reason == TOURNAMENTS.restored:
            self._screens.rolled_back.add(TOURNAMENTS.log(tournament_id))

    def fail(self, tournament_id: int, problem: KioskError) -> None:
        self._screens.errors.append(f"tournament {tournament_id} cannot be shown: {problem}")

    def on_own(self, change: TournamentChange) -> None: ...
    def retire(self, tournament_id: int) -> None: ...
    def forget(self, log: str) -> None: ...
    def update_peer(self, peer: Peer) -> None: ...


class Kiosk:
    """A kiosk of the venue, running or not."""

    def __init__(self, folder: Path, name: str, address: RedisUrl) -> None:
        folder.mkdir()
        self.folder, self.name = folder, name
        self._address = address
        self.log: EventLog | None = None
        self.connection: RedisConnection | None = None
        self.former_logs: list[Path] = []
        """The earlier logs of this kiosk, which a restore, a repair or a copy has replaced."""

    @property
    def path(self) -> Path:
        return self.folder / FILE_NAME

    @property
    def is_running(self) -> bool:
        return self.log is not None

    async def start(self) -> None:
        self.log = EventLog(self.path)
        for database in (self.log.writing_connection, self.log.reading_connection):
            database.pragma("synchronous", "off")
        self.screens = Screens()
        self.scorekeeper = Scorekeeper(self.log, self.name, lambda: next(_clock))
        self.local_kiosk = LocalKiosk(self.name, self.log.name, "", self.log.former_names, new_run(self.folder))
        self.sharing = Sharing(self._address, self.local_kiosk, SameLoopDesk(self.scorekeeper), self.screens)  # type: ignore[arg-type]
        self.link = self.sharing._link
        self.scorekeeper.subscribe(self.screens.publish)
        director = self.scorekeeper.director
        director.subscribe(self.screens.peer_tournaments.publish)
        roll_back = self.screens.rolled_back.add
        self.scorekeeper.ownership.subscribe(lambda number, _: roll_back(GAMES.log(number)))
        self.scorekeeper.tournament_ownership.subscribe(lambda number, _: roll_back(TOURNAMENTS.log(number)))
        self.scorekeeper.subscribe(self.sharing.share)
        director.subscribe(self.sharing.share_tournament)
        self.scorekeeper.open()
        await self.connect()

    async def connect(self) -> None:
        self.channel = await Subscription.open(self._address, GAMES.channels)
        await self.channel.add(TOURNAMENTS.channels)
        self.connection = await RedisConnection.open(self._address)
        await self.link.start_session(self.connection)

    def rename(self, name: str) -> None:
        self.name = name
        self.scorekeeper.set_kiosk_name(name)
        self.sharing.set_kiosk_name(name)

    async def disconnect(self) -> None:
        if self.connection is not None:
            await self.connection.close()
            await self.channel.close()
            self.connection = self.link.connection = None
            self.link.presence.mark_unknown()

    async def kill(self) -> None:
        await self.disconnect()
        if self.log is not None:
            self.log.close()
            self.log = None

    async def exchange_messages(self) -> bool:
        """Read the received messages and send the pending ones; return whether there were any."""
        if self.connection is None:
            return False
        await self.channel.send("PING")
        has_progress = False
        while not _is_pong(reply := await self.channel.read_push()):
            self.link.on_push(reply)
            has_progress = True
        await asyncio.sleep(0)
        for logs in self.link.published:
            if logs.publisher.pending.is_set():
                await self.link.send(self.connection, logs)
                has_progress = True
        return has_progress

    def owned(self) -> list[PublishedLog]:
        """Return what this kiosk owns and may write."""
        assert self.log is not None
        games = [GAMES.log(number) for number in self.log.game_ids() if self.scorekeeper.owners.is_owner(number)]
        director = self.scorekeeper.director
        tournaments = [header.tournament_id for header in director.tournaments()]
        return games + [TOURNAMENTS.log(number) for number in tournaments if director.owners.is_owner(number)]

    def logs_of(self, published: PublishedLog) -> PublishedLogs:
        """Return the uplink's part for this kind."""
        return self.link.games if published.kind is GAMES else self.link.tournaments

    def shared_logs(self, published: PublishedLog) -> SharedLogs[Any]:
        """Return the desk's part for this kind."""
        return self.sharing._games if published.kind is GAMES else self.sharing._tournaments

    def hashes(self, published: PublishedLog) -> list[str]:
        """Return the hash of each event that the log has, also of those that were set aside."""
        assert self.log is not None
        log = self.log if published.kind is GAMES else TournamentLog(self.log)
        return [row.hash for row in [*log.events(published.number), *log.events_set_aside(published.number)]]

    def count_unshared(self, published: PublishedLog) -> int:
        """Return how many events the window and the API report as set aside."""
        desk = self.scorekeeper
        ownership = desk.ownership if published.kind is GAMES else desk.tournament_ownership
        return ownership.count_unshared().get(published.number, 0)

    async def prepare_takeover(self, published: PublishedLog) -> Takeover:
        return await self.logs_of(published).prepare_takeover(published.number, is_settled=self.link.is_settled)

    async def can_take(self, published: PublishedLog) -> bool:
        with suppress(KioskError):
            claim, _ = await self.prepare_takeover(published)
            await self.logs_of(published).take(claim._replace(mode="look"))
            return True
        return False

    @contextmanager
    def full_disk_after(self, writes: int) -> Iterator[None]:
        """Refuse writes of ownership after the first `writes` of them, as a full disk does, until the block ends."""
        log, counter = self.log, itertools.count()
        tournament_log = self.scorekeeper.tournament_ownership._log
        methods = [(log, "adopt"), (log, "save_ownership"), (tournament_log, "adopt")]

        def limited(write: Any) -> Any:
            def refuse(*_arguments: Any) -> Any:
                if next(counter) >= writes:
                    raise NotSaved("The disk is full.")
                return write(*_arguments)

            return refuse

        for owner, name in methods:
            setattr(owner, name, limited(getattr(owner, name)))
        try:
            yield
        finally:
            for owner, name in methods:
                delattr(owner, name)


def _is_pong(reply: Any) -> bool:
    return isinstance(reply, list) and reply[0] == b"pong"


class SimulatedVenue:
    """Three kiosks, the events that they have acknowledged, and the invariants."""

    def __init__(self, folder: Path, address: RedisUrl) -> None:
        self.folder = folder
        self.kiosks = [Kiosk(folder / name, name, address) for name in ("Patio", "Hall", "Yard")]
        self.backups: list[Path] = []
        self.published: list[PublishedLog] = []
        """The games and the tournaments, oldest first."""
        self.acknowledged: set[tuple[PublishedLog, str]] = set()
        """The hash of every acknowledged event."""
        self.epochs: dict[tuple[PublishedLog, int], set[str]] = defaultdict(set)
        """For each log and epoch, the runs that have acknowledged an event."""
        self._address = address

    async def open(self) -> None:
        self.watcher = await RedisConnection.open(self._address)
        await self.watcher.execute("FLUSHALL")
        for kiosk in self.kiosks:
            await kiosk.start()

    async def close(self) -> None:
        for kiosk in self.kiosks:
            await kiosk.kill()
        await self.watcher.close()

    # --------------------------------------------------------------------------------------------------- operations

    def create(self, kiosk: Kiosk, kind: PublishedKind = GAMES) -> PublishedLog:
        desk, court = kiosk.scorekeeper, f"Court {len(self.published) + 1}"
        rows: list[Row | None] | list[TournamentRow]
        if kind is GAMES:
            game = desk.create(game_created(court=court))
            published, rows = GAMES.log(game.game_id), [game.row]
        else:
            tournament = desk.director.create(TournamentCreated("Friday", (court,)))
            published, rows = TOURNAMENTS.log(tournament.tournament_id), list(tournament.rows)
        self.published.append(published)
        self._record_acknowledged(kiosk, published, rows)
        return published

    def write(self, kiosk: Kiosk, published: PublishedLog, result: Any) -> None:
        """Throw a bag, or sign two people up with one command."""
        desk = kiosk.scorekeeper
        if published.kind is TOURNAMENTS:
            change = desk.director.record(published.number, partial(_sign_up_two, result))
            self._record_acknowledged(kiosk, published, change.rows)
        elif (due := desk.history(published.number).game.next_team) is not None:
            self._record_acknowledged(kiosk, published, [desk.record(published.number, BagThrown(due, result)).row])

    def _record_acknowledged(self, kiosk: Kiosk, published: PublishedLog, rows: Iterable[_Hashed | None]) -> None:
        self.acknowledged |= {(published, row.hash) for row in rows if row is not None}
        epoch = kiosk.logs_of(published).publisher.epoch(published.number)
        if epoch is not None:
            self.epochs[published, epoch].add(kiosk.local_kiosk.run)

    async def run_until_idle(self) -> None:
        """Let the connected kiosks receive and send until no message is left."""
        for _ in range(MAX_TURNS):
            if not any([await kiosk.exchange_messages() for kiosk in self.kiosks]):
                return

    async def expire(self) -> None:
        """Let fifteen seconds pass: the presence of each kiosk expires, and connected kiosks send theirs again."""
        for key in [
            *await self.watcher.execute("KEYS", "goat:log:*"),
            *await self.watcher.execute("KEYS", "goat:kiosk:*"),
        ]:
            await self.watcher.execute("DEL", key)
        for kiosk in self.kiosks:
            if kiosk.connection is not None:
                await kiosk.link.send_presence(kiosk.connection)

    def back_up(self, kiosk: Kiosk) -> None:
        file = self.folder / f"backup {len(self.backups)}.db"
        verified_copy.copy(kiosk.path, file)
        self.backups.append(file)

    def restore(self, kiosk: Kiosk, backup: Path) -> None:
        aside = restoring.restore(backup, kiosk.path).aside
        kiosk.former_logs += [aside / FILE_NAME] if aside else []

    def recover(self, kiosk: Kiosk) -> None:
        aside = recovery.recover(kiosk.path, Unavailable("it was tried"), [self.folder / "no backups"]).aside
        kiosk.former_logs += [aside / FILE_NAME] if aside else []

    def clone(self, source: Kiosk, to: Kiosk) -> None:
        """Replace the log of a kiosk by a copy of another kiosk's log."""
        copy = to.folder / f"before {len(to.former_logs)}.db"
        shutil.move(to.path, copy)
        to.former_logs.append(copy)
        verified_copy.copy(source.path, to.path)

    async def take_over(self, kiosk: Kiosk, published: PublishedLog) -> None:
        with suppress(KioskError):
            await kiosk.shared_logs(published).take_over(published.number)

    async def take_back(self, kiosk: Kiosk, published: PublishedLog) -> None:
        with suppress(KioskError):
            await kiosk.shared_logs(published).take_back(published.number)

    async def die_taking_over(self, kiosk: Kiosk, published: PublishedLog) -> None:
        with suppress(KioskError):
            claim, rows = await kiosk.prepare_takeover(published)
            await kiosk.logs_of(published).take(claim._replace(mode="look"))
            await kiosk.shared_logs(published).store(claim, rows)
            await kiosk.logs_of(published).take(claim)
        await kiosk.kill()

    async def store_as_old_kiosk(self, published: PublishedLog, epoch: int) -> None:
        """Offer a rebuilt game as a kiosk of the previous version does; Redis must refuse it."""
        keys = [published.key(part) for part in ("owner", "log", "state")]
        arguments = "0000000d", epoch, 99, "Old", 1, "{}", published.channel, ""
        reply = await self.watcher.execute("EVAL", old_scripts.KEEP, 3, *keys, *arguments)
        assert reply[0] == b"fenced", reply

    async def claim_as_old_kiosk(self, published: PublishedLog) -> None:
        """Claim a game as a kiosk of the previous version does, and send no state of it."""
        log, kiosk = await self.watcher.execute("HMGET", published.key("owner"), "log", "kiosk")
        keys = published.key("owner"), presence.key(kiosk.decode()), presence.key(kiosk.decode(), log.decode())
        await self.watcher.execute("EVAL", old_scripts.CLAIM, 3, *keys, "0000000d", "Old", 99, log, -1)

    # --------------------------------------------------------------------------------------------------- invariants

    async def check(self) -> None:
        """Deliver all messages, and raise `AssertionError` for each invariant that does not hold."""
        await self.expire()
        await self.run_until_idle()
        for kiosk in self.kiosks:
            if kiosk.connection is not None:
                await kiosk.link.tournaments.replicator.replicate(kiosk.connection)
        for kiosk in self.kiosks:
            if kiosk.is_running:
                assert not kiosk.screens.errors, kiosk.screens.errors
        assert not {epoch: runs for epoch, runs in self.epochs.items() if len(runs) > 1}, self.epochs
        stored = set().union(*map(self._stored_events, self.kiosks))
        for published in self.published:
            await self._check_can_continue(published)
            if published.kind is TOURNAMENTS:
                self._check_is_shown_everywhere(published)
            await self._check_no_event_is_lost(published, stored)

    async def _check_can_continue(self, published: PublishedLog) -> None:
        owner = await self.watcher.execute("HGET", published.key("owner"), "log")
        running_kiosks = [kiosk for kiosk in self.kiosks if kiosk.is_running]
        online = [kiosk for kiosk in running_kiosks if kiosk.connection is not None]
        if not online or owner is None:
            return
        writers = [kiosk.name for kiosk in running_kiosks if published in kiosk.owned()]
        owners = [
            kiosk.name
            for kiosk in online
            if published in kiosk.owned() and published.number not in kiosk.logs_of(published).publisher.clashes
        ]
        assert len(owners) <= 1, f"{owners} write {published}"
        writers += [kiosk.name for kiosk in online if await kiosk.can_take(published)]
        assert writers, f"no kiosk can continue {published}, which {owner} owns"

    def _check_is_shown_everywhere(self, published: PublishedLog) -> None:
        """Check that every kiosk shows a tournament as the one that runs it does."""
        online = [kiosk for kiosk in self.kiosks if kiosk.connection is not None]
        owners = [
            kiosk
            for kiosk in online
            if published in kiosk.owned() and published.number not in kiosk.link.tournaments.publisher.clashes
        ]
        for owner in owners:
            expected = owner.screens.newest[published]
            shown = {kiosk.name: kiosk.screens.newest.get(published) for kiosk in online}
            assert set(shown.values()) == {expected}, f"{owner.name} has {published} at {expected}, but {shown}"

    async def _check_no_event_is_lost(self, published: PublishedLog, stored: set[tuple[PublishedLog, str]]) -> None:
        acknowledged = {event for event in self.acknowledged if event[0] == published}
        lost = acknowledged - stored
        assert not lost, f"events of {published} are in no log: {lost}"
        entries = await self.watcher.execute("XRANGE", published.key("log"), "-", "+")
        shared = {(published, _hash(fields[1])) for _, fields in entries}
        online = [kiosk for kiosk in self.kiosks if kiosk.connection is not None]
        is_restored = any(published.number in kiosk.logs_of(published).publisher.restored for kiosk in online)
        for kiosk in online:
            local = {(published, digest) for digest in kiosk.hashes(published)}
            not_shared = (local & acknowledged) - shared
            unshared = kiosk.count_unshared(published)
            are_reported = unshared >= len(not_shared) or is_restored
            assert are_reported or published in kiosk.owned(), (
                f"{kiosk.name} reports {unshared} of {len(not_shared)} events"
            )

    def _stored_events(self, kiosk: Kiosk) -> set[tuple[PublishedLog, str]]:
        return {event for path in [kiosk.path, *kiosk.former_logs] for event in _events(path)}


def _sign_up_two(name: str, tournament: Tournament) -> list[PlayerSignedUp]:
    number = tournament.next_player()
    return [PlayerSignedUp(number + place, f"{name} {number + place}") for place in range(2)]


def _events(path: Path) -> Iterator[tuple[PublishedLog, str]]:
    database = verified_copy.open_read_only(path)
    try:
        for kind, table in ((GAMES, GAME_EVENTS), (TOURNAMENTS, TOURNAMENT_EVENTS)):
            for name in (table.name, table.aside):
                for number, digest in database.execute(f"SELECT {table.number_column}, hash FROM {name}"):  # noqa: S608  words of ours
                    yield kind.log(number), digest.hex()
    finally:
        database.close()


def _hash(body: bytes) -> str:
    return body.rpartition(b'"hash":"')[2].partition(b'"')[0].decode()
