"""Games with everything new as Redis has them: a kiosk or relay of the version before reads and shows them."""

import json
from pathlib import Path

import pytest

from goat_kiosk.web.live.view import view_of
from goat_kiosk.web.pages.render import words
from tests.domain.test_older_kiosks import read_by_older_kiosk
from tests.uplink.kiosks import game_id_of, kiosks, until
from tests.uplink.redis_server import RedisServer

THREE = {"name": "", "players": ["Ada", "Bo", "Cy"]}


@pytest.mark.parametrize(
    ("path", "body", "status", "headline"),
    [
        ("/throws", {"team": 2, "result": "off"}, "In play", "Ada throws next"),
        ("/end", {"ended_by": "forfeit", "winner": 2}, "Final score", "Di & Flo won"),
        ("/set-aside", {}, "Set aside", ""),
        ("/cancel", {"reason": "Rain"}, "Canceled", ""),
    ],
)
async def test_an_older_kiosk_shows_what_is_in_redis(
    tmp_path: Path, redis: RedisServer, path: str, body: object, status: str, headline: str
) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
        game = await patio.new_game(team1=THREE, team2={"name": "", "players": ["Di"]}, team_size=4, rules={"games": 3})
        await patio.throw(game)
        for command, fields in (
            ("/players/2/substitute", {"name": "Ed"}),
            ("/players/late", {"team": 2, "name": "Flo"}),
            ("/players/3/retire", {}),
            ("/help", {"reason": "A bag burst"}),
            (path, body),
        ):
            assert (await patio.call("POST", game + command, fields))[0] == 200, command
        newest = await patio.state(game)
        with redis.client() as client:
            key = f"game:{game_id_of(game)}:state"
            await until(lambda: json.loads(client.get(key) or "null") == newest)
            stored = client.get(key)
    old = view_of(read_by_older_kiosk(stored))
    assert (words.status(old), words.headline(old)) == (status, headline)
    assert [player.name for player in old.team1.players] == ["Ada", "Ed"]
