"""The hub: what each subscriber is sent, and in which order, on connections that only record."""

import asyncio
import re
import time

import pytest

from goat_kiosk.hub import frames
from goat_kiosk.hub.admission import AtCapacity
from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.hub import ABORT_AFTER_S, MAX_SELECTIONS, PING_AFTER_S, Hub
from goat_kiosk.hub.topic import DELIVERIES_PER_TURN, MAX_QUEUED, PIECE_BYTES
from tests.hub.wires import Collector, Listener, chunks, without_heartbeats


@pytest.fixture
def hub() -> Hub:
    made = Hub()
    made.publish("game/1", "state", b'{"seq":1}', "a-1")
    return made


RETRY = b"retry: 2000\n\n"
STATE_1 = b'id: a-1\nevent: state\ndata: {"seq":1}\n\n'
STATE_2 = b'id: a-2\nevent: state\ndata: {"seq":2}\n\n'


async def test_a_subscriber_gets_the_newest_state_at_once_then_every_event(hub: Hub) -> None:
    listener = Listener(hub)
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    hub.publish_transient("game/1", "refresh", b"game-started")
    assert listener.event_blocks() == [RETRY, STATE_1, STATE_2, b"event: refresh\ndata: game-started\n\n"]


@pytest.mark.parametrize("seen", [None, "", "a-0", "b-1", "a-1 ", "a-99", "x" * 10_000, "☃"])
async def test_a_subscriber_with_an_old_or_unknown_event_id_gets_the_snapshot(hub: Hub, seen: str | None) -> None:
    assert Listener(hub, last_event_id=seen).event_blocks() == [RETRY, STATE_1]


async def test_a_subscriber_with_the_newest_event_id_gets_no_snapshot(hub: Hub) -> None:
    listener = Listener(hub, last_event_id="a-1")
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    assert listener.event_blocks() == [RETRY, STATE_2]


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("seen", [None, "a-1"])
async def test_a_heartbeat_says_that_a_new_subscriber_has_the_newest_states(
    hub: Hub, encoding: Encoding, seen: str | None
) -> None:
    listener = Listener(hub, encoding=encoding, last_event_id=seen)
    assert re.search(rb"event: ping\ndata: \d+\n\n$", listener.text())
    assert len(listener.sent) == 1


