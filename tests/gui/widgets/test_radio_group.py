"""Radio buttons that look like push buttons."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from tests.gui.conftest import bring_to_front, click, press


@pytest.fixture
def group(qtbot: QtBot) -> Iterator[RadioGroup]:
    window = QWidget()
    window.resize(400, 100)
    group = RadioGroup("Action", {"one": Choice("One", "The first"), "two": Choice("Two & more")}, window)
    bring_to_front(qtbot, window)
    yield group
    window.close()


def test_a_click_anywhere_and_the_arrow_keys_choose(group: RadioGroup) -> None:
    chosen = list[object]()
    group.chosen.connect(chosen.append)
    click(group.buttons["two"], QPoint(2, group.buttons["two"].height() // 2))
    assert (group.value, chosen) == ("two", ["two"])
    click(group.buttons["two"])
    assert chosen == ["two"], "the chosen one is not chosen again"
    press(group.buttons["two"], Qt.Key.Key_Left)
    assert (group.value, chosen) == ("one", ["two", "one"])
    group.choose("two")
    assert group.buttons["two"].isChecked()
    assert chosen == ["two", "one"]


def test_a_screen_reader_hears_radio_buttons_in_a_named_group(group: RadioGroup) -> None:
    box = QAccessible.queryAccessibleInterface(group)
    button = QAccessible.queryAccessibleInterface(group.buttons["one"])
    assert (box.role(), box.text(QAccessible.Text.Name)) == (QAccessible.Role.Grouping, "Action")
    assert (button.role(), button.text(QAccessible.Text.Name)) == (QAccessible.Role.RadioButton, "One")
    assert button.text(QAccessible.Text.Description) == "The first"
    assert QAccessible.queryAccessibleInterface(group.buttons["two"]).text(QAccessible.Text.Name) == "Two & more"
