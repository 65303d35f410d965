"""A tournament night through the API, for tests: one division, its players entered and drawn in order."""

from collections.abc import Sequence
from typing import Any

from tests.web.kiosk import KEY, Kiosk

COURTS = "Board 1", "Board 2"


class ApiNight:
    """A tournament of a running kiosk; entry n is player n."""

    def __init__(self, kiosk: Kiosk, tournament_id: int) -> None:
        self.kiosk = kiosk
        self.path = f"/api/tournaments/{tournament_id}"
        self.tournament_id = tournament_id
        self.division = f"{self.path}/divisions/1"

    async def send(self, method: str, path: str, body: object = None, *, key: str | None = KEY, **headers: str) -> Any:
        """Send a request below the tournament that must succeed, and return its answer."""
        status, answer = await self.kiosk.call(method, self.path + path, body, key=key, **headers)
        assert status in {200, 201, 202}, answer
        return answer

    async def refuse(
        self, method: str, path: str, body: object = None, *, key: str | None = KEY, **headers: str
    ) -> tuple[int, str]:
        """Send a request below the tournament that must be refused, and return status and code."""
        status, answer = await self.kiosk.call(method, self.path + path, body, key=key, **headers)
        assert status >= 400, answer
        return status, answer["code"]

    async def enter(self, count: int) -> None:
        """Sign up and enter `count` players."""
        for number in range(1, count + 1):
            await self.send("POST", "/players", {"name": f"P{number}"})
            await self.send("POST", "/divisions/1/entries", {"players": [number]})

    async def draw(self, count: int) -> list[Any]:
        """Draw in the order of the numbers, and return the matches."""
        matches: list[Any] = await self.send("POST", "/divisions/1/draw", {"order": list(range(1, count + 1))})
        return matches

    async def matches(self) -> dict[str, Any]:
        """Return every match by its id."""
        return {match["match"]: match for match in await self.send("GET", "/divisions/1/matches", key=None)}

    async def win(self, match: str, winner: int, **fields: object) -> Any:
        """Record a result: the winner has 21 points, the other side 14."""
        scores = [[21, 14]] if winner == 1 else [[14, 21]]
        body = {"winner": winner, "scores": scores, "how": "played"} | fields
        return await self.send("PUT", f"/divisions/1/matches/{match}/result", body)


async def new_night(kiosk: Kiosk, entries: int = 0, courts: Sequence[str] = COURTS, **stage: object) -> ApiNight:
    """Create a tournament with one division of singles, by default a double elimination; with entries, draw it."""
    # Nobody is called by itself: a slow machine would take longer over a test than a court waits.
    body = {"name": "Friday", "courts": list(courts), "calling": "ask"}
    status, tournament = await kiosk.call("POST", "/api/tournaments", body)
    assert status == 201, tournament
    night = ApiNight(kiosk, tournament["tournament_id"])
    stages = [{"format": "double"} | stage]
    await night.send("POST", "/divisions", {"name": "Open", "kind": "singles", "stages": stages})
    if entries:
        await night.enter(entries)
        await night.draw(entries)
    return night
