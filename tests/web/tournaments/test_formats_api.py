"""The API of formats: which ones fit a night, and that their plans can be set up."""

from pathlib import Path

from tests.web.kiosk import running
from tests.web.tournaments.api_night import ApiNight


async def test_the_formats_of_a_night_can_be_set_up_as_they_are(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        path = "/api/tournaments/formats?players=24&courts=4&games=3"
        status, answer = await kiosk.call("GET", path, key=None)
        assert status == 200, answer
        assert (answer["pace"]["typical"], answer["pace"]["assumed"]) == (18, True)
        assert answer["pace"]["why"].startswith("Assumed: 18 min")
        best = answer["formats"][0]
        assert (best["fit"], best["fit_words"]) == ("fits", "Fits")
        assert best["games_each"][0] >= 3
        assert best["ends"][0] < best["ends"][1]
        _, tournament = await kiosk.call("POST", "/api/tournaments", {"name": "Friday", "courts": ["Board 1"]})
        night = ApiNight(kiosk, tournament["tournament_id"])
        for number, one in enumerate(answer["formats"]):
            await night.send("POST", "/divisions", {"name": f"Division {number}"} | one["plan"])


async def test_an_end_makes_some_too_long_and_a_missing_number_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        path = "/api/tournaments/formats?players=24&courts=1&games=3&until=2000-01-01T00:00:00Z"
        _, answer = await kiosk.call("GET", path, key=None)
        assert {one["fit"] for one in answer["formats"]} == {"too-long"}
        status, problem = await kiosk.call("GET", "/api/tournaments/formats?players=24", key=None)
        assert (status, problem["detail"]) == (422, "The option courts is missing.")
