"""Other kiosks in the window: their courts, the state of the link, and courts that are taken over."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.errors import Message, OwnedElsewhere
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership
from goat_kiosk.uplink.peers.peers import NOT_SHARED, CourtSide, LinkStatus, Peer, PeerCourt
from tests.gui.conftest import click, press, throw

PATIO = Peer("Patio", "aaaaaaaa", "http://192.168.1.21:8080")
YARD = Peer("Yard", "bbbbbbbb", "http://192.168.1.22:8080")
AWAY = PATIO._replace(away_since=1_790_000_000_000)
UP = LinkStatus("up", (Message("Connected to {count} other kiosks.", count=2),), 0)
DOWN = LinkStatus("down", (Message("Redis at 192.168.1.9:6379 does not answer."),), 0)


def court(game_id: int, owner: Peer, score: int = 12) -> PeerCourt:
    return PeerCourt(
        game_id,
        f"Court {game_id}",
        "round 5",
        (CourtSide("Hawks", "#ff8a1f", score), CourtSide("Owls", "#4db2ff", 9)),
        owner,
    )


def test_courts_of_other_kiosks_are_listed_below_our_own(window: MainWindow, game_id: int) -> None:
    window.rail.peers.show_courts([court(7, YARD), court(3, PATIO), court(4, PATIO)])
    assert window.rail.peers.heads == ["Kiosk Patio", "Kiosk Yard"]
    assert [entry.accessibleName() for entry in window.rail.peers.entries] == [
        f"Court {n}: Hawks 12, Owls 9, round 5" for n in (3, 4, 7)
    ]
    before = window.rail.peers.entries
    window.rail.peers.show_courts([court(7, YARD, 15), court(3, PATIO), court(4, PATIO)])
    assert window.rail.peers.entries == before
    assert before[2].accessibleName() == "Court 7: Hawks 15, Owls 9, round 5"
    assert window.rail.entries[0].game_id == game_id
    window.rail.peers.show_courts([])
    assert (window.rail.peers.heads, window.rail.peers.entries) == ([], [])


def test_a_court_of_a_reachable_kiosk_says_where_it_is_scored(window: MainWindow, game_id: int) -> None:
    window.show_game(game_id)
    window.rail.peers.show_courts([court(3, PATIO)])
    click(window.rail.peers.entries[0])
    assert window.message.text == "Court 3 is scored at kiosk Patio. http://192.168.1.21:8080"
    assert window.message.answers == []
    press(window, "1", Qt.KeyboardModifier.ControlModifier)
    assert window.rail.entries[0].isChecked()


def test_a_court_of_a_kiosk_that_is_away_can_be_taken_over(window: MainWindow, game_id: int, qtbot: QtBot) -> None:
    window.rail.peers.show_courts([court(3, AWAY)])
    assert window.rail.peers.heads == [f"Kiosk Patio has been away since {AWAY.since}."]
    click(window.rail.peers.entries[0])
    assert window.message.text.startswith(f"Kiosk Patio has been away since {AWAY.since}. Go on with Court 3 here?")
    assert [button.text() for button in window.message.answers] == ["Take it over", "Leave it"]
    with qtbot.waitSignal(window.handover.take_over_requested) as requested:
        click(window.message.answers[0])
    assert requested.args == [3]
    window.handover.on_taken_over(
        3,
        OwnedElsewhere(
            "Kiosk {kiosk} is there. Score the game at that kiosk; if it has just failed, try again in 15 s.",
            kiosk="Patio",
        ),
    )
    assert (
        window.message.text
        == "Kiosk Patio is there. Score the game at that kiosk; if it has just failed, try again in 15 s."
    )
    window.handover.on_taken_over(game_id, None)
    assert window.rail.entries[0].isChecked()


@pytest.mark.parametrize(
    ("status", "text", "role"),
    [
        (NOT_SHARED, "", None),
        (
            LinkStatus("up", (Message("Connected to {count} other kiosks.", count=2),), 0),
            "Connected to 2 other kiosks.",
            "quiet",
        ),
        (DOWN, "Cut off from the other kiosks", "warn"),
    ],
)
def test_the_server_bar_shows_the_state_of_the_redis_link(
    window: MainWindow, status: LinkStatus, text: str, role: str | None
) -> None:
    window.status_bar.show_uplink(status)
    assert (window.status_bar.uplink.text(), window.status_bar.uplink.property("role")) == (text, role)
    assert window.status_bar.uplink.isVisible() == bool(text)


def test_a_game_taken_over_elsewhere_leaves_the_rail_and_its_unshared_bags_are_announced(
    window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole", "board", "off")
    window.show_game(game_id)
    shared = len(log.events(game_id)) - 2
    scorekeeper.ownership.hand_over(Ownership(game_id, 1, "Yard", shared))
    assert window.rail.entries == []
    assert window.pages.currentWidget() is window.new_game
    assert window.message.text == (
        "Kiosk Yard has taken over Court 1. Kept here and not there: ◆ board, ■ off. "
        "Enter them there, or leave them out."
    )
    window.message.say("Something else.")
    assert window.message.text.startswith("Kiosk Yard has taken over")
    click(window.message.answers[0])
    assert window.message.text == ""


def test_a_game_that_was_taken_over_can_be_taken_back(
    window: MainWindow, scorekeeper: Scorekeeper, game_id: int, qtbot: QtBot
) -> None:
    throw(scorekeeper, game_id, "hole")
    scorekeeper.ownership.hand_over(Ownership(game_id, 1, "Yard", 1))
    assert [button.text() for button in window.message.answers] == ["Understood", "Take it back"]
    with qtbot.waitSignal(window.handover.take_back_requested) as requested:
        click(window.message.answers[1])
    assert requested.args == [game_id]


def test_a_disconnected_kiosk_offers_to_take_back_its_games(
    window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    scorekeeper.ownership.hand_over(Ownership(game_id, 1, "Yard", 1))
    click(window.message.answers[0])
    window.handover.take_back_requested.connect(window.handover.take_back)
    window.handover.offer_take_back()
    assert window.message.text == "Kiosk Yard has taken over Court 1."
    click(window.message.answers[1])
    assert scorekeeper.owners.is_owner(game_id)
    assert [entry.game_id for entry in window.rail.entries] == [game_id]


def test_the_question_goes_away_when_a_program_takes_the_court_back(
    window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    scorekeeper.ownership.hand_over(Ownership(game_id, 1, "Yard", 2))
    scorekeeper.ownership.reclaim(game_id, 2)
    assert (window.message.text, window.message.answers, window.message.requires_answer) == ("", [], False)
    assert [entry.game_id for entry in window.rail.entries] == [game_id]
    window.rail.peers.show_courts([court(game_id, AWAY)])
    window.handover.ask_about(court(game_id, AWAY))
    throw(scorekeeper, game_id, "board")
    assert window.message.answers == [], "whoever took it over, it is scored here"


def test_another_question_stays_when_a_court_is_taken_back(
    window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.ownership.hand_over(Ownership(game_id, 1, "Yard", 1))
    window.message.require_answer("Not saved: the disk is full.", [("Try again", lambda: None)])
    scorekeeper.ownership.reclaim(game_id, 2)
    assert (window.message.text, window.message.requires_answer) == ("Not saved: the disk is full.", True)
