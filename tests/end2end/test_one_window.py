"""One window a data folder: a second start ends with a sentence and raises the first; a killed one is no obstacle."""

from pathlib import Path

from tests.end2end.program import SOON, finished, folder_words, free_port, screen, started


def test_a_second_start_raises_the_first(tmp_path: Path) -> None:
    words = ["run", *folder_words(tmp_path, free_port())]
    with screen() as display, started(*words, DISPLAY=display) as first:
        second = finished(*words, DISPLAY=display)
        assert second.returncode == 1
        assert second.stderr.endswith("GOaT Kiosk is open already: its window is in front now.\n")
        first.kill()
        with started(*words, DISPLAY=display) as third:
            assert third.terminate(within=SOON) == 0


def test_a_window_beside_one_that_only_serves_says_so(tmp_path: Path) -> None:
    words = folder_words(tmp_path, free_port())
    with started("serve", *words), screen() as display:
        window = finished("run", *words, DISPLAY=display)
        assert window.returncode == 1
        assert "Another GOaT Kiosk is using" in window.stderr
