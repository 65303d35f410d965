"""Database schema, its versions, and the settings by which an acknowledged event survives a power cut.

A version is the length of `_MIGRATIONS`; `upgrade` runs those that an older database lacks in one transaction. Opening
a log never upgrades it: `backups.upgrade` does, with the folder locked and a backup made, and commands that only read
upgrade a private copy (`snapshot`). A newer log is refused and left untouched. The migrations of a released version
are never edited.
"""

import secrets
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import apsw

from goat_kiosk.domain import chain
from goat_kiosk.errors import Unavailable
from goat_kiosk.host.private_files import make_private
from goat_kiosk.store.log.db_errors import reason

APPLICATION_ID = 0x474F6154
"""``GOaT``, in SQLite's header: a database of another program is not taken for ours."""

BLOCK_BITS = 11
"""A game's number is a block, drawn by chance, times 2048 plus a count. Blocks have 20 bits, so two kiosks born offline
share one once in a million; a number stays below 2**31, since older peers read it as a signed 32-bit integer."""
GAMES_PER_BLOCK = 1 << BLOCK_BITS
_BLOCKS = 1 << 20


def _add_hashes(database: apsw.Connection) -> None:
    """Give every event its hash (`domain.chain`): events from before there was a chain are hashed as they are now."""
    never_changes = (
        "CREATE TRIGGER event_never_changes BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the log only grows'); END"
    )
    database.execute("ALTER TABLE event ADD COLUMN hash BLOB NOT NULL DEFAULT x''; DROP TRIGGER event_never_changes")
    for (game_id,) in list(database.execute("SELECT DISTINCT game_id FROM event")):
        before, hashes = chain.GENESIS, []
        rows = list(database.execute("SELECT seq, at, body FROM event WHERE game_id = ? ORDER BY seq", (game_id,)))
        for seq, at, body in rows:
            before = chain.event_hash(before, game_id, seq, at, body.encode())
            hashes.append((bytes.fromhex(before), game_id, seq))
        database.executemany("UPDATE event SET hash = ? WHERE game_id = ? AND seq = ?", hashes)
    database.execute(never_changes)


_MIGRATIONS: list[str | Callable[[apsw.Connection], None]] = [
    """
    CREATE TABLE identity (log TEXT NOT NULL, block INTEGER NOT NULL) STRICT;
    CREATE TABLE event (
        game_id INTEGER NOT NULL,
        seq     INTEGER NOT NULL,
        at      INTEGER NOT NULL,
        key     TEXT UNIQUE,
        body    TEXT NOT NULL,
        PRIMARY KEY (game_id, seq)
    ) STRICT;
    CREATE INDEX event_at ON event (at);
    CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
    CREATE TRIGGER event_never_goes BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
    """,
    # What the log does not say. People decided which phones may score, the rules of the house, and who is who under
    # another name. `holding` tells the games that have changed hands between kiosks: `kiosk` is empty when this one has
    # the game now, `shared` is the number of the last event that both logs have.
    """
    CREATE TABLE device (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        name        TEXT NOT NULL,
        court       TEXT,
        fingerprint BLOB NOT NULL,
        paired      INTEGER NOT NULL,
        expires     INTEGER NOT NULL,
        seen        INTEGER NOT NULL,
        revoked     INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE rule_set (name TEXT NOT NULL, parent TEXT NOT NULL, changes TEXT NOT NULL) STRICT;
    CREATE TABLE known_as (
        kind   TEXT NOT NULL,
        key    TEXT NOT NULL,
        was    TEXT NOT NULL,
        name   TEXT,
        as_key TEXT,
        at     INTEGER NOT NULL,
        PRIMARY KEY (kind, key)
    ) STRICT;
    CREATE TABLE holding (
        game_id INTEGER PRIMARY KEY,
        epoch   INTEGER NOT NULL,
        kiosk   TEXT NOT NULL,
        shared  INTEGER NOT NULL
    ) STRICT;
    """,
    _add_hashes,
    # The games that may be unfinished, so that they are found in a log of millions without reading it. Each event puts
    # its game there, by a trigger; only code that has seen the game's end deletes it.
    """
    CREATE TABLE unfinished (game_id INTEGER PRIMARY KEY) STRICT;
    INSERT INTO unfinished SELECT DISTINCT game_id FROM event;
    CREATE TRIGGER event_may_leave_unfinished AFTER INSERT ON event
        BEGIN INSERT OR IGNORE INTO unfinished VALUES (NEW.game_id); END;
    """,
    # `lineage` holds the names that the log had before (`renew`). `aside` holds events of a game that another kiosk
    # went on with otherwise: they stood in `event` until this kiosk took the game over from there.
    """
    CREATE TABLE lineage (log TEXT NOT NULL) STRICT;
    CREATE TABLE aside (
        game_id INTEGER NOT NULL,
        seq     INTEGER NOT NULL,
        at      INTEGER NOT NULL,
        key     TEXT,
        body    TEXT NOT NULL,
        hash    BLOB NOT NULL,
        kiosk   TEXT NOT NULL
    ) STRICT;
    """,
    # Names that were imported before anybody played: `name_list` is an import, and removing it takes its names back.
    """
    CREATE TABLE name_list (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, source TEXT NOT NULL) STRICT;
    CREATE TABLE listed_name (
        list  INTEGER NOT NULL,
        kind  TEXT NOT NULL,
        key   TEXT NOT NULL,
        name  TEXT NOT NULL,
        team  TEXT NOT NULL,
        color TEXT NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (list, kind, key)
    ) STRICT;
    """,
    # Tournaments have a table of their own, so that whatever reads games passes over them; their numbers are of the
    # games' number space.
    """
    CREATE TABLE tournament_event (
        tournament_id INTEGER NOT NULL,
        seq           INTEGER NOT NULL,
        at            INTEGER NOT NULL,
        key           TEXT UNIQUE,
        body          TEXT NOT NULL,
        hash          BLOB NOT NULL,
        PRIMARY KEY (tournament_id, seq)
    ) STRICT;
    CREATE TRIGGER tournament_event_never_changes BEFORE UPDATE ON tournament_event
        BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
    CREATE TRIGGER tournament_event_never_goes BEFORE DELETE ON tournament_event
        BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
    """,
    # Tournaments that have changed hands between kiosks, as `holding` and `aside` have it of games.
    """
    CREATE TABLE tournament_holding (
        tournament_id INTEGER PRIMARY KEY,
        epoch         INTEGER NOT NULL,
        kiosk         TEXT NOT NULL,
        shared        INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE tournament_aside (
        tournament_id INTEGER NOT NULL,
        seq           INTEGER NOT NULL,
        at            INTEGER NOT NULL,
        key           TEXT,
        body          TEXT NOT NULL,
        hash          BLOB NOT NULL,
        kiosk         TEXT NOT NULL
    ) STRICT;
    """,
]

