"""Requests for old games and lobby seats neither block the desk nor fill memory."""

import threading
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.desk import loaded_games
from goat_kiosk.desk.loaded_games import MAX_CACHED_OLD_GAMES
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameConceded, GameStarted
from goat_kiosk.store.log.event_log import EventLog
from tests.games import AT, game_created
from tests.web.kiosk import running

DAY = 24 * 60 * 60 * 1000
GAMES = 3 * MAX_CACHED_OLD_GAMES


def play(folder: Path) -> list[int]:
    """Play games that ended long ago, and return their ids."""
    with EventLog(folder / "events.db") as log:
        desk = Scorekeeper(log, "Kiosk", lambda: AT)
        numbers = []
        for _ in range(GAMES):
            game = desk.create(game_created()).game_id
            desk.record(game, GameStarted())
            desk.record(game, GameConceded(1))
            numbers.append(game)
    return numbers


async def test_old_games_are_read_in_another_thread_and_not_cached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = play(tmp_path)
    threads: list[str] = []
    replayed = loaded_games.replay_rows

    def record_calls(*words: Any) -> Any:
        threads.append(threading.current_thread().name)
        return replayed(*words)

    async with running(tmp_path, now=AT + 9 * DAY) as kiosk:
        monkeypatch.setattr(loaded_games, "replay_rows", record_calls)
        for game in old:
            for path in ("", "/stats", "/log"):
                status, reply = await kiosk.call("GET", f"/api/games/{game}{path}", key=None)
                assert (status, reply["game_id"]) == (200, game)
            async with kiosk.session.get(f"{kiosk.url}/game/{game}/receipt?hash={'0' * 16}") as page:
                assert page.status == 200
        assert len(kiosk.scorekeeper.game_ids()) <= MAX_CACHED_OLD_GAMES
        for path in ("seat", "leave", "confirm", "join"):
            body = {"team": 1, "name": "Eve"} if path == "join" else {"seat": "none"}
            body = {"team": 1, "right": True, "hash": "0" * 64} if path == "confirm" else body
            assert (await kiosk.call("POST", f"/api/games/{old[0]}/{path}", body, key=None))[0] in {404, 409, 412}
        assert (await kiosk.call("GET", "/api/games/4000000000"))[0] == 404
        assert threads
        assert {name.partition("_")[0] for name in threads} == {"old-games"}


async def test_an_old_game_that_is_continued_stays_in_memory(tmp_path: Path) -> None:
    old = play(tmp_path)
    async with running(tmp_path, now=AT + 9 * DAY) as kiosk:
        assert (await kiosk.call("POST", f"/api/games/{old[0]}/undo", {}))[0] == 200
        for game in old:
            await kiosk.call("GET", f"/api/games/{game}")
        assert old[0] in kiosk.scorekeeper.games


async def test_a_repeated_request_for_a_seat_reads_nothing_from_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path) as kiosk:
        game = await kiosk.new_game()

        async def join(name: str) -> dict[str, str]:
            status, reply = await kiosk.call("POST", f"{game}/join", {"name": name, "team": 1}, key=None)
            assert status == 200, reply
            return {"seat": reply["seat"]}

        left_seat = await join("Zoe")
        await kiosk.call("POST", f"{game}/leave", left_seat)
        second = await join("Yan")

        async def standing_of(seat: dict[str, str]) -> tuple[str, Any]:
            _, reply = await kiosk.call("POST", f"{game}/seat", seat, key=None)
            return reply["standing"], reply.get("player")

        assert (await standing_of(left_seat), await standing_of(second)) == (("left", None), ("joined", 3))
        monkeypatch.setattr(kiosk.scorekeeper, "events", None)
        await kiosk.call("POST", f"{game}/leave", second)
        third = await join("Xia")
        assert [await standing_of(seat) for seat in (left_seat, second, third)] == [("left", None)] * 2 + [
            ("joined", 3)
        ]
        monkeypatch.undo()
    async with running(tmp_path) as again:
        kiosk = again
        assert [await standing_of(seat) for seat in (left_seat, second, third)] == [("left", None)] * 2 + [
            ("joined", 3)
        ]
