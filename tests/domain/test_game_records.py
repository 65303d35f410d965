"""Game records: streaks, and name completion."""

import pytest

from goat_kiosk.domain.names.roster import MAX_SUGGESTIONS, Person, Roster, TeamRecord
from goat_kiosk.domain.names.sanitizing import search_key
from goat_kiosk.domain.statistics.game_records import streaks


@pytest.mark.parametrize(
    ("results", "streak"),
    [([], (0, 0)), ([1], (1, 1)), ([0, 0], (-2, 0)), ([1, 1, 0], (-1, 2)), ([1, 1, 0, 1, 1, 1], (3, 3))],
)
def test_streaks(results: list[int], streak: tuple[int, int]) -> None:
    assert streaks(bool(won) for won in results) == streak


def person(name: str, seen: int = 0) -> Person:
    return Person(name.casefold(), seen, name, "Hawks", "#ff8a1f", 1)


def test_names_are_completed_ignoring_case_and_accents_last_seen_first() -> None:
    roster = Roster((person("José Nuñez", 9), person("Mary Jo", 8), person("Ajo", 7), person("JOSEPH", 6)))
    assert [record.name for record in roster.find_players("jo")] == ["José Nuñez", "Mary Jo", "JOSEPH"]
    assert [record.name for record in roster.find_players(" nun")] == ["José Nuñez"]
    assert [record.name for record in roster.find_players("JOSÉ")] == ["José Nuñez", "JOSEPH"]
    assert roster.find_players("x") == []


def test_the_number_of_completions_is_limited() -> None:
    roster = Roster((), tuple(TeamRecord(str(n), n, f"Team {n}", "#ff8a1f", 1) for n in range(50)))
    assert len(roster.find_teams("team")) == MAX_SUGGESTIONS


def test_search_keys_ignore_case_and_accents() -> None:
    assert search_key("ŻÓŁĆ Straße") == "zołc strasse"
