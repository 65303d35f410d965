"""Window scaler: the content grows with the window, and shrinks back exactly."""

from collections.abc import Iterator
from math import ceil

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLayout, QWidget
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.courts.rail import WIDTH
from goat_kiosk.gui.displays.page import ScreensPage
from goat_kiosk.gui.theme import scale, style
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.gui.window.menu import PLACES, MenuButton
from tests.gui.conftest import OpenWindow
from tests.gui.every_page import pages


@pytest.fixture
def reset_scale(qapp: QApplication) -> Iterator[None]:  # noqa: ARG001  the application comes first
    """The scale factor is 1 again afterward. A window that comes after this fixture is gone by then."""
    yield
    scale.set_factor(1)
    style.set_theme("night")


@pytest.fixture
def scaled_window(reset_scale: None, live_window: MainWindow) -> MainWindow:  # noqa: ARG001  see there
    """A window with a live game."""
    return live_window


@pytest.fixture
def unscaled_window(reset_scale: None, window: MainWindow) -> MainWindow:  # noqa: ARG001  see there
    """A window without a game."""
    return window


def scale_window(window: MainWindow, by: float, qtbot: QtBot) -> None:
    """Resize the window to a multiple of a small laptop's size, and wait for the scale factor."""
    window.resize(scale.LAPTOP * by)
    qtbot.waitUntil(lambda: scale.factor() == by)


def resize_to_factor(window: MainWindow, by: float, qtbot: QtBot) -> None:
    """Resize the window to one that has the factor `by`, which may be below 1."""
    size = scale.LAPTOP if by >= 1 else scale.SMALLEST_AT_1
    window.resize(ceil(size.width() * by), ceil(size.height() * by))
    qtbot.waitUntil(lambda: scale.factor() == by)


def sizes(window: QWidget) -> list[tuple[object, ...]]:
    own_widgets = (widget for widget in window.findChildren(QWidget) if not widget.objectName().startswith("qt_"))
    widgets = [(type(widget).__name__, widget.minimumSize(), widget.maximumSize()) for widget in own_widgets]
    layouts = [(layout.contentsMargins(), layout.spacing()) for layout in window.findChildren(QLayout)]
    return [*widgets, *layouts]


@pytest.mark.parametrize(
    ("size", "factor"),
    [
        (QSize(683, 364), 0.5),
        (QSize(600, 300), 0.5),
        (QSize(911, 512), 0.65625),
        (QSize(1093, 614), 0.78125),
        (QSize(1280, 672), 0.9375),
        (QSize(1280, 720), 0.9375),
        (QSize(1365, 660), 1),
        (QSize(1366, 768), 1),
        (QSize(1600, 900), 1.125),
        (QSize(1920, 1040), 1.375),
        (QSize(1920, 1080), 1.375),
        (QSize(1080, 1920), 0.78125),
        (QSize(2560, 1440), 1.75),
        (QSize(3840, 2160), 2.75),
    ],
)
def test_the_factor_follows_the_shorter_side_by_steps(size: QSize, factor: float) -> None:
    assert scale.fit_factor(size) == factor


def test_everything_grows_and_shrinks_again(scaled_window: MainWindow, qtbot: QtBot) -> None:
    before, words = sizes(scaled_window), scaled_window.play.undo.fontMetrics().height()
    scale_window(scaled_window, 2, qtbot)
    assert scaled_window.rail.width() == 2 * WIDTH
    assert scaled_window.play.undo.fontMetrics().height() >= 2 * words - 1
    assert scaled_window.play.undo.height() >= 2 * 44
    scale_window(scaled_window, 1, qtbot)
    assert sizes(scaled_window) == before


def test_no_size_drifts_over_steps_up_and_down(scaled_window: MainWindow, qtbot: QtBot) -> None:
    for section in ("Rules", "Keyboard and sound", "Walls and overlays"):
        scaled_window.open_section(section)
    scaled_window.show_game(scaled_window.current.game_id or 0)
    before = sizes(scaled_window)
    for by in (1.125, 0.5, 0.8125, 2.5, 0.96875, 1):
        resize_to_factor(scaled_window, by, qtbot)
    assert sizes(scaled_window) == before


def test_a_size_set_by_its_owner_between_two_steps_is_kept(scaled_window: MainWindow, qtbot: QtBot) -> None:
    undo = scaled_window.play.undo
    resize_to_factor(scaled_window, 2, qtbot)
    undo.setFixedWidth(scale.px(200))
    resize_to_factor(scaled_window, 0.5, qtbot)
    assert undo.minimumWidth() == 100
    resize_to_factor(scaled_window, 1, qtbot)
    assert undo.minimumWidth() == undo.maximumWidth() == 200


def test_a_page_made_later_is_as_large_as_the_window_asks(scaled_window: MainWindow, qtbot: QtBot) -> None:
    scaled_window.open_section("Rules")
    small = scaled_window.pages.section("Rules").findChildren(QWidget)[0].width()
    scale_window(scaled_window, 2, qtbot)
    scaled_window.open_section("Walls and overlays")
    page = scaled_window.pages.section("Walls and overlays")
    assert isinstance(page, ScreensPage)
    assert page.detail.width() == 2 * 370
    assert scaled_window.pages.section("Rules").findChildren(QWidget)[0].width() == 2 * small


def test_no_word_of_the_menu_is_cut_in_a_large_window(scaled_window: MainWindow, qtbot: QtBot) -> None:
    scale_window(scaled_window, 2.5, qtbot)
    buttons = scaled_window.rail.findChildren(MenuButton)
    assert len(buttons) == len(PLACES)
    assert all(button.height() == round(2.5 * 48) for button in buttons)


def test_a_new_window_begins_small(
    scaled_window: MainWindow, open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    scale_window(scaled_window, 2, qtbot)
    scaled_window.close()
    again = open_window(scorekeeper)
    assert (scale.factor(), again.rail.width()) == (1, WIDTH)


@pytest.mark.parametrize("size", [(1366, 728), (1280, 672), (1093, 575), (911, 485), (683, 352), (3840, 2112)])
def test_every_page_fits(
    unscaled_window: MainWindow, scorekeeper: Scorekeeper, qtbot: QtBot, size: tuple[int, int]
) -> None:
    """1366 × 768 at 100, 125, 150 and 200 %, 1280 × 720, and 3840 × 2160, without the bars of a desktop."""
    window = unscaled_window
    window.resize(*size)
    qtbot.waitUntil(lambda: scale.factor() == scale.fit_factor(window.size()))
    too_large = dict[str, tuple[QSize, QSize]]()
    for page in pages(window, scorekeeper):
        for part in (window.navigation.page, window.rail, window.rounds, window.status_bar):
            least = part.minimumSizeHint()
            if part.isVisible() and least.boundedTo(part.size()) != least:
                too_large[f"{page}: {type(part).__name__}"] = (least, part.size())
    assert (window.width(), window.height()) == size
    assert too_large == {}
