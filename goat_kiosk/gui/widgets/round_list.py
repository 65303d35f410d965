"""List of finished rounds, newest first: the bags of each team, the points, and the score after the round.

It is a model over the immutable game and a delegate that paints, so a long game creates no widgets.
"""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.games.game import Game, Round
from goat_kiosk.gui.text.describe import round_outcome
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_focus
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import TextStyle, draw_text
from goat_kiosk.gui.widgets.round_bags import WIDTH, draw_bags
from goat_kiosk.text.i18n import mark_for_translation

Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT, _NUMBER_WIDTH = 50, 34

_HINT = mark_for_translation("Click to correct this round")


class RoundModel(QAbstractListModel):
    """The rounds of one game, the newest in row 0."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.hint = hint
        self.game: Game | None = None

    def show_game(self, game: Game) -> None:
        """Show the rounds of `game`; do nothing if they are shown already."""
        if self.game is None or self.game.rounds is not game.rounds or self.game.sides is not game.sides:
            self.beginResetModel()
            self.game = game
            self.endResetModel()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return the number of finished rounds."""
        return len(self.game.rounds) if self.game else 0

    def round_at(self, row: int) -> Round | None:
        """Return the round shown in `row`, or None."""
        rounds = self.game.rounds if self.game else ()
        return rounds[len(rounds) - 1 - row] if 0 <= row < len(rounds) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a round as text; the delegate draws it."""
        round_ = self.round_at(index.row())
        if self.game is None or round_ is None:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return _round_text(self.game, round_)
        return self.hint if role == Qt.ItemDataRole.ToolTipRole else None


def _round_text(game: Game, round_: Round) -> str:
    counts = [
        t("{team} {holes} in, {boards} on", team=side.name, holes=tally.holes, boards=tally.boards)
        for side, tally in zip(game.sides, round_.facts.tallies, strict=True)
    ]
    return f"{t('Round {number}', number=round_.n)}: {', '.join(counts)}; {round_outcome(game, round_)}"


class RoundDelegate(QStyledItemDelegate):
    """Draws one round."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One row, tall enough for a finger."""
        return QSize(px(200), px(_ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw number, bags, points and score."""
        model = index.model()
        round_ = model.round_at(index.row()) if isinstance(model, RoundModel) else None
        if not isinstance(model, RoundModel) or model.game is None or round_ is None:
            return
        with canvas(painter, option.rect) as area:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus):
                draw_focus(painter, area.adjusted(0, 1, 0, -1), 8)
            elif option.state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(area, current_theme().ground)
            draw_text(
                painter,
                QRectF(area.left(), area.top(), _NUMBER_WIDTH, _ROW_HEIGHT),
                str(round_.n),
                TextStyle(fonts.digits(20), current_theme().quiet),
            )
            left = QRectF(area.left() + _NUMBER_WIDTH, area.top(), WIDTH, _ROW_HEIGHT)
            right = QRectF(area.right() - WIDTH - 10, area.top(), WIDTH, _ROW_HEIGHT)
            for team, row in zip(TEAMS, (left, right), strict=True):
                draw_bags(painter, round_, team, row, current_theme().team(model.game.side(team).color))
            middle = QRectF(left.right(), area.top(), right.left() - left.right(), _ROW_HEIGHT)
            self._paint_score(painter, model.game, round_, middle)

    def _paint_score(self, painter: QPainter, game: Game, round_: Round, area: QRectF) -> None:
        score = f"{round_.score[0]}–{round_.score[1]}"
        draw_text(painter, area.adjusted(0, 4, 0, -20), score, TextStyle(fonts.digits(24), current_theme().ink))
        below = area.adjusted(0, 27, 0, -3)
        gainers = [team for team in TEAMS if round_.points[team - 1]]
        if round_.busted or not gainers:
            draw_text(
                painter,
                below,
                t("bust") if round_.busted else t("wash"),
                TextStyle(fonts.text(13), current_theme().quiet),
            )
            return
        width = below.width() / len(gainers)
        for index, team in enumerate(gainers):
            part = QRectF(below.left() + index * width, below.top(), width, below.height())
            font = fonts.text(14, QFont.Weight.DemiBold)
            draw_text(
                painter,
                part,
                f"+{round_.points[team - 1]}",
                TextStyle(font, current_theme().team(game.side(team).color)),
            )


class RoundList(QListView):
    """The list; a click or Enter chooses a round."""

    chosen = Signal(int)
    """The number of a round."""

    def __init__(self, hint: str = _HINT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rounds = RoundModel(t(hint))
        self.setModel(self.rounds)
        self.setItemDelegate(RoundDelegate(self))
        self.setAccessibleName(t("Rounds so far, newest first"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def _choose(self, index: QModelIndex) -> None:
        if (round_ := self.rounds.round_at(index.row())) is not None:
            self.chosen.emit(round_.n)
