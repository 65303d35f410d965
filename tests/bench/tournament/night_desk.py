"""Desk of a simulated night: it calls every match that the queue offers, has it played, and records the result.

Each command is repeated under its key until a kiosk has acknowledged it, wherever the tournament's owner is by then.
"""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple
from uuid import uuid4

import aiohttp

from tests.end2end.program import SCORER_KEY

DIVISION = 1
_RETRY_S = 0.25
_TEMPORARY = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
_BROKEN = (aiohttp.ClientError, OSError, TimeoutError)
_TARGET = 3
"""Points of a game: one bag in the hole more than the others wins it."""
Json = Any


class Call(NamedTuple):
    """A match that has been called, as the desk knows it."""

    match: str
    court: str
    entries: tuple[int, int]
    at: float
    """When the kiosk acknowledged it, by the monotonic clock."""


@dataclass
class NightDesk:
    """The director's program."""

    session: aiohttp.ClientSession
    find_owner: Callable[[], str]
    """Returns the URL of the kiosk that owns the tournament now."""
    find_scorer: Callable[[str], str]
    """Returns the URL of the kiosk that scores a court."""
    rng: random.Random
    seconds: tuple[float, float]
    """The least and the most that a match takes."""
    bags_on: frozenset[str] = frozenset()
    """Courts whose matches are scored by bags; on the others the desk notes the result."""
    tournament_id: int = 0
    calls: list[Call] = field(default_factory=list)
    winners: dict[str, int] = field(default_factory=dict)
    """The acknowledged results, by match."""
    slowest: float = 0.0
    """Seconds until the slowest command was acknowledged, outages included."""
    _busy: set[str] = field(default_factory=set)
    """The matches that were called, and their courts: the queue may be read while a call is under way."""
    _is_changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, method: str, path: str, body: Json = None) -> Json:
        """Send a command to the tournament until it is acknowledged, and return the answer."""
        return await self._repeat(method, lambda: f"{self.find_owner()}/api/tournaments{path}", body)

    async def _repeat(self, method: str, find_url: Callable[[], str], body: Json = None) -> Json:
        headers = {"Authorization": f"Bearer {SCORER_KEY}", "Idempotency-Key": uuid4().hex}
        began = time.monotonic()
        while True:
            with suppress(*_BROKEN):
                async with self.session.request(method, find_url(), json=body, headers=headers) as response:
                    answer = await response.json()
                    if response.ok:
                        self.slowest = max(self.slowest, time.monotonic() - began)
                        return answer
                    assert response.status in _TEMPORARY, (response.url, answer)
            await asyncio.sleep(_RETRY_S)

    async def set_up(self, pairs: int, courts: list[Json], stage: Json) -> None:
        """Create the tournament, and sign up, enter and draw pairs: entry n has the players 2n - 1 and 2n."""
        body = {"name": "Friday", "courts": courts, "calling": "ask", "rules": {"target": _TARGET}}
        self.tournament_id = (await self.send("POST", "", body))["tournament_id"]
        here = f"/{self.tournament_id}"
        await self.send("POST", f"{here}/divisions", {"name": "Open", "kind": "pairs", "stages": [stage]})
        for entry in range(1, pairs + 1):
            for player in (2 * entry - 1, 2 * entry):
                await self.send("POST", f"{here}/players", {"name": f"Player {player}", "here": True})
            players = {"players": [2 * entry - 1, 2 * entry]}
            await self.send("POST", f"{here}/divisions/{DIVISION}/entries", players)
        order = {"order": list(range(1, pairs + 1))}
        await self.send("POST", f"{here}/divisions/{DIVISION}/draw", order)

    async def play(self) -> None:
        """Call and play until nothing is left to play."""
        async with asyncio.TaskGroup() as matches:
            while True:
                self._is_changed.clear()
                queue = await self.send("GET", f"/{self.tournament_id}/queue")
                if not queue:
                    return
                for match, court in [(row["match"], row["court"]) for row in queue if row["status"] == "ready"]:
                    if court and self._busy.isdisjoint({match, court}):
                        self._busy |= {match, court}
                        matches.create_task(self._play_match(match, court))
                await self._is_changed.wait()

    async def _play_match(self, match: str, court: str) -> None:
        path = f"/{self.tournament_id}/divisions/{DIVISION}/matches/{match}"
        called = await self.send("POST", f"{path}/call", {"court": court})
        entries = (called["a"]["entry"], called["b"]["entry"])
        self.calls.append(Call(match, court, entries, time.monotonic()))
        await asyncio.sleep(self.rng.uniform(*self.seconds))
        winner = self.rng.choice((1, 2))
        if court in self.bags_on:
            await self._score(path, court, winner)
        else:
            scores = [[_TARGET, 0] if winner == 1 else [0, _TARGET]]
            await self.send("PUT", f"{path}/result", {"winner": winner, "scores": scores, "how": "played"})
        self.winners[match] = winner
        self._busy.remove(court)
        self._is_changed.set()

    async def _score(self, path: str, court: str, winner: int) -> None:
        """Have the game of a match opened on its court, and throw its bags."""
        state = await self.send("POST", f"{path}/start", {})
        game = f"/api/games/{state['game_id']}"
        has_scored = False
        while state["status"] != "finished":
            team = state["next"]["team"]
            result = "hole" if team == winner and not has_scored else "off"
            has_scored |= result == "hole"
            throw = {"team": team, "result": result}
            state = await self._repeat("POST", lambda: f"{self.find_scorer(court)}{game}/throws", throw)
