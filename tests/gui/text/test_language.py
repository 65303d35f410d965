"""Spanish window: every text is translated, and none is cut on the smallest laptop."""

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.errors import Message
from goat_kiosk.gui.language.page import LanguagePage
from goat_kiosk.gui.settings.preferences import FILE_NAME, Preferences
from goat_kiosk.gui.setup.rules_choice import RulesButton
from goat_kiosk.gui.text import language
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.text_style import are_whole
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.gui.window.menu import _INDENT, _NAME_SIZES, MenuButton
from goat_kiosk.text.i18n import SOURCE_LANGUAGE, catalogs, current_language
from goat_kiosk.text.i18n import t as answered
from goat_kiosk.uplink.peers.peers import LinkStatus
from tests.gui.conftest import OpenWindow, click, throw

NAMES = {"Hawks", "Owls", "Ann", "Cy"}
SPANISH = catalogs()["es"].sentences
ENGLISH = {
    sentence for sentence, translation in SPANISH.items() if sentence != translation and "{" not in sentence
} - set(SPANISH.values())
SECTIONS = (
    "History",
    "Players",
    "Walls and overlays",
    "TV",
    "Venue",
    "Rules",
    "Keyboard and sound",
    "Kiosk mode",
    "System check",
    "Language",
    "Help",
)


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    before = QLocale()
    assert language.set_language("es") == "es"
    yield
    language.set_language(SOURCE_LANGUAGE)
    QLocale.setDefault(before)


def visible_widgets(window: QWidget) -> list[QWidget]:
    return [widget for widget in window.findChildren(QWidget) if widget.isVisible()]


def texts_of(widget: QWidget) -> set[str]:
    """Return all texts of a widget: caption, tooltip, accessible name, placeholder."""
    tip = widget.toolTip().removeprefix("<span>").removesuffix("</span>")
    texts = {tip, widget.accessibleName()}
    if isinstance(widget, ElidedButton):
        texts.add(widget.caption)
    elif isinstance(widget, QLabel | QAbstractButton):
        texts.add(widget.text())
    if isinstance(widget, QLineEdit):
        texts.add(widget.placeholderText())
    return {words.strip() for words in texts if words.strip()}


def english_in(window: QWidget) -> list[str]:
    return sorted(words for widget in visible_widgets(window) for words in texts_of(widget) if words in ENGLISH)


def elided_texts(window: QWidget) -> list[str]:
    return sorted(words for widget in visible_widgets(window) if (words := elided_text(widget)))


def elided_text(widget: QWidget) -> str:
    """Return the text of a label or button that has too little room for it; names of players may be elided."""
    if isinstance(widget, ElidedLabel):
        words, font, room = widget.text(), widget.font(), widget.contentsRect().width()
    elif isinstance(widget, ElidedButton):
        lines, font = widget.lines
        words, room = "" if are_whole(lines, widget.caption) else widget.caption, 0
    elif isinstance(widget, MenuButton):
        words, font, room = (
            widget.text(),
            fonts.text(_NAME_SIZES[-1], QFont.Weight.DemiBold),
            widget.width() - int(_INDENT) - 2,
        )
    elif isinstance(widget, RulesButton):
        words, font, room = widget.explanation, fonts.text(14), widget.width() - 24
    elif isinstance(widget, QLabel) and not widget.wordWrap() and "\n" not in widget.text():
        words, font, room = widget.text(), widget.font(), widget.width()
    elif isinstance(widget, QPushButton):
        words, font, room = widget.text(), widget.font(), room_for_caption(widget)
    else:
        return ""
    return (
        words
        if words not in NAMES and "Ann" not in words and QFontMetricsF(font).horizontalAdvance(words) > room + 0.5
        else ""
    )


def room_for_caption(button: QPushButton) -> int:
    """Return the width inside the border and the padding of the style sheet."""
    option = QStyleOptionButton()
    button.initStyleOption(option)
    return button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button).width()


@pytest.fixture
def laptop_window(live_window: MainWindow, scorekeeper: Scorekeeper) -> MainWindow:
    live_window.resize(1366, 768)
    throw(scorekeeper, scorekeeper.game_ids()[0], "hole", "off", "board", "hole", "off", "off", "board", "off", "hole")
    QApplication.processEvents()
    return live_window


def test_the_play_page_is_spanish_and_not_cut(laptop_window: MainWindow) -> None:
    assert "Hoyo" in {button.text() for button in laptop_window.play.columns[1].pad.buttons.values()}
    assert laptop_window.message.text == "Ann: hoyo."
    assert laptop_window.menu.buttons["show-history"].text() == "Historial"
    assert english_in(laptop_window) == []
    assert elided_texts(laptop_window) == []


def test_the_form_of_a_new_game_is_spanish_and_not_cut(laptop_window: MainWindow) -> None:
    laptop_window.show_new_game()
    QApplication.processEvents()
    assert laptop_window.new_game.court.name == "Cancha 1"
    assert english_in(laptop_window) == []
    assert elided_texts(laptop_window) == []


def test_the_lobby_is_spanish_and_not_cut(open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    window = open_window(scorekeeper)
    window.resize(1366, 768)
    QApplication.processEvents()
    assert window.lobby.start.caption == "Empezar"
    assert english_in(window) == []
    assert elided_texts(window) == []
    assert scorekeeper.history(game_id).game.status == "lobby"
    scorekeeper.record(game_id, GameStarted())


@pytest.mark.parametrize("section", SECTIONS)
def test_the_other_pages_are_spanish_and_not_cut(laptop_window: MainWindow, section: str) -> None:
    laptop_window.open_section(section)
    QApplication.processEvents()
    assert laptop_window.pages.section(section).isVisible()
    assert english_in(laptop_window) == []
    assert elided_texts(laptop_window) == []


def test_responses_to_phones_do_not_change_the_windows_language(laptop_window: MainWindow) -> None:
    assert current_language.get() == SOURCE_LANGUAGE
    assert answered("Undo") == "Undo"
    assert language.t("Undo") == "Deshacer"
    with language.use_window_language():
        assert answered("Undo") == "Deshacer"
    assert answered("Undo") == "Undo"
    assert laptop_window.message.text == "Ann: hoyo."


def test_the_language_is_chosen_on_a_page_of_its_own_and_kept(
    laptop_window: MainWindow, preferences: Preferences
) -> None:
    laptop_window.open_section("Language")
    page = laptop_window.pages.section("Language")
    assert isinstance(page, LanguagePage)
    assert [button.text() for button in page.languages.buttons.values()][1:] == ["English", "Español"]
    click(page.languages.buttons["es"])
    assert preferences.current.language == "es"
    assert preferences.folder is not None
    assert json.loads((preferences.folder / FILE_NAME).read_text())["language"] == "es"


@pytest.mark.parametrize(("chosen", "language_name"), [("es", "es"), ("en", "en"), ("tlh", "en")])
def test_an_unknown_language_falls_back_to_english(chosen: str, language_name: str) -> None:
    assert language.set_language(chosen) == language_name


def test_without_a_choice_the_systems_language_is_used() -> None:
    system = QLocale.system().name().partition("_")[0]
    assert language.set_language("") == (system if system in catalogs() else SOURCE_LANGUAGE)


def test_the_link_to_other_kiosks_is_described_in_the_windows_language(window: MainWindow) -> None:
    window.status_bar.show_uplink(LinkStatus("up", (Message("Connected to {count} other kiosks.", count=2),), 0))
    assert window.status_bar.uplink.text() == "Conectado a otros 2 kioscos."
