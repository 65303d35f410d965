"""The event logs of the other kiosks' games, followed so that a court can go on when its kiosk is gone.

Every event travels with the state it leads to, in the same step, so whatever the others have seen of a game its log in
Redis holds too. Each kiosk keeps a copy of what the others' logs gain, should Redis lose them together with their
kiosk. Taking over is one script: it succeeds only while the owner is away, and raises the game's epoch, after which
the old owner is refused however late it comes back.
"""

from dataclasses import dataclass, field

from goat_kiosk.errors import NotFound, NotOurs, Unusable
from goat_kiosk.uplink import presence, wire
from goat_kiosk.uplink.ledger import Held, Ledger
from goat_kiosk.uplink.line import Failure, Line, Reply
from goat_kiosk.uplink.presence import Me
from goat_kiosk.uplink.scripts import CLAIM, KEPT_S

Rows = list[tuple[int, bytes]]

EVERY = 1.0
"""Seconds between looks at the logs: what Redis and a kiosk can lose together."""
AT_A_TIME = 100
"""Games looked at in one go."""
AT_MOST = 20_000
"""Events of one game: a hundred times an evening's."""
UNKNOWN = -1


@dataclass(slots=True)
class Copy:
    """Another kiosk's log of one game, as far as it is known here."""

    log: str
    epoch: int = UNKNOWN
    rows: Rows = field(default_factory=list)


async def log_of(line: Line, game_id: int) -> Rows:
    """Return the events of a game that Redis keeps, by number. Raises one of `Failure`."""
    return _rows(await line.ask("XRANGE", wire.key(game_id, "log"), "-", "+", "COUNT", AT_MOST))


class StandBy:
    """The copies, and the way to go on from them."""

    def __init__(self, me: Me, ledger: Ledger) -> None:
        self._me = me
        self._ledger = ledger
        self._copies: dict[int, Copy] = {}

    async def follow(self, line: Line) -> None:
        """Copy what the logs of others have gained. Raises one of `Failure`."""
        games = self._ledger.others()
        self._copies = {game_id: copy for game_id in games if (copy := self._copies.get(game_id)) is not None}
        behind = [game_id for game_id in games if self._is_behind(game_id)][:AT_A_TIME]
        asked = [("HMGET", wire.key(game_id, "owner"), "log", "epoch") for game_id in behind]
        for game_id in behind:
            self._begin_anew(game_id)
        since = [("XRANGE", wire.key(one, "log"), f"{len(self._known(one).rows) + 1}-0", "+") for one in behind]
        replies = await line.ask_all([*asked, *since])
        for game_id, owner, entries in zip(behind, replies, replies[len(behind) :], strict=False):
            self._take_in(game_id, owner, entries)

    def copied(self, game_id: int) -> int:
        """Return how many events of a game are known here."""
        return len(self._copies[game_id].rows) if game_id in self._copies else 0

    async def take_over(self, line: Line | None, game_id: int, *, settled: bool) -> tuple[Rows, int]:
        """Become the owner of a game whose kiosk is away; return its events and the new epoch.

        `settled`: Redis has been there for so long that whoever is not known to it is gone. Raises `NotFound`,
        `NotOurs` while the game's kiosk is there, or `Unusable` when Redis or the events are not.
        """
        held = self._ledger.held(game_id)
        if line is None:
            raise Unusable("Redis does not answer, and without it nobody can tell whether that kiosk is really gone.")
        if held is None:
            raise NotFound("There is no game {game_id} of another kiosk.", game_id=game_id)
        try:
            _check_whole(await self._longest(line, game_id), held)
            await self._claim(line, game_id, held, settled=settled)
            return await self._longest(line, game_id), self._known(game_id).epoch
        except Failure as error:
            raise Unusable("Redis did not answer. Nothing was taken over; try again.") from error

    def _is_behind(self, game_id: int) -> bool:
        held, copy = self._ledger.held(game_id), self._known(game_id)
        return (
            held is not None
            and held.log != self._ledger.nameless
            and (copy.log, len(copy.rows)) != (held.log, held.seq)
        )

    def _begin_anew(self, game_id: int) -> None:
        """Forget the events of another log: those of a restored one need not be the same."""
        held, copy = self._ledger.held(game_id), self._known(game_id)
        if held is not None and copy.log not in {"", held.log}:
            copy.rows = []

    def _known(self, game_id: int) -> Copy:
        return self._copies.setdefault(game_id, Copy(""))

    def _take_in(self, game_id: int, owner: Reply, entries: Reply) -> None:
        match owner, entries:
            case [bytes(log), bytes(epoch)], list() if epoch.isdigit():
                copy = self._known(game_id)
                copy.log, copy.epoch = log.decode(errors="replace"), int(epoch)
                copy.rows += [row for place, row in enumerate(_rows(entries), len(copy.rows) + 1) if row[0] == place]

    async def _longest(self, line: Line, game_id: int) -> Rows:
        self._begin_anew(game_id)
        return max(await log_of(line, game_id), self._known(game_id).rows, key=len)

    async def _claim(self, line: Line, game_id: int, held: Held, *, settled: bool) -> None:
        copy, me = self._known(game_id), self._me
        keys = wire.key(game_id, "owner"), presence.key(held.kiosk), presence.key(held.kiosk, held.log)
        known = copy.epoch if settled and copy.log == held.log else UNKNOWN
        answer = await line.ask("EVALSHA", CLAIM.sha, len(keys), *keys, me.log, me.name, KEPT_S, held.log, known)
        match answer:
            case [b"claimed", int(epoch)]:
                copy.epoch = epoch
            case [b"present"]:
                raise NotOurs("Kiosk {kiosk} is there. Score the game at that kiosk.", kiosk=held.kiosk)
            case [b"taken"]:
                raise NotOurs("Another kiosk has just taken this game over.")
            case _:
                raise Unusable("Redis has just come back and does not know yet whose game this is. Try again in 15 s.")


def _rows(entries: Reply) -> Rows:
    """Return a stream's entries as events; one of another form leaves a gap, which is found."""
    return [(int(number.partition(b"-")[0]), fields[1]) for number, fields in entries if len(fields) == 2]


def _check_whole(rows: Rows, held: Held) -> None:
    if [number for number, _ in rows] != list(range(1, len(rows) + 1)) or len(rows) < held.seq:
        raise Unusable(
            "Only {count} of the {all} events of this game are known, so it cannot be gone on with. Start a new "
            "game from the score as it stands.",
            count=len(rows),
            all=held.seq,
        )
