"""Help page: what can be pressed on the page that was shown, and the guide."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.help.page import HelpPage
from goat_kiosk.gui.widgets.key_caps import KeyCaps
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, press


def help_page(window: MainWindow) -> HelpPage:
    page = window.pages.section("Help")
    assert isinstance(page, HelpPage)
    return page


def texts(page: HelpPage) -> set[str]:
    return {label.text() for label in page.findChildren(QLabel) if label.isVisible()}


def test_f1_lists_what_could_be_pressed_during_play(live_window: MainWindow) -> None:
    press(live_window, Qt.Key.Key_F1)
    page = help_page(live_window)
    assert page.isVisible()
    assert {"Hole, left side", "Fouls and rulings", "History", "The court of that number"} <= texts(page)
    assert "Accept who asks to join" not in texts(page)
    assert "Ctrl+1 or Ctrl+9" in {caps.accessibleName() for caps in page.findChildren(KeyCaps)}
    press(live_window, Qt.Key.Key_F1)
    assert "Hole, left side" in texts(page), "asked again, it still speaks of the page before"
    press(live_window, Qt.Key.Key_Escape)
    assert live_window.play.isVisible()


def test_in_the_lobby_help_lists_the_keys_of_the_lobby(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    assert scorekeeper.history(game_id).game.status == "lobby"
    window = open_window(scorekeeper)
    click(window.status_bar.help)
    assert "Start game" in texts(help_page(window))
    assert "Hole, left side" not in texts(help_page(window))


def test_help_leads_to_the_guide(live_window: MainWindow) -> None:
    press(live_window, Qt.Key.Key_F1)
    assert help_page(live_window).link.text().endswith("/guide")


def test_help_at_the_desk_of_a_tournament_lists_its_letters(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F6)
    press(window, Qt.Key.Key_F1)
    page = help_page(window)
    assert {"Hold / Release", "Call / Call again", "Put first"} <= texts(page)
    assert "H" in {caps.accessibleName() for caps in page.findChildren(KeyCaps)}
