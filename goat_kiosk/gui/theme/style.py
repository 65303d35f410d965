"""Theme of the window: colors for painted widgets, and a style sheet for the others.

An application has one style sheet, so there is one theme at a time; painted widgets read it when they paint, and Qt
repaints everything when the sheet changes. A team's color is corrected until it can be read on the theme's panel; its
shape never changes.
"""

import re
from functools import cache, lru_cache
from string import Template
from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import px
from goat_kiosk.text import theme
from goat_kiosk.text.theme import ThemeName


class Theme(NamedTuple):
    """The colors of one theme."""

    name: ThemeName
    ground: QColor
    panel: QColor
    line: QColor
    ink: QColor
    quiet: QColor
    good: QColor
    warn: QColor

    def team(self, color: str) -> QColor:
        """Return a team's color, made readable on this theme; each default color has a variant per theme."""
        return _readable(_theme_color(color, self.name), self.panel.name(), self.ground.name())

    def ink_on(self, color: QColor) -> QColor:
        """Return the text color, dark or light, for a surface of `color`."""
        return _ink_on(color.name())


_current: ThemeName = "night"


def current_theme() -> Theme:
    """Return the current theme."""
    return _make_theme(_current)


def set_theme(name: ThemeName) -> None:
    """Set the theme of the whole application."""
    global _current  # noqa: PLW0603 - Qt has one style sheet per application, so there is one theme
    _current = name
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setPalette(_palette(current_theme()))
        application.setStyleSheet(_style_sheet(name))


@cache
def _make_theme(name: ThemeName) -> Theme:
    values = theme.tokens()[name]
    return Theme(name, *(QColor(values[token]) for token in Theme._fields[1:]))


def _theme_color(color: str, name: ThemeName) -> str:
    night = theme.tokens()["night"]
    variants = {night[token]: theme.tokens()[name][token] for token in ("team1", "team2")}
    return variants.get(color, color)


@lru_cache(maxsize=64)
def _readable(color: str, panel: str, ground: str) -> QColor:
    return QColor(theme.readable(theme.readable(color, panel), ground))


@lru_cache(maxsize=64)
def _ink_on(color: str) -> QColor:
    inks = [theme.tokens()["night"]["ground"], "#ffffff"]
    return QColor(max(inks, key=lambda ink: theme.contrast(ink, color)))


def _palette(now: Theme) -> QPalette:
    palette, role = QPalette(now.panel, now.ground), QPalette.ColorRole
    for name, color in (
        (role.WindowText, now.ink),
        (role.Text, now.ink),
        (role.ButtonText, now.ink),
        (role.Base, now.panel),
        (role.PlaceholderText, now.quiet),
        (role.Highlight, now.ink),
        (role.HighlightedText, now.panel),
        (role.ToolTipBase, now.panel),
        (role.ToolTipText, now.ink),
    ):
        palette.setColor(name, color)
    return palette


def _style_sheet(name: ThemeName) -> str:
    sheet = _QSS.substitute(
        theme.tokens()[name], dark=theme.tokens()["night"]["ground"], text=fonts.TEXT, digits=fonts.DIGITS
    )
    return _PIXELS.sub(lambda pixels: f"{px(int(pixels[1]))}px", sheet)


