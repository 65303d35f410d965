"""The event logs of the other kiosks' games, followed so that a court can go on when its kiosk is gone.

Every event travels with the state it leads to, in the same step, so whatever the others have seen of a game its log in
Redis holds too. Each kiosk keeps a copy of what the others' logs gain, should Redis lose them together with their
kiosk. How a game is taken over from them stands in `ownership`.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from goat_kiosk.errors import NotFound, Unavailable
from goat_kiosk.uplink import messages, ownership
from goat_kiosk.uplink.connection import CONNECTION_ERRORS, RedisConnection, Reply
from goat_kiosk.uplink.game_owners import GameOwners, RemoteGame
from goat_kiosk.uplink.ownership import UNKNOWN, Claim, Owner, Rows

EVERY = 1.0
"""Seconds between looks at the logs: what Redis and a kiosk can lose together."""
AT_A_TIME = 100
"""Games looked at in one go."""


@dataclass(slots=True)
class Replica:
    """Another kiosk's log of one game, as far as it is known here."""

    log: str
    epoch: int = UNKNOWN
    rows: Rows = field(default_factory=list)


class Takeover(NamedTuple):
    """A game of another kiosk, with all that is needed to go on with it."""

    claim: Claim
    rows: Rows


class Replicator:
    """The copies, and the way to go on from them."""

    def __init__(self, ledger: GameOwners) -> None:
        self._owners = ledger
        self._replicas: dict[int, Replica] = {}

    async def replicate(self, line: RedisConnection) -> None:
        """Copy what the logs of others have gained. Raises one of `CONNECTION_ERRORS`."""
        games = self._owners.peer_games()
        self._replicas = {game_id: copy for game_id in games if (copy := self._replicas.get(game_id)) is not None}
        behind = [game_id for game_id in games if self._is_behind(game_id)][:AT_A_TIME]
        asked = [("HMGET", messages.key(game_id, "owner"), "log", "epoch") for game_id in behind]
        for game_id in behind:
            self._drop_if_other_log(game_id)
        since = [("XRANGE", messages.key(one, "log"), f"{len(self._replica(one).rows) + 1}-0", "+") for one in behind]
        replies = await line.pipeline([*asked, *since])
        for game_id, owner, entries in zip(behind, replies, replies[len(behind) :], strict=False):
            self._append(game_id, owner, entries)

    def count_events(self, game_id: int) -> int:
        """Return how many events of a game are known here."""
        return len(self._replicas[game_id].rows) if game_id in self._replicas else 0

    async def prepare_takeover(self, line: RedisConnection, game_id: int, *, settled: bool) -> Takeover:
        """Return a game of another kiosk with its owner and all its events.

        `settled`: Redis has been there for so long that whoever is not known to it is gone. Raises `NotFound`, or
        `Unavailable` when Redis or some of the events are not there.
        """
        held = self._owners.find(game_id)
        try:
            owner, there = await ownership.owner_of(line, game_id), await ownership.events_of(line, game_id)
        except CONNECTION_ERRORS as error:
            raise Unavailable("Redis did not answer. Nothing was taken over; try again.") from error
        if held is None and owner is None:
            raise NotFound("There is no game {game_id} of another kiosk.", game_id=game_id)
        held = held or RemoteGame(owner.log if owner else "", 1, "", "", 0.0)
        self._drop_if_other_log(game_id)
        copy = self._replica(game_id)
        rows = max(there, copy.rows, key=len)
        _check_whole(rows, held)
        known = copy.epoch if settled and copy.log == held.log else UNKNOWN
        owner = owner or Owner(held.log, known, held.kiosk)
        return Takeover(Claim(game_id, owner, there[-1][0] if there else 0), rows)

    def _is_behind(self, game_id: int) -> bool:
        held, copy = self._owners.find(game_id), self._replica(game_id)
        return (
            held is not None
            and held.log != self._owners.anonymous_log
            and (copy.log, len(copy.rows)) != (held.log, held.seq)
        )

    def _drop_if_other_log(self, game_id: int) -> None:
        """Forget the events of another log: those of a restored one need not be the same."""
        held, copy = self._owners.find(game_id), self._replica(game_id)
        if held is not None and copy.log not in {"", held.log}:
            copy.rows = []

    def _replica(self, game_id: int) -> Replica:
        return self._replicas.setdefault(game_id, Replica(""))

    def _append(self, game_id: int, owner: Reply, entries: Reply) -> None:
        match owner, entries:
            case [bytes(log), bytes(epoch)], list() if epoch.isdigit():
                copy = self._replica(game_id)
                copy.log, copy.epoch = log.decode(errors="replace"), int(epoch)
                copy.rows += [
                    row for place, row in enumerate(ownership.rows_of(entries), len(copy.rows) + 1) if row[0] == place
                ]


def _check_whole(rows: Rows, held: RemoteGame) -> None:
    if [number for number, _ in rows] != list(range(1, len(rows) + 1)) or len(rows) < held.seq:
        raise Unavailable(
            "Only {count} of the {all} events of this game are known, so it cannot be gone on with. Start a new "
            "game from the score as it stands.",
            count=len(rows),
            all=held.seq,
        )
