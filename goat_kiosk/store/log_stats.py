"""Statistics of a log, without a name in them: its counts, and the time of its newest event.

They are read on a read-only connection that is closed again, since the kiosk may be running. A log of an older version
lacks some tables; these are not counted. `goat-kiosk check` says why a log cannot be read.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import apsw

from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.log import event_log

_COUNT_QUERIES = {
    "version": "PRAGMA user_version",
    "events": "SELECT count(*) FROM event",
    "games": "SELECT count(DISTINCT game_id) FROM event",
    "longest_game": "SELECT ifnull(max(seq), 0) FROM event",
    "first_at": "SELECT ifnull(min(at), 0) FROM event",
    "newest_at": "SELECT ifnull(max(at), 0) FROM event",
    "tournaments": "SELECT count(DISTINCT tournament_id) FROM tournament_event",
    "tournament_events": "SELECT count(*) FROM tournament_event",
    "phones": "SELECT count(*) FROM device",
    "rule_sets": "SELECT count(*) FROM rule_set",
    "games_of_other_kiosks": "SELECT count(*) FROM holding",
    "tournaments_of_other_kiosks": "SELECT count(*) FROM tournament_holding",
}
_EVENTS_BY_TYPE = "SELECT ifnull(json_extract(body, '$.type'), '?'), count(*) FROM event GROUP BY 1 ORDER BY 1"
_BUSY_TIMEOUT_MS = 1_000


def newest_event_at(folder: Path) -> int:
    """Return when the newest event in `folder` was, milliseconds since 1970; 0 when none can be read."""
    try:
        with _open(folder) as database:
            return verified_copy.summarize(database).newest
    except apsw.Error:
        return 0


def stats(folder: Path) -> dict[str, object]:
    """Return the counts of the log in `folder` by name, and no names of people; "error" where it cannot be read."""
    file = folder / event_log.FILE_NAME
    if not file.exists():
        return {}
    try:
        with _open(folder) as database:
            counts: dict[str, object] = {}
            for name, sql in _COUNT_QUERIES.items():
                with suppress(apsw.SQLError):  # a table that an older version lacks
                    counts[name] = _number(database, sql)
            kinds = {str(kind): int(count) for kind, count in database.execute(_EVENTS_BY_TYPE)}
    except apsw.Error as error:
        return {"error": type(error).__name__, "bytes": file.stat().st_size}
    return counts | {"bytes": file.stat().st_size, "kinds": kinds}


@contextmanager
def _open(folder: Path) -> Iterator[apsw.Connection]:
    """Open the log for reading alone. Raises `apsw.Error` where there is none."""
    database = verified_copy.open_read_only(folder / event_log.FILE_NAME)
    try:
        database.set_busy_timeout(_BUSY_TIMEOUT_MS)
        yield database
    finally:
        database.close()


def _number(database: apsw.Connection, sql: str) -> int:
    ((value,),) = database.execute(sql)
    return int(value)
