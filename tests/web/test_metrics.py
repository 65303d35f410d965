"""Prometheus metrics change with the activity that they measure."""

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from goat_kiosk.domain.events import BagThrown
from tests.games import game_created
from tests.web.kiosk import Kiosk, running


async def numbers(kiosk: Kiosk) -> dict[str, float]:
    async with kiosk.session.get(f"{kiosk.url}/metrics") as answer:
        assert answer.content_type == "text/plain"
        families = text_string_to_metric_families(await answer.text())
    return {sample.name + sample.labels.get("le", ""): sample.value for family in families for sample in family.samples}


async def test_the_metrics_change_with_activity(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        game_id = kiosk.scorekeeper.create(game_created()).game_id
        async with kiosk.session.get(f"{kiosk.url}/game/{game_id}/events") as stream:
            await stream.content.readline()
            before = await numbers(kiosk)
            change = kiosk.scorekeeper.record(game_id, BagThrown(1, "hole"))
            while change.event_id.encode() not in await stream.content.readline():
                pass
            after = await numbers(kiosk)
    assert before["goat_kiosk_subscribers"] == after["goat_kiosk_games"] == 1
    assert after["goat_kiosk_commit_seconds_count"] == before["goat_kiosk_commit_seconds_count"] + 1 == 2
    assert after["goat_kiosk_commit_seconds_bucket+Inf"] == 2
    # A state and the `refresh` of a game that starts.
    assert after["goat_kiosk_deliveries_total"] == before["goat_kiosk_deliveries_total"] + 2 == 2
    assert after["goat_kiosk_raw_bytes_total"] > after["goat_kiosk_sent_bytes_total"] > 0
    assert after["goat_kiosk_fan_out_seconds_count"] >= 2
    assert after["process_open_fds"] > 0
