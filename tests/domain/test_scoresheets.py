"""Official ACL scoresheets: the domain computes every running score and statistic, to the printed decimals."""

from collections.abc import Callable

import pytest

from goat_kiosk.domain.events import (
    Count,
    GameCreated,
    PlayerSubstituted,
    RoundEntered,
    Team,
    TeamEntry,
    TeamUpdated,
)
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.rounds.scoresheet import Scoresheet, throws
from tests import scoresheets
from tests.scoresheets import scoresheet

AT = 1_700_000_000_000


def open_sheet(sheet: Scoresheet) -> History:
    home, away = (TeamEntry(name, "#123456", sheet.letters(side)) for side, name in enumerate(("Home", "Away")))
    return open_history(GameCreated("Court 1", home, away), AT)


def by_bags(history: History, sheet: Scoresheet, turn: int) -> History:
    for throw in throws(sheet.rounds[turn], history.game.first_throw, turn):
        history = history.after(throw, AT)
    return history


def by_counts(history: History, sheet: Scoresheet, turn: int) -> History:
    team1, team2 = (Count(holes, boards) for holes, boards, _off, _letter in sheet.rounds[turn])
    return history.after(RoundEntered(team1, team2), AT)


Entering = Callable[[History, Scoresheet, int], History]
bag_by_bag_or_by_counts = pytest.mark.parametrize("enter", [by_bags, by_counts])


def played(sheet: Scoresheet, enter: Entering, rounds: int) -> History:
    history = open_sheet(sheet)
    for turn in range(rounds):
        history = enter(history, sheet, turn)
        assert history.game.score == sheet.running[turn], f"round {turn + 1}"
    return history


def test_all_official_scoresheets_are_present() -> None:
    assert len(scoresheets.NAMES) == 24


@bag_by_bag_or_by_counts
@pytest.mark.parametrize("name", scoresheets.NAMES)
def test_every_running_score_and_the_result(name: str, enter: Entering) -> None:
    sheet = scoresheet(name)
    game = played(sheet, enter, len(sheet.rounds)).game
    assert game.score == sheet.final
    assert game.status == ("finished" if sheet.status == "finished" else "live")
    winner: Team | None = (1 if sheet.final[0] > sheet.final[1] else 2) if sheet.status == "finished" else None
    assert game.winner == winner
    assert game.ended_by == ("target" if winner else None)


@bag_by_bag_or_by_counts
@pytest.mark.parametrize("name", scoresheets.NAMES)
def test_every_official_statistic(name: str, enter: Entering) -> None:
    sheet = scoresheet(name)
    counted = max(sum(line.rounds for line in sheet.players.values()) // 2, 1)
    game = played(sheet, enter, counted).game
    lines = {player.name: player.stats for side in game.sides for player in side.players}
    assert lines.keys() == sheet.players.keys()
    for letter, official in sheet.players.items():
        line = lines[letter]
        computed = (line.rounds, line.points, line.ppr, line.oppr, line.dpr, line.four_baggers, line.four_bagger_pct)
        published = official.rounds, official.points, official.ppr, official.oppr, official.dpr
        assert computed == (*published, official.four_baggers, official.four_bagger_pct), letter
        assert (line.in_pct, line.on_pct, line.off_pct) == (official.holes, official.boards, official.off), letter


@pytest.mark.parametrize("name", scoresheets.NAMES)
def test_the_officially_named_player_throws_each_round(name: str) -> None:
    sheet = scoresheet(name)
    history = open_sheet(sheet)
    for turn, sides in enumerate(sheet.rounds):
        throwers = [history.game.thrower(1), history.game.thrower(2)]
        assert [thrower and thrower.name for thrower in throwers] == [side[3] for side in sides]
        history = by_counts(history, sheet, turn)


@bag_by_bag_or_by_counts
@pytest.mark.parametrize("name", scoresheets.NAMES[:2])
def test_a_substitute_and_a_rename_in_the_middle_leave_every_score_as_it_is(name: str, enter: Entering) -> None:
    sheet = scoresheet(name)
    history, middle = open_sheet(sheet), len(sheet.rounds) // 2
    for turn in range(len(sheet.rounds)):
        if turn == middle:
            history = history.after(PlayerSubstituted(1, "Substitute"), AT).after(TeamUpdated(2, "Renamed"), AT)
        history = enter(history, sheet, turn)
        assert history.game.score == sheet.running[turn], f"round {turn + 1}"
    before, after = (player.stats for player in history.game.sides[0].everyone if player.name in {"A", "Substitute"})
    official = sheet.players["A"]
    assert before.rounds + after.rounds == official.rounds
    assert before.points + after.points == official.points
