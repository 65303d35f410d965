"""Radio buttons of the courts where a game can be played: each says whether it is free, or else whose game is there.

The arrow keys and the digits choose a court; a field takes the name of any other.
"""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGroupBox, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, natural_key
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.gui.settings.key_places import digit_key, key_name
from goat_kiosk.gui.text.describe import game_summary
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px, scale_widget
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_text
from goat_kiosk.gui.widgets.grid_area import GridArea
from goat_kiosk.gui.widgets.inputs.key_caps import are_caps_shown, cap_width, draw_cap
from goat_kiosk.gui.widgets.inputs.painted_radio import PaintedRadio
from goat_kiosk.uplink.peers.peers import PeerCourt

_MOST_COLUMNS, _MAX_ROWS, _KEYS = 7, 2, 9
_HEIGHT, _GAP = 60, 8


def free_court(used: Sequence[str], known: Sequence[str] = ()) -> str:
    """Return the first of the `known` courts, or else of “Court 1”, “Court 2”…, that is not taken."""
    keys = {court_key(court) for court in used}
    numbered = (t("Court {number}", number=number) for number in range(1, len(keys) + 2))
    return next(court for court in (*known, *numbered) if court_key(court) not in keys)


class CourtOffer(NamedTuple):
    """A court, and the unfinished game there; free without one."""

    name: str
    game: str = ""
    kiosk: str = ""
    """The other kiosk whose game it is; empty for one of ours."""

    @property
    def text(self) -> str:
        """Whose game is there; empty if the court is free."""
        return f"{self.kiosk}: {self.game}" if self.kiosk else self.game

    @property
    def is_busy(self) -> bool:
        """Whether a game of this kiosk would have to leave."""
        return bool(self.game) and not self.kiosk


def court_offers(known: Sequence[str], playing: Sequence[Game], peers: Sequence[PeerCourt]) -> list[CourtOffer]:
    """Return the venue's `known` courts in their order, then those of other games, with at least one that is free.

    `playing` are the unfinished games on courts, `peers` the courts of other kiosks that have one.
    """
    games = {court_key(peer.name): (_peer_summary(peer), peer.owner.name) for peer in peers}
    games |= {court_key(game.court): (game_summary(game), "") for game in playing}
    used = [*(game.court for game in playing), *(peer.name for peer in peers)]
    names: dict[str, str] = {}
    for name in (*known, *sorted((*used, free_court(used, known)), key=natural_key)):
        names.setdefault(court_key(name), name)
    return [CourtOffer(name, *games.get(key, ())) for key, name in names.items()]


def _peer_summary(court: PeerCourt) -> str:
    side1, side2 = court.sides
    return f"{local_name(side1.name)} {side1.score}–{side2.score} {local_name(side2.name)}"


