"""The screen stays on while a game is live: asked of what there is, and given back; silence where there is nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameConceded, GameStarted, Undone
from goat_kiosk.gui.services.screen_inhibitor import ScreenInhibitor
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.history.history_worker import HistoryWorker
from tests.gui.conftest import create
from tests.gui.venues import venue

INHIBITOR = """#!/bin/sh
echo "$1" > {folder}/asked
cat
echo over > {folder}/over
"""


@pytest.fixture(autouse=True)
def no_desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


@pytest.fixture
def inhibitor(tmp_path: Path) -> Path:
    program = tmp_path / "systemd-inhibit"
    program.write_text(INHIBITOR.format(folder=tmp_path))
    program.chmod(0o755)
    return tmp_path


def test_the_system_is_asked_and_let_go(inhibitor: Path, qtbot: QtBot) -> None:
    awake = ScreenInhibitor()
    awake.hold(wanted=True)
    qtbot.waitUntil((inhibitor / "asked").exists)
    awake.hold(wanted=True)
    awake.hold(wanted=False)
    qtbot.waitUntil((inhibitor / "over").exists)
    assert not awake.active


def test_a_system_that_refuses_is_no_trouble(inhibitor: Path, qtbot: QtBot) -> None:
    (inhibitor / "systemd-inhibit").write_text(f"#!/bin/sh\necho no >{inhibitor}/over\nexit 1\n")
    awake = ScreenInhibitor()
    awake.hold(wanted=True)
    qtbot.waitUntil((inhibitor / "over").exists)
    awake.hold(wanted=False)
    assert not awake.active


def test_without_anything_to_ask_all_is_quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    awake = ScreenInhibitor()
    awake.hold(wanted=True)
    awake.hold(wanted=False)
    assert not awake.active


def test_a_bus_that_is_not_there_is_no_trouble(monkeypatch: pytest.MonkeyPatch, inhibitor: Path, qtbot: QtBot) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={inhibitor / 'bus'}")
    awake = ScreenInhibitor()
    awake.hold(wanted=True)
    qtbot.waitUntil((inhibitor / "asked").exists)
    awake.hold(wanted=False)
    assert not awake.active


def test_the_screen_is_held_while_a_game_is_live(
    qtbot: QtBot, scorekeeper: Scorekeeper, pairing: Pairing, archivist: HistoryWorker
) -> None:
    awake = ScreenInhibitor()
    window = MainWindow(replace(venue(scorekeeper, pairing, archivist), screen_inhibitor=awake))
    qtbot.addWidget(window)
    held = [awake.active]
    game_id = create(scorekeeper)
    for event in (GameStarted(), GameConceded(1), Undone()):
        scorekeeper.record(game_id, event)
        held.append(awake.active)
    window.window_state.leave()
    assert [*held, awake.active] == [False, True, False, True, False]
