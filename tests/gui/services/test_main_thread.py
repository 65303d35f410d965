"""Calls from other threads into the window, which do not own its objects."""

import threading
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from goat_kiosk.gui.services.background_task import BackgroundTask
from goat_kiosk.gui.services.history_query import HistoryQuery
from goat_kiosk.gui.services.main_thread import in_main_thread
from goat_kiosk.store.history.history_queries import HistoryQueries
from goat_kiosk.store.history.history_worker import HistoryWorker
from tests.gui.destruction import destroyed_in
from tests.waiting import TIMEOUT_S


class Receiver(QObject):
    """Records the values that it was called with, and the threads."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[int, threading.Thread]] = []

    def receive(self, value: int) -> None:
        self.calls.append((value, threading.current_thread()))


def run_in_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(TIMEOUT_S)


def test_a_call_from_a_thread_runs_in_the_main_one(qtbot: QtBot) -> None:
    receiver = Receiver()
    call = in_main_thread(receiver.receive)
    run_in_thread(lambda: call(7))
    assert receiver.calls == []
    qtbot.waitUntil(lambda: bool(receiver.calls))
    assert receiver.calls == [(7, threading.main_thread())]


def test_a_call_to_a_deleted_object_does_nothing(qtbot: QtBot) -> None:
    receiver, later = Receiver(), Receiver()
    threads, call, next_call = destroyed_in(receiver), in_main_thread(receiver.receive), in_main_thread(later.receive)
    run_in_thread(lambda: call(7))
    del receiver
    assert threads == [threading.main_thread()]
    next_call(8)
    qtbot.waitUntil(lambda: bool(later.calls))


def test_a_query_dropped_while_it_is_answered_is_destroyed_in_the_main_thread(
    qtbot: QtBot, history_worker: HistoryWorker
) -> None:
    started, go_on = threading.Event(), threading.Event()

    def question(_: HistoryQueries) -> int:
        started.set()
        assert go_on.wait(TIMEOUT_S)
        return 1

    query = HistoryQuery(history_worker)
    threads = destroyed_in(query)
    query.ask(question)
    assert started.wait(TIMEOUT_S)
    del query
    assert threads == [threading.main_thread()]
    go_on.set()
    history_worker.close()
    qtbot.wait(1)


def test_a_task_dropped_while_it_works_is_destroyed_in_the_main_thread(qtbot: QtBot) -> None:
    started, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> Iterator[int]:
        started.set()
        assert go_on.wait(TIMEOUT_S)
        yield 1
        ended.set()

    task = BackgroundTask()
    threads = destroyed_in(task)
    task.start(work)
    assert started.wait(TIMEOUT_S)
    del task
    assert threads == [threading.main_thread()]
    go_on.set()
    assert ended.wait(TIMEOUT_S)
    qtbot.wait(1)
