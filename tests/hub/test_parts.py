"""Topics that keep several events beside each other, such as the parts of a tournament."""

from goat_kiosk.hub.hub import MAX_OLD_TOPICS, Hub
from goat_kiosk.hub.topic import TopicPart
from tests.hub.wires import Listener

TOPIC = "tournament/1"


def parts(seq: int, *divisions: bytes) -> list[TopicPart]:
    state = TopicPart("state", "state", b'{"seq":%d}' % seq, f"c0ffee00-{seq}")
    return [state, *(TopicPart(f"division {n}", "division", data) for n, data in enumerate(divisions, start=1))]


async def test_only_parts_that_have_changed_are_sent() -> None:
    hub = Hub()
    hub.publish_parts(TOPIC, parts(1, b'"one"', b'"two"'))
    follower = Listener(hub, TOPIC)
    hub.publish_parts(TOPIC, parts(2, b'"one"', b'"TWO"'))
    text = follower.text()
    assert [text.count(data) for data in (b'"one"', b'"two"', b'"TWO"', b'{"seq":2}')] == [1, 1, 1, 1]


async def test_a_newcomer_gets_all_parts_and_none_that_is_gone() -> None:
    hub = Hub()
    hub.publish_parts(TOPIC, parts(1, b'"one"', b'"two"'))
    hub.publish_parts(TOPIC, parts(2, b'"ONE"'))
    text = Listener(hub, TOPIC).text()
    assert [text.count(data) for data in (b'"ONE"', b'"one"', b'"two"', b'{"seq":2}')] == [1, 0, 0, 1]


async def test_the_venue_neither_shows_nor_hears_of_it() -> None:
    hub = Hub()
    venue = Listener(hub, None)
    hub.publish("game/1", "state", b"{}", "c0ffee00-1")
    hub.publish_parts(TOPIC, parts(1))
    hub.publish_transient(TOPIC, "call", b'"called"')
    assert b"seq" not in venue.text()
    assert b"called" not in venue.text()
    assert hub.all_newest() == [b"{}"]


async def test_topics_that_nobody_follows_make_room_for_others() -> None:
    hub = Hub()
    hub.publish_parts(TOPIC, parts(1))
    follower = Listener(hub, TOPIC)
    hub.publish_parts("tournament/2", parts(1))
    for number in range(MAX_OLD_TOPICS):
        hub.load(f"game/{number}", "state", b"{}", f"c0ffee00-{number}")
    assert [hub.has(topic) for topic in (TOPIC, "tournament/2")] == [True, False]
    hub.publish_parts(TOPIC, parts(2))
    assert b'{"seq":2}' in follower.text()


async def test_only_a_topic_that_nobody_follows_is_removed() -> None:
    hub = Hub()
    for topic in (TOPIC, "tournament/2"):
        hub.publish_parts(topic, parts(1))
    follower = Listener(hub, TOPIC)
    for topic in (TOPIC, "tournament/2", "tournament/3"):
        hub.remove(topic)
    assert [hub.has(topic) for topic in (TOPIC, "tournament/2")] == [True, False]
    hub.publish_parts(TOPIC, parts(2))
    assert b'{"seq":2}' in follower.text()
