"""Read-only connection to a log, for long reads beside the desk: lists and exports of all games."""

from pathlib import Path
from typing import Any, Self

import apsw

from goat_kiosk.errors import Unavailable
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.rows import Row, row_of


class LogFile:
    """A log on the disk. For one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open the log at `path`. Raises `Unavailable`."""
        try:
            self._database = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        except apsw.Error as error:
            raise Unavailable("The event log cannot be read: {reason}", reason=reason(error)) from error

    def __enter__(self) -> Self:
        """Return the open log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    @property
    def reading_connection(self) -> apsw.Connection:
        """The connection, for readers of the other tables."""
        return self._database

    @property
    def name(self) -> str:
        """The log's name. Raises `Unavailable`."""
        return str(self._read("SELECT log FROM identity")[0][0])

    def events(self, game_id: int) -> list[Row]:
        """Return the game's events in order; an empty list when there is no such game. Raises `Unavailable`."""
        sql = "SELECT game_id, seq, at, key, body, hash FROM event WHERE game_id = ? ORDER BY seq"
        return [row_of(values) for values in self._read(sql, game_id)]

    def change_times(self) -> dict[int, int]:
        """Return by game when its newest event happened, in milliseconds since 1970, oldest first.

        Raises `Unavailable`.
        """
        sql = "SELECT game_id, max(at) AS changed FROM event GROUP BY game_id ORDER BY changed, game_id"
        return {int(game_id): int(at) for game_id, at in self._read(sql)}

    def _read(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return list(self._database.execute(sql, values))
        except apsw.Error as error:
            raise Unavailable("The event log cannot be read: {reason}", reason=reason(error)) from error
