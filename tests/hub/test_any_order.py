"""Whatever happens in whatever order, each screen sees rising states and ends at the newest.

Hypothesis chooses who joins, stalls, drains, leaves and returns between publishes, with turns of the loop so short that
fan-outs are cut in two by any of it. Every byte is decoded as a client decodes it, by Python's zlib.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.hub import topic, yielding
from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.hub import PING_AFTER, Hub
from tests.hub.wires import Listener
from tests.properties import examples

GAMES = ("game/1", "game/2", "game/3")
PLACES = (*GAMES, None)
"""Topics to enter; None is the venue."""
CODINGS = tuple(Encoding)


class Screen(Listener):
    """A listener that remembers what it showed before it reconnected."""

    def __init__(self, hub: Hub, place: str | None, coding: Encoding, before: "Screen | None" = None) -> None:
        event_ids = before.ids() if before else []
        super().__init__(hub, place, coding, event_ids[-1] if event_ids else None)
        self.place = place
        self._before = before.newest_states() if before else {}

    def newest_states(self) -> dict[str, int]:
        """Return the newest state number of each game, after checking that it never fell, even across a reconnect."""
        newest = dict(self._before)
        for line in self.text().split(b"\n"):
            if line.startswith(b"data: {"):
                state = msgspec.json.decode(line.removeprefix(b"data: "))
                # After its return a wall may be told again what it knows, and never what is older.
                assert state["seq"] >= newest.get(state["game"], 0)
                newest[state["game"]] = state["seq"]
        return newest


class Hall:
    """A hub and its screens, with the operations that the test applies in random order."""

    def __init__(self) -> None:
        self.hub = Hub(cut_after=float("inf"))
        self.newest: dict[str, int] = {}
        self.screens: list[Screen] = []
        self._words = random.Random(7)  # noqa: S311  no secret
        for game in range(3):
            self.publish(game)

    def publish(self, game: int) -> None:
        """Publish the next state, which differs from the last as states do: some of it."""
        name = GAMES[game % 3]
        seq = self.newest[name] = self.newest.get(name, 0) + 1
        state = {"game": name, "seq": seq, "same": "0123456789" * 8, "other": self._words.randbytes(20).hex()}
        self.hub.publish(name, "state", msgspec.json.encode(state), f"{name}-{seq}")

    def announce(self, game: int) -> None:
        self.hub.publish_transient(GAMES[game % 3], "refresh", b"player-joined")

    def ping(self, _: int) -> None:
        self.hub.tick(time.monotonic() + PING_AFTER, 1_795_465_019)

    def join(self, choice: int) -> None:
        self.screens.append(Screen(self.hub, PLACES[choice % 4], CODINGS[choice % 3]))

    def stall(self, choice: int) -> None:
        self.screens[choice % len(self.screens)].stalled = True

    def drain(self, choice: int) -> None:
        self.screens[choice % len(self.screens)].drain()

    def remove_screen(self, choice: int) -> Screen:
        screen = self.screens.pop(choice % len(self.screens))
        screen.leave()
        screen.newest_states()
        return screen

    def leave(self, choice: int) -> None:
        self.remove_screen(choice)

    def reconnect(self, choice: int) -> None:
        screen = self.remove_screen(choice)
        self.screens.append(Screen(self.hub, screen.place, CODINGS[choice % 3], screen))

    async def turn(self, _: int) -> None:
        await asyncio.sleep(0)

    async def settle(self) -> None:
        """Let every screen read all that was sent."""
        for screen in self.screens:
            screen.drain()
        for _ in range(500):
            await asyncio.sleep(0)


Deed = Callable[[Hall, int], Awaitable[None] | None]
"""An operation on the hall; the number selects the screen or the game."""
ANYTIME: tuple[Deed, ...] = (Hall.publish, Hall.publish, Hall.announce, Hall.ping, Hall.turn, Hall.join, Hall.join)
TO_A_SCREEN: tuple[Deed, ...] = (Hall.stall, Hall.drain, Hall.leave, Hall.reconnect)


@given(st.lists(st.tuples(st.sampled_from(ANYTIME + TO_A_SCREEN), st.integers(0, 35)), min_size=60, max_size=200))
@examples(200)
async def test_states_rise_and_end_at_the_newest(deeds: list[tuple[Deed, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topic, "SLICE", 2)
        patch.setattr(topic, "MAX_QUEUED", 3)
        patch.setattr(topic, "PIECE", 300)  # one state and a half: whoever misses more is sent it in pieces
        patch.setattr(yielding, "MOST", 0)  # else each fan-out lets the rest of a busy machine run
        hall = Hall()
        for deed, choice in deeds:
            if (hall.screens or deed not in TO_A_SCREEN) and (done := deed(hall, choice)):
                await done
        await hall.settle()
        for screen in hall.screens:
            assert screen.newest_states() == (
                hall.newest if screen.place is None else {screen.place: hall.newest[screen.place]}
            )
