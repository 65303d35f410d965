"""The flash of the thrown bag; it never appears if the desktop has animations turned off."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget
from pytestqt.qtbot import QtBot

from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import click, press


class NoAnimationStyle(QProxyStyle):
    """A style with animations disabled."""

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


def test_the_thrown_bag_flashes_briefly(live_window: MainWindow, qtbot: QtBot) -> None:
    before = live_window.play.grab().toImage()
    press(live_window, "q")
    assert live_window.play.flash.isVisible()
    assert live_window.play.flash.geometry().center() == live_window.play.rect().center()
    middle = live_window.play.rect().center()
    assert live_window.play.grab().toImage().pixelColor(middle) != before.pixelColor(middle)
    qtbot.waitUntil(lambda: not live_window.play.flash.isVisible())


def test_bags_can_be_entered_during_the_flash(live_window: MainWindow) -> None:
    press(live_window, "q")
    click(live_window.play.board)
    assert "bag 2 Owls" in live_window.play.board.accessibleName()


def test_undo_does_not_flash(live_window: MainWindow, qtbot: QtBot) -> None:
    for key in ("w", Qt.Key.Key_Left, "q"):
        press(live_window, key)
    qtbot.waitUntil(lambda: not live_window.play.flash.isVisible())
    for _ in range(2):
        press(live_window, Qt.Key.Key_Backspace)
        assert not live_window.play.flash.isVisible()


def test_nothing_flashes_with_reduced_motion(live_window: MainWindow) -> None:
    still = NoAnimationStyle()
    live_window.play.flash.setStyle(still)
    press(live_window, "q")
    assert not live_window.play.flash.isVisible()
