"""List of the rounds that a correction changes: “Round 3: 3–12 → 5–12”, and which bags count otherwise.

The oldest round comes first, because a correction affects the rounds after it.
"""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.domain.games.game import Game, Round
from goat_kiosk.domain.preview import Preview, RoundChange
from goat_kiosk.domain.rounds.bags import Tally
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.gui.widgets.round_bags import WIDTH, draw_bags

Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT, _NAME_WIDTH, _SCORE_WIDTH, _ARROW_WIDTH, _GAP, _PADDING = 48, 158, 88, 36, 14, 14
_LEAST_ROWS = 2
_ARROW = "→"


class ChangeModel(QAbstractListModel):
    """The changed rounds of a preview."""

    def __init__(self) -> None:
        super().__init__()
        self.preview: Preview | None = None
        self.changes: list[RoundChange] = []

    def show_preview(self, preview: Preview) -> None:
        """Show the changed rounds of `preview`."""
        self.beginResetModel()
        self.preview, self.changes = preview, [change for change in preview.rounds if change.changed_parts]
        self.endResetModel()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return the number of changed rounds."""
        return len(self.changes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a change as text; the delegate draws it."""
        if self.preview is None or not 0 <= index.row() < len(self.changes):
            return None
        change = self.changes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _change_text(change)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(filter(None, (_change_text(change), _counts_text(self.preview, change))))
        return None


def _change_text(change: RoundChange) -> str:
    return f"{round_name(change)}: {_score(change.before) or t('new')} {_ARROW} {_score(change.after) or t('removed')}"


def round_name(change: RoundChange) -> str:
    """Return the name of a round; the old number too, if it has another one now."""
    before, after = change.before, change.after
    if before is not None and after is not None and before.n != after.n:
        return t("Round {number} (was {old})", number=after.n, old=before.n)
    round_ = after or before
    return t("Round {number}", number=round_.n if round_ else 0)


def _score(round_: Round | None) -> str:
    return f"{round_.score[0]}–{round_.score[1]}" if round_ else ""


def _counts_text(preview: Preview, change: RoundChange) -> str:
    if "counts" not in change.changed_parts:
        return ""
    texts = [
        _counts(game, round_)
        for game, round_ in ((preview.before, change.before), (preview.after, change.after))
        if round_ is not None
    ]
    return f" {_ARROW} ".join(texts)


def _counts(game: Game, round_: Round) -> str:
    return ", ".join(
        t("{team} {holes} in, {boards} on", team=side.name, holes=tally.holes, boards=tally.boards)
        for side, tally in zip(game.sides, round_.facts.tallies, strict=True)
    )


class ChangeDelegate(QStyledItemDelegate):
    """Draws one changed round: its name, the score before and after, and the bags if they differ."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One row."""
        return QSize(px(400), px(_ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the change."""
        model = index.model()
        if not isinstance(model, ChangeModel) or model.preview is None or index.row() >= len(model.changes):
            return
        change, theme = model.changes[index.row()], current_theme()
        with canvas(painter, option.rect) as area:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if index.row():
                painter.fillRect(QRectF(_PADDING, 0, area.width() - 2 * _PADDING, 1), theme.line)
            left = _PADDING
            for text, width, style in (
                (round_name(change), _NAME_WIDTH, TextStyle(fonts.text(16, QFont.Weight.DemiBold), theme.ink, LEFT)),
                (_score(change.before) or t("new"), _SCORE_WIDTH, TextStyle(fonts.digits(24), theme.quiet, RIGHT)),
                (_ARROW, _ARROW_WIDTH, TextStyle(fonts.digits(24), theme.warn)),
                (_score(change.after) or t("removed"), _SCORE_WIDTH, TextStyle(fonts.digits(28), theme.ink, LEFT)),
            ):
                draw_text(painter, QRectF(left, 0, width, _ROW_HEIGHT), text, style)
                left += width
            rest = QRectF(left + _GAP, 0, area.width() - left - _GAP - _PADDING, _ROW_HEIGHT)
            self._paint_cause(painter, model.preview, change, rest)

    def _paint_cause(self, painter: QPainter, preview: Preview, change: RoundChange, area: QRectF) -> None:
        """Draw what changed besides the score, on the right: the bags, or who throws first."""
        theme = current_theme()
        if "counts" in change.changed_parts:
            self._paint_counts(painter, preview, change, area)
        elif "first_throw" in change.changed_parts and change.after is not None:
            name = preview.after.side(change.after.first_throw).name
            text = t("First throw: {name}", name=name)
            draw_text(painter, area, text, TextStyle(fonts.text(15), theme.quiet, RIGHT))

    def _paint_counts(self, painter: QPainter, preview: Preview, change: RoundChange, area: QRectF) -> None:
        """Draw the bags before and after, of the teams whose counts differ; only those after where room is short."""
        teams = [team for team in TEAMS if _tally(change.before, team) != _tally(change.after, team)]
        half = len(teams) * (WIDTH + _GAP) - _GAP
        sheets = [
            (game, round_)
            for game, round_ in ((preview.before, change.before), (preview.after, change.after))
            if round_ is not None
        ]
        if area.width() < len(sheets) * half + (len(sheets) - 1) * _ARROW_WIDTH:
            sheets = sheets[-1:]
        left = area.right() - len(sheets) * half - (len(sheets) - 1) * _ARROW_WIDTH
        for index, (game, round_) in enumerate(sheets):
            if index:
                arrow = QRectF(left, 0, _ARROW_WIDTH, _ROW_HEIGHT)
                draw_text(painter, arrow, _ARROW, TextStyle(fonts.digits(24), current_theme().warn))
                left += _ARROW_WIDTH
            for column, team in enumerate(teams):
                row = QRectF(left + column * (WIDTH + _GAP), 0, WIDTH, _ROW_HEIGHT)
                draw_bags(painter, round_, team, row, current_theme().team(game.side(team).color))
            left += half


def _tally(round_: Round | None, team: Team) -> Tally | None:
    return round_.facts.tallies[team - 1] if round_ else None


class ChangedRounds(QListView):
    """The list; it cannot be edited, is as tall as its rows, and scrolls where there is no room for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changes = ChangeModel()
        self.setModel(self.changes)
        self.setItemDelegate(ChangeDelegate(self))
        self.setAccessibleName(t("Rounds that change"))
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        """The height of all rows."""
        return QSize(px(400), px(_ROW_HEIGHT) * self.changes.rowCount())

    def minimumSizeHint(self) -> QSize:
        """The height of two rows."""
        return QSize(px(400), px(_ROW_HEIGHT) * min(_LEAST_ROWS, self.changes.rowCount()))

    def show_preview(self, preview: Preview) -> None:
        """Show the changed rounds, the first of them on top."""
        self.changes.show_preview(preview)
        self.updateGeometry()

    @property
    def row_texts(self) -> list[str]:
        """The text of each row."""
        return [str(self.changes.data(self.changes.index(row))) for row in range(self.changes.rowCount())]
