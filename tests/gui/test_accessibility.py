"""Accessibility tree of every page, as a screen reader gets it: roles, names, descriptions, groups."""

import re
from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.every_page import pages

Role, Text = QAccessible.Role, QAccessible.Text
CONTROLS = {
    *(Role.Button, Role.CheckBox, Role.RadioButton, Role.EditableText, Role.SpinBox, Role.ComboBox),
    *(Role.List, Role.Table, Role.PageTab, Role.Grouping),
}
ITEM_VIEWS = {Role.List, Role.Table, Role.ComboBox, Role.SpinBox}
"""Controls whose inside is Qt's own."""


def tree_of(widget: QWidget) -> QAccessibleInterface:
    """Return the root of a widget's accessibility tree."""
    return QAccessible.queryAccessibleInterface(widget)


def visible_nodes(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield what is visible below `node`."""
    for index in range(node.childCount()):
        child = cast("QAccessibleInterface | None", node.child(index))
        if child is None or child.state().invisible:
            continue
        yield child
        if child.role() not in ITEM_VIEWS:
            yield from visible_nodes(child)


def caption_of(node: QAccessibleInterface) -> str:
    button = node.object()
    if isinstance(button, ElidedButton):
        return button.caption
    return button.text().replace("&&", "&") if isinstance(button, QAbstractButton) else ""


def faults(node: QAccessibleInterface) -> Iterator[str]:
    """Yield what is wrong with one node."""
    name, description, role = node.text(Text.Name), node.text(Text.Description).strip(), node.role()
    widget, caption = node.object(), re.sub(r"\W", "", caption_of(node)).casefold()
    is_filler = isinstance(widget, QWidget) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    if not name.strip() and (role in CONTROLS or is_filler):
        yield "no name"
    if re.search(r"<\w|&\w+;", name + description):
        yield "markup"
    if description and name and re.search(rf"\b{re.escape(description)}(\W|$)", name, re.IGNORECASE):
        yield f"says twice: {description}"
    if description and name and re.match(rf"{re.escape(name)}\s*([(:,.;]|$)", description, re.IGNORECASE):
        yield f"says twice: {description}"
    if re.search(r"\b(\w{3,}) \1\b", f"{name} | {description}", re.IGNORECASE):
        yield f"a word twice: {description}"
    if caption not in re.sub(r"\W", "", name).casefold():
        yield f"the caption {caption_of(node)} is not in the name"
    if role == Role.RadioButton and not any(group.text(Text.Name) for group in groups_of(node)):
        yield "no named group"
    if is_exclusive(widget) and role != Role.RadioButton:
        yield "an exclusive choice that is no radio button"


def is_exclusive(widget: QObject) -> bool:
    group = cast("QButtonGroup | None", widget.group()) if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive()


def groups_of(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    parent = cast("QAccessibleInterface | None", node.parent())
    while parent is not None:
        if parent.role() == Role.Grouping:
            yield parent
        parent = cast("QAccessibleInterface | None", parent.parent())


def test_every_control_of_every_page_says_what_it_is_and_nothing_twice(
    window: MainWindow, scorekeeper: Scorekeeper
) -> None:
    found, roles = dict[str, str](), set[QAccessible.Role]()
    for page in pages(window, scorekeeper):
        for node in visible_nodes(tree_of(window)):
            roles.add(node.role())
            for fault in faults(node):
                found.setdefault(f"{type(node.object()).__name__} “{node.text(Text.Name)}”: {fault}", page)
    assert found == {}
    assert {Role.Button, Role.RadioButton, Role.EditableText, Role.ComboBox, Role.Grouping} <= roles


def test_the_window_is_a_window_with_the_name_of_the_program(window: MainWindow) -> None:
    root = tree_of(window)
    assert (root.role(), root.text(Text.Name)) == (Role.Window, "GOaT Kiosk")
