"""Screen inhibitor: the screen stays on while a game is live, where the desktop supports it."""

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
from tests.gui.window_services import make_services

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
def fake_inhibitor(tmp_path: Path) -> Path:
    program = tmp_path / "systemd-inhibit"
    program.write_text(INHIBITOR.format(folder=tmp_path))
    program.chmod(0o755)
    return tmp_path


def test_the_screen_inhibitor_starts_and_stops(fake_inhibitor: Path, qtbot: QtBot) -> None:
    screen_inhibitor = ScreenInhibitor()
    screen_inhibitor.set_active(active=True)
    qtbot.waitUntil((fake_inhibitor / "asked").exists)
    screen_inhibitor.set_active(active=True)
    screen_inhibitor.set_active(active=False)
    qtbot.waitUntil((fake_inhibitor / "over").exists)
    assert not screen_inhibitor.active


def test_a_refusing_inhibitor_causes_no_error(fake_inhibitor: Path, qtbot: QtBot) -> None:
    (fake_inhibitor / "systemd-inhibit").write_text(f"#!/bin/sh\necho no >{fake_inhibitor}/over\nexit 1\n")
    screen_inhibitor = ScreenInhibitor()
    screen_inhibitor.set_active(active=True)
    qtbot.waitUntil((fake_inhibitor / "over").exists)
    screen_inhibitor.set_active(active=False)
    assert not screen_inhibitor.active


def test_a_missing_inhibitor_causes_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    screen_inhibitor = ScreenInhibitor()
    screen_inhibitor.set_active(active=True)
    screen_inhibitor.set_active(active=False)
    assert not screen_inhibitor.active


def test_a_missing_dbus_causes_no_error(monkeypatch: pytest.MonkeyPatch, fake_inhibitor: Path, qtbot: QtBot) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={fake_inhibitor / 'bus'}")
    screen_inhibitor = ScreenInhibitor()
    screen_inhibitor.set_active(active=True)
    qtbot.waitUntil((fake_inhibitor / "asked").exists)
    screen_inhibitor.set_active(active=False)
    assert not screen_inhibitor.active


def test_the_screen_stays_on_while_a_game_is_live(
    qtbot: QtBot, scorekeeper: Scorekeeper, pairing: Pairing, history_worker: HistoryWorker
) -> None:
    screen_inhibitor = ScreenInhibitor()
    window = MainWindow(replace(make_services(scorekeeper, pairing, history_worker), screen_inhibitor=screen_inhibitor))
    qtbot.addWidget(window)
    states = [screen_inhibitor.active]
    game_id = create(scorekeeper)
    for event in (GameStarted(), GameConceded(1), Undone()):
        scorekeeper.record(game_id, event)
        states.append(screen_inhibitor.active)
    window.window_state.close_without_asking()
    assert [*states, screen_inhibitor.active] == [False, True, False, True, False]
