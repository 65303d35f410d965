"""Garbage collection of Qt objects: it runs in the main thread, whichever thread creates the garbage."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from goat_kiosk.gui.startup.garbage_collection import MainThreadCollector
from tests.gui.destruction import destroyed_in


class Node(QObject):
    """A QObject without a parent, in a reference cycle."""

    def __init__(self) -> None:
        super().__init__()
        self.cycle = self


@pytest.fixture
def collector() -> Iterator[MainThreadCollector]:
    thresholds, application = gc.get_threshold(), QObject()
    gc.set_threshold(500, 1, 1)
    gc.enable()
    yield MainThreadCollector(application)
    gc.set_threshold(*thresholds)
    gc.disable()


@pytest.mark.usefixtures("collector")
def test_a_cycle_of_qt_objects_is_destroyed_in_the_main_thread(qtbot: QtBot) -> None:
    node = Node()
    threads = destroyed_in(node)
    del node
    thread = threading.Thread(target=lambda: [[number] for number in range(5_000)])
    thread.start()
    thread.join()
    containers = [[number] for number in range(5_000)]
    assert threads == []
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread()]
    assert containers
