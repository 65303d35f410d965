"""Questions in a thread of their own: answered in order, told how much is missing, dropped when nobody waits."""

import threading
import time
from pathlib import Path

import pytest

from goat_kiosk.domain.statistics.game_records import GameFilter
from goat_kiosk.errors import NotFound, Unavailable
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log.event_log import EventLog
from tests.finished_games import add_finished_games
from tests.waiting import TIMEOUT_S


def test_an_answer_grows_until_nothing_is_missing(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log, HistoryWorker(log.path) as archivist:
        add_finished_games(log, 300)
        answer = archivist.ask(lambda records: records.count(GameFilter())).result()
        while answer.pending:
            assert answer.value + answer.pending == 300
            answer = archivist.ask(lambda records: records.count(GameFilter())).result()
        assert answer.value == 300


def test_it_answers_in_its_own_thread_while_the_desk_writes(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log, HistoryWorker(log.path) as archivist:
        release = threading.Event()
        answered = archivist.ask(lambda _: release.wait(TIMEOUT_S) and threading.current_thread().name)
        add_finished_games(log, 3)
        assert not answered.done()
        release.set()
        assert str(answered.result().value).startswith("history")


def test_a_question_that_fails_raises_where_it_was_asked_and_the_next_is_answered(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log, HistoryWorker(log.path) as archivist:
        with pytest.raises(NotFound):
            archivist.ask(lambda records: records.index.history(1)).result()
        assert archivist.ask(lambda records: records.count(GameFilter())).result() == (0, 0)


def test_closing_drops_what_is_not_answered(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        archivist = HistoryWorker(log.path)
        slow = archivist.ask(lambda _: time.sleep(0.1))
        dropped = archivist.ask(lambda records: records.count(GameFilter()))
        archivist.close()
        assert slow.done()
        assert dropped.cancelled()
        assert archivist.ask(lambda records: records.count(GameFilter())).cancelled()


def test_a_log_that_is_not_there_is_said(tmp_path: Path) -> None:
    with HistoryWorker(tmp_path / "events.db") as archivist, pytest.raises(Unavailable, match="cannot be looked up"):
        archivist.ask(lambda records: records.count(GameFilter())).result()
