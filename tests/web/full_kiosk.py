"""Real server with a game in every status, for the tests that visit all pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from goat_kiosk.domain.events import Team
from tests.games import AT
from tests.web.kiosk import Kiosk, running
from tests.web.tournaments.api_night import new_night

SIZES = {"phone": (390, 844), "small": (320, 640), "laptop": (1366, 768), "wall": (1920, 1080)}

FALLS = [
    ("hole", 12.0, 39.0), ("board", 7.5, 30.2), ("board", 15.0, 36.5), ("hole", 12.0, 39.0),
    ("off", 30.0, 44.0), ("board", 19.0, 24.0), ("foul", -4.0, 10.0), ("off", 11.0, 90.0),
]  # fmt: skip
"""Results and positions of bags, used in rotation."""


class FullKiosk(NamedTuple):
    """The kiosk, and the path of each of its pages by name."""

    kiosk: Kiosk
    pages: dict[str, str]


@asynccontextmanager
async def open_full_kiosk(folder: Path, host: str = "127.0.0.1") -> AsyncIterator[FullKiosk]:
    async with running(folder, AT, host=host) as kiosk:
        live, over, lobby, house = [await _game(kiosk, court) for court in ("Court 1", "Court 2", "Court 3", "Court 4")]
        await _throw_bags(kiosk, live, bags=29)
        for _ in range(2):
            await kiosk.call("POST", f"{over}/rounds", {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 1}})
        for method, path, body in _HOUSE:
            status, reply = await kiosk.call(method, house + path, body)
            assert status == 200, reply
        at = {name: path.removeprefix("/api/games/") for name, path in
              {"live": live, "over": over, "lobby": lobby, "house": house}.items()}  # fmt: skip
        pages = {name: f"/game/{game}" for name, game in at.items()}
        receipts = {f"receipt of {name}": f"/game/{at[name]}/receipt" for name in ("live", "over")}
        scorers = {"pair": "/pair", "courts to score": "/score", "score": f"/score/{at['live']}"}
        screens = {"wall": "/display", "wall of a court": f"/display/{at['live']}", "overlay": f"/overlay/{at['live']}"}
        tournament = await _tournament(kiosk)
        nights = {"tournament": f"/tournament/{tournament}", "check-in": f"/tournament/{tournament}/check-in"}
        players = {"playing": "/me?player=4", "called": "/me?player=2", "of nobody yet": "/me"}
        nights |= {f"player {name}": f"/tournament/{tournament}{path}" for name, path in players.items()}
        nights["wall of a tournament"] = f"/tournament/{tournament}/wall"
        nights["tournament on paper"] = f"/tournament/{tournament}/print"
        guides = {"guide": "/guide", "director": "/guide/director"}
        others = {"venue": "/", **guides, "test": "/test", "no such game": "/game/1"}
        yield FullKiosk(kiosk, pages | receipts | scorers | screens | nights | others)


async def _game(kiosk: Kiosk, court: str) -> str:
    rules = {"Court 4": {"target": 15, "win_by": 2, "cap": 17, "wash": "swap", "touch": "twelve"}}
    team1, team2 = {"name": "Board Meeting", "players": ["Ada", "Rufus"]}, {"name": "Łódź", "players": ["Otis"]}
    return await kiosk.new_game(court=court, rules=rules.get(court, "acl"), team1=team1, team2=team2)


async def _tournament(kiosk: Kiosk) -> int:
    """Create a tournament of eight with a match in every status, and return its number."""
    night = await new_night(kiosk, 8)
    await night.win("W1-1", 1)
    for match, court in (("W1-2", "Board 1"), ("W1-3", "Board 2")):
        await night.send("POST", f"/divisions/1/matches/{match}/call", {"court": court})
    await night.send("POST", "/divisions/1/matches/W1-2/start", {"scoring": "result"})
    await night.send("POST", "/divisions/1/matches/W1-3/missing", {"sides": [2]})
    await night.send("POST", "/divisions/1/matches/W1-1/protest", {"text": "A foul was missed."})
    return night.tournament_id


async def _throw_bags(kiosk: Kiosk, game: str, bags: int) -> None:
    team: Team = 1
    for n in range(bags):
        result, x, y = FALLS[n * 3 % len(FALLS)]
        status, reply = await kiosk.call("POST", f"{game}/throws", {"team": team, "result": result, "x": x, "y": y})
        assert status == 200, reply
        team = reply["next"]["team"]


_HOUSE = [
    ("POST", "/rounds", {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 1}}),
    ("PUT", "/rounds/1", {"team1": {"in": 3, "on": 1}, "team2": {"in": 0, "on": 1}, "reason": "One hung in the hole."}),
    ("POST", "/throws", {"team": 1, "result": "hole"}),
]
