"""A kiosk of any version that is scoring: its log is open, and the newest bag is in the write-ahead log."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from goat_kiosk.domain import chain

AT = 1_700_000_000_000
CHAINED = 3
"""The first version with hashes."""
BODY = '{"type":"undone"}'


@contextmanager
def scoring(log: Path) -> Iterator[apsw.Connection]:
    """Keep the log open, with a new bag in its write-ahead log, until the block ends."""
    with closing(apsw.Connection(str(log))) as database:
        database.pragma("journal_mode", "wal")
        score(database)
        yield database


def score(database: apsw.Connection) -> None:
    """Add a bag as a kiosk of the log's version did."""
    game_id, seq = next(iter(database.execute("SELECT game_id, max(seq) FROM event GROUP BY game_id LIMIT 1")))
    values: list[object] = [game_id, seq + 1, AT, None, BODY]
    if database.pragma("user_version") >= CHAINED:
        before = database.execute("SELECT hash FROM event WHERE game_id = ? AND seq = ?", (game_id, seq)).get
        values.append(bytes.fromhex(chain.event_hash(before.hex(), game_id, seq + 1, AT, BODY.encode())))
    database.execute(f"INSERT INTO event VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608  question marks
