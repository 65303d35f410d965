"""Recovery of a damaged log: a new log made of what it still holds and of the newest good backup.

Both are the same list of events, so they are merged event by event: the backup is verified and wins where both have an
event, and the damaged log adds what came after it. Rows that SQLite still returns win over rows read from bare pages. A
game or a tournament is kept up to the last event that follows the one before and can be applied; what is beyond stays
in the damaged log, which is set aside and kept.

The new log has another name and another block of game numbers (`schema.new_identity`), so nobody waits for numbers that
are used again. It follows the names of both sources: where one of them still has a game in Redis, it continues it.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import apsw

from goat_kiosk.domain.history import History, open_history
from goat_kiosk.errors import KioskError, RuleViolation, Unavailable
from goat_kiosk.host.clock import format_moment
from goat_kiosk.store.backups import backups, integrity, verified_copy
from goat_kiosk.store.backups.backups import Backup
from goat_kiosk.store.backups.verified_copy import Contents, Progress, no_progress
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.btree_pages import PageRow, RawRow
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.event_tables import (
    EVENT_TABLES,
    GAME_EVENTS,
    TOURNAMENT_EVENTS,
    EventTable,
    event_tables,
)
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.recovery import salvage
from goat_kiosk.store.recovery.file_replacement import install_prepared, prepare_replacement
from goat_kiosk.store.tournament_log import TournamentLog, TournamentRow
from goat_kiosk.tournament.events import TournamentCreated
from goat_kiosk.tournament.fold import apply, create
from goat_kiosk.tournament.tournament import Tournament

RecoveryChoice = Literal["both", "found", "backup"]
"""What the new log is made of: both, only what the damaged one still holds, or only the backup."""

_COLUMNS = "number, seq, at, key, body"
_SIDE_TABLES = (
    *("device", "rule_set", "known_as", "name_list", "listed_name"),
    *(name for table in EVENT_TABLES for name in (table.ownership, table.aside)),
)
"""Tables besides the events; taken whole from the damaged log, or else from the backup."""
_TEMP_PREFIX = "recovery-"
"""Prefix of the temporary folder."""


ON_REQUEST = KioskError("recovered on request")
"""The damage of a log in which none was found."""


class Findings(NamedTuple):
    """The sources of a new log, and the conflicts between them."""

    damage: KioskError
    """What is wrong with the log, as the end of a sentence."""
    salvaged: Contents
    """What can be read of the damaged log."""
    backup: Backup | None
    """The newest good backup; None without one."""
    backup_contents: Contents | None
    """The games and events in it."""
    conflicts: int
    """Games and tournaments in which an event of the log differs from that of the backup."""


class RecoveryReport(NamedTuple):
    """What a recovery did."""

    damage: KioskError
    games: int
    events: int
    left_out: int
    """Events that were found and cannot be played, since others before them are gone."""
    backup: Backup | None
    """The backup that was used; None if none was."""
    aside: Path | None
    """The folder with the damaged log."""
    tournaments: int = 0

    @property
    def sentence(self) -> str:
        """The report as a sentence, for the person who starts the kiosk."""
        on_request = self.damage is ON_REQUEST
        source = f" and the backup of {format_moment(self.backup.at)}" if self.backup else ""
        unused = f" {self.left_out} later entries could not be used." if self.left_out else ""
        kept = f" The {'old' if on_request else 'damaged'} log is kept in {self.aside}." if self.aside else ""
        cause = "was rebuilt on request" if on_request else f"was damaged ({self.damage})"
        return (
            f"The event log {cause}. What could be read{source} came to "
            f"{verified_copy.counts(self.games, self.events, self.tournaments)}.{unused}{kept}"
        )


ChooseRecovery = Callable[[Findings], RecoveryChoice]


def choose_both(_findings: Findings) -> RecoveryChoice:
    """Choose for a caller that cannot ask: the backup, and what came after it."""
    return "both"


def repair_if_damaged(
    log: Path, folders: list[Path], choose: ChooseRecovery = choose_both, progress: Progress = no_progress
) -> RecoveryReport | None:
    """Recover the log at `log` if it is damaged, and return what was done; None when it is not.

    `folders` hold the backups. `choose` is called where log and backup differ about a game. The
    caller has claimed the log's folder. Raises `Unavailable` when it cannot be done, or what `choose` raises; then
    everything is as it was.
    """
    install_prepared(log)
    for leftover in log.parent.glob(_TEMP_PREFIX + "*"):
        shutil.rmtree(leftover, ignore_errors=True)
    damage = integrity.find_damage(log) or _rebuild_missing(log, folders)
    return recover(log, damage, folders, choose, progress) if damage else None


def recover(
    log: Path,
    damage: KioskError,
    folders: list[Path],
    choose: ChooseRecovery = choose_both,
    progress: Progress = no_progress,
) -> RecoveryReport:
    """Make a new log of what the one at `log` still holds. As `repair_if_damaged`."""
    try:
        with tempfile.TemporaryDirectory(prefix=_TEMP_PREFIX, dir=log.parent) as work:
            recovery = _Recovery(log, damage, folders, Path(work), progress)
            with closing(recovery.staging):
                findings = recovery.findings
                return recovery.carry_out(choose(findings) if findings.conflicts else "both")
    except OSError as error:
        raise _unrecovered(error.strerror) from error
    except apsw.Error as error:
        raise _unrecovered(error) from error


def _unrecovered(reason: object) -> Unavailable:
    return Unavailable(
        "The event log is damaged, and could not be mended: {why}. It is as it was. When that is put right, start GOaT "
        "Kiosk again, or run “goat-kiosk recover”.",
        why=reason,
    )


def _rebuild_missing(log: Path, folders: list[Path]) -> Unavailable | None:
    """Return the damage when the log is missing or empty although the data folder has a backup of it.

    What lies in another folder may be another kiosk's: it is shown as a choice (`backups.find_backups`), not used.
    """
    if log.exists() and log.stat().st_size:
        return None
    return Unavailable("the file is gone") if backups.list_backups(folders[0]) else None


class _Recovery:
    """One recovery: from reading the sources to the new log in place of the old one."""

    def __init__(
        self, log: Path, damage: KioskError, folders: list[Path], work_folder: Path, progress: Progress
    ) -> None:
        self._log, self._work_folder, self._progress = log, work_folder, progress
        progress(0.0)
        self._copy = salvage.copy_damaged(log, work_folder)
        name = verified_copy.name_of(self._copy)
        self.staging = apsw.Connection(str(work_folder / "found.db"))
        """What was found, as it was found."""
        for pragma in ("journal_mode = off", "synchronous = off"):
            self.staging.execute(f"PRAGMA {pragma}")
        for table in EVENT_TABLES:
            columns = f"{table.number_column} INTEGER, seq INTEGER, at INTEGER, key TEXT, body TEXT"
            self.staging.execute(f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({table.number_column}, seq))")
            self._stage(salvage.rows_by_sqlite(self._copy, table))
        self._stage(salvage.rows_by_pages(log))
        self._backup: Backup | None
        self._backup, contents = _newest_backup(folders, name) or (None, None)
        if self._backup is not None:
            self.staging.execute("ATTACH ? AS backup", (f"{self._backup.file}",))
        self.findings = Findings(damage, self._summarize(), self._backup, contents, self._conflicts())

    def carry_out(self, choice: RecoveryChoice) -> RecoveryReport:
        """Make the new log and put it in its place."""
        backup = self._backup if choice != "found" else None
        with prepare_replacement(self._log) as path, EventLog(path) as new:
            # `prepare_replacement` syncs the file as a whole at the end: until then no event needs the disk.
            new.writing_connection.pragma("synchronous", "off")
            self._copy_tables(new.reading_connection)
            found = self._append_games(new, choice) + self._append_tournaments(new, choice)
            kept = verified_copy.summarize(new.reading_connection)
            renew_lineage(new.reading_connection, self._copy, *([self._backup.file] if self._backup else []))
        return RecoveryReport(
            self.findings.damage,
            kept.games,
            kept.events,
            found - kept.events,
            backup,
            install_prepared(self._log),
            kept.tournaments,
        )

    def _append_games(self, new: EventLog, choice: RecoveryChoice) -> int:
        """Append what can be played of every game, and return how many events were found."""
        found, total = 0, max(self.findings.salvaged.games, 1)
        for number, rows in enumerate(self._groups(GAME_EVENTS, choice), 1):
            _append(new, _valid_part(rows, salvage.row_of, _history_after))
            found += len(rows)
            self._progress(min(number / total, 1.0))
        return found

    def _append_tournaments(self, new: EventLog, choice: RecoveryChoice) -> int:
        """Append what can be applied of every tournament, and return how many events were found."""
        found, log = 0, TournamentLog(new)
        for rows in self._groups(TOURNAMENT_EVENTS, choice):
            valid = _valid_part(rows, salvage.salvaged_tournament_row, _tournament_after)
            log.append_all([row._replace(key=None) if row.key and log.event_by_key(row.key) else row for row in valid])
            found += len(rows)
        return found

    def _stage(self, rows: Iterator[PageRow]) -> None:
        """Insert rows into the staging tables; one that is there already stays."""
        self.staging.execute("BEGIN")
        for row in rows:
            self.staging.execute(f"INSERT OR IGNORE INTO {row.table.name} VALUES (?, ?, ?, ?, ?)", row.values)
        self.staging.execute("COMMIT")

    def _summarize(self) -> Contents:
        return verified_copy.summarize_tables(self.staging, "")

    def _conflicts(self) -> int:
        if self._backup is None:
            return 0
        sql = """
            SELECT count(DISTINCT {number}) FROM main.{name} AS one JOIN backup.{name} AS two USING ({number}, seq)
            WHERE (one.at, one.key, one.body) IS NOT (two.at, two.key, two.body)
        """
        return sum(
            self.staging.execute(sql.format(name=table.name, number=table.number_column)).get
            for table in event_tables(self.staging, "backup")
        )

    def _groups(self, table: EventTable, choice: RecoveryChoice) -> Iterator[list[RawRow]]:
        """Yield the events of each game or tournament of a table, the oldest first."""
        number = f"{table.number_column} AS number, seq, at, key, body"
        parts = [] if choice == "backup" else [f"SELECT {number}, 2 AS source FROM main.{table.name}"]
        if self._backup is not None and choice != "found" and table in event_tables(self.staging, "backup"):
            parts.append(f"SELECT {number}, 1 AS source FROM backup.{table.name}")
        if not parts:
            return
        sql = f"""
            WITH every AS ({" UNION ALL ".join(parts)}),
                chosen AS (SELECT {_COLUMNS}, min(source) FROM every GROUP BY number, seq),
                begun AS (SELECT number, min(at) AS since FROM chosen GROUP BY number)
            SELECT {_COLUMNS} FROM chosen JOIN begun USING (number) ORDER BY since, number, seq
        """
        for _, rows in groupby(self.staging.execute(sql), key=lambda raw: raw[0]):
            yield list(rows)

    def _copy_tables(self, new: apsw.Connection) -> None:
        for table in _SIDE_TABLES:
            if not copy_table(new, self._copy, table) and self._backup is not None:
                copy_table(new, self._backup.file, table)
                if table == "device":
                    revoke_all_devices(new)


def revoke_all_devices(new: apsw.Connection) -> None:
    """Revoke every phone: those that a backup knows may have been revoked since. Raises `apsw.Error`."""
    new.execute("UPDATE device SET revoked = 1")


def copy_table(new: apsw.Connection, source: Path, table: str) -> bool:
    """Put the rows of another log's table in place of those in `new`; return whether that could be done."""
    try:
        with closing(verified_copy.open_read_only(source)) as old:
            rows = list(old.execute(f"SELECT * FROM {table}"))
        with new:
            new.execute(f"DELETE FROM {table}")
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                new.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    except apsw.Error:
        return False
    return True


