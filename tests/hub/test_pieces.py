"""Snapshots in pieces: with thousands of games, a slow connection buffers one piece, not the whole snapshot."""

import re

import pytest

from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.hub import Hub
from goat_kiosk.hub.topic import PIECE_BYTES
from tests.hub.wires import Collector, Listener, decoded

GAMES = 1_000
FRAME = 1_000


@pytest.fixture
def hub() -> Hub:
    hub = Hub()
    for game in range(GAMES):
        publish(hub, game)
    return hub


def publish(hub: Hub, game: int, seq: int = 1) -> None:
    data = b'{"game": %d, "seq": %d, "same": "%b"}' % (game, seq, b"0123456789" * (FRAME // 10))
    hub.publish(f"game/{game}", "state", data, f"{game}-{seq}")


class SlowCollector(Collector):
    """A connection that is stalled from the start."""

    def __init__(self) -> None:
        super().__init__()
        self.stalled = True
        self.most_waiting = 0

    def write(self, data: bytes) -> None:
        super().write(data)
        self.most_waiting = max(self.most_waiting, len(self.waiting))

    def drain_one(self) -> None:
        """Read the buffered bytes, and stall again."""
        waiting, self.waiting = self.waiting, b""
        self.sent.append(waiting)
        assert self.protocol is not None
        self.protocol.resume_writing()


def subscribe(hub: Hub, encoding: Encoding) -> SlowCollector:
    connection = SlowCollector()
    hub.admit("test")
    hub.all_games().subscribe(connection, encoding, b"", None, "test")
    return connection


def received_states(connection: Collector, encoding: Encoding) -> list[tuple[int, int]]:
    text = decoded(b"".join(connection.sent), encoding)
    return [(int(game), int(seq)) for game, seq in re.findall(rb'"game": (\d+), "seq": (\d+)', text)]


@pytest.mark.parametrize("encoding", Encoding)
async def test_a_slow_connection_buffers_one_piece_and_gets_every_game_once(hub: Hub, encoding: Encoding) -> None:
    connection = subscribe(hub, encoding)
    while connection.waiting:
        connection.drain_one()
    assert received_states(connection, encoding) == [(game, 1) for game in range(GAMES)]
    assert connection.most_waiting < PIECE_BYTES + 2 * FRAME
    assert len(hub.all_games()._behind) == 0


async def test_a_state_published_during_the_snapshot_comes_last_and_none_older_follows(hub: Hub) -> None:
    connection = subscribe(hub, Encoding.GZIP)
    for game in (0, 999, 500):
        publish(hub, game, seq=2)
        connection.drain_one()
    hub.publish_transient("game/7", "refresh", b"player-joined")
    connection.drain()
    publish(hub, 7, seq=2)
    states = received_states(connection, Encoding.GZIP)
    # Game 0 had been sent before its next state was published, the others had not.
    assert states == [
        *((game, 1) for game in range(GAMES) if game not in {999, 500}),
        *((game, 2) for game in (0, 999, 500)),
        (7, 2),
    ]
    assert decoded(b"".join(connection.sent), Encoding.GZIP).count(b"player-joined") == 1


async def test_a_fast_connection_gets_the_whole_snapshot_at_once(hub: Hub) -> None:
    listener = Listener(hub, None, Encoding.CHUNKED)
    assert received_states(listener, Encoding.CHUNKED) == [(game, 1) for game in range(GAMES)]
    publish(hub, 3, seq=2)
    assert received_states(listener, Encoding.CHUNKED)[-1] == (3, 2)
