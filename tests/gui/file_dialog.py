"""Qt's file dialog in tests: a file is chosen with the keys and buttons that a person would use."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.gui.conftest import click, type_in


def answer_dialog(qtbot: QtBot, file: Path) -> None:
    """Type a file name into the open dialog."""

    def dialog() -> QFileDialog | None:
        shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QFileDialog)]
        return next((widget for widget in shown if widget.isVisible()), None)

    qtbot.waitUntil(lambda: dialog() is not None)
    opened = dialog()
    assert opened is not None
    line, buttons = opened.findChild(QLineEdit, "fileNameEdit"), opened.findChild(QDialogButtonBox)
    assert isinstance(line, QLineEdit)
    qtbot.waitUntil(line.hasFocus)
    line.setCompleter(None)  # type: ignore[arg-type]  # its list of guesses would take the keys
    line.selectAll()
    type_in(line, str(file))
    assert line.text() == str(file)
    assert isinstance(buttons, QDialogButtonBox)
    click(next(button for button in buttons.buttons() if button.isEnabled()))
    qtbot.waitUntil(lambda: dialog() is None)
