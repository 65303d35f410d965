"""History worker: queries run in order in one thread, say how many games are not indexed yet, and can be canceled."""

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


def test_answers_grow_until_all_games_are_indexed(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log, HistoryWorker(log.path) as worker:
        add_finished_games(log, 300)
        answer = worker.ask(lambda records: records.counts(GameFilter())["finished"]).result()
        while answer.pending:
            assert answer.value + answer.pending == 300
            answer = worker.ask(lambda records: records.counts(GameFilter())["finished"]).result()
        assert answer.value == 300


def test_queries_run_in_their_own_thread_while_the_log_is_written(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log, HistoryWorker(log.path) as worker:
        release = threading.Event()
        answered = worker.ask(lambda _: release.wait(TIMEOUT_S) and threading.current_thread().name)
        add_finished_games(log, 3)
        assert not answered.done()
        release.set()
        assert str(answered.result().value).startswith("history")


def test_a_failing_query_raises_for_its_caller_and_the_next_is_answered(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log, HistoryWorker(log.path) as worker:
        with pytest.raises(NotFound):
            worker.ask(lambda records: records.index.history(1)).result()
        assert worker.ask(lambda records: records.counts(GameFilter())["finished"]).result() == (0, 0)


def test_closing_cancels_queued_queries(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        worker = HistoryWorker(log.path)
        slow = worker.ask(lambda _: time.sleep(0.1))
        dropped = worker.ask(lambda records: records.counts(GameFilter())["finished"])
        worker.close()
        assert slow.done()
        assert dropped.cancelled()
        assert worker.ask(lambda records: records.counts(GameFilter())["finished"]).cancelled()


def test_a_missing_log_is_reported(tmp_path: Path) -> None:
    with HistoryWorker(tmp_path / "events.db") as worker, pytest.raises(Unavailable, match="cannot be looked up"):
        worker.ask(lambda records: records.counts(GameFilter())["finished"]).result()
