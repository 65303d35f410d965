"""Desk of a simulated night: it calls every match that the queue offers, has it played, and records the result.

Each command is repeated under its key until a kiosk has acknowledged it, wherever the tournament's owner is by then.
The game of a match is opened by the kiosk that scores its court, and stays at that kiosk.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple
from uuid import uuid4

import aiohttp

from tests.end2end.program import SCORER_KEY

DIVISION = 1
_RETRY_S = 0.25
_POLL_S = 1.0
_REPEATED_S = 5.0
"""Commands that were acknowledged so shortly before a take-over are repeated at the new owner, under their keys."""
_TEMPORARY = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
_ELSEWHERE = "owned-elsewhere"
"""The code of a refusal while the tournament or a game changes hands."""
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


class _Command(NamedTuple):
    method: str
    path: str
    body: Json
    key: str


class _Answer(NamedTuple):
    body: Json


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
    _acknowledged: list[tuple[float, "_Command"]] = field(default_factory=list)
    _has_owner: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: set[str] = field(default_factory=set)
    """The matches that were called, and their courts: the queue may be read while a call is under way."""
    _is_changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._has_owner.set()

    async def send(self, method: str, path: str, body: Json = None) -> Json:
        """Send a command to the tournament until it is acknowledged, and return the answer."""
        command = _Command(method, path, body, uuid4().hex)
        began = time.monotonic()
        while not (answer := await self._try(command)):
            await asyncio.sleep(_RETRY_S)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self._acknowledged.append((time.monotonic(), command))
        return answer.body

    async def _try(self, command: "_Command") -> "_Answer | None":
        await self._has_owner.wait()
        url = f"{self.find_owner()}/api/tournaments{command.path}"
        return await self._request(command.method, url, command.body, command.key)

    @asynccontextmanager
    async def without_owner(self) -> AsyncIterator[None]:
        """Send nothing until the block ends, in which another kiosk takes the tournament over; then repeat what was
        acknowledged just before: the old owner had it on its disk, but perhaps not yet in Redis. A match whose result
        was there already cannot be started again.
        """
        self._has_owner.clear()
        began = time.monotonic()
        yield
        for at, command in self._acknowledged:
            if at > began - _REPEATED_S and command.method != "GET":
                url = f"{self.find_owner()}/api/tournaments{command.path}"
                may_be_over = command.path.endswith("/start")
                while not await self._request(command.method, url, command.body, command.key, may_be_over=may_be_over):
                    await asyncio.sleep(_RETRY_S)
        self._has_owner.set()

    async def read(self, path: str) -> Json:
        """Return what the owner answers to a GET."""
        return await self._repeat("GET", self.find_owner() + path)

    async def _repeat(self, method: str, url: str, body: Json = None) -> Json:
        key = uuid4().hex
        while not (answer := await self._request(method, url, body, key)):
            await asyncio.sleep(_RETRY_S)
        return answer.body

    async def _request(
        self, method: str, url: str, body: Json, key: str, *, may_be_over: bool = False
    ) -> "_Answer | None":
        """Return the answer to a request, None if it is to be repeated; with `may_be_over` also a conflict."""
        headers = {"Authorization": f"Bearer {SCORER_KEY}", "Idempotency-Key": key}
        with suppress(*_BROKEN):
            async with self.session.request(method, url, json=body, headers=headers) as response:
                answer = await response.json()
                if response.ok or (may_be_over and response.status == HTTPStatus.CONFLICT):
                    return _Answer(answer)
                is_temporary = response.status in _TEMPORARY or answer["code"] == _ELSEWHERE
                assert is_temporary, (method, url, body, answer)
        return None

    async def set_up(self, pairs: int, courts: list[Json], stage: Json) -> None:
        """Create the tournament, and sign up, enter and draw pairs: entry n has the players 2n - 1 and 2n."""
        settings = {"calling": "ask", "scoring": "result", "rules": {"target": _TARGET}}
        body = {"name": "Friday", "courts": courts} | settings
        self.tournament_id = (await self.send("POST", "", body))["tournament_id"]
        here = f"/{self.tournament_id}"
        await self.send("POST", f"{here}/divisions", {"name": "Open", "kind": "pairs", "stages": [stage]})
        for entry in range(1, pairs + 1):
            for player in (2 * entry - 1, 2 * entry):
                await self.send("POST", f"{here}/players", {"name": f"Player {player}", "here": True})
            players = {"players": [2 * entry - 1, 2 * entry]}
            await self.send("POST", f"{here}/divisions/{DIVISION}/entries", players)
        for court in sorted(self.bags_on):
            await self.send("POST", f"{here}/courts", {"court": court, "open": True, "scoring": "bags"})
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
                with suppress(TimeoutError):  # a kiosk may be back, with courts of its own
                    await asyncio.wait_for(self._is_changed.wait(), _POLL_S)

    async def _play_match(self, match: str, court: str) -> None:
        path = f"/{self.tournament_id}/divisions/{DIVISION}/matches/{match}"
        called = await self.send("POST", f"{path}/call", {"court": court})
        entries = (called["a"]["entry"], called["b"]["entry"])
        self.calls.append(Call(match, court, entries, time.monotonic()))
        await asyncio.sleep(self.rng.uniform(*self.seconds))
        winner = self.rng.choice((1, 2))
        if court in self.bags_on:
            await self._score(match, court, winner)
        else:
            scores = [[_TARGET, 0] if winner == 1 else [0, _TARGET]]
            await self.send("PUT", f"{path}/result", {"winner": winner, "scores": scores, "how": "played"})
        self.winners[match] = winner
        self._busy.remove(court)
        self._is_changed.set()

    async def _score(self, match: str, court: str, winner: int) -> None:
        """Have the game of a match opened on its court, and throw its bags."""
        path = f"/{self.tournament_id}/divisions/{DIVISION}/matches/{match}"
        if self.find_scorer(court) == self.find_owner():
            await self.send("POST", f"{path}/start", {})
        kiosk = self.find_scorer(court)  # the tournament may have another owner by now
        state = await self._find_game(kiosk, match)
        throws, has_scored = f"{kiosk}/api/games/{state['game_id']}/throws", False
        while state["status"] != "finished":
            team = state["next"]["team"]
            result = "hole" if team == winner and not has_scored else "off"
            has_scored |= result == "hole"
            state = await self._repeat("POST", throws, {"team": team, "result": result})

    async def _find_game(self, kiosk: str, match: str) -> Json:
        """Return the game that a kiosk has opened for a match that was called to its court."""
        while True:
            for game in await self._repeat("GET", f"{kiosk}/api/games"):
                if game.get("fixture", {}).get("match") == match:
                    return game
            await asyncio.sleep(_RETRY_S)
