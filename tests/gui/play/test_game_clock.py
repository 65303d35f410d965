"""The countdown of a timed game: it uses the kiosk's own clock, and announces the last round."""

import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.host.clock import MINUTE_MS
from goat_kiosk.store.log.event_log import EventLog
from tests.clocks import WALL_CLOCK_JUMPS, ManualClock
from tests.games import game_created
from tests.gui.conftest import OpenWindow


@pytest.mark.parametrize("jump", [WALL_CLOCK_JUMPS["an hour ahead"], WALL_CLOCK_JUMPS["a dead battery"]])
def test_the_time_left_is_shown_and_the_last_round_is_announced(
    open_window: OpenWindow, log: EventLog, jump: int
) -> None:
    clock = ManualClock()
    scorekeeper = Scorekeeper(log, "Patio", clock)
    game_id = scorekeeper.create(game_created(Rules(limit_minutes=20))).game_id
    window = open_window(scorekeeper)
    assert window.play.time_left.text() == ""
    scorekeeper.record(game_id, GameStarted())
    assert window.play.time_left.text() == "20 minutes left"
    clock.set_wall_by(jump)
    clock.advance(18 * MINUTE_MS + 1)
    window.game_clock.update()
    assert window.play.time_left.text() == "2 minutes left"
    clock.advance(MINUTE_MS)
    window.game_clock.update()
    assert window.play.time_left.text() == "1 minute left"
    clock.advance(MINUTE_MS)
    window.game_clock.update()
    assert window.play.time_left.text() == "Last round"
    assert window.message.text.startswith("The time is up")


def test_a_game_without_a_time_limit_shows_no_clock(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    game_id = scorekeeper.create(game_created()).game_id
    window = open_window(scorekeeper)
    scorekeeper.record(game_id, GameStarted())
    assert window.play.time_left.text() == ""