_PIXELS = re.compile(r"\b([0-9]+)px")
_QSS = Template("""
* { font-family: "$text"; font-size: 16px; color: $ink; }
#window { background: $ground; }
#card, #rail, #bar { background: $panel; border-radius: 12px; }
#rail, #bar { border-radius: 0; }
#demo { background: $warn; }
#demo QLabel { color: $ground; }
#demo QPushButton { background: $ground; color: $ink; border-color: $ground; }
#message { background: $panel; border: 2px solid $quiet; border-radius: 12px; }
#message[role="warn"] { border-color: $warn; }
QLabel { background: transparent; }
QLabel[role="title"] { font-family: "$digits"; font-size: 34px; font-weight: 700; }
QLabel[role="heading"] { font-family: "$digits"; font-size: 22px; font-weight: 600; }
QLabel[lost="true"] { color: $quiet; }
QLabel[role="player"] { font-family: "$digits"; font-size: 26px; font-weight: 600; }
QLabel[role="quiet"] { color: $quiet; font-size: 14px; }
QLabel[role="group"] { color: $quiet; font-size: 13px; font-weight: 600; }
QLabel[role="address"] { font-size: 20px; font-weight: 600; }
QLabel[role="winner"] { font-family: "$digits"; font-size: 56px; font-weight: 700; }
QLabel[role="figure"] { font-family: "$digits"; font-size: 22px; font-weight: 600; }
QLabel[role="good"] { color: $good; font-weight: 600; }
QLabel[role="trouble"] { color: $warn; font-size: 14px; font-weight: 600; }
QLabel[role="warn"] { color: $warn; font-weight: 600; }
QPushButton { background: $panel; border: 2px solid $line; border-radius: 10px; min-height: 44px; padding: 0 14px; }
QPushButton:hover { border-color: $quiet; }
QPushButton:pressed { background: $line; }
QPushButton:checked { border-color: $ink; background: $line; font-weight: 600; }
QPushButton:focus { border-color: $ink; }
QPushButton:disabled { color: $quiet; background: transparent; }
QPushButton[role="primary"] { background: $ink; color: $ground; border-color: $ink; font-weight: 600; font-size: 18px; }
QPushButton[role="primary"]:hover { border-color: $quiet; }
QPushButton[role="primary"]:pressed { background: $quiet; border-color: $quiet; }
QPushButton[role="primary"]:disabled { background: transparent; color: $quiet; border-color: $line; }
QPushButton[role="primary"]:focus { border-color: $warn; }
QPushButton[role="primary"]:disabled { background: transparent; color: $quiet; border-color: $line; }
QPushButton[role="line"] { text-align: left; padding: 0 16px; font-size: 17px; min-height: 60px; }
QPushButton[role="start"] { background: $good; color: $ground; border-color: $good; font-weight: 600; font-size: 24px;
  min-height: 68px; }
QPushButton[role="start"]:disabled { background: transparent; color: $quiet; border-color: $line; }
QPushButton[role="start"]:focus { border-color: $ink; }
QPushButton[tall="true"] { min-height: 76px; font-size: 18px; }
QPushButton[role="warn"] { background: transparent; border-color: transparent; color: $warn; font-weight: 600;
  text-align: left; padding: 0 12px; min-height: 32px; }
QPushButton[role="warn"]:hover, QPushButton[role="warn"]:focus { border-color: $warn; }
QPushButton[role="plain"] { background: transparent; border-color: transparent; color: $quiet; }
#bar QPushButton[role="warn"] { background: transparent; border-color: transparent; color: $warn; font-weight: 600;
  text-align: left; padding: 0 12px; min-height: 32px; }
QPushButton[role="warn"]:hover, QPushButton[role="warn"]:focus { border-color: $warn; }
QPushButton[role="plain"] { padding: 0 8px; }
QPushButton[role="plain"]:focus, QPushButton[role="plain"]:hover { border-color: $quiet; }
QLineEdit, QSpinBox { background: $ground; border: 2px solid $line; border-radius: 10px; min-height: 44px;
  padding: 0 12px; selection-background-color: $ink; selection-color: $ground; }
QLineEdit[role="team"], QLabel[role="team"] { font-family: "$digits"; font-size: 38px; font-weight: 700; }
*[role="team"][letters="small"] { font-size: 25px; }
QLineEdit[role="team"] { background: transparent; border-color: transparent; padding: 0 6px; }
*[role="team"][ink="light"] { color: #ffffff; placeholder-text-color: #ffffff; }
*[role="team"][ink="dark"] { color: $dark; placeholder-text-color: $dark; }
QLineEdit[role="team"][ink="light"]:hover, QLineEdit[role="team"][ink="light"]:focus { border-color: #ffffff; }
QLineEdit[role="team"][ink="dark"]:hover, QLineEdit[role="team"][ink="dark"]:focus { border-color: $dark; }
QLineEdit[role="player"] { font-family: "$digits"; font-size: 24px; font-weight: 600; }
QLineEdit[tall="true"] { min-height: 54px; }
QPlainTextEdit { background: $ground; border: 2px solid $line; border-radius: 10px; padding: 8px 10px; }
QLineEdit:focus, QSpinBox:focus, QPlainTextEdit:focus { border-color: $ink; }
QLineEdit { placeholder-text-color: $quiet; }
/* Qt keeps room for these even where they are switched off, and the number has none left. */
QSpinBox::up-button, QSpinBox::down-button { subcontrol-origin: margin; width: 1px; border: none; }
QSpinBox QLineEdit { border: none; padding: 0; min-height: 0; }
QSpinBox { font-family: "$digits"; font-size: 26px; font-weight: 600; padding: 0; }
QPushButton[role="segment"] { padding: 0 6px; }
QGroupBox { border: none; margin: 0; padding: 0; }
QRadioButton { background: $panel; border: 2px solid $line; border-radius: 10px; min-height: 44px; padding: 0 10px; }
QRadioButton:hover { border-color: $quiet; }
QRadioButton:checked { border-color: $ink; background: $line; font-weight: 600; }
QRadioButton:focus { border-color: $ink; }
QPushButton:checked:focus, QRadioButton:checked:focus { border-color: $warn; }
QRadioButton:disabled { color: $quiet; background: transparent; }
QCheckBox { min-height: 48px; spacing: 12px; }
QCheckBox::indicator { width: 24px; height: 24px; border: 2px solid $quiet; border-radius: 6px; }
QCheckBox::indicator:checked { background: $good; border-color: $good; }
QCheckBox:focus { font-weight: 600; }
QLabel[role="rule"] { font-size: 17px; }
QLabel[role="rule-own"] { font-size: 17px; font-weight: 600; }
QLabel[role="own"] { font-weight: 600; font-size: 14px; }
QLabel[role="inherited"] { color: $quiet; font-size: 14px; }
QDateEdit { background: $ground; border: 2px solid $line; border-radius: 10px; min-height: 44px; padding: 0 10px; }
QDateEdit:focus { border-color: $ink; }
QDateEdit::drop-down { border: none; width: 22px; }
QCalendarWidget QWidget { background: $panel; alternate-background-color: $ground; }
QCalendarWidget QToolButton { min-height: 40px; padding: 0 8px; }
QTableView { background: transparent; border: none; outline: none; selection-background-color: $ground;
  selection-color: $ink; }
QTableView::item { padding: 0 2px; }
QTableView::item:selected { background: $ground; border-top: 2px solid $ink; border-bottom: 2px solid $ink; }
QHeaderView { background: transparent; }
QHeaderView::section { background: transparent; border: none; border-bottom: 2px solid $line; color: $quiet;
  font-size: 13px; padding: 0 4px; }
QHeaderView::section:hover { color: $ink; }
QComboBox { background: $ground; border: 2px solid $line; border-radius: 10px; min-height: 44px; padding: 0 10px; }
QComboBox:focus { border-color: $ink; }
QComboBox:disabled, QLineEdit:disabled, QSpinBox:disabled { color: $quiet; background: transparent; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $panel; border: 2px solid $line; outline: none; padding: 4px;
  selection-background-color: $line; selection-color: $ink; }
#completion { background: $panel; border: 2px solid $quiet; border-radius: 10px; padding: 4px; }
#completion::item { height: 46px; padding: 0 8px; border-radius: 8px; }
#completion::item:hover, #completion::item:selected { background: $line; color: $ink; }
QListView[role="choice"]::item { height: 48px; border-radius: 10px; padding: 0 10px; }
QListView[role="choice"]::item:hover { background: $ground; }
QListView[role="choice"]::item:selected { background: $ground; color: $ink; border: 2px solid $ink; }
QPushButton[role="step"] { padding: 0; font-size: 22px; font-weight: 600; }
QLineEdit[role="flat"] { background: transparent; border-color: transparent; padding: 0 4px; min-height: 32px;
  font-weight: 600; }
QLineEdit[role="flat"]:hover { border-color: $line; }
QLineEdit[role="flat"]:focus { background: $ground; border-color: $ink; }
QComboBox { background: $ground; border: 2px solid $line; border-radius: 10px; min-height: 44px; padding: 0 10px; }
QComboBox:focus { border-color: $ink; }
QComboBox::drop-down { border: none; width: 30px; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $line; selection-background-color: $ink;
  selection-color: $ground; }
QProgressBar { background: $ground; border: 2px solid $line; border-radius: 8px; min-height: 14px; max-height: 14px; }
QProgressBar::chunk { background: $ink; border-radius: 6px; }
QListView { background: transparent; border: none; outline: none; }
QScrollArea, #transparent { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 5px; min-height: 40px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $panel; color: $ink; border: 1px solid $line; padding: 6px; font-size: 14px; }
""")
