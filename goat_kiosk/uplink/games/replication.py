"""Replicas of other kiosks' games, so that a game can continue when its kiosk is gone.

Every event is stored in Redis together with the state it leads to, so the log in Redis has all that was shown of a
game. Each kiosk also keeps a replica of those logs in memory, in case Redis loses them together with their kiosk.
`ownership` says how a game is taken over.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from goat_kiosk.errors import NotFound, Unavailable
from goat_kiosk.uplink.games import ownership
from goat_kiosk.uplink.games.game_owners import GameOwners, RemoteGame
from goat_kiosk.uplink.games.ownership import UNKNOWN_EPOCH, Claim, EncodedEvents, Owner
from goat_kiosk.uplink.protocol import messages
from goat_kiosk.uplink.protocol.connection import CONNECTION_ERRORS, RedisConnection, Reply

POLL_INTERVAL_S = 1.0
"""Seconds between reads of the logs: what is lost if Redis and a kiosk fail together."""
MAX_BATCH = 100
"""Games read at a time."""


@dataclass(slots=True)
class Replica:
    """The events of one game of another kiosk that are copied here, from the first one on."""

    log: str
    epoch: int = UNKNOWN_EPOCH
    events: EncodedEvents = field(default_factory=list)


class Takeover(NamedTuple):
    """What a takeover needs: the claim on another kiosk's game, and the game's events, in order."""

    claim: Claim
    events: EncodedEvents


class Replicator:
    """Keeps the replicas up to date, and prepares takeovers from them."""

    def __init__(self, owners: GameOwners) -> None:
        self._owners = owners
        self._replicas: dict[int, Replica] = {}

    async def replicate(self, connection: RedisConnection) -> None:
        """Read the new events of other kiosks' games. Raises one of `CONNECTION_ERRORS`."""
        games = self._owners.peer_games()
        self._replicas = {game_id: replica for game_id in games if (replica := self._replicas.get(game_id)) is not None}
        outdated = [game_id for game_id in games if self._is_behind(game_id)][:MAX_BATCH]
        owners = [("HMGET", messages.key(game_id, "owner"), "log", "epoch") for game_id in outdated]
        for game_id in outdated:
            self._drop_if_other_log(game_id)
        new_entries = [
            ("XRANGE", messages.key(game_id, "log"), f"{len(self._replica(game_id).events) + 1}-0", "+")
            for game_id in outdated
        ]
        replies = await connection.pipeline([*owners, *new_entries])
        for game_id, owner, entries in zip(outdated, replies, replies[len(outdated) :], strict=False):
            self._append(game_id, owner, entries)

    def count_events(self, game_id: int) -> int:
        """Return how many events of a game are replicated here."""
        return len(self._replicas[game_id].events) if game_id in self._replicas else 0

    async def prepare_takeover(self, connection: RedisConnection, game_id: int, *, is_settled: bool) -> Takeover:
        """Return another kiosk's game with its owner and all its events.

        `is_settled` says that Redis has been up long enough that a kiosk without a presence is gone. Raises `NotFound`,
        or `Unavailable` when Redis or some of the events are not there.
        """
        game = self._owners.find(game_id)
        try:
            owner = await ownership.owner_of(connection, game_id)
            stored = await ownership.events_of(connection, game_id)
            damaged = owner is None and await connection.execute("EXISTS", messages.key(game_id, "owner"))
        except CONNECTION_ERRORS as error:
            raise Unavailable("Redis did not answer. Nothing was taken over; try again.") from error
        if game is None and owner is None:
            raise NotFound("There is no game {game_id} of another kiosk.", game_id=game_id)
        game = game or RemoteGame(owner.log if owner else "", 1, "", "", 0.0)
        self._drop_if_other_log(game_id)
        replica = self._replica(game_id)
        rows = max(stored, replica.events, key=len)
        _check_whole(rows, game)
        known = replica.epoch if is_settled and replica.log == game.log else UNKNOWN_EPOCH
        known = max(known, 0) if damaged else known  # another program wrote there; Redis has lost nothing
        owner = owner or Owner(game.log, known, game.kiosk)
        return Takeover(Claim(game_id, owner, stored[-1][0] if stored else 0), rows)

    def _is_behind(self, game_id: int) -> bool:
        game, replica = self._owners.find(game_id), self._replica(game_id)
        return (
            game is not None
            and game.log != self._owners.anonymous_log
            and (replica.log, len(replica.events)) != (game.log, game.seq)
        )

    def _drop_if_other_log(self, game_id: int) -> None:
        """Drop a replica of a log that is not the owner's: a restored log may have other events."""
        game, replica = self._owners.find(game_id), self._replica(game_id)
        if game is not None and replica.log not in {"", game.log}:
            replica.events = []

    def _replica(self, game_id: int) -> Replica:
        return self._replicas.setdefault(game_id, Replica(""))

    def _append(self, game_id: int, owner: Reply, entries: Reply) -> None:
        match owner, entries:
            case [bytes(log), bytes(epoch)], list() if (number := ownership.parse_whole(epoch)) != UNKNOWN_EPOCH:
                replica = self._replica(game_id)
                replica.log, replica.epoch = log.decode(errors="replace"), number
                replica.events += [
                    row for seq, row in enumerate(ownership.rows_of(entries), len(replica.events) + 1) if row[0] == seq
                ]


def _check_whole(rows: EncodedEvents, game: RemoteGame) -> None:
    if [number for number, _ in rows] != list(range(1, len(rows) + 1)) or len(rows) < game.seq:
        raise Unavailable(
            "Only {count} of the {all} events of this game are known, so it cannot be gone on with. Start a new "
            "game from the score as it stands.",
            count=len(rows),
            all=game.seq,
        )
