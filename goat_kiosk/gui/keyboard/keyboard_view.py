"""Drawn keyboard: each key of the profile with what it does, in the color of its side.

It shows where the hands lie. Keys that it has no place for, such as `Ctrl+Z`, stand in the list beside it.
"""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.domain.games.new_game import DEFAULT_COLORS
from goat_kiosk.gui.settings.action_specs import PROFILE_ACTIONS, SPECS, ActionName
from goat_kiosk.gui.settings.keymap import Profile, key_caption
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import CENTER, LEFT, TextStyle, draw_text, fitting_font
from goat_kiosk.text.i18n import mark_for_translation


class KeyPlace(NamedTuple):
    """A key of the drawing, in units of one key."""

    key: str
    column: float
    row: float
    width: float = 1


def _row(row: float, first_column: float, keys: str) -> list[KeyPlace]:
    return [KeyPlace(key, first_column + index, row) for index, key in enumerate(keys.split())]


_PAD = 15.5
"""The column where the number block begins."""
KEY_PLACES = (
    *_row(0, 1.5, "F1 F2 F3 F4"),
    *_row(0, 6, "F5 F6 F7 F8"),
    *_row(0, 10.5, "F9 F10 F11 F12"),
    *_row(1.2, 0.5, "1 2 3 4 5 6 7 8 9 0"),
    KeyPlace("Backspace", 12.5, 1.2, 2),
    *_row(2.2, 1.5, "Q W E R T Y U I O P"),
    *_row(3.2, 1.75, "A S D F G H J K L"),
    *_row(4.2, 2.25, "Z X C V B N M"),
    KeyPlace("Left", 12.5, 4.2),
    KeyPlace("Right", 13.5, 4.2),
    *_row(1.2, _PAD + 1, "Num+/ Num+* Num+-"),
    *_row(2.2, _PAD, "Num+7 Num+8 Num+9"),
    *_row(3.2, _PAD, "Num+4 Num+5 Num+6"),
    *_row(4.2, _PAD, "Num+1 Num+2 Num+3"),
    KeyPlace("Num+0", _PAD, 5.2, 2),
    KeyPlace("Num+.", _PAD + 2, 5.2),
)
"""The keys of a US keyboard that a profile usually has. On other keyboards the places are the same."""
_WIDTH, _HEIGHT, _GAP = 19.5, 6.2, 0.08
_SIZES = 15, 13, 11
"""Heights of the names on the keys in pixels, the first that fits."""

SHORT_NAMES: dict[ActionName, str] = {
    **dict.fromkeys(("left-hole", "right-hole", "due-hole"), mark_for_translation("Hole")),
    **dict.fromkeys(("left-board", "right-board", "due-board"), mark_for_translation("Board")),
    **dict.fromkeys(("left-off", "right-off", "due-off"), mark_for_translation("Off")),
    **dict.fromkeys(("left-foul", "right-foul", "due-foul"), mark_for_translation("Foul")),
    "rest-off": mark_for_translation("Rest off"),
    "whole-round": mark_for_translation("Round"),
    "undo": mark_for_translation("Undo"),
    "redo": mark_for_translation("Redo"),
    "previous-bag": mark_for_translation("Bag ←"),
    "next-bag": mark_for_translation("Bag →"),
    "calls": mark_for_translation("Rulings"),
    "players": mark_for_translation("Names"),
    "answer-1": mark_for_translation("Answer 1"),
    "answer-2": mark_for_translation("Answer 2"),
    "answer-3": mark_for_translation("Answer 3"),
    "swap-sides": mark_for_translation("Sides"),
    "mute": mark_for_translation("Sound"),
    "help": mark_for_translation("Help"),
    "show-play": mark_for_translation("Play"),
    "show-tournament": mark_for_translation("Tourney"),
    "show-history": mark_for_translation("History"),
    "show-players": mark_for_translation("Players"),
    "show-displays": mark_for_translation("Displays"),
    "show-settings": mark_for_translation("Settings"),
    "full-screen": mark_for_translation("Full"),
}
"""What stands on a key."""


class KeyboardView(QWidget):
    """Draws the keyboard with the keys of one profile."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, ActionName] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(t("Keyboard with the keys in use; the list beside it says the same"))

    def sizeHint(self) -> QSize:
        """Keys of the size of a finger."""
        return QSize(px(_WIDTH * 48), px(_HEIGHT * 52))

    def show_profile(self, profile: Profile) -> None:
        """Show the keys of `profile`."""
        self._actions = {key: name for name, spec in SPECS.items() for key in spec.keys if name in SHORT_NAMES}
        self._actions |= {key: action for action in PROFILE_ACTIONS for key in profile.keys_of(action)}
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw each key; those with an action are bright."""
        painter, area = painter_on(self)
        unit_x, unit_y = area.width() / _WIDTH, min(area.height() / _HEIGHT, area.width() / _WIDTH * 1.15)
        top = (area.height() - unit_y * _HEIGHT) / 2
        for place in KEY_PLACES:
            cap = QRectF(
                place.column * unit_x, top + place.row * unit_y, (place.width - _GAP) * unit_x, (1 - _GAP) * unit_y
            )
            self._draw_key(painter, cap, place.key)

    def _draw_key(self, painter: QPainter, cap: QRectF, key: str) -> None:
        action, now = self._actions.get(key), current_theme()
        color = _color(action) if action else now.line
        painter.setPen(QPen(color, 2))
        painter.setBrush(now.ground if action else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 7, 7)
        letter = TextStyle(fonts.text(13, QFont.Weight.DemiBold), now.ink if action else now.quiet, LEFT)
        draw_text(painter, cap.adjusted(7, 3, -4, -cap.height() * 0.5), key_caption(key), letter)
        if action:
            text, area = t(SHORT_NAMES[action]), cap.adjusted(2, cap.height() * 0.42, -2, -2)
            draw_text(
                painter,
                area,
                text,
                TextStyle(fitting_font(list(map(fonts.digits, _SIZES)), text, area.width()), color, CENTER),
            )


def _color(action: ActionName) -> QColor:
    """Return the color of the side that an action is for; quiet if its key never changes, else ink."""
    now = current_theme()
    if action not in PROFILE_ACTIONS:
        return now.quiet
    if action.startswith("left-"):
        return now.team(DEFAULT_COLORS[0])
    return now.team(DEFAULT_COLORS[1]) if action.startswith("right-") else now.ink
