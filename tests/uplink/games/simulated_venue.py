"""Simulated venue: the logs, desks and uplinks of three kiosks on one event loop, without windows and HTTP.

The kiosks act only when a test calls them, so the same history can be repeated, as fast as Redis replies.
"""

import asyncio
import itertools
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goat_kiosk.app.sharing import Sharing
from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.court_kiosks import CourtKiosks
from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown
from goat_kiosk.errors import KioskError, NotSaved, Unavailable
from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.log.event_log import FILE_NAME, EventLog
from goat_kiosk.store.recovery import recovery, restoring
from goat_kiosk.uplink.peers import presence
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.peers.presence import LocalKiosk, new_run
from goat_kiosk.uplink.protocol.connection import RedisConnection, RedisUrl, Subscription
from goat_kiosk.uplink.protocol.messages import GAMES, TOURNAMENTS
from goat_kiosk.web.live.desk_client import DeskCall, DeskClient
from tests.games import AT, game_created
from tests.uplink.games import old_scripts

MAX_TURNS = 12
"""The limit of turns in `SimulatedVenue.run_until_idle`: a game that Redis always refuses is offered without end."""
_clock = itertools.count(AT)


class SameLoopDesk(DeskClient):
    """A client of a desk on the same event loop, which needs no other thread."""

    def __init__(self, scorekeeper: Scorekeeper) -> None:
        self._keeper = scorekeeper
        self.court_kiosks = CourtKiosks(scorekeeper.director, scorekeeper.own_kiosks)

    async def run(self, work: DeskCall[Any]) -> Any:
        return work(self._keeper)


@dataclass
class Screens:
    """The states that a kiosk's hub publishes; `errors` lists states that went back without a `restored` message."""

    newest: dict[int, tuple[str, int]] = field(default_factory=dict)
    rolled_back: set[int] = field(default_factory=set)
    """Games with a `restored` message since their newest state, which may therefore go back."""
    errors: list[str] = field(default_factory=list)
    peer_games: "Screens" = field(init=False)
    peer_tournaments: "TournamentScreens" = field(init=False)

    def __post_init__(self) -> None:
        self.peer_games = self
        self.peer_tournaments = TournamentScreens(self)

    def call_soon(self, work: Any) -> None:
        work()

    def publish(self, change: Change) -> None:
        self.on_state(change.game_id, *change.event_id.split("-"))

    def show(self, game_id: int, _state: bytes, event_id: str) -> None:
        self.on_state(game_id, *event_id.split("-"))

    def broadcast(self, game_id: int, reason: bytes) -> None:
        if reason == GAMES.restored:
            self.rolled_back.add(game_id)

    def retire(self, game_id: int) -> None: ...
    def forget(self, log: str) -> None: ...
    def update_peer(self, peer: Peer, games: list[int]) -> None: ...

    def on_state(self, game_id: int, log: str, number: str) -> None:
        before, seq = self.newest.get(game_id, ("", 0)), int(number)
        self.newest[game_id] = log, seq
        if seq < before[1]:
            if game_id not in self.rolled_back:
                self.errors.append(f"game {game_id} went from {before[0]}-{before[1]} back to {log}-{seq}")
            self.rolled_back.discard(game_id)


