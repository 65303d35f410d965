"""Single instance: a second start raises the first window and exits; a killed one does not block the next."""

import socket
import subprocess
from pathlib import Path

from tests.end2end.program import (
    Program,
    call_api,
    command,
    environment,
    free_port,
    kiosk_options,
    run_program,
    run_to_exit,
    virtual_screen,
)
from tests.end2end.x_keyboard import XKeyboard
from tests.waiting import TIMEOUT_S


def test_a_second_start_raises_the_first(tmp_path: Path) -> None:
    words = ["run", *kiosk_options(tmp_path, free_port())]
    with virtual_screen() as display, run_program(*words, DISPLAY=display) as first:
        second = run_to_exit(*words, DISPLAY=display)
        assert second.returncode == 1
        assert second.stderr.endswith("GOaT Kiosk is open already: its window is in front now.\n")
        first.kill()
        with run_program(*words, DISPLAY=display) as third:
            assert third.terminate(within=TIMEOUT_S) == 0


def test_a_window_on_the_folder_of_a_running_server_is_refused(tmp_path: Path) -> None:
    words = kiosk_options(tmp_path, free_port())
    with run_program("serve", *words), virtual_screen() as display:
        window = run_to_exit("run", *words, DISPLAY=display)
        assert window.returncode == 1
        assert "Another GOaT Kiosk is using" in window.stderr


def test_a_start_from_a_menu_reports_a_taken_port_and_uses_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, virtual_screen() as display, XKeyboard(display) as keyboard:
        taken = other.getsockname()[1]
        words = command("run", *kiosk_options(tmp_path, taken))
        from_a_menu = environment(DISPLAY=display, DESKTOP_STARTUP_ID="menu-1")
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=from_a_menu) as process:
            keyboard.wait_for_a_window()
            keyboard.tap("Return")
            program = Program(process)
            assert program.port > taken
            assert program.terminate(within=TIMEOUT_S) == 0


def test_a_start_from_a_menu_shows_an_invalid_setting_in_a_window(tmp_path: Path) -> None:
    with virtual_screen() as display, XKeyboard(display) as keyboard:
        words = command("run", *kiosk_options(tmp_path), "--tls-port", "8443", "--certificate", str(tmp_path / "none"))
        from_a_menu = environment(DISPLAY=display, DESKTOP_STARTUP_ID="menu-1")
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=from_a_menu) as process:
            keyboard.wait_for_a_window()
            keyboard.tap("Escape")
            assert process.wait(TIMEOUT_S) != 0


def test_a_window_in_mid_game_ends_on_sigterm_without_a_question(tmp_path: Path) -> None:
    with virtual_screen() as display, run_program("run", *kiosk_options(tmp_path), DISPLAY=display) as program:
        game = call_api(program, "POST", "/api/games", {"court": "Court 1"})["game_id"]
        call_api(program, "POST", f"/api/games/{game}/start", {})
        assert program.terminate(within=TIMEOUT_S) == 0
