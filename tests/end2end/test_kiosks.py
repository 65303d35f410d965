"""A venue of several kiosks as it runs: processes that are killed while the courts play on."""

from pathlib import Path

from tests.end2end.program import call, finished, folder_words, started
from tests.uplink.drill import chaos, drill


async def test_whatever_is_killed_every_hub_ends_with_the_owners_newest_states(tmp_path: Path) -> None:
    breaks = ["redis", "kiosk", "freeze", "relay"]
    async with drill(tmp_path, 20, ("Patio", "Hall")) as venue:
        told = await chaos(venue, courts=6, events_a_second=20, breaks=breaks, between=0.3)
    assert venue.thrown > 0, told
    assert venue.thrown_without_redis > 0, told
    assert sorted(venue.kills) == sorted(breaks)


def test_a_relay_needs_to_know_where_the_kiosks_meet() -> None:
    ended = finished("relay", "--port", "0")
    assert (ended.returncode, ended.stderr) == (
        2,
        "A relay needs to know where the kiosks meet: --redis redis://host:6379.\n",
    )


def test_an_address_of_redis_that_is_none_ends_the_start(tmp_path: Path) -> None:
    ended = finished("serve", *folder_words(tmp_path), "--redis", "http://:s3same@host")
    assert (ended.returncode, "must look like redis://host:6379" in ended.stderr) == (2, True)
    assert "s3same" not in ended.stderr


def test_a_kiosk_whose_redis_is_absent_starts_scores_and_stops(tmp_path: Path) -> None:
    with started("serve", *folder_words(tmp_path), "--redis", "redis://:s3same@127.0.0.1:1") as program:
        game = call(program, "POST", "/api/games", {})["game_id"]
        call(program, "POST", f"/api/games/{game}/throws", {"team": 1, "result": "hole"})
        assert call(program, "GET", "/healthz")["uplink"]["line"] == "down"
        assert program.terminate() == 0
        assert program.process.stderr is not None
        said = program.process.stderr.read()
        assert said.count("Redis at 127.0.0.1:1 does not answer.") == 1
        assert "s3same" not in said
