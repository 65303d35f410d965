"""Notes of the hub, which it keeps beside the newest states, and retired topics."""

from goat_kiosk.hub.hub import Hub
from tests.hub.wires import Listener

GONE, BACK = b'{"away_since":"20:14"}', b'{"away_since":null}'


def hub_with_note(hub: Hub) -> Hub:
    for number in (1, 2, 3):
        hub.publish(f"game/{number}", "state", b'{"seq":%d}' % number, f"c0ffee00-{number}")
    hub.publish_note("kiosk/c0ffee00", "kiosk", GONE, ["game/1", "game/2", "game/9"])
    return hub


async def test_a_note_reaches_its_topic_and_the_venue_once_also_later_subscribers() -> None:
    hub = hub_with_note(Hub())
    early = [Listener(hub, topic) for topic in ("game/1", "game/2", "game/3", None)]
    hub.publish_note("kiosk/c0ffee00", "kiosk", BACK, ["game/1", "game/2"])
    late = [Listener(hub, topic) for topic in ("game/1", "game/2", "game/3", None)]
    assert [listener.text().count(b"event: kiosk\n") for listener in early] == [2, 2, 0, 2]
    assert [listener.text().count(BACK) for listener in late] == [1, 1, 0, 1]
    assert [listener.text().count(GONE) for listener in late] == [0, 0, 0, 0]


async def test_a_note_does_not_change_the_newest_state() -> None:
    hub = hub_with_note(Hub())
    assert hub.newest("game/1") == b'{"seq":1}'
    assert hub.all_newest() == [b'{"seq":1}', b'{"seq":2}', b'{"seq":3}']
    current = Listener(hub, "game/1", last_event_id="c0ffee00-1")
    assert current.ids() == []
    assert GONE in current.text()
    assert Listener(hub, "game/1").ids() == ["c0ffee00-1"]


async def test_a_selection_of_games_gets_the_notes_of_their_kiosks() -> None:
    hub = hub_with_note(Hub())
    chosen = hub.all_games(frozenset({"game/1"}))
    assert chosen.newest("kiosk/c0ffee00") is not None
    hub.publish_note("kiosk/c0ffee00", "kiosk", BACK, ["game/1"])
    newest = chosen.newest("kiosk/c0ffee00")
    assert newest is not None
    assert newest.data == BACK


async def test_a_retired_topic_is_removed_from_the_venue() -> None:
    hub = hub_with_note(Hub())
    follower = Listener(hub, "game/2")
    hub.retire("game/2")
    hub.retire("game/9")
    assert hub.all_newest() == [b'{"seq":1}', b'{"seq":3}']
    assert b'{"seq":2}' not in Listener(hub, None).text()
    assert hub.newest("game/2") == b'{"seq":2}'
    hub.publish("game/2", "state", b'{"seq":4}', "c0ffee00-4")
    assert follower.ids()[-1] == "c0ffee00-4"
    assert b'{"seq":4}' in hub.all_newest()
