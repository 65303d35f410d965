"""List of screens, each with its status, its name and size, and what it shows."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.gui.services.audience import ScreenInfo
from goat_kiosk.gui.services.screen_status import SIGNS, ScreenStatus
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.gui.widgets.row import draw_row
from goat_kiosk.text.i18n import mark_for_translation

Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 64


class ScreenModel(QAbstractListModel):
    """The screens shown."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[ScreenStatus] = []

    def show_statuses(self, statuses: Sequence[ScreenStatus]) -> bool:
        """Show `statuses`; return whether the set of screens has changed."""
        has_changed = [status.screen.id for status in statuses] != [status.screen.id for status in self.statuses]
        if has_changed:
            self.beginResetModel()
        self.statuses = list(statuses)
        if has_changed:
            self.endResetModel()
        elif statuses:
            self.dataChanged.emit(self.index(0), self.index(len(statuses) - 1))
        return has_changed

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return the number of rows."""
        return len(self.statuses)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a screen as text; the delegate draws it."""
        if 0 <= index.row() < len(self.statuses) and role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            status = self.statuses[index.row()]
            screen = status.screen
            return f"{screen.name}, {shown_text(screen)}, {status.text}, {state(status)}, {size(screen)}"
        return None


def shown_text(screen: ScreenInfo) -> str:
    """Return the scene that a screen was set to."""
    match screen.scene.show:
        case "all":
            return t("All courts")
        case "court":
            return screen.scene.court
        case "message":
            return f"“{screen.scene.text}”"
        case "tournament":
            return t("A tournament")
        case _:
            return t("Its own page {page}", page=screen.page)


KINDS = {"wall": mark_for_translation("wall"), "overlay": mark_for_translation("overlay")}


def size(screen: ScreenInfo) -> str:
    """Return a screen's kind and size."""
    return f"{t(KINDS.get(screen.kind, screen.kind))} {screen.width}×{screen.height}"


def state(status: ScreenStatus) -> str:
    """Return the status of a screen as text."""
    if status.screen.pending_orders and status.freshness != "silent":
        return t("being told")
    return {"newest": t("newest"), "late": t("behind"), "silent": t("silent")}[status.freshness]


class ScreenDelegate(QStyledItemDelegate):
    """Draws one screen."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines."""
        return QSize(px(300), px(_ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the status sign, the name, the scene, the size and the status text."""
        model = index.model()
        if not isinstance(model, ScreenModel) or not 0 <= index.row() < len(model.statuses):
            return
        status = model.statuses[index.row()]
        with canvas(painter, option.rect) as row:
            area = row.adjusted(0, 1, -4, -1)
            draw_row(painter, option, area)
            _paint_lines(painter, area.adjusted(12, 7, -14, -7), status)


def _paint_lines(painter: QPainter, area: QRectF, status: ScreenStatus) -> None:
    now, half = current_theme(), area.height() / 2
    ink = now.good if status.freshness == "newest" else now.warn
    sign = TextStyle(fonts.text(22, QFont.Weight.Bold), ink)
    draw_text(painter, QRectF(area.left(), area.top(), 28, area.height()), SIGNS[status.freshness], sign)
    first_line, second_line = area.adjusted(40, 0, 0, -half), area.adjusted(40, half, 0, 0)
    wide = draw_text(painter, first_line, state(status), TextStyle(fonts.text(15, QFont.Weight.DemiBold), ink, RIGHT))
    bold = TextStyle(fonts.text(17, QFont.Weight.DemiBold), now.ink, LEFT)
    draw_text(painter, first_line.adjusted(0, 0, -wide - 12, 0), status.screen.name, bold)
    font = fonts.text(14)
    wide = draw_text(painter, second_line, size(status.screen), TextStyle(font, now.quiet, RIGHT))
    scene_text = shown_text(status.screen)
    text = status.text if status.text.startswith(f"{scene_text}:") else f"{scene_text}  ·  {status.text}"
    draw_text(painter, second_line.adjusted(0, 0, -wide - 12, 0), text, TextStyle(font, now.quiet, LEFT))


class ScreenList(QListView):
    """The list; a click or the arrow keys choose a screen."""

    chosen = Signal(object)
    """A `ScreenStatus`, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.screens = ScreenModel()
        self._id = ""
        self.setModel(self.screens)
        self.setItemDelegate(ScreenDelegate(self))
        self.setAccessibleName(t("Screens"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._choose)

    def show_statuses(self, statuses: Sequence[ScreenStatus]) -> None:
        """Show `statuses`; keep the chosen screen if it is among them, otherwise choose the first."""
        if self.screens.show_statuses(statuses):
            ids = [status.screen.id for status in statuses]
            if ids:
                self.setCurrentIndex(self.screens.index(ids.index(self._id) if self._id in ids else 0))
        self.chosen.emit(next((status for status in statuses if status.screen.id == self._id), None))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            status = self.screens.statuses[index.row()]
            self._id = status.screen.id
            self.chosen.emit(status)
