"""Game backend with states only, as an older kiosk publishes them: queries and commands are refused."""

from goat_kiosk.desk.confirmations import ConfirmationRequest, Respondent
from goat_kiosk.desk.lobby import SeatStatus
from goat_kiosk.domain.statistics.report import GameReport
from goat_kiosk.errors import NotFound
from goat_kiosk.web.live.games import JoinBody, JoinOutcome

_ELSEWHERE = "This game is another kiosk’s."


class StatesOnly:
    """Refuses every request of a page except those for states."""

    async def report(self, _game_id: int) -> GameReport:
        raise NotFound(_ELSEWHERE)

    async def join(self, _game_id: int, _body: JoinBody, _address: str) -> JoinOutcome:
        raise NotFound(_ELSEWHERE)

    async def seats(self, _game_id: int, _seats: list[str]) -> dict[str, SeatStatus]:
        return {}

    async def leave(self, _game_id: int, _seat: str) -> bytes:
        raise NotFound(_ELSEWHERE)

    async def confirm(self, _game_id: int, _answer: ConfirmationRequest, _phone: Respondent, _address: str) -> bytes:
        raise NotFound(_ELSEWHERE)

    async def hashes(self, _game_id: int) -> list[str]:
        raise NotFound(_ELSEWHERE)
