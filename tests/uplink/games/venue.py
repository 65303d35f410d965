"""A venue without windows and web: logs, desks and uplinks of three kiosks on one loop, which does nothing by itself.

So a history of what happens to them can be made step by step, as fast as Redis answers, and again in the same order.
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
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown
from goat_kiosk.errors import KioskError, NotSaved, Unavailable
from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.log.event_log import FILE_NAME, EventLog
from goat_kiosk.store.recovery import recovery, restoring
from goat_kiosk.uplink.games.publisher import RESTORED
from goat_kiosk.uplink.peers import presence
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.peers.presence import LocalKiosk, new_run
from goat_kiosk.uplink.protocol import messages
from goat_kiosk.uplink.protocol.connection import RedisConnection, RedisUrl, Subscription
from goat_kiosk.web.live.desk_client import DeskCall, DeskClient
from tests.games import AT, game_created
from tests.uplink.games import older

TURNS = 12
"""Times that a kiosk sends and listens until it has nothing more to say: a game that is refused for good is not."""
_clock = itertools.count(AT)


class AtOnce(DeskClient):
    """A desk on the same loop: it answers at once."""

    def __init__(self, scorekeeper: Scorekeeper) -> None:
        self._keeper = scorekeeper

    async def run(self, work: DeskCall[Any]) -> Any:
        return work(self._keeper)


@dataclass
class Screens:
    """The states that a kiosk's hub publishes; `wrong` lists scores that went back without a `restored` message."""

    newest: dict[int, tuple[str, int]] = field(default_factory=dict)
    rolled_back: set[int] = field(default_factory=set)
    """Games with a `restored` message since their newest state: their score may go back."""
    wrong: list[str] = field(default_factory=list)
    peer_games: "Screens" = field(init=False)

    def __post_init__(self) -> None:
        self.peer_games = self

    def call_soon(self, work: Any) -> None:
        work()

    def publish(self, change: Change) -> None:
        self._shown(change.game_id, *change.event_id.split("-"))

    def show(self, game_id: int, _state: bytes, event_id: str) -> None:
        self._shown(game_id, *event_id.split("-"))

    def broadcast(self, game_id: int, reason: bytes) -> None:
        if reason == RESTORED:
            self.rolled_back.add(game_id)

    def retire(self, game_id: int) -> None: ...
    def forget(self, log: str) -> None: ...
    def update_peer(self, peer: Peer, games: list[int]) -> None: ...

    def _shown(self, game_id: int, log: str, number: str) -> None:
        before, seq = self.newest.get(game_id, ("", 0)), int(number)
        self.newest[game_id] = log, seq
        if seq < before[1]:
            if game_id not in self.rolled_back:
                self.wrong.append(f"game {game_id} went from {before[0]}-{before[1]} back to {log}-{seq}")
            self.rolled_back.discard(game_id)


class Kiosk:
    """A kiosk of the venue, running or not."""

    def __init__(self, folder: Path, name: str, address: RedisUrl) -> None:
        folder.mkdir()
        self.folder, self.name = folder, name
        self._address = address
        self.log: EventLog | None = None
        self.line: RedisConnection | None = None
        self.aside: list[Path] = []
        """Logs that this one was made of, or that it took the place of."""

    @property
    def path(self) -> Path:
        return self.folder / FILE_NAME

    @property
    def runs(self) -> bool:
        return self.log is not None

    async def start(self) -> None:
        self.log = EventLog(self.path)
        for database in (self.log.writing_connection, self.log.reading_connection):
            database.pragma("synchronous", "off")
        self.screens = Screens()
        self.scorekeeper = Scorekeeper(self.log, self.name, lambda: next(_clock))
        self.me = LocalKiosk(self.name, self.log.name, "", self.log.former_names, new_run(self.folder))
        self.sharing = Sharing(self._address, self.me, AtOnce(self.scorekeeper), self.screens)  # type: ignore[arg-type]
        self.link = self.sharing._link
        self.scorekeeper.subscribe(self.screens.publish)
        self.scorekeeper.ownership.subscribe(lambda game_id, _: self.screens.rolled_back.add(game_id))
        self.scorekeeper.subscribe(self.sharing.share)
        self.scorekeeper.open()
        await self.connect()

    async def connect(self) -> None:
        self.channel = await Subscription.open(self._address, messages.PATTERN)
        self.line = await RedisConnection.open(self._address)
        await self.link.start_session(self.line)

    def rename(self, name: str) -> None:
        self.name = name
        self.scorekeeper.set_kiosk_name(name)
        self.sharing.set_kiosk_name(name)

    async def cut(self) -> None:
        if self.line is not None:
            await self.line.close()
            await self.channel.close()
            self.line = self.link.connection = None
            self.link.presence.mark_unknown()

    async def kill(self) -> None:
        await self.cut()
        if self.log is not None:
            self.log.close()
            self.log = None

    async def turn(self) -> bool:
        """Listen, and send what is to be sent; return whether there was anything."""
        if self.line is None:
            return False
        await self.channel.send("PING")
        has_progress = False
        while not _is_pong(reply := await self.channel.read_push()):
            self.link.on_push(reply)
            has_progress = True
        await asyncio.sleep(0)
        if not self.link.publisher.pending.is_set():
            return has_progress
        await self.link.send(self.line)
        return True

    def ours(self) -> list[int]:
        """Return the games that the desk may score."""
        assert self.log is not None
        return [game_id for game_id in self.log.game_ids() if self.scorekeeper.owners.is_owner(game_id)]

    async def can_take(self, game_id: int) -> bool:
        with suppress(KioskError):
            claim, _ = await self.link.prepare_takeover(game_id)
            await self.link.take(claim._replace(mode="look"))
            return True
        return False

    @contextmanager
    def full(self, after: int) -> Iterator[None]:
        """Let the disk be full after so many more writes of games that change hands."""
        log, left = self.log, itertools.count()

        def limited(write: Any) -> Any:
            def refuse(*_arguments: Any) -> Any:
                if next(left) >= after:
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


