"""Help page: what can be pressed on the page that was shown before, and the way to the scorekeeper's guide."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from goat_kiosk.gui.settings.action_specs import GROUPS, Group
from goat_kiosk.gui.settings.actions import Actions, WindowAction
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.scale import scale_widget
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.key_caps import KeyCaps
from goat_kiosk.gui.widgets.section_page import SectionPage

_PATH = "/guide"
_COLUMNS = 3


class PressableAction(NamedTuple):
    """An action that could be pressed when help was asked for."""

    group: Group
    text: str
    keys: tuple[str, ...]


def pressable_actions(actions: Actions, letters: Mapping[str, str]) -> list[PressableAction]:
    """Return what can be pressed now, `letters` on the page that is shown; the courts count as one line."""
    on_page = [PressableAction("Tournament", text, (letter,)) for letter, text in letters.items()]
    return on_page + [_pressable(action) for action in actions.available() if action.name not in _OTHER_COURTS]


_OTHER_COURTS = {f"court-{number}" for number in range(2, 10)}


def _pressable(action: WindowAction) -> PressableAction:
    if action.name == "court-1":
        return PressableAction("Go to", t("The court of that number"), ("Ctrl+1", "Ctrl+9"))
    return PressableAction(action.spec.group, action.text(), action.keys[:1])


class HelpPage(SectionPage):
    """Lists actions with their keys, and offers the guide."""

    def __init__(self, actions: Actions, address: Callable[[], str], parent: QWidget | None = None) -> None:
        """`address` returns the address of the kiosk's pages."""
        super().__init__(parent)
        self._address, self._shown = address, pressable_actions(actions, {})
        self.link = ElidedLabel(role="quiet")
        self.link.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.open_guide = NamedButton(t("Open the guide"), t("Open the scorekeeper’s guide in the browser"), "primary")
        self.open_guide.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._guide)))
        self._list = QScrollArea()
        self._list.setAccessibleName(t("What you can press here"))
        self._list.setWidgetResizable(True)
        self._arrange()

    @property
    def _guide(self) -> str:
        return f"{self._address().rstrip('/')}{_PATH}"

    def _arrange(self) -> None:
        outer, card, header = QVBoxLayout(self), QFrame(), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(10)
        header.setSpacing(14)
        header.addWidget(ElidedLabel(t("What you can press here"), "title"), 1)
        header.addWidget(self.link, 1)
        header.addWidget(self.open_guide)
        column.addLayout(header)
        column.addWidget(self._list, 1)
        outer.addWidget(card)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the current address."""
        super().showEvent(event)
        self.link.setText(self._guide)

    def show_actions(self, actions: Sequence[PressableAction]) -> None:
        """Show `actions` in columns, each group in the shortest one."""
        content, columns = QWidget(), [QVBoxLayout() for _ in range(_COLUMNS)]
        content.setObjectName("transparent")
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(24)
        for column in columns:
            row.addLayout(column, 1)
        for group, members in groupby(sorted(actions, key=_group_order), _group):
            shortest = min(columns, key=lambda column: column.sizeHint().height())
            shortest.addLayout(_group_layout(group, list(members)))
        for column in columns:
            column.addStretch(1)
        self._list.setWidget(scale_widget(content))


def _group(action: PressableAction) -> Group:
    return action.group


def _group_order(action: PressableAction) -> int:
    return list(GROUPS).index(action.group)


def _group_layout(group: Group, members: Sequence[PressableAction]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 16)
    grid.setVerticalSpacing(4)
    grid.addWidget(ElidedLabel(t(GROUPS[group]), "heading"), 0, 0, 1, 2)
    for row, action in enumerate(members, start=1):
        grid.addWidget(KeyCaps(action.keys), row, 0)
        grid.addWidget(ElidedLabel(action.text), row, 1)
    grid.setColumnStretch(1, 1)
    return grid