def renew_lineage(new: apsw.Connection, *logs: Path) -> None:
    """Give the new log a name of its own, which follows the readable names of `logs`."""
    schema.new_identity(new)
    with new:
        for log in logs:
            new.executemany("INSERT INTO lineage VALUES (?)", [(name,) for name in _lineage_names(log)])


def _lineage_names(log: Path) -> list[str]:
    """Return the names that a log had, the newest at the end."""
    try:
        with closing(verified_copy.open_read_only(log)) as old:
            newest = [str(name) for (name,) in old.execute("SELECT log FROM identity")]
            tables = list(old.execute("SELECT 1 FROM sqlite_master WHERE name = 'lineage'"))
            before = [str(name) for (name,) in old.execute("SELECT log FROM lineage ORDER BY rowid")] if tables else []
            return before + newest
    except apsw.Error:
        return []


def _newest_backup(folders: list[Path], name: str) -> tuple[Backup, Contents] | None:
    """Return the newest good backup of the log called `name`, or else of this kiosk's own folder, the first.

    A second folder may be a stick that other kiosks keep their backups on, too.
    """
    backups_of_log = (backup for folder in folders for backup in backups.list_backups(folder))
    newest_first = sorted(backups_of_log, key=lambda backup: backup.sort_key, reverse=True)
    of_this_log = (backup for backup in newest_first if name and verified_copy.name_of(backup.file) == name)
    return next(backups.verified(of_this_log), None) or next(backups.verified(backups.list_backups(folders[0])), None)


