"""What is in the window grows with it, and is as it was when the window is small again."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLayout, QWidget
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.courts.menu import MenuButton
from goat_kiosk.gui.courts.rail import WIDTH
from goat_kiosk.gui.displays.page import ScreensPage
from goat_kiosk.gui.theme import scale, style
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import Open


@pytest.fixture
def growing(playing: MainWindow) -> Iterator[MainWindow]:
    """A window with a game; small again while it is still there."""
    yield playing
    scale.set_factor(1)
    style.set_theme("night")


def become(window: MainWindow, by: float, qtbot: QtBot) -> None:
    """Make the window larger than a small laptop's, and wait until all of it is."""
    window.resize(scale.LAPTOP * by)
    qtbot.waitUntil(lambda: scale.factor() == by)


def sizes(window: QWidget) -> list[tuple[object, ...]]:
    ours = (one for one in window.findChildren(QWidget) if not one.objectName().startswith("qt_"))
    widgets = [(type(one).__name__, one.minimumSize(), one.maximumSize()) for one in ours]
    layouts = [(one.contentsMargins(), one.spacing()) for one in window.findChildren(QLayout)]
    return [*widgets, *layouts]


@pytest.mark.parametrize(
    ("size", "factor"),
    [
        (QSize(1280, 660), 1),
        (QSize(1366, 768), 1),
        (QSize(1600, 900), 1.125),
        (QSize(1920, 1040), 1.375),
        (QSize(1920, 1080), 1.375),
        (QSize(1080, 1920), 1),
        (QSize(2560, 1440), 1.75),
        (QSize(3840, 2160), 2.75),
    ],
)
def test_the_factor_follows_the_shorter_side_by_steps(size: QSize, factor: float) -> None:
    assert scale.fit_factor(size) == factor


def test_everything_grows_and_shrinks_again(growing: MainWindow, qtbot: QtBot) -> None:
    before, words = sizes(growing), growing.play.undo.fontMetrics().height()
    become(growing, 2, qtbot)
    assert growing.rail.width() == 2 * WIDTH
    assert growing.play.undo.fontMetrics().height() >= 2 * words - 1
    assert growing.play.undo.height() >= 2 * 44
    become(growing, 1, qtbot)
    assert sizes(growing) == before


def test_a_page_made_later_is_as_large_as_the_window_asks(growing: MainWindow, qtbot: QtBot) -> None:
    growing.turn_to("Rules")
    small = growing.pages.section("Rules").findChildren(QWidget)[0].width()
    become(growing, 2, qtbot)
    growing.turn_to("Screens")
    page = growing.pages.section("Screens")
    assert isinstance(page, ScreensPage)
    assert page.detail.width() == 2 * 370
    assert growing.pages.section("Rules").findChildren(QWidget)[0].width() == 2 * small


def test_no_word_of_the_menu_is_cut_in_a_large_window(growing: MainWindow, qtbot: QtBot) -> None:
    become(growing, 2.5, qtbot)
    buttons = growing.rail.findChildren(MenuButton)
    assert len(buttons) > 7
    assert all(button.height() == round(2.5 * 50) for button in buttons)


def test_a_new_window_begins_small(
    growing: MainWindow, open_window: Open, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    become(growing, 2, qtbot)
    growing.close()
    again = open_window(scorekeeper)
    assert (scale.factor(), again.rail.width()) == (1, WIDTH)
