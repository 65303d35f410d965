"""Import of names in the window: a file is previewed, its names are added and completed, and its list is removed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.names.name_list import ListedName
from goat_kiosk.gui.players.imported_lists import MAX_SHOWN
from goat_kiosk.gui.players.page import PlayersPage
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import OpenWindow, click, press, type_in
from tests.gui.file_dialog import answer_dialog

SEASON = f"sep=;\r\nEquipo;Jugador\r\nÁguilas;José\r\nÁguilas;Zoë\r\nÁguilas;zoë\r\nBúhos;{'x' * 33}\r\n"


@pytest.fixture
def page(open_window: OpenWindow, scorekeeper: Scorekeeper) -> PlayersPage:
    window = open_window(scorekeeper)
    press(window, Qt.Key.Key_F8)
    page = window.pages.section("Players")
    assert isinstance(page, PlayersPage)
    return page


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "season.csv"
    file.write_bytes(SEASON.encode("cp1252"))
    return file


def window_of(page: PlayersPage) -> MainWindow:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def names(page: PlayersPage) -> list[str]:
    return sorted(entry.name for entry in page.list.names.entries)


def lines(page: PlayersPage) -> list[str]:
    shown = page.name_import.panel.lines
    return [shown.item(row).text() for row in range(shown.count())]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_file_is_previewed_added_completed_and_removed(
    page: PlayersPage, file: Path, qtbot: QtBot, scorekeeper: Scorekeeper
) -> None:
    names_of_file, window = page.name_import, window_of(page)
    assert not names_of_file.lists_button.isVisible()
    click(names_of_file.open_button)
    answer_dialog(qtbot, file)
    assert lines(page) == [
        "Line 5: “zoë” is in the list twice: it stands in line 4 already.",
        f"Line 6: “{'x' * 33}” is longer than 32 letters.",
        "Line 3: team Águilas",
        "Line 3: José, of Águilas",
        "Line 4: Zoë, of Águilas",
        "Line 6: team Búhos",
    ]
    assert names_of_file.panel.summary.text() == "4 can be added, 2 cannot, 0 are offered already."
    assert scorekeeper.name_lists.all() == []
    assert names_of_file.panel.add.text() == "Add 4 names"
    click(names_of_file.panel.add)
    assert window.message.text == "Names of season.csv that are offered from now on: 4."
    qtbot.waitUntil(lambda: names(page) == ["José", "Zoë"])
    assert str(page.list.names.data(page.list.names.index(0))).startswith("José, Águilas, no game yet, ")
    window.show_new_game()
    form = window.new_game.teams[1]
    form.name.setFocus()
    type_in(form.name, "agui")
    assert form.team_completer.suggestion_texts == ["Águilas  ·  José & Zoë"]
    press(form.name, Qt.Key.Key_Down)
    press(form.name, Qt.Key.Key_Return)
    assert [field.text() for field in (form.name, *form.players[:2])] == ["Águilas", "José", "Zoë"]
    press(window, Qt.Key.Key_F8)
    click(names_of_file.lists_button)
    (button,) = names_of_file.lists.buttons
    assert button.text().startswith("Remove season.csv, 4 names, ")
    click(button)
    assert window.message.text == "The names of season.csv are taken back."
    qtbot.waitUntil(lambda: names(page) == [])
    assert not names_of_file.lists_button.isVisible()


def test_a_preview_that_is_left_adds_nothing(page: PlayersPage, file: Path, scorekeeper: Scorekeeper) -> None:
    page.name_import.preview_file(str(file))
    assert page.name_import.panel.isVisible()
    click(page.name_import.panel.cancel)
    assert not page.name_import.panel.isVisible()
    assert scorekeeper.name_lists.all() == []


def test_names_that_are_there_already_are_not_added_again(page: PlayersPage, file: Path, qtbot: QtBot) -> None:
    page.name_import.preview_file(str(file))
    click(page.name_import.panel.add)
    qtbot.waitUntil(lambda: names(page) == ["José", "Zoë"])
    page.name_import.preview_file(str(file))
    assert page.name_import.panel.summary.text() == "0 can be added, 2 cannot, 4 are offered already."
    assert (page.name_import.panel.add.text(), page.name_import.panel.add.isEnabled()) == ("No new name", False)


def test_a_blocked_word_is_only_a_warning(page: PlayersPage, tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("Name\nAnn\nFuck Yeah\n")
    page.name_import.preview_file(str(file))
    assert lines(page) == ["Line 3: Fuck Yeah has a blocked word. You may add it all the same.", "Line 2: Ann"]
    assert page.name_import.panel.add.text() == "Add 2 names"


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "The file is empty."), (b"\x00\x01\xff", "This file is no text.")]
)
def test_a_file_without_names_is_refused_in_words(
    page: PlayersPage, tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "names.csv"
    file.write_bytes(content)
    page.name_import.preview_file(str(file))
    assert window_of(page).message.text.startswith(sentence)
    page.name_import.preview_file(str(tmp_path))
    assert "cannot be read" in window_of(page).message.text
    assert not page.name_import.panel.isVisible()


def test_a_list_that_is_not_saved_is_reported(page: PlayersPage, file: Path, log: EventLog) -> None:
    page.name_import.preview_file(str(file))
    log.writing_connection.pragma("query_only", "on")
    click(page.name_import.panel.add)
    log.writing_connection.pragma("query_only", "off")
    assert window_of(page).message.text.startswith("Not saved: the data folder is read-only.")
    assert page.name_import.panel.isVisible()


def test_a_window_has_room_for_the_newest_lists(page: PlayersPage, scorekeeper: Scorekeeper) -> None:
    window = window_of(page)
    for number in range(MAX_SHOWN + 3):
        scorekeeper.name_lists.add([ListedName("player", f"P{number}")], f"{number}.csv", scorekeeper.now())
    page.name_import.show_names()
    before = window.size()
    click(page.name_import.lists_button)
    assert [button.text().split(",")[0] for button in page.name_import.lists.buttons][:2] == [
        f"Remove {MAX_SHOWN + 2}.csv",
        f"Remove {MAX_SHOWN + 1}.csv",
    ]
    assert (len(page.name_import.lists.buttons), window.size()) == (MAX_SHOWN, before)


def test_an_imported_name_is_forgotten(page: PlayersPage, file: Path, qtbot: QtBot) -> None:
    page.name_import.preview_file(str(file))
    click(page.name_import.panel.add)
    qtbot.waitUntil(lambda: names(page) == ["José", "Zoë"])
    type_in(page.search, "zoe")
    click(page.detail.forget)
    qtbot.waitUntil(lambda: names(page) == [])
    page.search.clear()
    assert names(page) == ["José"]
