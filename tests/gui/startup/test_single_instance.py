"""Single instance: a second start activates the first window, and a crash does not block the next start."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from goat_kiosk.gui.startup.single_instance import SingleInstance, activate_running
from tests.waiting import TIMEOUT_S

pytestmark = pytest.mark.usefixtures("qapp")  # a local server needs an application

SECOND = """
import sys
from pathlib import Path
from goat_kiosk.gui.startup.single_instance import activate_running
print(activate_running(Path(sys.argv[1])))
"""
CRASH = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from goat_kiosk.gui.startup.single_instance import SingleInstance
application = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_second_start_reaches_the_first_window(tmp_path: Path, qtbot: QtBot) -> None:
    instance = SingleInstance(tmp_path)
    with qtbot.waitSignal(instance.activated):
        second = subprocess.Popen([sys.executable, "-c", SECOND, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert second.communicate(timeout=TIMEOUT_S)[0] == "True\n"
    instance.close()


def test_without_a_window_no_instance_is_found(tmp_path: Path) -> None:
    assert not activate_running(tmp_path)


def test_another_folder_has_another_socket(tmp_path: Path) -> None:
    instance = SingleInstance(tmp_path / "one")
    assert not activate_running(tmp_path / "two")
    instance.close()


def test_a_crash_does_not_block_the_next_start(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], check=False, timeout=TIMEOUT_S)
    assert killed.returncode == -9
    assert not activate_running(tmp_path)
    instance = SingleInstance(tmp_path)
    assert activate_running(tmp_path)
    instance.close()
