"""A tournament over three kiosks, as processes: two are killed in the middle of a bracket, and Redis too."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.end2end.program import Program, call_api, run_program
from tests.uplink.redis_server import RedisServer, redis_server
from tests.waiting import wait_until

FOUR_BAGGER = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}
KIOSKS = "Hall", "Patio", "Yard"


class Drill:
    """Three kiosks and a Redis; the hall runs the tournament, and two of its three boards are the patio's."""

    def __init__(self, folder: Path, redis: RedisServer, stack: ExitStack) -> None:
        self._folder, self._redis, self._stack = folder, redis, stack
        self.kiosks = {name: self.start(name) for name in KIOSKS}
        wait_until(lambda: len(self.call("Hall", "GET", "/api/kiosks")) == 2)
        boards: list[Any] = ["Board 1", *({"court": f"Board {number}", "kiosk": "Patio"} for number in (8, 9))]
        body = {"name": "Friday", "courts": boards, "calling": "off"}
        self.path = f"/api/tournaments/{self.call('Hall', 'POST', '/api/tournaments', body)['tournament_id']}"
        stages = {"name": "Open", "kind": "singles", "stages": [{"format": "single"}]}
        self.call("Hall", "POST", f"{self.path}/divisions", stages)
        for number in range(1, 5):
            self.call("Hall", "POST", f"{self.path}/players", {"name": f"P{number}"})
            self.call("Hall", "POST", f"{self.path}/divisions/1/entries", {"players": [number]})
        self.call("Hall", "POST", f"{self.path}/divisions/1/draw", {"order": [1, 2, 3, 4]})

    def start(self, name: str) -> Program:
        """Start a kiosk, or start it again."""
        words = ["--host", "127.0.0.1", "--port", "0", "--kiosk-name", name, "--redis", self._redis.url]
        return self._stack.enter_context(run_program("serve", *words, "--data-dir", str(self._folder / name)))

    def call(self, kiosk: str, method: str, path: str, body: object = None) -> Any:
        return call_api(self.kiosks[kiosk], method, path, body)

    def kill(self, name: str) -> None:
        """Kill a kiosk; its presence is gone at once, as after fifteen seconds."""
        self.kiosks[name].kill()
        with self._redis.client() as client:
            for key in client.scan_iter("goat:kiosk:*"):
                if f'"name":"{name}"'.encode() in (client.get(key) or b""):
                    log = (client.get(key) or b"").partition(b'"log":"')[2][:8].decode()
                    client.delete(key, f"goat:log:{log}")
        wait_until(lambda: self._is_away(name))

    def _is_away(self, name: str) -> bool:
        peers = self.call("Yard", "GET", "/api/kiosks")
        return any(peer["name"] == name and peer["away_since"] is not None for peer in peers)

    def match(self, kiosk: str, match: str) -> Any:
        """Return a match as a kiosk shows it."""
        matches = self.call(kiosk, "GET", f"{self.path}/divisions/1/matches")
        return next(found for found in matches if found["match"] == match)

    def wait_for_match(self, kiosk: str, match: str, status: str) -> Any:
        wait_until(lambda: self.match(kiosk, match)["status"] == status)
        return self.match(kiosk, match)

    def send_match(self, kiosk: str, match: str, command: str, body: object) -> Any:
        return self.call(kiosk, "POST", f"{self.path}/divisions/1/matches/{match}/{command}", body)

    def games(self, kiosk: str, match: str) -> list[str]:
        """Return the paths of the games of a match that a kiosk shows."""
        states = self.call(kiosk, "GET", "/api/games")
        return [f"/api/games/{one['game_id']}" for one in states if one.get("fixture", {}).get("match") == match]

    def play_round(self, kiosk: str, game: str) -> Any:
        """Play a round of four bags in the hole; two end a game."""
        return self.call(kiosk, "POST", f"{game}/rounds", FOUR_BAGGER)


def test_a_tournament_survives_the_kiosk_that_runs_it_the_one_that_scores_and_redis(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    with redis_server(tmp_path / "redis") as redis, ExitStack() as stack:
        drill = Drill(tmp_path, redis, stack)
        for match, board in (("W1-1", "Board 8"), ("W1-2", "Board 9")):
            drill.send_match("Hall", match, "call", {"court": board})
        wait_until(lambda: bool(drill.games("Patio", "W1-1") and drill.games("Patio", "W1-2")))
        (first,), (second,) = drill.games("Patio", "W1-1"), drill.games("Patio", "W1-2")
        drill.play_round("Patio", first)
        drill.wait_for_match("Hall", "W1-1", "playing")
        drill.wait_for_match("Yard", "W1-1", "playing")

        drill.kill("Hall")
        drill.play_round("Patio", first)
        assert drill.match("Yard", "W1-1")["status"] == "playing", "its result waits in the game"
        drill.call("Yard", "POST", f"{drill.path}/take-over", {})
        assert drill.wait_for_match("Yard", "W1-1", "over")["scores"] == [[24, 0]]

        drill.play_round("Patio", second)
        drill.wait_for_match("Yard", "W1-2", "playing")
        redis.kill()
        seq = drill.play_round("Patio", second)["seq"]
        redis.start()
        assert drill.wait_for_match("Yard", "W1-2", "over")["scores"] == [[24, 0]]
        wait_until(lambda: drill.call("Yard", "GET", second)["seq"] == seq)

        drill.send_match("Yard", "W2-1", "call", {"court": "Board 8"})
        wait_until(lambda: bool(drill.games("Patio", "W2-1")))
        (final,) = drill.games("Patio", "W2-1")
        state = drill.play_round("Patio", final)
        wait_until(lambda: drill.call("Yard", "GET", final)["seq"] == state["seq"])
        drill.kill("Patio")
        drill.call("Yard", "POST", f"{final}/take-over", {})
        drill.play_round("Yard", final)
        over = drill.wait_for_match("Yard", "W2-1", "over")
        assert (over["winner"], over["games"]) == (1, [int(final.rpartition("/")[2])])

        drill.kiosks["Hall"] = drill.start("Hall")
        wait_until(lambda: drill.call("Hall", "GET", drill.path)["kiosk"] == "Yard")
        drill.wait_for_match("Hall", "W2-1", "over")
