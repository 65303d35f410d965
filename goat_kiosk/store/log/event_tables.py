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
    ownership: str
    """The table of those that have changed hands between kiosks."""
    aside: str
    """The table of events that another kiosk's log does not have."""


GAME_EVENTS = EventTable("event", "game_id", "holding", "aside")
TOURNAMENT_EVENTS = EventTable("tournament_event", "tournament_id", "tournament_holding", "tournament_aside")
EVENT_TABLES = (GAME_EVENTS, TOURNAMENT_EVENTS)


def event_tables(database: apsw.Connection, within: str = "main") -> list[EventTable]:
    """Return the tables that a log has, of whatever version; `within` names an attached one. Raises `apsw.Error`."""
    sql = f"SELECT name FROM {within}.sqlite_master WHERE type = 'table'"  # noqa: S608  the caller's own name
    names = {name for (name,) in database.execute(sql)}
    return [table for table in EVENT_TABLES if table.name in names]
