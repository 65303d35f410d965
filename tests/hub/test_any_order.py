"""Random operations on a hub: each screen gets rising states and ends with the newest.

Hypothesis chooses which screens join, stall, drain, leave and reconnect between publishes. A fan-out yields so often
that any of these can interrupt it. Every byte is decoded as a client decodes it, by Python's zlib.
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
from goat_kiosk.hub.hub import PING_AFTER_S, Hub
from tests.hub.wires import Listener
from tests.properties import examples

GAMES = ("game/1", "game/2", "game/3")
TOPICS = (*GAMES, None)
"""Topics to subscribe to; None is the venue."""
ENCODINGS = tuple(Encoding)


class Screen(Listener):
    """A listener that remembers the event ids from before it reconnected."""

    def __init__(self, hub: Hub, topic_name: str | None, encoding: Encoding, before: "Screen | None" = None) -> None:
        event_ids = before.ids() if before else []
        super().__init__(hub, topic_name, encoding, event_ids[-1] if event_ids else None)
        self.topic_name = topic_name
        self._before = before.newest_states() if before else {}

    def newest_states(self) -> dict[str, int]:
        """Return the newest state number of each game, after checking that it never fell, even across a reconnect."""
        newest = dict(self._before)
        for line in self.text().split(b"\n"):
            if line.startswith(b"data: {"):
                state = msgspec.json.decode(line.removeprefix(b"data: "))
                # After a reconnect a wall may get a state again, but never an older one.
                assert state["seq"] >= newest.get(state["game"], 0)
                newest[state["game"]] = state["seq"]
        return newest


class HubWithScreens:
    """A hub and its screens, with the operations that the test applies in random order."""

    def __init__(self) -> None:
        self.hub = Hub(abort_after_s=float("inf"))
        self.newest: dict[str, int] = {}
        self.screens: list[Screen] = []
        self._random = random.Random(7)  # noqa: S311  no secret
        for game in range(3):
            self.publish(game)

    def publish(self, game: int) -> None:
        """Publish the game's next state; as with real states, only a part of it changes."""
        name = GAMES[game % 3]
        seq = self.newest[name] = self.newest.get(name, 0) + 1
        state = {"game": name, "seq": seq, "same": "0123456789" * 8, "other": self._random.randbytes(20).hex()}
        self.hub.publish(name, "state", msgspec.json.encode(state), f"{name}-{seq}")

    def announce(self, game: int) -> None:
        self.hub.publish_transient(GAMES[game % 3], "refresh", b"player-joined")

    def ping(self, _: int) -> None:
        self.hub.tick(time.monotonic() + PING_AFTER_S, 1_795_465_019)

    def join(self, choice: int) -> None:
        self.screens.append(Screen(self.hub, TOPICS[choice % 4], ENCODINGS[choice % 3]))

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
        self.screens.append(Screen(self.hub, screen.topic_name, ENCODINGS[choice % 3], screen))

    async def turn(self, _: int) -> None:
        await asyncio.sleep(0)

    async def settle(self) -> None:
        """Let every screen read all that was sent."""
        for screen in self.screens:
            screen.drain()
        for _ in range(500):
            await asyncio.sleep(0)


Operation = Callable[[HubWithScreens, int], Awaitable[None] | None]
"""An operation; the number selects the screen or the game."""
HUB_OPERATIONS: tuple[Operation, ...] = (
    HubWithScreens.publish,
    HubWithScreens.publish,
    HubWithScreens.announce,
    HubWithScreens.ping,
    HubWithScreens.turn,
    HubWithScreens.join,
    HubWithScreens.join,
)
SCREEN_OPERATIONS: tuple[Operation, ...] = (
    HubWithScreens.stall,
    HubWithScreens.drain,
    HubWithScreens.leave,
    HubWithScreens.reconnect,
)


@given(
    st.lists(
        st.tuples(st.sampled_from(HUB_OPERATIONS + SCREEN_OPERATIONS), st.integers(0, 35)), min_size=60, max_size=200
    )
)
@examples(200)
async def test_states_rise_and_end_at_the_newest(operations: list[tuple[Operation, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topic, "DELIVERIES_PER_TURN", 2)
        patch.setattr(topic, "MAX_QUEUED", 3)
        patch.setattr(topic, "PIECE_BYTES", 300)  # one and a half states: a longer snapshot is sent in pieces
        patch.setattr(yielding, "MAX_YIELD_S", 0)  # else each fan-out lets the rest of a busy machine run
        hub_with_screens = HubWithScreens()
        for operation, choice in operations:
            if (hub_with_screens.screens or operation not in SCREEN_OPERATIONS) and (
                awaitable := operation(hub_with_screens, choice)
            ):
                await awaitable
        await hub_with_screens.settle()
        for screen in hub_with_screens.screens:
            assert screen.newest_states() == (
                hub_with_screens.newest
                if screen.topic_name is None
                else {screen.topic_name: hub_with_screens.newest[screen.topic_name]}
            )
