"""Ownership of a game or a tournament between kiosks: a state machine with a fencing token, and its transition table.

What stands here of games holds for tournaments alike: both are the events of one log.

**In Redis** a game has one owner: a log, the run of the kiosk that writes it, and an epoch (the fencing token). Only
the script `PUBLISH_STATE` publishes, and only for the owner; only `CLAIM_LOG` changes the owner, each time with a new
epoch, so no two kiosks ever record bags under the same one. A run is one start of a kiosk in one data folder: a copy
of the folder has the same log and another run. A log that was restored, recovered or copied has a new name and
*follows* the names before (`store.log.event_log`).

**At a kiosk** a game is

| state | kept as | the desk may |
|---|---|---|
| ours | no ownership record, or one without a kiosk | score it, whether Redis answers or not |
| theirs | an ownership record with their kiosk | take it over, or take it back |
| unknown | nothing, or a replica (`replication`) | take it over |

**What becomes of it**, by what Redis says of the owner:

| what happens | owner: this run | this log's run before, or a log that ours follows | another log | nobody |
|---|---|---|---|---|
| take over: `CLAIM_LOG` | new epoch | new epoch | new epoch if that kiosk is away; else refused | new epoch |
| take back: `CLAIM_LOG` with `force` | ours already | new epoch | new epoch, even if it is present | ours, alone |
| publish: `PUBLISH_STATE` with each state | published | refused; then *follow* | refused: theirs | published |
| follow | | see below | | |
| start, restart, come back | ours | publish, so follow | publish, so theirs | publish |
| restore, recover, clone | impossible: a new name | ours; publishing decides | theirs once Redis answers | ours |
| rename of kiosk or venue | nothing: a kiosk is found by its log | | | |
| refuse (full disk, lost race) | given back to the owner before | given back | not taken | not taken |
| die | ours after the restart; others may take it when the presence has expired | | | |

*Follow* compares the events that Redis keeps with those of our log, then takes the game as the claim does:

| events | what is done |
|---|---|
| ours begin with those in Redis | take; the kept events stay |
| ours are the beginning of those in Redis | our log takes in the rest first, so no screen goes back |
| they differ, and the owner is our own log's name | the log takes a new name first: numbers would come again |
| they differ otherwise | take; the kept events are replaced with the first state; desk and screens show why |
| that log's kiosk is there | theirs: the desk shows who continues, and which events are set aside here |

**Taking over** is two writes here and one in Redis between them. The events are kept first, as those of a game of
theirs; then `CLAIM_LOG`, for the owner that Redis names and while that one's kiosk is away; then the game is ours. A
kiosk that is refused or dies before `CLAIM_LOG` has changed nothing; after it, it is the owner in Redis and can
take the game again, and others can while it is away. Bags of this kiosk that differ are moved aside and kept.

**A kiosk of the version before** knows no runs. It counts epochs from 0 and raises them by itself; those that are
issued here begin at `scripts.FIRST_EPOCH`, so its own script fences it. What it claims while a kiosk is away counts
as any claim. The others say that it should be updated.
"""

from enum import Enum, auto
from typing import Literal, NamedTuple, Protocol

from redis.exceptions import ResponseError

from goat_kiosk.errors import KioskError, OwnedElsewhere
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol.connection import RedisConnection, Reply
from goat_kiosk.uplink.protocol.messages import PublishedLog
from goat_kiosk.uplink.protocol.scripts import CLAIM_LOG, EPOCH_LIMIT, LOG_TTL_S, RETURN_LOG
from goat_kiosk.uplink.published import refusals

EncodedEvents = list[tuple[int, bytes]]
"""Pairs of an event's number and its JSON as stored in Redis, in order."""
MAX_EVENTS = 20_000
"""The most events of one log: a hundred times those of a game of an evening, or a tournament of 2,000 matches."""
MAX_EPOCH_DIGITS = 16
"""The most digits of an epoch."""
UNKNOWN_EPOCH = -1
"""The epoch of an unknown owner."""

ClaimMode = Literal["", "afresh", "force", "look"]
"""How it is claimed: "" if our events continue those in Redis, `afresh` if they replace them, `force` if they
replace them even while the owner is present, `look` to check whether the claim would succeed, changing nothing."""


class Owner(NamedTuple):
    """The owner of a game or a tournament in Redis."""

    log: str
    epoch: int
    kiosk: str


class Claim(NamedTuple):
    """A request to become the owner, with the owner and the events that the kiosk has read."""

    published: PublishedLog
    owner: Owner
    last_seq: int
    """The number of the newest event that Redis keeps."""
    mode: ClaimMode = ""


class TakenLog(NamedTuple):
    """The result of a claim (`scripts.CLAIM_LOG`)."""

    epoch: int
    """The new epoch; the current one if the claim only looked."""
    before: Owner
    run_before: str


class FollowResult(Enum):
    """The outcome when the owner is an earlier run of ours, or a log that ours follows."""

    TAKEN = auto()
    AFRESH = auto()
    """Taken, and the events in Redis replaced: some that others have seen are not in our log."""
    THEIRS = auto()
    COPIED = auto()
    """Our log needs a new name: numbers under this one have been seen with other events."""
    LATER = auto()


