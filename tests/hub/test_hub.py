"""What each subscriber is sent, and in which order: the hub with wires that only collect."""

import asyncio
import re
import time

import pytest

from goat_kiosk.hub import frames
from goat_kiosk.hub.admission import AtCapacity
from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.hub import CUT_AFTER, PING_AFTER, SELECTIONS, Hub
from goat_kiosk.hub.topic import MAX_QUEUED, PIECE, SLICE
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
    assert listener.news() == [RETRY, STATE_1, STATE_2, b"event: refresh\ndata: game-started\n\n"]


@pytest.mark.parametrize("seen", [None, "", "a-0", "b-1", "a-1 ", "a-99", "x" * 10_000, "☃"])
async def test_whoever_is_not_exactly_current_gets_the_snapshot(hub: Hub, seen: str | None) -> None:
    assert Listener(hub, seen=seen).news() == [RETRY, STATE_1]


async def test_whoever_is_current_gets_nothing_twice(hub: Hub) -> None:
    listener = Listener(hub, seen="a-1")
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    assert listener.news() == [RETRY, STATE_2]


@pytest.mark.parametrize("coding", Encoding)
@pytest.mark.parametrize("seen", [None, "a-1"])
async def test_a_heartbeat_says_that_a_new_subscriber_has_the_newest_states(
    hub: Hub, coding: Encoding, seen: str | None
) -> None:
    listener = Listener(hub, coding=coding, seen=seen)
    assert re.search(rb"event: ping\ndata: \d+\n\n$", listener.text())
    assert len(listener.sent) == 1


