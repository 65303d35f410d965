"""The outbox: the newest state of each game, all events, and a limit on its size."""

from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.uplink.published import outbox
from goat_kiosk.uplink.published.outbox import MAX_EVENTS, Outbox, Update

steps = st.lists(st.tuples(st.sampled_from(["put", "send", "fail"]), st.integers(1, 3)), max_size=60)


def update(game_id: int, seq: int) -> Update:
    return Update(game_id, seq, f"c0ffee00-{seq}", b"%d" % seq, [(seq, b"row %d" % seq)], [b"game-started"])


@given(steps)
def test_after_any_failures_the_newest_state_is_sent_last_and_every_event_is_sent(
    steps: list[tuple[str, int]],
) -> None:
    pending, newest = Outbox(), dict.fromkeys((1, 2, 3), 0)
    sent: dict[int, list[int]] = {1: [], 2: [], 3: []}
    rows: dict[int, list[int]] = {1: [], 2: [], 3: []}

    def deliver(updates: list[Update]) -> None:
        for item in updates:
            sent[item.number].append(item.seq)
            rows[item.number] += [number for number, _ in item.events]

    for step, game_id in steps:
        if step == "put":
            newest[game_id] += 1
            pending.put(update(game_id, newest[game_id]))
        elif step == "send":
            deliver(pending.take(game_id))
        else:
            failing = pending.take(game_id)
            for item in failing[:1]:
                newest[item.number] += 1
                pending.put(update(item.number, newest[item.number]))
            for item in failing:
                pending.put_back(item)
    deliver(pending.take(9))
    assert len(pending) == 0
    for game_id, last in newest.items():
        assert sent[game_id] == sorted(set(sent[game_id]))
        assert sent[game_id][-1:] == ([last] if last else [])
        assert rows[game_id] == list(range(1, last + 1))


def test_a_long_outage_leaves_one_message_a_game_and_a_limited_number_of_events() -> None:
    pending = Outbox()
    for seq in range(1, MAX_EVENTS + 500):
        pending.put(update(7, seq))
    (remaining,) = pending.take(9)
    assert remaining.seq == MAX_EVENTS + 499
    assert len(remaining.events) <= MAX_EVENTS
    assert [number for number, _ in remaining.events] == list(range(remaining.events[0][0], remaining.seq + 1))
    assert pending.conflated == MAX_EVENTS + 498
    assert outbox.MAX_EVENTS > 1_000
