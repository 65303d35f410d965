"""Clip markers: one for each thing that stands, at its time."""

import csv
import io

from goat_kiosk.domain.events import AnyEvent, BagThrown, Count, GameConceded, Redone, RoundEntered, Undone
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.exports.markers import encode_markers, find_markers
from goat_kiosk.store.log.rows import Row
from tests.games import bag_throws

AT = 1_790_000_000_000


def rows(*events: AnyEvent) -> list[Row]:
    """Return a game with an event every ten seconds."""
    created = NewGame("Court 1", "acl", NewTeam("=1+1", ["Ann"]), NewTeam("Blue", ["Bob"]), lobby=False).to_event()
    return [Row(7, n + 1, AT + n * 10_000, None, event) for n, event in enumerate((created, *events))]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_bags_rounds_and_moments_are_timed_from_the_first() -> None:
    bags = bag_throws(["hole", "board"] * 4)
    lines = table(encode_markers(rows(*bags)))
    assert [line["kind"] for line in lines] == ["bag"] * 7 + ["four-bagger", "bag", "round"]
    assert (lines[1]["time"], lines[1]["seconds"]) == ("00:00:10.000", "10.000")
    assert [lines[0][name] for name in ("round", "team", "player", "result", "name")] == [
        "1",
        "'=1+1",
        "Ann",
        "hole",
        "Ann hole",
    ]
    assert [lines[-1][name] for name in ("result", "score1", "score2", "name")] == ["8–0", "8", "0", "Round 1: 8–0"]


def test_times_count_from_the_start_of_the_recording() -> None:
    lines = table(encode_markers(rows(BagThrown(1, "hole"), BagThrown(2, "hole")), AT - 3_600_000))
    assert lines[0]["time"] == "01:00:10.000"
    assert len(table(encode_markers(rows(BagThrown(1, "hole"), BagThrown(2, "hole")), AT + 15_000))) == 1


def test_an_undone_bag_has_no_marker_until_it_is_redone() -> None:
    hole, board = BagThrown(1, "hole"), BagThrown(1, "board")
    assert [one.result for one in find_markers(rows(hole, Undone(), board))] == ["board"]
    assert [one.result for one in find_markers(rows(hole, Undone(), Redone()))] == ["hole"]
    assert find_markers(rows(hole, Undone())) == []


def test_the_end_has_a_marker() -> None:
    ended = rows(RoundEntered(Count(1, 0), Count(0, 0)), GameConceded(winner=1))
    assert [one.kind for one in find_markers(ended)] == ["round", "win", "end"]


def test_a_game_without_bags_has_only_the_columns() -> None:
    assert table(encode_markers(rows())) == []
