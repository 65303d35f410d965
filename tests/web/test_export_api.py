"""Export over HTTP: the same files as the window's, for the venue's key, one game after the other."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from goat_kiosk.exports.export_format import ExportFile, read
from goat_kiosk.exports.importing import import_games
from goat_kiosk.exports.round_table import COLUMNS
from goat_kiosk.exports.tournaments import verify_tournaments
from goat_kiosk.exports.verification import verify_export
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.tournament_log import TournamentReader
from tests.web.kiosk import KEY, Kiosk, running
from tests.web.tournaments.api_night import new_night

ROUND = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


async def export(kiosk: Kiosk, query: str = "") -> tuple[str, bytes]:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with kiosk.session.get(f"{kiosk.url}/api/export{query}", headers=headers) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return answer.content_type, await answer.read()


async def play(kiosk: Kiosk, court: str) -> int:
    game = await kiosk.new_game(court=court)
    for _ in range(2):
        await kiosk.call("POST", f"{game}/rounds", ROUND)
    return int(game.rpartition("/")[2])


async def test_json_has_every_event_and_can_be_verified(kiosk: Kiosk) -> None:
    first, second = await play(kiosk, "Court 1"), await play(kiosk, "Court 2")
    content_type, body = await export(kiosk)
    file = msgspec.json.decode(body, type=ExportFile)
    assert (content_type, {game.game_id for game in file.games}) == ("application/json", {first, second})
    assert all(result.is_intact for result in verify_export(file.games))
    _, one = await export(kiosk, f"?games={second}")
    assert [game.game_id for game in msgspec.json.decode(one, type=ExportFile).games] == [second]


async def test_tournaments_are_exported_and_can_be_imported_elsewhere(kiosk: Kiosk, tmp_path: Path) -> None:
    night = await new_night(kiosk, 4)
    game = await play(kiosk, "Court 9")
    _, body = await export(kiosk)
    file = tmp_path / "night.json"
    file.write_bytes(body)
    archive = read(file)
    assert [check.is_intact for check in verify_tournaments(archive.tournaments or [])] == [True]
    with EventLog(tmp_path / "elsewhere.db") as log:
        assert import_games(log, archive) == 1
        rows = TournamentReader(log).events(night.tournament_id)
        assert rows == kiosk.scorekeeper.director.events(night.tournament_id)
    _, body = await export(kiosk, f"?games={night.tournament_id}")
    one = msgspec.json.decode(body, type=ExportFile)
    assert (one.games, len(one.tournaments or [])) == ([], 1)
    _, body = await export(kiosk, f"?games={game}")
    assert msgspec.json.decode(body, type=ExportFile).tournaments is msgspec.UNSET
    _, body = await export(kiosk, "?since=2099-01-01T00:00:00Z")
    assert msgspec.json.decode(body, type=ExportFile).tournaments is msgspec.UNSET


async def test_csv_has_every_round_in_the_columns_of_the_window(kiosk: Kiosk) -> None:
    await play(kiosk, "Court 1")
    content_type, body = await export(kiosk, "?format=csv")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert (content_type, list(rows[0])) == ("text/csv", COLUMNS)
    assert (len(rows), rows[0]["rules"], rows[0]["status"]) == (4, "ACL", "finished")
    _, german = await export(kiosk, "?format=csv&locale=de-DE")
    assert german.decode("utf-8-sig").splitlines()[0].count(";") == len(COLUMNS) - 1


async def test_since_leaves_older_games_out(kiosk: Kiosk) -> None:
    await play(kiosk, "Court 1")
    _, body = await export(kiosk, "?since=2099-01-01T00:00:00Z")
    assert msgspec.json.decode(body, type=ExportFile).games == []


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?form=csv", 422, "unknown-parameter"),
        ("?format=xls", 422, "invalid-value"),
        ("?games=x", 422, "invalid-value"),
        ("?locale=!", 422, "invalid-value"),
        ("?games=1", 404, "not-found"),
    ],
)
async def test_an_export_that_cannot_be_made_is_refused(kiosk: Kiosk, query: str, status: int, code: str) -> None:
    refused, problem = await kiosk.call("GET", f"/api/export{query}")
    assert (refused, problem["code"]) == (status, code)


async def test_a_client_that_disconnects_leaves_no_open_log(kiosk: Kiosk) -> None:
    for court in range(20):
        await play(kiosk, f"Court {court}")
    headers = {"Authorization": f"Bearer {KEY}"}
    async with kiosk.session.get(f"{kiosk.url}/api/export", headers=headers) as answer:
        await answer.content.readany()
        answer.close()
    assert (await export(kiosk, "?format=csv"))[0] == "text/csv"