async def test_a_large_snapshot_ends_with_one_heartbeat(hub: Hub) -> None:
    state = b'{"rest":"%b"}' % (b"x" * (PIECE_BYTES // 2))
    for game in range(2, 8):
        hub.publish(f"game/{game}", "state", state, "a-1")
    wall = Listener(hub, topic=None)
    assert len(wall.ids()) == 7
    assert wall.text().count(b"event: ping\n") == 1
    assert re.search(rb"event: ping\ndata: \d+\n\n$", wall.text())


async def test_a_topic_does_not_receive_the_events_of_another(hub: Hub) -> None:
    listener = Listener(hub)
    hub.publish("game/2", "state", b"{}", "a-1")
    assert len(listener.sent) == 1
    assert hub.all_newest() == [b'{"seq":1}', b"{}"]


async def test_an_event_is_encoded_once_for_all_subscribers_of_an_encoding(hub: Hub) -> None:
    for encoding in Encoding:
        first, second = Listener(hub, encoding=encoding), Listener(hub, encoding=encoding)
        hub.publish("game/1", "state", b'{"seq":2}', "a-2")
        assert first.sent[-1] is second.sent[-1]


async def test_a_subscriber_that_left_is_sent_nothing(hub: Hub) -> None:
    listener = Listener(hub)
    listener.leave()
    hub.publish("game/1", "state", b"{}", "a-2")
    assert (len(listener.sent), hub.slots.in_use) == (1, 0)


async def test_a_heartbeat_is_sent_only_after_a_pause_without_events(hub: Hub) -> None:
    listener, now = Listener(hub), time.monotonic()
    hub.tick(now + PING_AFTER_S - 2, 1_795_465_019.7)
    assert len(listener.sent) == 1
    hub.tick(now + PING_AFTER_S, 1_795_465_019.7)
    assert listener.sent[-1] == b"event: ping\ndata: 1795465019\n\n"


async def test_closing_ends_every_stream_with_different_retry_times_and_refuses_new_ones(hub: Hub) -> None:
    listeners = [Listener(hub) for _ in range(50)]
    stalled = Listener(hub)
    stalled.stalled = True
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    hub.close()
    assert {listener.ended for listener in listeners} == {"closed"}
    assert stalled.ended == "aborted"
    assert len({listener.sent[-1] for listener in listeners}) > 25
    with pytest.raises(AtCapacity, match="stopping"):
        hub.admit("test")


async def test_an_unknown_game_has_no_topic(hub: Hub) -> None:
    assert hub.newest("game/9") is None
    with pytest.raises(KeyError):
        hub.topic("game/9")


# ------------------------------------------------------------------------------------------- slow subscribers


async def test_a_slow_subscriber_skips_to_the_newest_state(hub: Hub) -> None:
    listener, other = Listener(hub), Listener(hub)
    listener.stalled = True
    for n in range(2, 8):
        hub.publish("game/1", "state", b'{"seq":%d}' % n, f"a-{n}")
    hub.publish_transient("game/1", "refresh", b"game-started")
    listener.drain()
    hub.publish("game/1", "state", b'{"seq":8}', "a-8")
    assert listener.ids() == ["a-1", "a-2", "a-7", "a-8"]
    assert listener.text().count(b"game-started") == 1
    assert other.ids() == [f"a-{n}" for n in range(1, 9)]


async def test_a_client_that_reads_nothing_is_disconnected_and_others_are_not(hub: Hub) -> None:
    stalled, other = Listener(hub), Listener(hub)
    stalled.stalled = True
    hub.publish("game/1", "state", b"{}", "a-2")
    now = time.monotonic()
    hub.tick(now + ABORT_AFTER_S - 1, 0)
    assert stalled.ended == ""
    hub.tick(now + ABORT_AFTER_S + 1, 0)
    assert (stalled.ended, other.ended, hub.counts.aborted) == ("aborted", "", 1)


async def test_events_published_while_the_snapshot_is_being_sent_follow_it(hub: Hub) -> None:
    hub.admit("test")
    connection = Collector()
    connection.stalled = True
    hub.topic("game/1").subscribe(connection, Encoding.RAW, b"", None, "test")
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    connection.drain()
    assert without_heartbeats(b"".join(connection.sent)) == [RETRY, STATE_1, STATE_2]


# ---------------------------------------------------------------------------------------------- long fan-outs


async def test_a_long_fan_out_yields_to_the_event_loop_and_keeps_the_order(hub: Hub) -> None:
    listeners = [Listener(hub) for _ in range(3 * DELIVERIES_PER_TURN)]
    hub.publish("game/1", "state", b"{}", "a-2")
    assert len(listeners[0].sent) == 2
    assert len(listeners[-1].sent) == 1
    hub.publish("game/1", "state", b"{}", "a-3")
    late = Listener(hub)
    while listeners[-1].ids()[-1] != "a-3":
        await asyncio.sleep(0)
    assert {tuple(listener.ids()) for listener in listeners} == {("a-1", "a-2", "a-3")}
    assert late.ids() == ["a-3"]


async def test_when_events_come_faster_than_they_are_sent_old_ones_are_skipped(hub: Hub) -> None:
    listeners = [Listener(hub) for _ in range(2 * DELIVERIES_PER_TURN)]
    for n in range(2, 102):
        hub.publish("game/1", "state", b"{}", f"a-{n}")
    while listeners[-1].ids()[-1] != "a-101":
        await asyncio.sleep(0)
    assert all(listener.ids()[-1] == "a-101" for listener in listeners)
    assert len(listeners[0].ids()) <= MAX_QUEUED + 2
    assert hub.counts.conflated > 0


# ------------------------------------------------------------------------------------------------ the venue


async def test_the_venue_stream_has_every_game(hub: Hub) -> None:
    hub.publish("game/2", "state", b'{"game":2}', "a-5")
    wall = Listener(hub, topic=None)
    hub.publish("game/3", "state", b'{"game":3}', "a-1")
    hub.publish_transient("game/3", "refresh", b"game-created")
    assert re.findall(rb"data: (.*)", b"".join(wall.event_blocks())) == [
        b'{"seq":1}',
        b'{"game":2}',
        b'{"game":3}',
        b"game-created",
    ]


async def test_a_wall_that_reconnects_gets_only_the_changed_games(hub: Hub) -> None:
    hub.publish("game/2", "state", b"{}", "a-5")
    wall = Listener(hub, topic=None)
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    back = Listener(hub, topic=None, last_event_id=wall.ids()[1])
    assert len(back.ids()) == 1
    assert b'{"seq":2}' in back.text()


async def test_a_selection_gets_only_its_games(hub: Hub) -> None:
    hub.admit("test")
    connection = Collector()
    hub.all_games(frozenset({"game/1", "game/3"})).subscribe(connection, Encoding.RAW, b"", None, "test")
    hub.publish("game/2", "state", b'{"game":2}', "a-1")
    hub.publish("game/3", "state", b'{"game":3}', "a-1")
    assert b"".join(connection.sent).count(b"event: state") == 2
    assert b'{"game":2}' not in b"".join(connection.sent)


async def test_an_old_game_loaded_on_demand_is_not_in_the_venue_stream(hub: Hub) -> None:
    wall = Listener(hub, topic=None)
    hub.load("game/9", "state", b"{}", "a-1")
    assert len(wall.ids()) == 1
    assert hub.newest("game/9") == b"{}"
    assert hub.all_newest() == [b'{"seq":1}']


def select(hub: Hub, game: int, source: str) -> Collector:
    """Subscribe to a selection of one game."""
    venue, connection = hub.all_games(frozenset({f"game/{game}"}), source), Collector()
    hub.admit(source)
    venue.subscribe(connection, Encoding.RAW, b"", None, source)
    return connection


async def test_the_number_of_selections_is_limited_and_unused_ones_are_dropped(hub: Hub) -> None:
    for n in range(MAX_SELECTIONS):
        hub.all_games(frozenset({f"game/{n}"}), "phone")
    for n in range(1000, 1000 + MAX_SELECTIONS):
        select(hub, n, "phone")
    with pytest.raises(AtCapacity, match="selections"):
        select(hub, 1, "phone")
    select(hub, 1000, "phone")


async def test_one_address_cannot_use_up_all_selections(hub: Hub) -> None:
    made_up = [select(hub, n, "phone") for n in range(MAX_SELECTIONS)]
    overlays = [select(hub, 1000 + n, "overlays") for n in range(MAX_SELECTIONS // 2)]
    assert not any(connection.ended for connection in [*overlays, *made_up[: MAX_SELECTIONS // 2]])
    assert all(connection.ended == "closed" for connection in made_up[MAX_SELECTIONS // 2 :])
    for greedy in ("phone", "overlays"):
        with pytest.raises(AtCapacity, match="selections"):
            select(hub, 9999, greedy)
    select(hub, 2000, "other")
    hub.publish("game/1000", "state", b'{"here":1}', "a-1")
    assert b'{"here":1}' in b"".join(overlays[0].sent)


# -------------------------------------------------------------------------------------------------- bytes


@pytest.mark.parametrize("forged", ["a\nevent: x", "a\rb", "a\0b"])
def test_a_line_break_in_the_data_cannot_forge_a_field(forged: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        frames.event("state", b"{}", forged)
    with pytest.raises(ValueError, match="control character"):
        frames.event(forged, b"{}")
    with pytest.raises(ValueError, match="one line"):
        frames.event("state", forged.encode())


def test_a_chunked_stream_has_complete_chunks_only() -> None:
    assert chunks(Encoding.CHUNKED.first(b"hello") + Encoding.CHUNKED.last(b"bye")) == [b"hello", b"bye", b""]
    assert Encoding.RAW.last(b"bye") == b"bye"
