"""The disk: little room and a folder that is away are said before a bag is lost, and for as long as it lasts."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from goat_kiosk.gui import disk
from goat_kiosk.gui.main_window import MainWindow


class Usage(NamedTuple):
    """As `shutil` tells it."""

    total: int
    used: int
    free: int


def test_a_disk_with_room_is_no_trouble(window: MainWindow) -> None:
    assert window.message.trouble == ""


def test_little_room_is_said_until_there_is_more(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**9, 10**9 - 12_000_000, 12_000_000))
    window.disk.look()
    assert window.message.trouble.startswith("The disk is almost full, 12 MB left. Delete something large")
    window.message.say("Ann: hole.")
    assert window.message.trouble
    monkeypatch.undo()
    window.disk.look()
    assert window.message.trouble == ""


def test_a_folder_that_is_away_is_said(tmp_path: Path) -> None:
    away = tmp_path / "stick"
    assert disk.trouble(away).startswith(f"The data folder {away} is away (No such file or directory).")
