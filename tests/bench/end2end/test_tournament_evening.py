"""A tournament evening of 31 singles in pairs on six boards: typed at the desk, reported by phones, cut by a kill.

Everybody's phone is asked whenever something has happened to its player. Who is stronger is known, so the champion is.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from tests.end2end.tournament_evening import NAMES, Evening, Phone
from tests.waiting import wait_until

BOARDS = 6


def sign_up(evening: Evening) -> None:
    """Type the names at the desk; everybody takes a name at the door."""
    evening.keyboard.tap("F6", "Return")
    evening.type(*NAMES)
    wait_until(lambda: len(evening.state["players"]) == len(NAMES))
    assert [player["name"] for player in evening.state["players"]] == list(NAMES)
    for player in evening.state["players"]:
        add_phone(evening, player)
        assert "The draw has not been made yet." in evening.phones[player["player"]].page()


def add_phone(evening: Evening, player: Any) -> None:
    phone = evening.phones[player["player"]] = Phone(evening, player["player"])
    phone.check_in(player["name"])
    assert phone.player == player["player"]


def draw(evening: Evening) -> None:
    """Draw with two keys, and end the show with a third."""
    evening.press_with_control("d")
    evening.keyboard.tap("Return", "Return")
    wait_until(lambda: bool(evening.matches))
    sizes = Counter(len(entry["players"]) for entry in evening.state["entries"])
    assert sizes == {2: 15, 1: 1}, "pairs, and a walker"
    evening.keyboard.tap("F6")


class Players:
    """The players: the stronger team wins each match, and both sides say so."""

    def __init__(self, evening: Evening) -> None:
        self.evening = evening
        self.acknowledged: dict[str, tuple[list[int], int]] = {}
        """By match: the entries and the winner that the kiosk has confirmed."""

    def phones(self, entry: int) -> list[Phone]:
        entries = {found["entry"]: found for found in self.evening.state["entries"]}
        return [self.evening.phones[player] for player in entries[entry]["players"]]

    def sides(self, match: Any) -> list[int]:
        return [match[side]["entry"] for side in "ab"]

    def play(self, match: Any) -> None:
        """Read the call, play, report and confirm, each from its own phone."""
        first, second = self.sides(match)
        stronger, weaker = min(first, second), max(first, second)
        for entry in (first, second):
            for phone in self.phones(entry):
                assert f"You are up {match['court']} against" in phone.page()
        self.report(match["match"], stronger, weaker)
        self.acknowledge(match["match"], [first, second], stronger)

    def report(self, match: str, winner: int, loser: int) -> None:
        fields: dict[str, object] = {"division": 1, "match": match}
        answer = self.phones(winner)[0].press("report", **fields, us1=21, them1=14)
        assert "Your score has arrived 21–14" in answer
        assert "Is this right? 14–21" in self.phones(loser)[-1].page()
        assert "Lost against" in self.phones(loser)[-1].press("report", **fields, scores="14-21")
        assert "Won against" in self.phones(winner)[-1].page()

    def acknowledge(self, match: str, sides: list[int], winner: int) -> None:
        assert match not in self.acknowledged, "no match is played twice"
        self.acknowledged[match] = sides, winner

    def check(self) -> None:
        """Everything that was acknowledged is there, with the sides that played."""
        matches = self.evening.matches
        for match, (sides, winner) in self.acknowledged.items():
            found = matches[match]
            assert (self.sides(found), found["status"]) == (sides, "over")
            assert sides[found["winner"] - 1] == winner


def called(evening: Evening) -> list[Any]:
    return [match for match in evening.matches.values() if match["status"] == "called"]


def is_callable(evening: Evening) -> bool:
    return any(match["status"] == "ready" and match["court"] for match in evening.state["queue"])


def call_all(evening: Evening) -> None:
    """Press Enter until each free board has a match: the desk may not show yet what has just become free."""

    def is_every_match_called() -> bool:
        if is_callable(evening):
            evening.keyboard.tap("Return")
        return not is_callable(evening)

    wait_until(is_every_match_called)


def play_round(evening: Evening, players: Players) -> None:
    call_all(evening)
    boards = [match["court"] for match in called(evening)]
    assert len(set(boards)) == len(boards), "a board has one match"
    for match in called(evening):
        players.play(match)


def type_a_result(evening: Evening, players: Players) -> None:
    """Type the result of a match of the desk's list."""
    call_all(evening)
    evening.keyboard.tap("Down")
    evening.type("21 14")
    wait_until(lambda: bool(over(evening)))
    (match,) = over(evening)
    assert match["scores"] == [[21, 14]]
    players.acknowledge(match["match"], players.sides(match), players.sides(match)[0])
    evening.keyboard.tap("Escape")


