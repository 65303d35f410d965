"""Tournaments that change hands between kiosks, in the window."""

from functools import partial

from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.errors import OwnedElsewhere
from goat_kiosk.gui.text.language import set_language
from goat_kiosk.gui.tournament.set_up.page import SetUpPage
from goat_kiosk.gui.tournament.tab import SET_UP
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.rows import Ownership
from goat_kiosk.tournament.events import PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.uplink.peers.peers import Peer, PeerTournament
from tests.gui.conftest import click

PATIO = Peer("Patio", "aaaaaaaa", "http://192.168.1.21:8080")
AWAY = PATIO._replace(away_since=1_790_000_000_000)
PEER_TOURNAMENT = PeerTournament(7, "Friday doubles", PATIO)


def answers(window: MainWindow) -> list[str]:
    return [button.text() for button in window.message.answers]


def own_tournament(scorekeeper: Scorekeeper, name: str = "Saturday") -> int:
    director = scorekeeper.director
    number = director.create(TournamentCreated(name, ("Board 1",))).tournament_id
    for player in (1, 2):
        director.record(number, partial(sign_up, player))
    return number


def sign_up(number: int, _tournament: Tournament) -> list[PlayerSignedUp]:
    return [PlayerSignedUp(number, f"P{number}")]


def test_a_spare_laptop_offers_the_tournament_of_a_kiosk_that_is_away(window: MainWindow, qtbot: QtBot) -> None:
    handover = window.tournament_handover
    handover.show_peers([PEER_TOURNAMENT])
    assert window.message.text == ""
    away = PEER_TOURNAMENT._replace(owner=AWAY)
    handover.show_peers([away])
    question = f"Kiosk Patio has been away since {AWAY.since}. Go on with Friday doubles here?"
    assert window.message.text.startswith(question)
    assert answers(window) == ["Take it over", "Leave it"]
    with qtbot.waitSignal(handover.take_over_requested) as requested:
        click(window.message.answers[0])
    assert requested.args == [7]
    handover.on_taken_over(
        7,
        OwnedElsewhere(
            "Kiosk {kiosk} is there. Run the tournament at that kiosk; if it has just failed, try again in 15 s.",
            kiosk="Patio",
        ),
    )
    assert (
        window.message.text
        == "Kiosk Patio is there. Run the tournament at that kiosk; if it has just failed, try again in 15 s."
    )
    window.message.say("")
    handover.show_peers([away, PEER_TOURNAMENT._replace(tournament_id=8)])
    assert window.message.text == "", "it is offered once"


def test_a_window_with_a_tournament_of_its_own_is_not_interrupted(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    own_tournament(scorekeeper)
    window.tournament_handover.show_peers([PEER_TOURNAMENT._replace(owner=AWAY)])
    assert window.message.text == ""


def test_the_set_up_lists_the_tournaments_of_other_kiosks(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    own_tournament(scorekeeper)
    window.tournament_handover.show_peers([PEER_TOURNAMENT])
    window.open_section(SET_UP)
    page = window.findChild(SetUpPage)
    assert page is not None
    place = page.tournaments.findText("Friday doubles · kiosk Patio")
    assert place > 0
    page.tournaments.setCurrentIndex(place)
    page.tournaments.activated.emit(place)
    assert window.message.text == "Friday doubles is run at kiosk Patio. http://192.168.1.21:8080"
    assert page.tournaments.currentText() == "Saturday"
    window.tournament_handover.show_peers([PEER_TOURNAMENT._replace(owner=AWAY)])
    page.tournaments.setCurrentIndex(place)
    page.tournaments.activated.emit(place)
    assert answers(window) == ["Take it over", "Leave it"]


def test_a_tournament_of_another_kiosk_can_be_taken_back(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    earlier, number = own_tournament(scorekeeper, "Friday"), own_tournament(scorekeeper)
    window.tournament.show(number)
    scorekeeper.tournament_ownership.hand_over(Ownership(number, 1, "Hall", 2))
    assert window.tournament.tournament_id == earlier
    assert window.message.text == "Kiosk Hall has taken over Saturday. 1 decision was kept here and not there."
    assert answers(window) == ["Understood", "Take it back"]
    handover = window.tournament_handover
    handover.take_back_requested.connect(handover.take_back)
    click(window.message.answers[1])
    assert scorekeeper.director.owners.is_owner(number)
    assert window.tournament.tournament_id == number
    assert window.message.text == ""


def test_a_kiosk_without_an_uplink_offers_to_take_its_tournament_back(
    window: MainWindow, scorekeeper: Scorekeeper
) -> None:
    number = own_tournament(scorekeeper)
    scorekeeper.tournament_ownership.hand_over(Ownership(number, 1, "Hall", 3))
    click(window.message.answers[0])
    window.tournament_handover.offer_take_back()
    assert window.message.text == "Kiosk Hall has taken over Saturday."
    scorekeeper.tournament_ownership.reclaim(number, 0)
    assert (window.message.text, answers(window)) == ("", []), "a program has taken it back"


def test_the_question_is_in_the_language_of_the_window(window: MainWindow) -> None:
    set_language("es")
    try:
        window.tournament_handover.ask_about(PEER_TOURNAMENT._replace(owner=AWAY))
        assert window.message.text.startswith("El kiosco Patio está ausente desde")
    finally:
        set_language("en")
