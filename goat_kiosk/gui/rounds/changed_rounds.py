"""The rounds before and after a correction, side by side; what differs stands in a ring.

Oldest first, since what follows from a correction follows downwards; the list opens at the round that is corrected.
"""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.game import Game, Round
from goat_kiosk.domain.preview import Preview, RoundChange
from goat_kiosk.gui.text.describe import outcome
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets import fonts
from goat_kiosk.gui.widgets.glyphs import draw_shape
from goat_kiosk.gui.widgets.round_bags import WIDTH, draw_bags
from goat_kiosk.gui.widgets.scale import canvas, px
from goat_kiosk.gui.widgets.style import current_theme
from goat_kiosk.gui.widgets.text_style import LEFT, TextStyle, draw_text

Index = QModelIndex | QPersistentModelIndex
_ROW, _MIDDLE, _GAP = 44, 52, 12
_NUMBER, _OPENER, _POINTS, _SCORE = 28, 22, 52, 62


class ChangeModel(QAbstractListModel):
    """The rounds of a preview."""

    def __init__(self) -> None:
        super().__init__()
        self.preview: Preview | None = None

    def show_preview(self, preview: Preview) -> None:
        """Take the rounds of `preview`."""
        self.beginResetModel()
        self.preview = preview
        self.endResetModel()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return how many rounds there are before or after."""
        return len(self.preview.rounds) if self.preview else 0

    def change_at(self, row: int) -> RoundChange | None:
        """Return what is shown in `row`."""
        return self.preview.rounds[row] if self.preview and 0 <= row < len(self.preview.rounds) else None

    @property
    def first_change(self) -> int:
        """The first row that differs."""
        rows = self.preview.rounds if self.preview else ()
        return next((row for row, change in enumerate(rows) if change.changed_parts), 0)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a change in words; the delegate draws it."""
        change = self.change_at(index.row())
        if self.preview is None or change is None:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return _in_words(self.preview, change)
        return None


def _in_words(preview: Preview, change: RoundChange) -> str:
    was = _round_in_words(preview.before, change.before) if change.before else t("not there")
    now = _round_in_words(preview.after, change.after) if change.after else t("taken out")
    return was if not change.changed_parts else f"{was}  →  {now}"


def _round_in_words(game: Game, one: Round) -> str:
    return t(
        "Round {number}: {outcome}; {team} threw first",
        number=one.n,
        outcome=outcome(game, one),
        team=game.side(one.first_throw).name,
    )


class ChangeDelegate(QStyledItemDelegate):
    """Draws one round before and after."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One row."""
        return QSize(px(400), px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw both halves and the arrow between them."""
        model = index.model()
        change = model.change_at(index.row()) if isinstance(model, ChangeModel) else None
        if not isinstance(model, ChangeModel) or model.preview is None or change is None:
            return
        with canvas(painter, option.rect) as place:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            before, after = halves(place)
            self._paint_half(painter, model.preview.before, change.before, before, frozenset())
            self._paint_half(painter, model.preview.after, change.after, after, change.changed_parts)
            if change.changed_parts:
                middle = QRectF(before.right(), place.top(), _MIDDLE, _ROW)
                draw_text(painter, middle, "→", TextStyle(fonts.digits(24), current_theme().warn))

    def _paint_half(
        self, painter: QPainter, game: Game, one: Round | None, place: QRectF, differing: frozenset[str]
    ) -> None:
        if one is None:
            draw_text(painter, place, "–", TextStyle(fonts.digits(22), current_theme().quiet))
            return
        now, slots = current_theme(), _slots(place)
        for name in differing & slots.keys():
            painter.setPen(QPen(now.warn, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(slots[name].adjusted(-4, 6, 4, -6), 8, 8)
        number = QRectF(place.left(), place.top(), _NUMBER, _ROW)
        draw_text(painter, number, str(one.n), TextStyle(fonts.digits(20), now.quiet, LEFT))
        mark = QRectF(0, 0, 14, 14)
        mark.moveCenter(QPointF(slots["opener"].center()))
        draw_shape(painter, one.first_throw, mark, now.team(game.side(one.first_throw).color))
        for team, left in zip(TEAMS, (0, WIDTH + 14), strict=True):
            row = QRectF(slots["counts"].left() + left, place.top(), WIDTH, _ROW)
            draw_bags(painter, one, team, row, now.team(game.side(team).color))
        gain = t("bust") if one.busted else " ".join(f"+{points}" for points in one.points if points) or t("wash")
        draw_text(painter, slots["points"], gain, TextStyle(fonts.text(15, QFont.Weight.DemiBold), now.quiet))
        draw_text(painter, slots["score"], f"{one.score[0]}–{one.score[1]}", TextStyle(fonts.digits(24), now.ink))


def halves(place: QRectF) -> tuple[QRectF, QRectF]:
    """Return where before and after stand in a row."""
    width = (place.width() - _MIDDLE - 8) / 2
    before = QRectF(place.left() + 4, place.top(), width, place.height())
    return before, before.translated(width + _MIDDLE, 0)


def _slots(place: QRectF) -> dict[str, QRectF]:
    slots, left = {}, place.left() + _NUMBER
    for name, width in (("opener", _OPENER), ("counts", 2 * WIDTH + 14), ("points", _POINTS), ("score", _SCORE)):
        slots[name] = QRectF(left, place.top(), width, place.height())
        left += width + _GAP
    return slots


class ChangedRounds(QListView):
    """The list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changes = ChangeModel()
        self.setModel(self.changes)
        self.setItemDelegate(ChangeDelegate(self))
        self.setAccessibleName(t("Rounds before and after the correction"))
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def show_preview(self, preview: Preview) -> None:
        """Show the rounds from the first that differs."""
        self.changes.show_preview(preview)
        first = self.changes.index(self.changes.first_change)
        self.scrollTo(first, QListView.ScrollHint.PositionAtTop)

    @property
    def words(self) -> list[str]:
        """Every row in words."""
        return [str(self.changes.data(self.changes.index(row))) for row in range(self.changes.rowCount())]
