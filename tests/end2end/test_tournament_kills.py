"""Kill tests of a tournament: the real program is killed while its API is used, and has all that it acknowledged."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from itertools import count
from pathlib import Path

from goat_kiosk.exports.tournaments import find_tournament_problems
from goat_kiosk.store.backups import integrity
from goat_kiosk.store.log.event_log import EventLog
from tests.end2end.program import Program, call_api, kiosk_options, run_program
from tests.waiting import wait_until


def decide(program: Program, address: str, numbers: Iterator[int], acknowledged: list[int]) -> None:
    """Sign up players and enter them until the program no longer answers.

    No name is used twice: the player whose answer the kill has cut off may be there all the same.
    """
    with suppress(OSError, HTTPException, ValueError):
        for number in numbers:
            player = call_api(program, "POST", f"{address}/players", {"name": f"P{number}"})["player"]
            call_api(program, "POST", f"{address}/divisions/1/entries", {"players": [player]})
            acknowledged.append(player)


def test_the_program_killed_under_a_tournament_loses_nothing(tmp_path: Path) -> None:
    rng, acknowledged, tournament_id = random.Random(4), list[int](), 0  # noqa: S311  the same each time
    numbers = count(1)
    for _ in range(2):
        with run_program("serve", *kiosk_options(tmp_path)) as program:
            if not tournament_id:
                body = {"name": "Friday", "courts": ["Board 1"], "calling": "off"}
                tournament_id = call_api(program, "POST", "/api/tournaments", body)["tournament_id"]
                division = {"name": "Open", "kind": "singles", "stages": [{"format": "double"}]}
                call_api(program, "POST", f"/api/tournaments/{tournament_id}/divisions", division)
            before = len(acknowledged)
            state = call_api(program, "GET", f"/api/tournaments/{tournament_id}")
            assert {player["player"] for player in state["players"]} >= set(acknowledged)
            address = f"/api/tournaments/{tournament_id}"
            writer = threading.Thread(target=decide, args=(program, address, numbers, acknowledged), daemon=True)
            writer.start()
            wait_until(lambda before=before: len(acknowledged) > before)  # type: ignore[misc]
            time.sleep(rng.uniform(0, 0.3))
            program.kill()
            writer.join()
        assert integrity.find_damage(tmp_path / "events.db", whole=True) is None
        with EventLog(tmp_path / "events.db") as log:
            assert find_tournament_problems(log, tournament_id) == []
    with run_program("serve", *kiosk_options(tmp_path)) as program:
        state = call_api(program, "GET", f"/api/tournaments/{tournament_id}")
        assert {player["player"] for player in state["players"]} >= set(acknowledged)
        assert call_api(program, "POST", f"/api/tournaments/{tournament_id}/divisions/1/draw", {})
