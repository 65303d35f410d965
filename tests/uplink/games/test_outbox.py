"""The outbox: the newest state of each game, all events, and a limit on its size."""

from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.uplink.games import outbox
from goat_kiosk.uplink.games.outbox import MAX_EVENTS, Outbox, Update

steps = st.lists(st.tuples(st.sampled_from(["put", "send", "fail"]), st.integers(1, 3)), max_size=60)


def letter(game_id: int, seq: int) -> Update:
    return Update(game_id, seq, f"c0ffee00-{seq}", b"%d" % seq, [(seq, b"row %d" % seq)], [b"game-started"])


@given(steps)
def test_after_any_failures_the_newest_state_is_sent_last_and_every_event_is_sent(
    steps: list[tuple[str, int]],
) -> None:
    box, newest = Outbox(), dict.fromkeys((1, 2, 3), 0)
    sent: dict[int, list[int]] = {1: [], 2: [], 3: []}
    rows: dict[int, list[int]] = {1: [], 2: [], 3: []}

    def arrive(letters: list[Update]) -> None:
        for one in letters:
            sent[one.game_id].append(one.seq)
            rows[one.game_id] += [number for number, _ in one.events]

    for step, game_id in steps:
        if step == "put":
            newest[game_id] += 1
            box.put(letter(game_id, newest[game_id]))
        elif step == "send":
            arrive(box.take(game_id))
        else:
            failing = box.take(game_id)
            for one in failing[:1]:
                newest[one.game_id] += 1
                box.put(letter(one.game_id, newest[one.game_id]))
            for one in failing:
                box.put_back(one)
    arrive(box.take(9))
    assert len(box) == 0
    for game_id, last in newest.items():
        assert sent[game_id] == sorted(set(sent[game_id]))
        assert sent[game_id][-1:] == ([last] if last else [])
        assert rows[game_id] == list(range(1, last + 1))


def test_a_long_outage_leaves_one_message_a_game_and_a_limited_number_of_events() -> None:
    box = Outbox()
    for seq in range(1, MAX_EVENTS + 500):
        box.put(letter(7, seq))
    (left,) = box.take(9)
    assert left.seq == MAX_EVENTS + 499
    assert len(left.events) <= MAX_EVENTS
    assert [number for number, _ in left.events] == list(range(left.events[0][0], left.seq + 1))
    assert box.conflated == MAX_EVENTS + 498
    assert outbox.MAX_EVENTS > 1_000
