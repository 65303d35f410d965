"""Long fuzzing of the HTTP server: sixteen thousand malformed requests, over every route, part and value."""

from pathlib import Path

from tests.web.kiosk import running
from tests.web.test_malformed import find_wrong_responses


async def test_no_malformed_request_is_a_bug(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        await kiosk.new_game()
        assert await find_wrong_responses(kiosk, 7) == {}