async def test_a_heartbeat_follows_the_last_piece_of_a_large_venue_and_no_other(hub: Hub) -> None:
    state = b'{"rest":"%b"}' % (b"x" * (PIECE // 2))
    for game in range(2, 8):
        hub.publish(f"game/{game}", "state", state, "a-1")
    wall = Listener(hub, topic=None)
    assert len(wall.ids()) == 7
    assert wall.text().count(b"event: ping\n") == 1
    assert re.search(rb"event: ping\ndata: \d+\n\n$", wall.text())


async def test_topics_do_not_hear_each_other(hub: Hub) -> None:
    listener = Listener(hub)
    hub.publish("game/2", "state", b"{}", "a-1")
    assert len(listener.sent) == 1
    assert hub.all_newest() == [b'{"seq":1}', b"{}"]


async def test_the_same_bytes_go_to_everyone(hub: Hub) -> None:
    for coding in Encoding:
        first, second = Listener(hub, coding=coding), Listener(hub, coding=coding)
        hub.publish("game/1", "state", b'{"seq":2}', "a-2")
        assert first.sent[-1] is second.sent[-1]


async def test_a_subscriber_that_left_is_sent_nothing(hub: Hub) -> None:
    listener = Listener(hub)
    listener.leave()
    hub.publish("game/1", "state", b"{}", "a-2")
    assert (len(listener.sent), hub.slots.in_use) == (1, 0)


async def test_a_silent_topic_gets_a_heartbeat_and_a_talking_one_does_not(hub: Hub) -> None:
    listener, now = Listener(hub), time.monotonic()
    hub.tick(now + PING_AFTER - 2, 1_795_465_019.7)
    assert len(listener.sent) == 1
    hub.tick(now + PING_AFTER, 1_795_465_019.7)
    assert listener.sent[-1] == b"event: ping\ndata: 1795465019\n\n"


async def test_closing_ends_every_stream_spreads_the_return_and_takes_no_more(hub: Hub) -> None:
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


async def test_there_is_no_stream_of_nothing(hub: Hub) -> None:
    assert hub.newest("game/9") is None
    with pytest.raises(KeyError):
        hub.topic("game/9")


# ------------------------------------------------------------------------------------------- who takes no more


async def test_whoever_is_behind_is_skipped_and_then_given_the_newest_state(hub: Hub) -> None:
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


async def test_whoever_takes_nothing_for_long_is_cut_and_others_are_not(hub: Hub) -> None:
    stalled, other = Listener(hub), Listener(hub)
    stalled.stalled = True
    hub.publish("game/1", "state", b"{}", "a-2")
    now = time.monotonic()
    hub.tick(now + CUT_AFTER - 1, 0)
    assert stalled.ended == ""
    hub.tick(now + CUT_AFTER + 1, 0)
    assert (stalled.ended, other.ended, hub.counts.aborted) == ("aborted", "", 1)


async def test_a_snapshot_that_does_not_fit_is_followed_by_what_was_missed(hub: Hub) -> None:
    hub.admit("test")
    wire = Collector()
    wire.stalled = True
    hub.topic("game/1").subscribe(wire, Encoding.RAW, b"", None, "test")
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    wire.drain()
    assert without_heartbeats(b"".join(wire.sent)) == [RETRY, STATE_1, STATE_2]


# ---------------------------------------------------------------------------------------------- long fan-outs


async def test_a_long_fan_out_gives_the_loop_back_and_order_holds(hub: Hub) -> None:
    listeners = [Listener(hub) for _ in range(3 * SLICE)]
    hub.publish("game/1", "state", b"{}", "a-2")
    assert len(listeners[0].sent) == 2
    assert len(listeners[-1].sent) == 1
    hub.publish("game/1", "state", b"{}", "a-3")
    late = Listener(hub)
    while listeners[-1].ids()[-1] != "a-3":
        await asyncio.sleep(0)
    assert {tuple(listener.ids()) for listener in listeners} == {("a-1", "a-2", "a-3")}
    assert late.ids() == ["a-3"]


async def test_more_than_can_be_sent_is_skipped_for_the_newest(hub: Hub) -> None:
    listeners = [Listener(hub) for _ in range(2 * SLICE)]
    for n in range(2, 102):
        hub.publish("game/1", "state", b"{}", f"a-{n}")
    while listeners[-1].ids()[-1] != "a-101":
        await asyncio.sleep(0)
    assert all(listener.ids()[-1] == "a-101" for listener in listeners)
    assert len(listeners[0].ids()) <= MAX_QUEUED + 2
    assert hub.counts.conflated > 0


# ------------------------------------------------------------------------------------------------ the venue


async def test_the_venue_hears_of_every_game(hub: Hub) -> None:
    hub.publish("game/2", "state", b'{"game":2}', "a-5")
    wall = Listener(hub, topic=None)
    hub.publish("game/3", "state", b'{"game":3}', "a-1")
    hub.publish_transient("game/3", "refresh", b"game-created")
    assert re.findall(rb"data: (.*)", b"".join(wall.news())) == [
        b'{"seq":1}',
        b'{"game":2}',
        b'{"game":3}',
        b"game-created",
    ]


async def test_a_wall_that_comes_back_gets_the_games_that_have_changed(hub: Hub) -> None:
    hub.publish("game/2", "state", b"{}", "a-5")
    wall = Listener(hub, topic=None)
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    back = Listener(hub, topic=None, seen=wall.ids()[1])
    assert len(back.ids()) == 1
    assert b'{"seq":2}' in back.text()


async def test_a_selection_hears_of_its_games_only(hub: Hub) -> None:
    hub.admit("test")
    wire = Collector()
    hub.all_games(frozenset({"game/1", "game/3"})).subscribe(wire, Encoding.RAW, b"", None, "test")
    hub.publish("game/2", "state", b'{"game":2}', "a-1")
    hub.publish("game/3", "state", b'{"game":3}', "a-1")
    assert b"".join(wire.sent).count(b"event: state") == 2
    assert b'{"game":2}' not in b"".join(wire.sent)


async def test_an_old_game_that_is_recalled_is_not_the_venues(hub: Hub) -> None:
    wall = Listener(hub, topic=None)
    hub.load("game/9", "state", b"{}", "a-1")
    assert len(wall.ids()) == 1
    assert hub.newest("game/9") == b"{}"
    assert hub.all_newest() == [b'{"seq":1}']


def select(hub: Hub, game: int, source: str) -> Collector:
    """Follow one game as a selection of it."""
    venue, wire = hub.all_games(frozenset({f"game/{game}"}), source), Collector()
    hub.admit(source)
    venue.subscribe(wire, Encoding.RAW, b"", None, source)
    return wire


async def test_selections_are_bounded_and_empty_ones_make_room(hub: Hub) -> None:
    for n in range(SELECTIONS):
        hub.all_games(frozenset({f"game/{n}"}), "phone")
    for n in range(1000, 1000 + SELECTIONS):
        select(hub, n, "phone")
    with pytest.raises(AtCapacity, match="selections"):
        select(hub, 1, "phone")
    select(hub, 1000, "phone")


async def test_one_address_cannot_take_every_selection_from_the_others(hub: Hub) -> None:
    made_up = [select(hub, n, "phone") for n in range(SELECTIONS)]
    overlays = [select(hub, 1000 + n, "overlays") for n in range(SELECTIONS // 2)]
    assert not any(wire.ended for wire in [*overlays, *made_up[: SELECTIONS // 2]])
    assert all(wire.ended == "closed" for wire in made_up[SELECTIONS // 2 :])
    for greedy in ("phone", "overlays"):
        with pytest.raises(AtCapacity, match="selections"):
            select(hub, 9999, greedy)
    select(hub, 2000, "other")
    hub.publish("game/1000", "state", b'{"here":1}', "a-1")
    assert b'{"here":1}' in b"".join(overlays[0].sent)


# -------------------------------------------------------------------------------------------------- bytes


@pytest.mark.parametrize("forged", ["a\nevent: x", "a\rb", "a\0b"])
def test_a_line_break_forges_no_field(forged: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        frames.event("state", b"{}", forged)
    with pytest.raises(ValueError, match="control character"):
        frames.event(forged, b"{}")
    with pytest.raises(ValueError, match="one line"):
        frames.event("state", forged.encode())


def test_a_stream_begins_and_ends_with_whole_chunks() -> None:
    assert chunks(Encoding.CHUNKED.first(b"hello") + Encoding.CHUNKED.last(b"bye")) == [b"hello", b"bye", b""]
    assert Encoding.RAW.last(b"bye") == b"bye"
