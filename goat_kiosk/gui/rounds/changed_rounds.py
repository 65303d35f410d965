"""List of the rounds before and after a correction, side by side, with a ring around what differs.

The oldest round comes first, because a correction affects the rounds after it; the list opens at the first change.
"""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.games.game import Game, Round
from goat_kiosk.domain.preview import Preview, RoundChange
from goat_kiosk.gui.text.describe import round_outcome
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_text
from goat_kiosk.gui.widgets.round_bags import WIDTH, draw_bags

Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT, _ARROW_WIDTH, _GAP = 44, 52, 12
_NUMBER_WIDTH, _FIRST_THROW_WIDTH, _POINTS_WIDTH, _SCORE_WIDTH = 28, 22, 52, 62


class ChangeModel(QAbstractListModel):
    """The rounds of a preview."""

    def __init__(self) -> None:
        super().__init__()
        self.preview: Preview | None = None

    def show_preview(self, preview: Preview) -> None:
        """Show the rounds of `preview`."""
        self.beginResetModel()
        self.preview = preview
        self.endResetModel()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return the larger of the two numbers of rounds."""
        return len(self.preview.rounds) if self.preview else 0

    def change_at(self, row: int) -> RoundChange | None:
        """Return the change shown in `row`, or None."""
        return self.preview.rounds[row] if self.preview and 0 <= row < len(self.preview.rounds) else None

    @property
    def first_change(self) -> int:
        """The first row that differs, or 0."""
        rows = self.preview.rounds if self.preview else ()
        return next((row for row, change in enumerate(rows) if change.changed_parts), 0)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a change as text; the delegate draws it."""
        change = self.change_at(index.row())
        if self.preview is None or change is None:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return _change_text(self.preview, change)
        return None


def _change_text(preview: Preview, change: RoundChange) -> str:
    old_text = _round_text(preview.before, change.before) if change.before else t("not there")
    after_text = _round_text(preview.after, change.after) if change.after else t("taken out")
    return old_text if not change.changed_parts else f"{old_text}  →  {after_text}"


def _round_text(game: Game, round_: Round) -> str:
    return t(
        "Round {number}: {outcome}; {team} threw first",
        number=round_.n,
        outcome=round_outcome(game, round_),
        team=game.side(round_.first_throw).name,
    )


class ChangeDelegate(QStyledItemDelegate):
    """Draws one round before and after."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One row."""
        return QSize(px(400), px(_ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw both halves and the arrow between them."""
        model = index.model()
        change = model.change_at(index.row()) if isinstance(model, ChangeModel) else None
        if not isinstance(model, ChangeModel) or model.preview is None or change is None:
            return
        with canvas(painter, option.rect) as area:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            before, after = split_row(area)
            self._paint_half(painter, model.preview.before, change.before, before, frozenset())
            self._paint_half(painter, model.preview.after, change.after, after, change.changed_parts)
            if change.changed_parts:
                middle = QRectF(before.right(), area.top(), _ARROW_WIDTH, _ROW_HEIGHT)
                draw_text(painter, middle, "→", TextStyle(fonts.digits(24), current_theme().warn))

    def _paint_half(
        self, painter: QPainter, game: Game, round_: Round | None, area: QRectF, changed_parts: frozenset[str]
    ) -> None:
        if round_ is None:
            draw_text(painter, area, "–", TextStyle(fonts.digits(22), current_theme().quiet))
            return
        theme, slots = current_theme(), _slots(area)
        for name in changed_parts & slots.keys():
            painter.setPen(QPen(theme.warn, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(slots[name].adjusted(-4, 6, 4, -6), 8, 8)
        number = QRectF(area.left(), area.top(), _NUMBER_WIDTH, _ROW_HEIGHT)
        draw_text(painter, number, str(round_.n), TextStyle(fonts.digits(20), theme.quiet, LEFT))
        mark = QRectF(0, 0, 14, 14)
        mark.moveCenter(QPointF(slots["first_throw"].center()))
        draw_shape(painter, round_.first_throw, mark, theme.team(game.side(round_.first_throw).color))
        for team, left in zip(TEAMS, (0, WIDTH + 14), strict=True):
            row = QRectF(slots["counts"].left() + left, area.top(), WIDTH, _ROW_HEIGHT)
            draw_bags(painter, round_, team, row, theme.team(game.side(team).color))
        gain = t("bust") if round_.busted else " ".join(f"+{points}" for points in round_.points if points) or t("wash")
        draw_text(painter, slots["points"], gain, TextStyle(fonts.text(15, QFont.Weight.DemiBold), theme.quiet))
        draw_text(
            painter, slots["score"], f"{round_.score[0]}–{round_.score[1]}", TextStyle(fonts.digits(24), theme.ink)
        )


def split_row(area: QRectF) -> tuple[QRectF, QRectF]:
    """Return the rectangles of “before” and “after” in a row."""
    width = (area.width() - _ARROW_WIDTH - 8) / 2
    before = QRectF(area.left() + 4, area.top(), width, area.height())
    return before, before.translated(width + _ARROW_WIDTH, 0)


def _slots(area: QRectF) -> dict[str, QRectF]:
    slots, left = {}, area.left() + _NUMBER_WIDTH
    for name, width in (
        ("first_throw", _FIRST_THROW_WIDTH),
        ("counts", 2 * WIDTH + 14),
        ("points", _POINTS_WIDTH),
        ("score", _SCORE_WIDTH),
    ):
        slots[name] = QRectF(left, area.top(), width, area.height())
        left += width + _GAP
    return slots


class ChangedRounds(QListView):
    """The list; it cannot be edited."""

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
        """Show the rounds, scrolled to the first change."""
        self.changes.show_preview(preview)
        first = self.changes.index(self.changes.first_change)
        self.scrollTo(first, QListView.ScrollHint.PositionAtTop)

    @property
    def row_texts(self) -> list[str]:
        """The text of each row."""
        return [str(self.changes.data(self.changes.index(row))) for row in range(self.changes.rowCount())]