class LocalLogs(Protocol):
    """The games of this kiosk, or its tournaments, as its log has them."""

    async def rows(self, number: int, after: int) -> EncodedEvents:
        """Return the events above number `after`. Raises `KioskError`."""

    async def on_taken_over(self, number: int, epoch: int, kiosk: str) -> bool:
        """Record that `kiosk` is the owner in `epoch`; return False if only its number is the same.

        Raises `KioskError`.
        """

    async def compare(self, number: int, stored: EncodedEvents) -> tuple[int, int]:
        """Return how many events our log has in common with `stored`, and its total. Raises `KioskError`."""

    async def restore_lost(self, number: int, stored: EncodedEvents) -> None:
        """Append those events of `stored` that our log lacks. Raises `KioskError`."""


def parse_whole(reply: Reply) -> int:
    """Return an epoch or a number as `scripts` read it: `UNKNOWN_EPOCH` when it is invalid."""
    number = (
        int(reply) if isinstance(reply, bytes) and len(reply) <= MAX_EPOCH_DIGITS and reply.isdigit() else EPOCH_LIMIT
    )
    return number if number < EPOCH_LIMIT else UNKNOWN_EPOCH


async def _read(connection: RedisConnection, *command: str | int) -> Reply:
    """Return the answer to a command, or None when the key is of another type. Raises one of `CONNECTION_ERRORS`."""
    try:
        return await connection.execute(*command)
    except ResponseError as refusal:
        if "WRONGTYPE" not in str(refusal):
            raise
    return None


async def owner_of(connection: RedisConnection, published: PublishedLog) -> Owner | None:
    """Return the owner of a game or a tournament, if one can be read. Raises one of `CONNECTION_ERRORS`."""
    owner = await _read(connection, "HMGET", published.key("owner"), "log", "epoch", "kiosk")
    log, epoch_text, kiosk = owner or (None, None, None)
    epoch = parse_whole(epoch_text)
    if log is None or epoch == UNKNOWN_EPOCH:
        return None
    return Owner(log.decode(errors="replace"), epoch, (kiosk or b"").decode(errors="replace"))


async def events_of(connection: RedisConnection, published: PublishedLog) -> EncodedEvents:
    """Return the events that Redis keeps, by number. Raises one of `CONNECTION_ERRORS`."""
    return rows_of(await _read(connection, "XRANGE", published.key("log"), "-", "+", "COUNT", MAX_EVENTS) or [])


def rows_of(entries: Reply) -> EncodedEvents:
    """Return a stream's entries as events; one of another form leaves a gap, which is found."""
    return [(int(number.partition(b"-")[0]), fields[1]) for number, fields in entries if len(fields) == 2]


async def take(connection: RedisConnection, kiosk: LocalKiosk, claim: Claim) -> TakenLog:
    """Become the owner.

    Raises `OwnedElsewhere` while the owner's kiosk is there, `OwnerChanged` when owner or events have changed,
    `Unavailable` when nobody knows the owner, or one of `CONNECTION_ERRORS`.
    """
    published, owner, last_seq, mode = claim
    keys = published.key("owner"), published.key("log")
    arguments = kiosk.log, kiosk.run, kiosk.name, LOG_TTL_S, owner.log, owner.epoch, owner.kiosk, last_seq, mode
    match await connection.execute("EVALSHA", CLAIM_LOG.sha, len(keys), *keys, *arguments):
        case [b"taken" | b"free", int(epoch), bytes(run)]:
            return TakenLog(epoch, owner, run.decode(errors="replace"))
        case [b"present", kiosk]:
            raise refusals.owner_present(published.kind, kiosk.decode(errors="replace"))
        case [b"moved", _]:
            raise refusals.owner_changed(published.kind)
    raise refusals.owner_unknown(published.kind)


async def give_back(connection: RedisConnection, kiosk: LocalKiosk, published: PublishedLog, taken: TakenLog) -> None:
    """Make the previous owner the owner again after a failed adoption. Raises one of `CONNECTION_ERRORS`."""
    before = taken.before.log, taken.before.kiosk, taken.run_before
    await connection.execute(
        "EVALSHA", RETURN_LOG.sha, 1, published.key("owner"), kiosk.log, kiosk.run, taken.epoch, *before
    )


async def follow(
    connection: RedisConnection, kiosk: LocalKiosk, local_logs: LocalLogs, published: PublishedLog, owner: Owner
) -> FollowResult:
    """Take over from an earlier run of ours, or a log that ours follows. Raises one of `CONNECTION_ERRORS`."""
    stored = await events_of(connection, published)
    claim = Claim(published, owner, stored[-1][0] if stored else 0)
    try:
        await take(connection, kiosk, claim._replace(mode="look"))
        common, own_count = await local_logs.compare(published.number, stored)
        if common == own_count < len(stored):
            await local_logs.restore_lost(published.number, stored)
            common = len(stored)
        if common < len(stored) and owner.log == kiosk.log:
            return FollowResult.COPIED
        await take(connection, kiosk, claim._replace(mode="afresh" if common < len(stored) else ""))
    except OwnedElsewhere:
        return FollowResult.THEIRS if owner.log != kiosk.log else FollowResult.LATER
    except KioskError:
        return FollowResult.LATER
    return FollowResult.AFRESH if common < len(stored) else FollowResult.TAKEN
