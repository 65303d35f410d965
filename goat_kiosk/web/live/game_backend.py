"""Game backend: the protocol by which streams and pages read and change games.

`games.Games` implements it. It is a protocol so that tests can serve pages from states alone.
"""

from typing import Protocol

from goat_kiosk.desk.confirmations import ConfirmationRequest, Respondent
from goat_kiosk.desk.lobby import SeatStatus
from goat_kiosk.domain.statistics.report import GameReport
from goat_kiosk.web.live.games import JoinBody, JoinOutcome


class GameFinder(Protocol):
    """Finds a game by number."""

    async def find(self, game_id: int) -> bytes:
        """Return the newest state of a game, loading it into the hub. Raises `NotFound` or `Unavailable`."""


class GameReader(GameFinder, Protocol):
    """Finds games by number, and the active ones."""

    def games(self) -> list[bytes]:
        """Return the newest state of each active game, oldest first."""


class GameBackend(GameReader, Protocol):
    """Everything that pages read and write of games."""

    async def report(self, game_id: int) -> GameReport:
        """Return a game's statistics. Raises `NotFound` when its kiosk publishes only states."""

    async def join(self, game_id: int, body: JoinBody, address: str) -> JoinOutcome:
        """Seat a player whose request came from `address`, or queue them for approval. Raises `KioskError`."""

    async def seats(self, game_id: int, seats: list[str]) -> dict[str, SeatStatus]:
        """Return the status of each of `seats` that is known."""

    async def leave(self, game_id: int, seat: str) -> bytes:
        """Give up a seat and return the new state. Raises `KioskError`."""

    async def confirm(self, game_id: int, answer: ConfirmationRequest, phone: Respondent, address: str) -> bytes:
        """Record a captain's answer to the result, and return the new state. Raises `KioskError`."""

    async def hashes(self, game_id: int) -> list[str]:
        """Return the hash of every event of a game. Raises `NotFound` when its kiosk publishes only states."""
