"""Keys of an evening, counted with real key events: what a director presses for what happens often."""

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.court_use import call_event
from tests.gui.tournament.desk_night import DIVISION, DeskNight


def call_by_timer(night: DeskNight) -> None:
    """Call what the queue gives to the free courts, as the timer does."""
    for queued in night.page.state.view.queue:
        if queued.status == "ready" and queued.court is not None:
            night.record([call_event(night.tournament, (queued.division, queued.match), queued.court, 0)])


def open_desk(window: MainWindow, scorekeeper: Scorekeeper) -> DeskNight:
    return DeskNight(window, scorekeeper, entries=24, courts=6, calling="auto")


def test_a_round_of_twelve_matches_that_players_report_takes_one_key_each(
    window: MainWindow, scorekeeper: Scorekeeper
) -> None:
    night = open_desk(window, scorekeeper)
    first_round = [match.id for match in night.matches.values() if match.status == "ready"]
    while any(night.matches[match].status != "over" for match in first_round):
        call_by_timer(night)
        night.play_round()
    over = [match for match in night.matches.values() if match.status == "over" and len(match.entries) == 2]
    assert night.keys == len(over), "nothing but a key for each report"


def test_a_result_by_hand_takes_six_keys_and_a_tap(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    night = open_desk(window, scorekeeper)
    call_by_timer(night)
    night.choose_court("Board 4")
    night.type("21 14")
    night.enter()
    assert night.decisions(next(iter(night.page.state.view.queue)).match).court is not None
    assert night.keys == 6


def test_a_late_team_takes_two_keys_until_it_is_called_again_by_one(
    window: MainWindow, scorekeeper: Scorekeeper
) -> None:
    night = open_desk(window, scorekeeper)
    call_by_timer(night)
    night.choose_court("Board 1")
    night.type("m1")
    assert night.keys == 2
    night.choose_court("Board 1")
    night.type("m")
    assert night.decisions(night.page.state.view.queue[0].match).missing == ()
    assert night.keys == 3


def test_a_broken_court_takes_two_keys(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    night = open_desk(window, scorekeeper)
    call_by_timer(night)
    night.choose_court("Board 5")
    night.type("o2")
    assert night.keys == 2
    assert not night.tournament.courts["Board 5"].is_open
    assert len([court for court in night.page.state.view.courts if court.status == "called"]) == 5


def test_a_result_of_round_1_is_corrected_after_round_3_with_seven_keys(
    window: MainWindow, scorekeeper: Scorekeeper
) -> None:
    night = DeskNight(window, scorekeeper, entries=8, courts=4)
    while night.matches["W3-1"].status != "over":
        night.call_all()
        night.play_round()
    night.keys = 0
    night.choose_match("W1-1")
    night.type("k14 21")
    night.enter()
    assert night.matches["W1-1"].winner == 2
    assert night.keys == 7
    assert not [match for match in night.matches.values() if match.is_out_of_line]
    assert night.matches["W3-1"].status == "over", "what was played since stands"
    assert night.tournament.divisions[DIVISION].decisions("W1-1").earlier_results
