"""The flash of the thrown bag; it never appears if the desktop has animations turned off."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget
from pytestqt.qtbot import QtBot

from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import click, press


class Still(QProxyStyle):
    """A desktop that wants no motion."""

    def styleHint(  # noqa: N802  Qt’s name
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803  Qt’s name
    ) -> int:
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returnData)


def test_the_bag_flashes_and_goes(playing: MainWindow, qtbot: QtBot) -> None:
    before = playing.play.grab().toImage()
    press(playing, "q")
    assert playing.play.flash.isVisible()
    assert playing.play.flash.geometry().center() == playing.play.rect().center()
    middle = playing.play.rect().center()
    assert playing.play.grab().toImage().pixelColor(middle) != before.pixelColor(middle)
    qtbot.waitUntil(lambda: not playing.play.flash.isVisible())


def test_bags_are_keyed_on_under_it(playing: MainWindow) -> None:
    press(playing, "q")
    click(playing.play.board)
    assert [button.n for button in playing.play.columns[2].strip.bags] == [2, None, None, None]


def test_undo_does_not_flash(playing: MainWindow, qtbot: QtBot) -> None:
    for key in ("w", Qt.Key.Key_Left, "q"):
        press(playing, key)
    qtbot.waitUntil(lambda: not playing.play.flash.isVisible())
    for _ in range(2):
        press(playing, Qt.Key.Key_Backspace)
        assert not playing.play.flash.isVisible()


def test_where_no_motion_is_wanted_nothing_flashes(playing: MainWindow) -> None:
    still = Still()
    playing.play.flash.setStyle(still)
    press(playing, "q")
    assert not playing.play.flash.isVisible()