class Venue:
    """Three kiosks, what they have acknowledged, and what must hold."""

    def __init__(self, folder: Path, address: RedisUrl) -> None:
        self.folder = folder
        self.kiosks = [Kiosk(folder / name, name, address) for name in ("Patio", "Hall", "Yard")]
        self.backups: list[Path] = []
        self.games: list[int] = []
        self.recorded: set[tuple[int, str]] = set()
        """Game and hash of every event that was acknowledged."""
        self.epochs: dict[tuple[int, int], set[str]] = defaultdict(set)
        """Runs that have acknowledged an event of a game under an epoch."""
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

    # ------------------------------------------------------------------------------------------------ what happens

    def create(self, kiosk: Kiosk) -> None:
        change = kiosk.scorekeeper.create(game_created(court=f"Court {len(self.games) + 1}"))
        self.games.append(change.game_id)
        self._acknowledged(kiosk, change)

    def score(self, kiosk: Kiosk, game_id: int, result: Any) -> None:
        due = kiosk.scorekeeper.history(game_id).game.next_team
        if due is not None:
            self._acknowledged(kiosk, kiosk.scorekeeper.record(game_id, BagThrown(due, result)))

    def _acknowledged(self, kiosk: Kiosk, change: Change) -> None:
        assert change.row is not None
        self.recorded.add((change.game_id, change.row.hash))
        epoch = kiosk.link.publisher.epoch(change.game_id)
        if epoch is not None:
            self.epochs[change.game_id, epoch].add(kiosk.me.run)

    async def news(self) -> None:
        """Let everybody who is connected listen and send until nobody has anything to say."""
        for _ in range(TURNS):
            if not any([await kiosk.turn() for kiosk in self.kiosks]):
                return

    async def expire(self) -> None:
        """Let fifteen seconds pass: who is not connected is there no more, and who is has said so again."""
        for key in [
            *await self.watcher.execute("KEYS", "goat:log:*"),
            *await self.watcher.execute("KEYS", "goat:kiosk:*"),
        ]:
            await self.watcher.execute("DEL", key)
        for kiosk in self.kiosks:
            if kiosk.line is not None:
                await kiosk.link.send_presence(kiosk.line)

    def back_up(self, kiosk: Kiosk) -> None:
        file = self.folder / f"backup {len(self.backups)}.db"
        verified_copy.copy(kiosk.path, file)
        self.backups.append(file)

    def restore(self, kiosk: Kiosk, backup: Path) -> None:
        aside = restoring.restore(backup, kiosk.path).aside
        kiosk.aside += [aside / FILE_NAME] if aside else []

    def recover(self, kiosk: Kiosk) -> None:
        aside = recovery.recover(kiosk.path, Unavailable("it was tried"), [self.folder / "no backups"]).aside
        kiosk.aside += [aside / FILE_NAME] if aside else []

    def clone(self, source: Kiosk, to: Kiosk) -> None:
        """Put a copy of one kiosk's data folder in place of another's."""
        copy = to.folder / f"before {len(to.aside)}.db"
        shutil.move(to.path, copy)
        to.aside.append(copy)
        verified_copy.copy(source.path, to.path)

    async def take_over(self, kiosk: Kiosk, game_id: int) -> None:
        with suppress(KioskError):
            await kiosk.sharing.take_over(game_id)

    async def take_back(self, kiosk: Kiosk, game_id: int) -> None:
        with suppress(KioskError):
            await kiosk.sharing.take_back(game_id)

    async def die_taking_over(self, kiosk: Kiosk, game_id: int) -> None:
        with suppress(KioskError):
            claim, rows = await kiosk.link.prepare_takeover(game_id)
            await kiosk.link.take(claim._replace(mode="look"))
            await kiosk.sharing._store(claim, rows)
            await kiosk.link.take(claim)
        await kiosk.kill()

    async def older_keeps(self, game_id: int, epoch: int) -> None:
        """Let a kiosk of the version before offer a game that it has put together anew: it must not be believed."""
        keys = [messages.key(game_id, what) for what in ("owner", "log", "state")]
        arguments = "0000000d", epoch, 99, "Old", 1, "{}", messages.channel(game_id), ""
        answer = await self.watcher.execute("EVAL", older.KEEP, 3, *keys, *arguments)
        assert answer[0] == b"fenced", answer

    async def older_claims(self, game_id: int) -> None:
        """Let a kiosk of the version before take a game whose kiosk is away, and be gone before it says anything."""
        log, kiosk = await self.watcher.execute("HMGET", messages.key(game_id, "owner"), "log", "kiosk")
        keys = messages.key(game_id, "owner"), presence.key(kiosk.decode()), presence.key(kiosk.decode(), log.decode())
        await self.watcher.execute("EVAL", older.CLAIM, 3, *keys, "0000000d", "Old", 99, log, -1)

    # --------------------------------------------------------------------------------------------- what must hold

    async def check(self) -> None:
        """Raise `AssertionError` where something does not hold once everybody has heard everything."""
        await self.expire()
        await self.news()
        for kiosk in self.kiosks:
            if kiosk.runs:
                assert not kiosk.screens.wrong, kiosk.screens.wrong
        assert not {epoch: runs for epoch, runs in self.epochs.items() if len(runs) > 1}, self.epochs
        stored = set().union(*map(self._stored_events, self.kiosks))
        for game_id in self.games:
            await self._check_alive(game_id)
            await self._check_kept(game_id, stored)

    async def _check_alive(self, game_id: int) -> None:
        owner = await self.watcher.execute("HGET", messages.key(game_id, "owner"), "log")
        here = [kiosk for kiosk in self.kiosks if kiosk.runs]
        online = [kiosk for kiosk in here if kiosk.line is not None]
        if not online or owner is None:
            return
        can = [kiosk.name for kiosk in here if game_id in kiosk.ours()]
        both = [
            kiosk.name for kiosk in online if game_id in kiosk.ours() and game_id not in kiosk.link.publisher.clashes
        ]
        assert len(both) <= 1, f"{both} score game {game_id}"
        can += [kiosk.name for kiosk in online if await kiosk.can_take(game_id)]
        assert can, f"nobody can go on with game {game_id}, which is {owner}'s"

    async def _check_kept(self, game_id: int, stored: set[tuple[int, str]]) -> None:
        ours = {event for event in self.recorded if event[0] == game_id}
        lost = ours - stored
        assert not lost, f"events of game {game_id} are in no log: {lost}"
        entries = await self.watcher.execute("XRANGE", messages.key(game_id, "log"), "-", "+")
        shared = {(game_id, _hash(fields[1])) for _, fields in entries}
        for kiosk in (online for online in self.kiosks if online.line is not None):
            assert kiosk.log is not None
            here = {(game_id, row.hash) for row in [*kiosk.log.events(game_id), *kiosk.log.events_set_aside(game_id)]}
            apart = (here & ours) - shared
            unshared = kiosk.scorekeeper.ownership.count_unshared().get(game_id, 0)
            went_on = any(game_id in other.link.publisher.restored for other in self.kiosks if other.line is not None)
            told_enough = unshared >= len(apart) or went_on
            assert told_enough or game_id in kiosk.ours(), (
                f"{kiosk.name} tells of {unshared} of {len(apart)} events aside"
            )

    def _stored_events(self, kiosk: Kiosk) -> set[tuple[int, str]]:
        return {event for path in [kiosk.path, *kiosk.aside] for event in _events(path)}


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