class TournamentScreens:
    """The tournaments among them."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens

    def publish(self, change: TournamentChange) -> None:
        self._screens.on_state(change.tournament_id, *change.event_id.split("-"))

    def show(self, change: TournamentChange, _kiosk: str) -> None:
        self.publish(change)

    def message_of(self, change: TournamentChange) -> bytes:
        log, seq = change.event_id.split("-")
        return b'{"tournament_id":%d,"log":"%b","seq":%b}' % (change.tournament_id, log.encode(), seq.encode())

    def broadcast(self, tournament_id: int, reason: bytes) -> None:
        if reason == TOURNAMENTS.restored:
            self._screens.rolled_back.add(tournament_id)

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
        self.scorekeeper.ownership.subscribe(lambda game_id, _: self.screens.rolled_back.add(game_id))
        self.scorekeeper.subscribe(self.sharing.share)
        self.scorekeeper.open()
        await self.connect()

    async def connect(self) -> None:
        self.channel = await Subscription.open(self._address, GAMES.channels)
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

    def owned_games(self) -> list[int]:
        """Return the games that this kiosk owns and may score."""
        assert self.log is not None
        return [game_id for game_id in self.log.game_ids() if self.scorekeeper.owners.is_owner(game_id)]

    async def can_take(self, game_id: int) -> bool:
        with suppress(KioskError):
            claim, _ = await self.link.games.prepare_takeover(game_id, is_settled=self.link.is_settled)
            await self.link.games.take(claim._replace(mode="look"))
            return True
        return False

    @contextmanager
    def full_disk_after(self, writes: int) -> Iterator[None]:
        """Refuse writes of ownership after the first `writes` of them, as a full disk does, until the block ends."""
        log, counter = self.log, itertools.count()

        def limited(write: Any) -> Any:
            def refuse(*_arguments: Any) -> Any:
                if next(counter) >= writes:
                    raise NotSaved("The disk is full.")
                return write(*_arguments)

            return refuse

        for name in ("adopt", "save_ownership"):
            setattr(log, name, limited(getattr(log, name)))
        try:
            yield
        finally:
            for name in ("adopt", "save_ownership"):
                delattr(log, name)


def _is_pong(reply: Any) -> bool:
    return isinstance(reply, list) and reply[0] == b"pong"


class SimulatedVenue:
    """Three kiosks, the events that they have acknowledged, and the invariants."""

    def __init__(self, folder: Path, address: RedisUrl) -> None:
        self.folder = folder
        self.kiosks = [Kiosk(folder / name, name, address) for name in ("Patio", "Hall", "Yard")]
        self.backups: list[Path] = []
        self.games: list[int] = []
        self.acknowledged: set[tuple[int, str]] = set()
        """The game and the hash of every acknowledged event."""
        self.epochs: dict[tuple[int, int], set[str]] = defaultdict(set)
        """For each game and epoch, the runs that have acknowledged an event."""
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

    def create(self, kiosk: Kiosk) -> None:
        change = kiosk.scorekeeper.create(game_created(court=f"Court {len(self.games) + 1}"))
        self.games.append(change.game_id)
        self._record_acknowledged(kiosk, change)

    def score(self, kiosk: Kiosk, game_id: int, result: Any) -> None:
        due = kiosk.scorekeeper.history(game_id).game.next_team
        if due is not None:
            self._record_acknowledged(kiosk, kiosk.scorekeeper.record(game_id, BagThrown(due, result)))

    def _record_acknowledged(self, kiosk: Kiosk, change: Change) -> None:
        assert change.row is not None
        self.acknowledged.add((change.game_id, change.row.hash))
        epoch = kiosk.link.games.publisher.epoch(change.game_id)
        if epoch is not None:
            self.epochs[change.game_id, epoch].add(kiosk.local_kiosk.run)

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

    async def take_over(self, kiosk: Kiosk, game_id: int) -> None:
        with suppress(KioskError):
            await kiosk.sharing.take_over(game_id)

    async def take_back(self, kiosk: Kiosk, game_id: int) -> None:
        with suppress(KioskError):
            await kiosk.sharing.take_back(game_id)

    async def die_taking_over(self, kiosk: Kiosk, game_id: int) -> None:
        with suppress(KioskError):
            claim, rows = await kiosk.link.games.prepare_takeover(game_id, is_settled=kiosk.link.is_settled)
            await kiosk.link.games.take(claim._replace(mode="look"))
            await kiosk.sharing._games.store(claim, rows)
            await kiosk.link.games.take(claim)
        await kiosk.kill()

    async def store_as_old_kiosk(self, game_id: int, epoch: int) -> None:
        """Offer a rebuilt game as a kiosk of the previous version does; Redis must refuse it."""
        keys = [GAMES.log(game_id).key(part) for part in ("owner", "log", "state")]
        arguments = "0000000d", epoch, 99, "Old", 1, "{}", GAMES.log(game_id).channel, ""
        reply = await self.watcher.execute("EVAL", old_scripts.KEEP, 3, *keys, *arguments)
        assert reply[0] == b"fenced", reply

    async def claim_as_old_kiosk(self, game_id: int) -> None:
        """Claim a game as a kiosk of the previous version does, and send no state of it."""
        log, kiosk = await self.watcher.execute("HMGET", GAMES.log(game_id).key("owner"), "log", "kiosk")
        keys = GAMES.log(game_id).key("owner"), presence.key(kiosk.decode()), presence.key(kiosk.decode(), log.decode())
        await self.watcher.execute("EVAL", old_scripts.CLAIM, 3, *keys, "0000000d", "Old", 99, log, -1)

    # --------------------------------------------------------------------------------------------------- invariants

    async def check(self) -> None:
        """Deliver all messages, and raise `AssertionError` for each invariant that does not hold."""
        await self.expire()
        await self.run_until_idle()
        for kiosk in self.kiosks:
            if kiosk.is_running:
                assert not kiosk.screens.errors, kiosk.screens.errors
        assert not {epoch: runs for epoch, runs in self.epochs.items() if len(runs) > 1}, self.epochs
        stored = set().union(*map(self._stored_events, self.kiosks))
        for game_id in self.games:
            await self._check_can_continue(game_id)
            await self._check_no_event_is_lost(game_id, stored)

    async def _check_can_continue(self, game_id: int) -> None:
        owner = await self.watcher.execute("HGET", GAMES.log(game_id).key("owner"), "log")
        running_kiosks = [kiosk for kiosk in self.kiosks if kiosk.is_running]
        online = [kiosk for kiosk in running_kiosks if kiosk.connection is not None]
        if not online or owner is None:
            return
        scorers = [kiosk.name for kiosk in running_kiosks if game_id in kiosk.owned_games()]
        owners = [
            kiosk.name
            for kiosk in online
            if game_id in kiosk.owned_games() and game_id not in kiosk.link.games.publisher.clashes
        ]
        assert len(owners) <= 1, f"{owners} score game {game_id}"
        scorers += [kiosk.name for kiosk in online if await kiosk.can_take(game_id)]
        assert scorers, f"no kiosk can continue game {game_id}, which {owner} owns"

    async def _check_no_event_is_lost(self, game_id: int, stored: set[tuple[int, str]]) -> None:
        acknowledged = {event for event in self.acknowledged if event[0] == game_id}
        lost = acknowledged - stored
        assert not lost, f"events of game {game_id} are in no log: {lost}"
        entries = await self.watcher.execute("XRANGE", GAMES.log(game_id).key("log"), "-", "+")
        shared = {(game_id, _hash(fields[1])) for _, fields in entries}
        online = [kiosk for kiosk in self.kiosks if kiosk.connection is not None]
        is_restored = any(game_id in kiosk.link.games.publisher.restored for kiosk in online)
        for kiosk in online:
            assert kiosk.log is not None
            local = {(game_id, row.hash) for row in [*kiosk.log.events(game_id), *kiosk.log.events_set_aside(game_id)]}
            not_shared = (local & acknowledged) - shared
            unshared = kiosk.scorekeeper.ownership.count_unshared().get(game_id, 0)
            are_reported = unshared >= len(not_shared) or is_restored
            assert are_reported or game_id in kiosk.owned_games(), (
                f"{kiosk.name} reports {unshared} of {len(not_shared)} events"
            )

    def _stored_events(self, kiosk: Kiosk) -> set[tuple[int, str]]:
        return {event for path in [kiosk.path, *kiosk.former_logs] for event in _events(path)}


def _events(path: Path) -> Iterator[tuple[int, str]]:
    database = verified_copy.open_read_only(path)
    try:
        for table in ("event", "aside"):
            for game_id, hashed in database.execute(f"SELECT game_id, hash FROM {table}"):  # noqa: S608  words of ours
                yield game_id, hashed.hex()
    finally:
        database.close()


def _hash(body: bytes) -> str:
    return body.rpartition(b'"hash":"')[2].partition(b'"')[0].decode()
