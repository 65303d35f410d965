"""Command line errors: one sentence, exit code 2, and no file is written."""

import sys
from pathlib import Path

import pytest

from goat_kiosk.cli import entry
from goat_kiosk.store.log.event_log import EventLog
from tests.finished_games import add_finished_games


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, which is the working directory too."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", f"{folder}")
    monkeypatch.setenv("GOAT_KIOSK_DATA_DIR", f"{folder / 'games'}")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    with EventLog(tmp_path / "data" / "events.db") as log:
        add_finished_games(log, 2)
    return tmp_path / "data"


def run_command(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str
) -> tuple[object, str, str]:
    """Run a command; return its exit code, stdout and stderr."""
    monkeypatch.setattr(sys, "argv", ["goat-kiosk", *words])
    with pytest.raises(SystemExit) as exit_info:
        entry.main()
    sys.stdout.flush()
    return exit_info.value.code, *capfd.readouterr()


NUMBER = "give a number from 0 to 65535.\n"
WRONG = [
    (["serve", "--port", "abc"], f"--port cannot be 'abc': {NUMBER}"),
    (["serve", "--port", "99999"], f"--port cannot be 99999: {NUMBER}"),
    (["serve", "--port", "-1"], f"--port cannot be -1: {NUMBER}"),
    (["serve", "--port", "1.5"], f"--port cannot be '1.5': {NUMBER}"),
    (["serve", "--tls-port", "x"], f"--tls-port cannot be 'x': {NUMBER}"),
    (["relay", "--max-streams", "0"], "--max-streams cannot be 0: give a number from 1 to 100000.\n"),
    (["serve", "--kiosk-name", ""], "--kiosk-name cannot be '': give a name of 1 to 32 letters.\n"),
    (["doctor", "--port", "abc"], f"--port cannot be 'abc': {NUMBER}"),
    (["doctor", "--phone", "soon"], "--phone cannot be 'soon': give seconds, 0 or more.\n"),
    (["doctor", "--phone", "-1"], "--phone cannot be '-1': give seconds, 0 or more.\n"),
    (["demo", "--pace", "nan"], "--pace cannot be 'nan': give seconds, 0.01 or more.\n"),
    (["export", "abc"], "“abc” is no game: give its number, from 1 to 2147483647.\n"),
    (["export", "0"], "“0” is no game: give its number, from 1 to 2147483647.\n"),
    (["export", "9" * 20], f"“{'9' * 20}” is no game: give its number, from 1 to 2147483647.\n"),
    (["export", "--format", "xml"], "--format cannot be 'xml': give json or csv.\n"),
    (
        ["export", "--csv-locale", "de de"],
        "--csv-locale cannot be 'de de': give a language and a country, as de-DE or es-MX.\n",
    ),
    (["export", "--separator", "#"], "--separator cannot be '#': give comma, semicolon or tab.\n"),
    (["export", "--output", "no/where.json"], "There is no folder no. Make it first, or name another.\n"),
    (
        ["reset-pin", "--data-dir", "no/where"],
        "There is no data folder no/where. Start the kiosk first, or name its folder with --data-dir.\n",
    ),
    (["support", "no/where.zip"], "There is no folder no. Make it first, or name another.\n"),
    (["certificate"], "There is no data folder "),
    (["recover"], "There is no data folder "),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG, ids=[" ".join(words)[:40] for words, _ in WRONG])
def test_a_wrong_argument_prints_one_sentence_and_exits_with_2(
    home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str], sentence: str
) -> None:
    code, out, stderr = run_command(capfd, monkeypatch, *words)
    assert (code, out) == (2, "")
    assert stderr.startswith(sentence)
    assert stderr.count("\n") == 1
    assert list(home.iterdir()) == []


def test_a_backup_into_a_missing_folder_names_the_folder(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "stick" / "mine.db"
    code, _, stderr = run_command(capfd, monkeypatch, "backup", f"{missing}", "--data-dir", f"{data}")
    assert (code, stderr) == (2, f"There is no folder {missing.parent}. Make it first, or name another.\n")
    assert not missing.parent.exists()


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_export_of_an_unknown_game_prints_nothing(
    data: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    with EventLog(data / "events.db") as log:
        first = log.game_ids()[0]
    words = "export", f"{first}", "999", "--format", form, "--data-dir", f"{data}"
    assert run_command(capfd, monkeypatch, *words) == (1, "", "There is no game 999.\n")


def test_verifying_a_file_that_is_not_an_export_does_not_mention_importing(
    home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    junk = tmp_path / "junk"
    junk.write_text("junk")
    code, out, stderr = run_command(capfd, monkeypatch, "verify", f"{junk}")
    assert (code, out) == (1, "")
    assert "is not an export of GOaT Kiosk" in stderr
    assert "imported" not in stderr
    assert "Nothing was imported." in run_command(capfd, monkeypatch, "import", f"{junk}")[2]
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("words", [["restore", "nothing.db"], ["import", "nothing.json"], ["check"], ["export"]])
def test_a_command_for_a_missing_data_folder_does_not_create_it(
    home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    assert run_command(capfd, monkeypatch, *words)[0] == 1
    assert list(home.iterdir()) == []
