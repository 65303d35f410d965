"""The rounds so far, newest first: each side's bags as the motif, the points, the score after it.

A model over the frozen game and a delegate that paints: a long game makes no widgets.
"""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.game import Game, Round
from goat_kiosk.gui.text.describe import outcome
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets import fonts
from goat_kiosk.gui.widgets.glyphs import draw_focus
from goat_kiosk.gui.widgets.round_bags import WIDTH, draw_bags
from goat_kiosk.gui.widgets.scale import canvas, px
from goat_kiosk.gui.widgets.style import current_theme
from goat_kiosk.gui.widgets.text_style import TextStyle, draw_text
from goat_kiosk.text.i18n import mark_for_translation

Index = QModelIndex | QPersistentModelIndex
_ROW, _NUMBER = 50, 34

_HINT = mark_for_translation("Click to correct this round")


class RoundModel(QAbstractListModel):
    """The rounds of one game, the newest in row 0."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.hint = hint
        self.game: Game | None = None

    def show_game(self, game: Game) -> None:
        """Take the rounds of `game`, unless they are the ones shown already."""
        if self.game is None or self.game.rounds is not game.rounds or self.game.sides is not game.sides:
            self.beginResetModel()
            self.game = game
            self.endResetModel()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return how many rounds are over."""
        return len(self.game.rounds) if self.game else 0

    def round_at(self, row: int) -> Round | None:
        """Return the round shown in `row`."""
        rounds = self.game.rounds if self.game else ()
        return rounds[len(rounds) - 1 - row] if 0 <= row < len(rounds) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a round in words; the delegate draws it."""
        one = self.round_at(index.row())
        if self.game is None or one is None:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return _in_words(self.game, one)
        return self.hint if role == Qt.ItemDataRole.ToolTipRole else None


def _in_words(game: Game, one: Round) -> str:
    counts = [
        t("{team} {holes} in, {boards} on", team=side.name, holes=tally.holes, boards=tally.boards)
        for side, tally in zip(game.sides, one.facts.tallies, strict=True)
    ]
    return f"{t('Round {number}', number=one.n)}: {', '.join(counts)}; {outcome(game, one)}"


class RoundDelegate(QStyledItemDelegate):
    """Draws one round."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One row, tall enough for a finger."""
        return QSize(px(200), px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw number, bags, points and score."""
        model = index.model()
        one = model.round_at(index.row()) if isinstance(model, RoundModel) else None
        if not isinstance(model, RoundModel) or model.game is None or one is None:
            return
        with canvas(painter, option.rect) as place:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus):
                draw_focus(painter, place.adjusted(0, 1, 0, -1), 8)
            elif option.state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(place, current_theme().ground)
            draw_text(
                painter,
                QRectF(place.left(), place.top(), _NUMBER, _ROW),
                str(one.n),
                TextStyle(fonts.digits(20), current_theme().quiet),
            )
            left = QRectF(place.left() + _NUMBER, place.top(), WIDTH, _ROW)
            right = QRectF(place.right() - WIDTH - 10, place.top(), WIDTH, _ROW)
            for team, row in zip(TEAMS, (left, right), strict=True):
                draw_bags(painter, one, team, row, current_theme().team(model.game.side(team).color))
            middle = QRectF(left.right(), place.top(), right.left() - left.right(), _ROW)
            self._paint_score(painter, model.game, one, middle)

    def _paint_score(self, painter: QPainter, game: Game, one: Round, place: QRectF) -> None:
        score = f"{one.score[0]}–{one.score[1]}"
        draw_text(painter, place.adjusted(0, 4, 0, -20), score, TextStyle(fonts.digits(24), current_theme().ink))
        below = place.adjusted(0, 27, 0, -3)
        gainers = [team for team in TEAMS if one.points[team - 1]]
        if one.busted or not gainers:
            draw_text(
                painter, below, t("bust") if one.busted else t("wash"), TextStyle(fonts.text(13), current_theme().quiet)
            )
            return
        width = below.width() / len(gainers)
        for at, team in enumerate(gainers):
            part = QRectF(below.left() + at * width, below.top(), width, below.height())
            font = fonts.text(14, QFont.Weight.DemiBold)
            draw_text(
                painter, part, f"+{one.points[team - 1]}", TextStyle(font, current_theme().team(game.side(team).color))
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
        if (one := self.rounds.round_at(index.row())) is not None:
            self.chosen.emit(one.n)