VERSION = len(_MIGRATIONS)

_OPEN_TIMEOUT_MS = 5_000
"""Another program may be bringing the file up to date just now."""
BUSY_TIMEOUT_MS = 500
"""No other program writes while the kiosk runs. If one does, the scorekeeper sees an error soon instead of a frozen
window; the bag is kept there and offered again.
"""


def connect(path: Path) -> apsw.Connection:
    """Return the database at `path`, made when there is none.

    WAL with ``synchronous=FULL``: each commit is on the disk before it returns (NORMAL can lose the last ones in a
    power cut). Raises `Unavailable` when the file cannot be opened, is no event log, or is of another version.
    """
    try:
        database = apsw.Connection(str(path))
        database.set_busy_timeout(_OPEN_TIMEOUT_MS)
        _check_origin(database, path)
        if 0 < database.pragma("user_version") < VERSION:
            raise Unavailable(
                "The event log {path} is of an older GOaT Kiosk. Start this one on its folder: it makes a backup and "
                "brings the log up to date.",
                path=path,
            )
        _outlive_power_cuts(database)
        _migrate(database)
        database.set_busy_timeout(BUSY_TIMEOUT_MS)
        for ending in ("", "-wal", "-shm"):
            make_private(path.with_name(path.name + ending))
    except apsw.Error as error:
        raise Unavailable("The event log {path} cannot be opened: {reason}", path=path, reason=reason(error)) from error
    return database


def upgrade(path: Path, log: Path | None = None) -> None:
    """Bring the database at `path` up to date for good, in one transaction. Raises as `connect`.

    `log` is what it is a copy of, for the sentence.
    """
    try:
        with closing(apsw.Connection(str(path))) as database:
            database.set_busy_timeout(_OPEN_TIMEOUT_MS)
            _check_origin(database, log or path)
            _outlive_power_cuts(database)
            _migrate(database)
    except apsw.Error as error:
        raise Unavailable("The event log {path} cannot be opened: {reason}", path=path, reason=reason(error)) from error


def _outlive_power_cuts(database: apsw.Connection) -> None:
    database.pragma("journal_mode", "wal")
    database.pragma("synchronous", "full")


def _check_origin(database: apsw.Connection, path: Path) -> None:
    version, application = database.pragma("user_version"), database.pragma("application_id")
    if version > VERSION and application == APPLICATION_ID:
        raise Unavailable(
            "The event log {path} was written by a newer GOaT Kiosk (log version {version}, this knows {known}). "
            "Install the newer one again. To go on with this one, restore a backup from before the upgrade: "
            "“goat-kiosk restore” lists them.",
            path=path,
            version=version,
            known=VERSION,
        )
    empty = database.pragma("schema_version") == 0
    if not empty and application != APPLICATION_ID:
        raise Unavailable("{path} is a database of another program. Choose another data folder.", path=path)


def _migrate(database: apsw.Connection) -> None:
    version = database.pragma("user_version")
    if version == VERSION:
        return
    with database:
        for step in _MIGRATIONS[version:]:
            if isinstance(step, str):
                database.execute(step)
            else:
                step(database)
        if version == 0:
            database.pragma("application_id", APPLICATION_ID)
            database.execute("INSERT INTO identity VALUES (?, ?)", (_new_name(), new_block()))
        database.pragma("user_version", VERSION)


def schema_objects(database: apsw.Connection) -> list[tuple[str, str, str]]:
    """Return every table, index and trigger; by these a log of this version is recognized. Raises `apsw.Error`."""
    sql = "SELECT type, name, ifnull(sql, '') FROM sqlite_master ORDER BY name"
    return [(kind, name, sql_text) for kind, name, sql_text in database.execute(sql)]


@cache
def newest_schema_objects() -> list[tuple[str, str, str]]:
    """Return the schema objects of an empty log of this version."""
    with closing(connect(Path(":memory:"))) as empty:
        return schema_objects(empty)


def new_identity(database: apsw.Connection) -> None:
    """Give a log another name and another block of numbers: it may lack events that screens have shown.

    Under its old name a phone would wait for numbers that come again with other events, and a new game would get the
    number of one that is gone. The new name follows the old one. Raises `apsw.Error`.
    """
    with database:
        database.execute("INSERT INTO lineage SELECT log FROM identity")
        database.execute("UPDATE identity SET log = ?, block = ?", (_new_name(), new_block()))


def _new_name() -> str:
    return secrets.token_hex(4)


def new_block() -> int:
    """Return a block of game numbers drawn by chance, never 0."""
    return 1 + secrets.randbelow(_BLOCKS - 1)
