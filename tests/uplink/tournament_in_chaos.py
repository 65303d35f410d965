"""Tournament of a chaos test: its desk calls, corrects and checks people in without end, on the kiosk that owns it."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from tests.uplink.process_venue import CONNECTION_ERRORS, HubProcess, ProcessVenue
from tests.waiting import TIMEOUT_S

_ENTRIES = 16
_CALLED, _DECIDED = "W1-1", "W1-2"
"""The match that is called and taken back, and the one whose result is corrected."""
Json = Any


class TournamentInChaos:
    """A single elimination of sixteen."""

    def __init__(self, venue: ProcessVenue, owner: HubProcess) -> None:
        self._venue, self.owner = venue, owner
        self.tournament_id = 0
        self.decided = 0
        """How many commands were acknowledged."""

    @property
    def path(self) -> str:
        """The address of the tournament in the API."""
        return f"/api/tournaments/{self.tournament_id}"

    async def open(self) -> None:
        """Create it, and enter and draw the players."""
        body = {"name": "Friday", "courts": ["Board 1"], "calling": "ask"}
        self.tournament_id = (await self._venue.post(self.owner, "/api/tournaments", body))["tournament_id"]
        division = {"name": "Open", "kind": "singles", "stages": [{"format": "single"}]}
        await self._post("/divisions", division)
        for player in range(1, _ENTRIES + 1):
            await self._post("/players", {"name": f"Player {player}"})
            await self._post("/divisions/1/entries", {"players": [player]})
        await self._post("/divisions/1/draw", {"order": list(range(1, _ENTRIES + 1))})

    async def direct(self, pause: float) -> None:
        """Decide something about every `pause` seconds; a command may fail while the kiosk is killed.

        After one that was cut off, whether it was recorded is not known: the next commands may be refused for that.
        """
        winner = 1
        is_known, was_known = True, True
        while True:
            winner = 3 - winner
            was_known, is_known = is_known, True
            for method, path, body in self._commands(winner):
                await asyncio.sleep(pause * self._venue.rng.uniform(0.5, 1.5))
                try:
                    status, answer = await self._venue.answer(method, self.owner, self.path + path, body)
                except CONNECTION_ERRORS:
                    is_known = False
                    continue
                assert status < 300 or (status == 409 and not (is_known and was_known)), answer
                self.decided += status < 300

    def _commands(self, winner: int) -> Sequence[tuple[str, str, Json]]:
        scores = [[21, 14]] if winner == 1 else [[14, 21]]
        result = {"winner": winner, "scores": scores, "how": "played", "reason": "The sides were swapped."}
        return (
            ("POST", f"/divisions/1/matches/{_CALLED}/call", {"court": "Board 1"}),
            ("PUT", f"/divisions/1/matches/{_DECIDED}/result", result),
            ("POST", f"/divisions/1/matches/{_CALLED}/uncall", {}),
            ("PUT", f"/players/{self._venue.rng.randint(1, _ENTRIES)}", {"here": winner == 1}),
        )

    async def wait_until_everywhere(self) -> None:
        """Wait until every hub has what the owner has."""
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            expected = await self.state_at(self.owner)
            actual = {hub.name: await self.state_at(hub) for hub in self._venue.hubs}
            if expected is not None and all(state == expected for state in actual.values()):
                return
            heads = {name: state and state[:2] for name, state in actual.items()}
            assert time.monotonic() < deadline, f"the owner has {expected and expected[:2]}, the hubs {heads}"
            await asyncio.sleep(0.05)

    async def state_at(self, hub: HubProcess) -> Json:
        """Return what a hub has of it: the newest event and every match; None if it does not know it."""
        state = await self._venue.get(hub, self.path)
        if "seq" not in state:
            return None
        matches = await self._venue.get(hub, f"{self.path}/divisions/1/matches")
        return state["log"], state["seq"], state["players"], matches

    async def _post(self, path: str, body: Json) -> Json:
        return await self._venue.post(self.owner, self.path + path, body)