class CourtButton(PaintedRadio):
    """Button of one court: its name and key, and whether it is free."""

    def __init__(self, cap: str, parent: QWidget | None = None) -> None:
        """`cap` is its key, if it has one."""
        super().__init__(parent)
        self._cap = cap
        self.offer = CourtOffer("")

    def sizeHint(self) -> QSize:
        """Room for two lines."""
        return QSize(px(120), px(_HEIGHT))

    def show_offer(self, offer: CourtOffer) -> None:
        """Show a court."""
        self.offer = offer
        status = t("in use: {game}", game=offer.text) if offer.game else t("free")
        self.setAccessibleName(f"{offer.name}, {status}")
        self.setToolTip(plain_tooltip(f"{offer.name}, {status}"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the court: an empty ring if it is free, a disk if it is in use."""
        (painter, area), now = painter_on(self), current_theme()
        self.paint_frame(painter, area)
        weight = QFont.Weight.DemiBold
        used_width = self._paint_cap(painter, area.adjusted(0, 9, -9, 0)) if self._cap and are_caps_shown() else 0
        draw_text(
            painter,
            area.adjusted(12, 7, -14 - used_width, -30),
            self.offer.name,
            TextStyle(fonts.text(17, weight), now.quiet if self.offer.game else now.ink, LEFT),
        )
        color = now.warn if self.offer.game else now.good
        painter.setPen(QPen(color, 2))
        painter.setBrush(color if self.offer.game else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(18, 43), 5, 5)
        line = area.adjusted(30, 32, -32 if self.isChecked() else -8, -6)
        draw_text(painter, line, self.offer.text or t("free"), TextStyle(fonts.text(14), now.quiet, LEFT))

    def _paint_cap(self, painter: QPainter, area: QRectF) -> float:
        width = cap_width(self._cap)
        painter.setPen(current_theme().quiet)
        draw_cap(painter, QRectF(area.right() - width, area.top(), width, 20), self._cap)
        return width


class CourtChoice(QGroupBox):
    """Chooses one court."""

    changed = Signal()
    submitted = Signal()
    """Enter was pressed in the field."""

    def __init__(self, *, has_keys: bool = True, parent: QWidget | None = None) -> None:
        """`has_keys`: the buttons show the digits that choose them."""
        super().__init__(parent)
        self._has_keys = has_keys
        self.setAccessibleName(t("Court"))
        self.buttons: list[CourtButton] = []
        self.other = QLineEdit(maxLength=MAX_NAME_LENGTH, placeholderText=t("Another court"))
        self.other.setAccessibleName(t("Another court"))
        self.other.setToolTip(t("The name of a court that is not in the list"))
        self.other.setProperty("tall", "true")
        self.other.textChanged.connect(self._on_other)
        self.other.returnPressed.connect(self.submitted)
        self._area = GridArea(_HEIGHT, _GAP, _MAX_ROWS)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    @property
    def chosen(self) -> CourtOffer:
        """The chosen court; one that is typed is spelled as in the list, if it is there, and otherwise free."""
        typed = self.other.text().strip()
        for button in self.buttons:
            if court_key(button.offer.name) == court_key(typed) if typed else button.isChecked():
                return button.offer
        return CourtOffer(typed)

    @property
    def free(self) -> str:
        """The first court that is free."""
        return next(button.offer.name for button in self.buttons if not button.offer.game)

    @property
    def name(self) -> str:
        """The name of the chosen court."""
        return self.chosen.name

    def offer(self, offers: Sequence[CourtOffer]) -> None:
        """Set the courts to choose from; what was chosen or typed stays, unless that court is gone."""
        before, had_focus = self.chosen, any(button.hasFocus() for button in self.buttons)
        if len(offers) != len(self.buttons):
            self._rebuild(len(offers))
        for button, offer in zip(self.buttons, offers, strict=True):
            button.show_offer(offer)
        if not self.other.text().strip():
            chosen = self._find(before.name) or self._find(self.free) or self.buttons[0]
            self._check(chosen)
            if had_focus:
                chosen.setFocus()
        if self.chosen != before:
            self.changed.emit()

    def choose(self, name: str) -> None:
        """Choose a court by its name, also one that is not offered."""
        if (button := self._find(name)) is None:
            self.other.setText(name)
        else:
            self.other.clear()
            self._check(button)
        self.changed.emit()

    def _find(self, name: str) -> CourtButton | None:
        key = court_key(name.strip())
        return next((button for button in self.buttons if court_key(button.offer.name) == key), None)

    def _check(self, button: CourtButton) -> None:
        button.setChecked(True)
        self.setFocusProxy(button)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Choose a court if its digit was pressed; return whether it was."""
        digit = digit_key(event) or key_name(event).removeprefix("Num+")
        if not digit.isdecimal() or not 0 < int(digit) <= min(len(self.buttons), _KEYS):
            return False
        button = self.buttons[int(digit) - 1]
        self._choose_button(button)
        button.setFocus()
        return True

    def _rebuild(self, count: int) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [scale_widget(CourtButton(self._cap(number))) for number in range(1, count + 1)]
        for button in self.buttons:
            button.clicked.connect(lambda _=False, button=button: self._choose_button(button))
        self.setFocusProxy(self.buttons[0])
        rows = -(-(count + 1) // _MOST_COLUMNS)
        self._area.show_widgets([*self.buttons, self.other], -(-(count + 1) // rows))

    def _cap(self, number: int) -> str:
        return str(number) if self._has_keys and number <= _KEYS else ""

    def _choose_button(self, button: CourtButton) -> None:
        self.choose(button.offer.name)

    def _on_other(self, text: str) -> None:
        """Choose the court that is typed; without a text, the one that was chosen before."""
        is_typed = bool(text.strip())
        for button in self.buttons:
            # A radio button that excludes others cannot be unchecked.
            button.setAutoExclusive(False)
            button.setChecked(button is self.focusProxy() and not is_typed)
            button.setAutoExclusive(True)
        self.changed.emit()
