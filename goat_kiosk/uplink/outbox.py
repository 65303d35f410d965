"""What is still to be sent: for each game the newest state, and everything that happened to it since the last sending.

A newer state takes an older one's place, so an outage of hours leaves one a game. What happened is kept whole as long
as there is room, because a stand-by needs every bag; beyond that it is fetched from the log again. Putting something in
never waits.
"""

import time
from dataclasses import dataclass, field
from itertools import pairwise

MOST_ROWS = 2_000
"""Events over all games that may wait: some 200 bytes each, an evening's worth."""


@dataclass(slots=True)
class Update:
    """What one game has to tell."""

    game_id: int
    seq: int
    event_id: str
    state: bytes
    rows: list[tuple[int, bytes]] = field(default_factory=list)
    """Numbers and bodies of events up to `seq`, in order, without a gap."""
    reasons: list[bytes] = field(default_factory=list)
    """Why pages should fetch themselves again."""
    epoch: int = 0
    """How often the game has changed hands before it came here."""
    at: float = field(default_factory=time.monotonic)

    def merge(self, older: "Update") -> None:
        """Become the successor of a letter that was not sent."""
        together = older.rows + self.rows
        self.rows = together if _without_gap(together) else self.rows
        self.reasons = older.reasons + [reason for reason in self.reasons if reason not in older.reasons]


class Outbox:
    """Letters in the order in which their games were first put in."""

    def __init__(self) -> None:
        self._updates: dict[int, Update] = {}
        self._rows = 0
        self.conflated = 0
        """States that a newer one made needless before they were sent."""

    def __len__(self) -> int:
        return len(self._updates)

    def put(self, letter: Update) -> None:
        """Put in a letter that is newer than all before it."""
        if (older := self._remove(letter.game_id)) is not None:
            self.conflated += 1
            letter.merge(older)
        self._add(letter)

    def put_back(self, letter: Update) -> None:
        """Put in a letter again whose sending failed; one put in meanwhile is its successor."""
        if (newer := self._remove(letter.game_id)) is not None:
            newer.merge(letter)
        self._add(newer or letter)

    def take(self, most: int) -> list[Update]:
        """Take out up to `most` letters, the oldest first."""
        return [letter for game_id in list(self._updates)[:most] if (letter := self._remove(game_id)) is not None]

    def _add(self, letter: Update) -> None:
        if self._rows + len(letter.rows) > MOST_ROWS:
            letter.rows = []
        self._rows += len(letter.rows)
        self._updates[letter.game_id] = letter

    def _remove(self, game_id: int) -> Update | None:
        letter = self._updates.pop(game_id, None)
        self._rows -= len(letter.rows) if letter is not None else 0
        return letter


def _without_gap(rows: list[tuple[int, bytes]]) -> bool:
    return all(after[0] == before[0] + 1 for before, after in pairwise(rows))