def over(evening: Evening) -> list[Any]:
    return [match for match in evening.matches.values() if match["status"] == "over"]


def enter_late(evening: Evening) -> int:
    """Enter one who comes late; return the entry."""
    player = evening.send("POST", "/players", {"name": "wade", "here": True})
    entry: int = evening.send("POST", "/divisions/1/entries", {"players": [player["player"]]})["entry"]
    add_phone(evening, player)
    assert "against" in evening.phones[player["player"]].page()
    return entry


def break_a_board(evening: Evening) -> None:
    """Close a board under its match, which goes back in line."""
    call_all(evening)
    match = called(evening)[0]
    evening.send("POST", "/courts", {"court": match["court"], "open": False, "running": "requeue"})
    assert evening.matches[match["match"]]["status"] == "ready"


def protest(evening: Evening, players: Players) -> None:
    """Let the loser of a match protest, and the desk rule that it stands."""
    call_all(evening)
    match = called(evening)[0]
    players.play(match)
    loser = max(players.sides(match))
    phone = players.phones(loser)[0]
    phone.press("protest", division=1, match=match["match"], text="Foot foul")
    assert evening.matches[match["match"]]["protest"] == "Foot foul"
    evening.send("POST", f"/divisions/1/matches/{match['match']}/ruling", {"ruling": "stands", "reason": "Seen"})
    assert "protest" not in evening.matches[match["match"]]


def correct(evening: Evening, players: Players, match: str) -> None:
    """Correct a result whose sides have played on: what was played stands."""
    sides, winner = players.acknowledged[match]
    other = 2 if sides[0] == winner else 1
    scores = [[21, 14]] if other == 1 else [[14, 21]]
    body = {"winner": other, "scores": scores, "how": "played", "reason": "Noted the wrong way round"}
    evening.send("PUT", f"/divisions/1/matches/{match}/result", body)
    while wrong := [name for name, found in evening.matches.items() if "out_of_line" in found]:
        evening.send("POST", f"/divisions/1/matches/{wrong[0]}/ruling", {"ruling": "stands", "reason": "Played"})
    players.acknowledged[match] = sides, sides[other - 1]
    assert "Won against" in players.phones(sides[other - 1])[0].page()


def test_an_evening(tmp_path: Path) -> None:
    evening = Evening(tmp_path, BOARDS)
    players = Players(evening)
    with evening.running():
        evening.create()
        sign_up(evening)
        draw(evening)
        enter_late(evening)
        type_a_result(evening, players)
        play_round(evening, players)
        break_a_board(evening)
    with evening.running():
        players.check()
        evening.keyboard.tap("F6")
        protest(evening, players)
        leaver = max(entry["entry"] for entry in evening.state["entries"] if len(entry["players"]) == 2)
        evening.send("DELETE", f"/players/{players.phones(leaver)[0].player}", {"partner": "drop"})
        first = next(name for name, (sides, _) in players.acknowledged.items() if leaver not in sides)
        while evening.matches["W3-1"]["status"] != "over":
            play_round(evening, players)
        correct(evening, players, first)
        while any(match["status"] in {"ready", "called"} for match in evening.matches.values()):
            play_round(evening, players)
        players.check()
        check_the_end(evening, players)


def check_the_end(evening: Evening, players: Players) -> None:
    """The winner of the last final is the champion, and every phone says its own place."""
    matches = evening.matches
    final = matches["F-2"] if matches["F-2"]["status"] == "over" else matches["F-1"]
    champion = players.sides(final)[final["winner"] - 1]
    assert evening.state["divisions"][0]["status"] == "over"
    standings = evening.send("GET", "/divisions/1/standings")
    assert (standings[0]["place"], standings[0]["entry"]) == (1, champion)
    placed = [row["entry"] for row in standings]
    assert len(set(placed)) == len(placed), "nobody has two places"
    withdrawn = {entry["entry"] for entry in evening.state["entries"] if entry["status"] == "withdrawn"}
    played = {entry for sides, _ in players.acknowledged.values() for entry in sides}
    assert played - withdrawn <= set(placed)
    for row in standings:
        if row["entry"] in withdrawn:
            continue
        for phone in players.phones(row["entry"]):
            page = phone.page()
            assert ("Champion!" in page) is (row["entry"] == champion)
            assert f"lace {row['place']}" in page
