"""What changed goes out in order, in the next turn of the loop, or at once when somebody waits for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from goat_kiosk.domain.events import GameStarted
from goat_kiosk.postbox import Postbox
from goat_kiosk.scorekeeper import Change, Scorekeeper
from goat_kiosk.store.event_log import EventLog
from tests.games import AT, bags, created


def test_changes_wait_for_the_next_turn_and_go_out_in_order(tmp_path: Path) -> None:
    turns: list[Callable[[], None]] = []
    postbox, told = Postbox(turns.append), list[int]()
    postbox.follow(lambda change: told.append(change.history.seq))
    with EventLog(tmp_path / "events.db") as log:
        scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
        scorekeeper.follow(postbox.put)
        game_id = scorekeeper.create(created()).game_id
        scorekeeper.record(game_id, GameStarted())
        assert (told, len(turns)) == ([], 1)
        turns.pop()()
        assert told == [1, 2]
        for event in bags(["hole", "off"]):
            scorekeeper.record(game_id, event)
        postbox.empty()
        assert told == [1, 2, 3, 4]
        turns.pop()()
        assert (told, turns) == ([1, 2, 3, 4], [])


@pytest.mark.logs_a_complaint
def test_who_cannot_be_told_does_not_keep_it_from_the_others(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fails(_change: Change) -> None:
        raise ZeroDivisionError

    postbox, told = Postbox(lambda _: None), list[int]()
    postbox.follow(fails)
    postbox.follow(lambda change: told.append(change.history.seq))
    with EventLog(tmp_path / "events.db") as log:
        scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
        scorekeeper.follow(postbox.put)
        scorekeeper.create(created())
    postbox.empty()
    assert told == [1]
    assert "Nobody could be told of event 1" in caplog.text
