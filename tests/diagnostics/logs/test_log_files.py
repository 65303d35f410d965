"""Log files: one for each subject, rotated, without secrets; an error in writing them stops nothing."""

import logging
from pathlib import Path

import pytest

from goat_kiosk.diagnostics.logs import log_files
from goat_kiosk.diagnostics.logs.redaction import Redaction


@pytest.fixture(autouse=True)
def everything_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.mark.parametrize(
    ("logger", "subject"),
    [
        ("goat_kiosk.web.server", "web"),
        ("goat_kiosk.hub.hub", "web"),
        ("goat_kiosk.uplink.link", "uplink"),
        ("goat_kiosk.store.history.history_index", "store"),
        ("goat_kiosk.desk.scorekeeper", "kiosk"),
        ("goat_kiosk.webcam", "kiosk"),
        ("asyncio", "kiosk"),
    ],
)
def test_each_record_is_written_to_the_file_of_its_subject(tmp_path: Path, logger: str, subject: str) -> None:
    with log_files.write_logs(tmp_path, "info", Redaction()):
        logging.getLogger(logger).info("It happened")
    files = {file.stem: file.read_text() for file in (tmp_path / "logs").iterdir()}
    assert list(files) == [subject]
    assert files[subject].endswith(f" INFO {logger}: It happened\n")


def test_records_below_the_level_are_not_written(tmp_path: Path) -> None:
    with log_files.write_logs(tmp_path, "info", Redaction()):
        logging.getLogger("goat_kiosk.web").debug("Unheard")
        logging.getLogger("goat_kiosk.web").info("Heard")
    assert "Unheard" not in (tmp_path / "logs" / "web.log").read_text()


def test_log_files_are_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "MAX_BYTES", 2_000)
    with log_files.write_logs(tmp_path, "info", Redaction()):
        for number in range(400):
            logging.getLogger("goat_kiosk.web").info("Line %d", number)
    files = sorted((tmp_path / "logs").iterdir())
    assert [file.name for file in files] == ["web.log", "web.log.1", "web.log.2", "web.log.3"]
    assert all(file.stat().st_size <= 2_000 for file in files)
    assert "Line 399" in files[0].read_text()


def test_a_log_stays_within_its_limit(tmp_path: Path) -> None:
    """As a kiosk that logs far more than it should, with a record that is larger than a file may be."""
    logger = logging.getLogger("goat_kiosk.web")
    with log_files.write_logs(tmp_path, "info", Redaction()):
        logger.info("Huge %s", "x" * 2 * log_files.MAX_BYTES)
        for number in range(120):
            logger.info("Line %d %s", number, "yz" * log_files.MAX_RECORD)
    files = list((tmp_path / "logs").iterdir())
    assert len(files) == 1 + log_files.BACKUPS
    assert sum(file.stat().st_size for file in files) <= 8_000_000 / len(log_files.SUBJECTS)
    assert max(file.stat().st_size for file in files) <= log_files.MAX_BYTES
    assert "Line 119" in (tmp_path / "logs" / "web.log").read_text()


def test_log_files_have_no_secret_and_no_forged_line(tmp_path: Path) -> None:
    with log_files.write_logs(tmp_path, "info", Redaction(["sesame-open"])):
        stranger = "/x\n2026-01-01 00:00:00,000 ERROR forged\x1b[2J"
        logging.getLogger("goat_kiosk.web").info("GET %s with key=sesame-open", stranger)
    (record, *more) = (tmp_path / "logs" / "web.log").read_text().splitlines()
    assert record.endswith("GET /x")
    assert more == ["    2026-01-01 00:00:00,000 ERROR forged\\x1b[2J with key=[removed]"]


def test_a_read_only_log_folder_does_not_stop_the_program(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    with log_files.write_logs(tmp_path, "info", Redaction()):
        logging.getLogger("goat_kiosk.web").info("Nowhere to be kept")
    assert (tmp_path / "logs").read_text() == "in the way"


def test_a_failing_log_file_is_closed_without_an_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with log_files.write_logs(tmp_path, "info", Redaction()):
        (tmp_path / "logs" / "web.log").mkdir()
        logging.getLogger("goat_kiosk.web").info("Not to be opened")
    assert capfd.readouterr().err == ""


def test_records_of_the_http_server_go_to_the_web_file() -> None:
    """Its logger has a high level, because a browser that tries https is no error."""
    assert log_files.subject_of("goat_kiosk.http") == "web"