_RowT = TypeVar("_RowT", Row, TournamentRow)
_StateT = TypeVar("_StateT")


def _valid_part(
    raw_rows: list[RawRow], row_of: Callable[[RawRow], _RowT], after: Callable[[_StateT | None, _RowT], _StateT]
) -> list[_RowT]:
    """Return the longest part of a game or a tournament, from its first event on, that can be applied."""
    state: _StateT | None = None
    rows: list[_RowT] = []
    for number, raw_row in enumerate(raw_rows, 1):
        try:
            row = row_of(raw_row)
            if row.seq != number:
                break
            state = after(state, row)
        except KioskError:
            break
        rows.append(row)
    return rows


def _history_after(history: History | None, row: Row) -> History:
    return history.after(row.event, row.at) if history else open_history(row.event, row.at)


def _tournament_after(tournament: Tournament | None, row: TournamentRow) -> Tournament:
    if tournament is not None:
        return apply(tournament, row.event, row.at)
    if not isinstance(row.event, TournamentCreated):
        raise RuleViolation("A tournament begins with its creation.")
    return create(row.event, row.at)


def _append(new: EventLog, rows: list[Row]) -> None:
    """Keep a game; an idempotency key that damage has put in two places is kept once."""
    new.append_all([row._replace(key=None) if row.key and new.event_by_key(row.key) else row for row in rows])
