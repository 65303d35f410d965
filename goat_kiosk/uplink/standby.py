"""The event log of a game in Redis, and how another kiosk goes on with it when its own is gone.

Every event travels with the state it leads to, in the same step, so whatever the others have seen of a game its log in
Redis holds too. Taking over is one script: it succeeds only while the owner is away, and raises the game's epoch, after
which the old owner is refused however late it comes back.
"""

from goat_kiosk.errors import NotFound, NotOurs, Unusable
from goat_kiosk.uplink import presence, wire
from goat_kiosk.uplink.ledger import Held
from goat_kiosk.uplink.line import Failure, Line
from goat_kiosk.uplink.presence import Me
from goat_kiosk.uplink.scripts import CLAIM, KEPT_S

Rows = list[tuple[int, bytes]]

AT_MOST = 20_000
"""Events of one game: a hundred times an evening's."""


async def log_of(line: Line, game_id: int) -> Rows:
    """Return the events of a game that Redis keeps, by number. Raises one of `Failure`."""
    entries = await line.ask("XRANGE", wire.key(game_id, "log"), "-", "+", "COUNT", AT_MOST)
    return [(int(number.partition(b"-")[0]), fields[1]) for number, fields in entries]


async def take_over(line: Line | None, me: Me, game_id: int, held: Held | None) -> tuple[Rows, int]:
    """Make `me` the owner of a game whose kiosk is away; return its events and the new epoch.

    Raises `NotFound`, `NotOurs` while its kiosk is there, or `Unusable` when Redis or the events are not.
    """
    if line is None:
        raise Unusable("Redis does not answer, and without it nobody can tell whether the other kiosk is really gone.")
    if held is None:
        raise NotFound(f"There is no game {game_id} of another kiosk.")
    try:
        before = await log_of(line, game_id)
        _check_whole(before, held)
        epoch = await _claim(line, me, game_id, held)
        return await log_of(line, game_id), epoch
    except Failure as error:
        raise Unusable("Redis did not answer. Nothing was taken over; try again.") from error


def _check_whole(rows: Rows, held: Held) -> None:
    if [number for number, _ in rows] != list(range(1, len(rows) + 1)) or len(rows) < held.seq:
        raise Unusable(
            f"Redis holds {len(rows)} of the {held.seq} events of this game, so it cannot be gone on with. "
            "Start a new game from the score as it stands."
        )


async def _claim(line: Line, me: Me, game_id: int, held: Held) -> int:
    keys = wire.key(game_id, "owner"), presence.key(held.kiosk), presence.key(held.kiosk, held.log)
    answer = await line.ask("EVALSHA", CLAIM.sha, len(keys), *keys, me.log, me.name, KEPT_S, held.log)
    match answer:
        case [b"claimed", int(epoch)]:
            return epoch
        case [b"present"]:
            raise NotOurs(f"Kiosk {held.kiosk} is there. Score the game at that kiosk.")
        case [b"taken"]:
            raise NotOurs("Another kiosk has just taken this game over.")
        case _:
            raise Unusable("Redis does not know whose game this is.")
