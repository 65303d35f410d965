"""Signals and the end of a kiosk, with any event loop."""

import asyncio
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import NoReturn

import pytest

from goat_kiosk.app.lifecycle import _log_failure, is_terminal_or_pipe, stop_on_signals
from tests.end2end.program import SCORER_KEY, command, environment
from tests.waiting import TIMEOUT_S, wait_until


def not_implemented(*_: object) -> NoReturn:
    raise NotImplementedError


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_a_loop_that_reads_no_sockets_as_on_windows(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio.get_running_loop(), "add_reader", not_implemented)
    stop = asyncio.Event()
    with stop_on_signals(stop):
        os.kill(os.getpid(), number)
        await asyncio.wait_for(stop.wait(), TIMEOUT_S)


async def test_the_signal_handlers_are_restored() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stop_on_signals(asyncio.Event()):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
    assert "signals" not in {thread.name for thread in threading.enumerate()}


async def test_the_loop_is_idle_after_a_signal() -> None:
    stop = asyncio.Event()
    with stop_on_signals(stop):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(stop.wait(), TIMEOUT_S)
        began = time.process_time()
        await asyncio.sleep(0.3)
        assert time.process_time() - began < 0.15, "half of what a loop that spins would take, on a machine at rest"


@pytest.mark.logs_warnings
async def test_an_exception_that_ends_the_demo_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise LookupError("whatever it is")

    player = asyncio.ensure_future(fail())
    player.add_done_callback(_log_failure)
    await asyncio.wait([player])
    await asyncio.sleep(0)
    assert "A bug has ended the demo" in caplog.text


def test_the_key_is_printed_only_to_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe has a program that reads the key; a file, /dev/null and the journal do not."""
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    with (tmp_path / "kept.log").open("w") as file, Path(os.devnull).open("w") as nothing:
        assert not is_terminal_or_pipe(file)
        assert not is_terminal_or_pipe(nothing)
    assert not is_terminal_or_pipe(file), "closed"
    reader, writer = os.pipe()
    with os.fdopen(reader), os.fdopen(writer, "w") as pipe:
        assert is_terminal_or_pipe(pipe)
        stat = os.fstat(pipe.fileno())
        monkeypatch.setenv("JOURNAL_STREAM", f"{stat.st_dev}:{stat.st_ino}")
        assert not is_terminal_or_pipe(pipe)


def test_the_output_of_a_systemd_unit_has_no_key(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with output.open("w") as output_file:
        serve = command("serve", "--port", "0", "--host", "127.0.0.1", "--data-dir", str(tmp_path / "data"))
        serve += ["--log-level", "debug", "--redis", "redis://kiosk:planted-password@127.0.0.1:1"]
        process = subprocess.Popen(serve, stdout=output_file, stderr=output_file, env=environment())
        try:
            lines = '"ready"', "does not answer"
            wait_until(lambda: all(line in output.read_text() for line in lines) or process.poll() is not None)
            assert process.poll() is None
        finally:
            process.terminate()
            process.wait(TIMEOUT_S)
    assert SCORER_KEY not in output.read_text()
    assert "planted" not in output.read_text()
    assert '"pairing_url":null' in output.read_text()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    for file in (tmp_path / "data").glob("events.db*"):
        assert file.stat().st_mode & 0o777 == 0o600, file
