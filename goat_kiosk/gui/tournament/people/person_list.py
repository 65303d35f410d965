"""List of a tournament's people in columns: who is here and who has paid, each changed by a key or a click.

Space is here, P is paid, A, B and C are the grades of a blind draw. Each row has two targets that a finger hits: the
ring at its left and the field at its right.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import CENTER, LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.gui.tournament.people.column_list import CellDelegate, ColumnList, Index, RowModel
from goat_kiosk.gui.tournament.people.roll import RollRow
from goat_kiosk.gui.widgets.row import draw_row
from goat_kiosk.tournament.event_fields import Grade

_ROW_HEIGHT, _LEAST_WIDTH = 52, 330
_HERE_WIDTH, _PAID_WIDTH, _GRADE_WIDTH = 48, 92, 30
_GRADES: dict[int, Grade] = {Qt.Key.Key_A: "A", Qt.Key.Key_B: "B", Qt.Key.Key_C: "C"}


class PersonModel(RowModel[RollRow]):
    """The people shown."""

    def identity(self, row: RollRow) -> int:
        """Return the number of the player."""
        return row.player.number

    def in_words(self, row: RollRow) -> str:
        """Return a person as text."""
        return _in_words(row)


def _in_words(row: RollRow) -> str:
    player = row.player
    if player.is_dropped:
        return t("{name}, has left", name=player.name)
    presence = t("here") if player.here else t("not here yet")
    payment = t("paid") if player.paid else t("not paid")
    return ", ".join((player.name, *row.partners, presence, payment, *([player.grade] if player.grade else [])))


class PersonDelegate(CellDelegate):
    """Draws one person."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ring, the name, the partner, the grade, and whether the person has paid."""
        model = index.model()
        if not isinstance(model, PersonModel) or not 0 <= index.row() < len(model.rows):
            return
        row = model.rows[index.row()]
        with canvas(painter, option.rect) as whole:
            area = whole.adjusted(0, 1, -8, -1)
            draw_row(painter, option, area)
            self._draw_presence(painter, QPointF(area.left() + 24, area.center().y()), row)
            self._draw_payment(
                painter, QRectF(area.right() - _PAID_WIDTH, area.top(), _PAID_WIDTH - 12, area.height()), row
            )
            inside = area.adjusted(_HERE_WIDTH, 3, -_PAID_WIDTH, -3)
            if row.player.grade:
                grade = QRectF(inside.right() - _GRADE_WIDTH, inside.top(), _GRADE_WIDTH, inside.height())
                draw_text(painter, grade, row.player.grade, TextStyle(fonts.digits(22), current_theme().ink, CENTER))
                inside.adjust(0, 0, -_GRADE_WIDTH, 0)
            self._draw_names(painter, inside, row)

    @staticmethod
    def _draw_names(painter: QPainter, area: QRectF, row: RollRow) -> None:
        now, player = current_theme(), row.player
        ink = now.ink if player.here else now.quiet
        second = t("has left") if player.is_dropped else t("needs a partner") if row.is_alone else ""
        second = second or (t("with {names}", names=" & ".join(row.partners)) if row.partners else "")
        name = area.adjusted(0, 0, 0, -area.height() * 0.42) if second else area
        draw_text(painter, name, player.name, TextStyle(fonts.text(17, QFont.Weight.DemiBold), ink, LEFT))
        if second:
            color = now.warn if row.is_alone and not player.is_dropped else now.quiet
            line = area.adjusted(0, area.height() * 0.52, 0, 0)
            draw_text(painter, line, second, TextStyle(fonts.text(13), color, LEFT))

    @staticmethod
    def _draw_presence(painter: QPainter, center: QPointF, row: RollRow) -> None:
        """Draw a filled disk with a tick for who is here, and a ring for who is not."""
        now = current_theme()
        if row.player.is_dropped:
            return
        painter.setPen(QPen(now.good if row.player.here else now.quiet, 2))
        painter.setBrush(now.good if row.player.here else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, 11, 11)
        if row.player.here:
            painter.setPen(QPen(now.ground, 2.5))
            painter.drawPolyline([center + QPointF(-5, 0), center + QPointF(-1, 4), center + QPointF(6, -4)])

    @staticmethod
    def _draw_payment(painter: QPainter, area: QRectF, row: RollRow) -> None:
        now, player = current_theme(), row.player
        if player.paid:
            draw_text(painter, area, t("paid"), TextStyle(fonts.text(14), now.quiet, RIGHT))
        elif not player.is_dropped and row.shows_unpaid:
            bold = fonts.text(14, QFont.Weight.DemiBold)
            draw_text(painter, area, t("unpaid"), TextStyle(bold, now.warn, RIGHT))


class PersonList(ColumnList):
    """The list; a click or the arrow keys choose a person."""

    chosen = Signal(object)
    """The number of a player, or None."""
    here_toggled = Signal(int)
    paid_toggled = Signal(int)
    graded = Signal(int, str)
    """The number of a player, and the grade."""
    left_upward = Signal()
    """The arrow key went up from the first row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("People of the tournament"), QSize(_LEAST_WIDTH, _ROW_HEIGHT), parent)
        self.people = PersonModel()
        self.has_grades = False
        """Whether the keys of the grades are used."""
        self.setModel(self.people)
        self.setItemDelegate(PersonDelegate(self))
        self.selectionModel().currentChanged.connect(lambda _: self.chosen.emit(self.player))

    @property
    def player(self) -> int | None:
        """The number of the chosen player."""
        row = self.currentIndex().row()
        return self.people.rows[row].player.number if 0 <= row < len(self.people.rows) else None

    def show_rows(self, rows: Sequence[RollRow], chosen: int | None) -> None:
        """Show people, and choose the one with the number `chosen` if it is among them."""
        self.people.show_rows(rows)
        numbers = [row.player.number for row in rows]
        if chosen in numbers and self.player != chosen:
            index = self.people.index(numbers.index(chosen))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def event(self, event: QEvent) -> bool:
        """Take the keys of this list before they are shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_own_key(event):
            event.accept()
            return True
        return super().event(event)

    def _is_own_key(self, event: QKeyEvent) -> bool:
        own = {Qt.Key.Key_Space, Qt.Key.Key_P, *(_GRADES if self.has_grades else ())}
        return event.key() in own and not event.modifiers()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the chosen person, or leave the list upward."""
        number = self.player
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() < self.columns:
            self.left_upward.emit()
        elif number is None or not self._is_own_key(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space:
            self.here_toggled.emit(number)
        elif event.key() == Qt.Key.Key_P:
            self.paid_toggled.emit(number)
        else:
            self.graded.emit(number, _GRADES[event.key()])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Toggle what was clicked at the ends of a row."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        number, target = self.people.rows[index.row()].player.number, self._target(point, index)
        if target is not None:
            target.emit(number)

    def _target(self, point: QPoint, index: QModelIndex) -> Any:
        """Return the signal of the end of the row at `point`; None in the middle."""
        row = self.visualRect(index)
        if point.x() < row.left() + px(_HERE_WIDTH):
            return self.here_toggled
        return self.paid_toggled if point.x() > row.right() - px(_PAID_WIDTH) else None
