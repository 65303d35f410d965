"""Tables of events in a log: the games', and since version 7 the tournaments'. Both have the same columns.

What keeps a log safe (copies, checks, recovery) goes through all of them; what reads games knows the first alone.
"""

from typing import NamedTuple

import apsw


class EventTable(NamedTuple):
    """A table of events."""

    name: str
    number_column: str
    """The column with the number of the game or the tournament."""


GAME_EVENTS = EventTable("event", "game_id")
TOURNAMENT_EVENTS = EventTable("tournament_event", "tournament_id")
EVENT_TABLES = (GAME_EVENTS, TOURNAMENT_EVENTS)


def event_tables(database: apsw.Connection, within: str = "main") -> list[EventTable]:
    """Return the tables that a log has, of whatever version; `within` names an attached one. Raises `apsw.Error`."""
    sql = f"SELECT name FROM {within}.sqlite_master WHERE type = 'table'"  # noqa: S608  the caller's own name
    names = {name for (name,) in database.execute(sql)}
    return [table for table in EVENT_TABLES if table.name in names]
