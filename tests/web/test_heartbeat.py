"""Periodic tasks of the server: an error in one run is logged, and the next run still takes place."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.hub.topic import Topic
from goat_kiosk.store import disk as disk_module
from goat_kiosk.store.disk import DiskMonitor
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.web import server
from goat_kiosk.web.pages import certificate, text_files
from goat_kiosk.web.pages.text_files import TextFiles
from tests.games import AT, game_created
from tests.uplink.kiosks import until
from tests.web.kiosk import running
from tests.web.secured import SecureKiosk


class Stray(Exception):
    """Any unexpected error."""


def failing_call(calls: list[object]) -> Callable[..., None]:
    """Return a function that counts its calls and raises."""

    def fail(*words: object) -> None:
        calls.append(words)
        raise Stray

    return fail


@pytest.mark.logs_warnings
async def test_an_error_in_a_heartbeat_task_does_not_end_the_heartbeat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "TICK_INTERVAL_S", 0.01)
    async with running(tmp_path) as kiosk:
        calls: dict[str, list[object]] = {"beat": [], "look": [], "renew": []}
        monkeypatch.setattr(kiosk.server._hub, "tick", failing_call(calls["beat"]))
        monkeypatch.setattr(kiosk.server._connections, "sweep", failing_call(calls["look"]))
        monkeypatch.setattr(kiosk.server._routes.certificate, "renew_if_due", failing_call(calls["renew"]))
        await until(lambda: min(len(each) for each in calls.values()) > 2)
        monkeypatch.undo()
        assert (await kiosk.call("GET", "/healthz"))[0] == 200


@pytest.mark.logs_warnings
async def test_a_certificate_that_cannot_be_renewed_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading the machine's addresses fails when the process can open no more files."""
    monkeypatch.setattr(server, "TICK_INTERVAL_S", 0.01)
    monkeypatch.setattr(certificate, "RENEWAL_CHECK_S", 0.0)
    async with running(tmp_path) as kiosk:
        secured, tries = SecureKiosk(kiosk, tmp_path), list[object]()

        def renew() -> bool:
            tries.append(None)
            raise OSError(24, "Too many open files")

        monkeypatch.setattr(secured.certificates, "renew", renew)
        await until(lambda: len(tries) > 2)


@pytest.mark.logs_warnings
async def test_a_failing_topic_does_not_stop_the_heartbeats_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path) as kiosk:
        seen, abort_stalled = [], Topic.abort_stalled
        hub = kiosk.server._hub
        for name in ("one", "two"):
            hub.publish(name, "state", b"{}", "a-1")

        def fail_once(topic: Topic, before: float) -> None:
            seen.append(topic)
            if len(seen) == 1:
                raise Stray
            abort_stalled(topic, before)

        monkeypatch.setattr(Topic, "abort_stalled", fail_once)
        hub.tick(0.0, 0.0)
        assert len(seen) == 3


@pytest.mark.logs_warnings
def test_the_disk_monitor_continues_after_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    monkeypatch.setattr(disk_module, "POLL_INTERVAL_S", 0.01)
    monkeypatch.setattr(disk_module, "find_problem", failing_call(calls))
    with EventLog(tmp_path / "events.db") as log, DiskMonitor(log) as disk:
        asyncio.run(until(lambda: len(calls) > 2))
        monkeypatch.undo()
        asyncio.run(until(lambda: disk._poll_began is None and disk.problem() is None))


@pytest.mark.logs_warnings
def test_the_text_files_continue_after_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    with EventLog(tmp_path / "events.db") as log:
        desk = Scorekeeper(log, "Kiosk", lambda: AT)
        files = TextFiles(tmp_path / "texts")
        desk.subscribe(files.show)
        with monkeypatch.context() as broken:
            broken.setattr(text_files, "views_of", failing_call(calls))
            desk.create(game_created())
            asyncio.run(until(lambda: bool(calls)))
        desk.create(game_created(court="Court 2"))
        files.stop()
    assert list((tmp_path / "texts").glob("*/score1.txt"))
