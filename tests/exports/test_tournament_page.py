"""Paper copy of a tournament: everything is on one page, which needs nothing else."""

import re
from html.parser import HTMLParser

import pytest

from goat_kiosk.exports.bracket_drawing import draw_brackets
from goat_kiosk.exports.bracket_sheets import cut_sheets
from goat_kiosk.exports.tournament_page import PageIdentity, draw_page
from goat_kiosk.text.i18n import catalogs
from goat_kiosk.tournament.division_events import DivisionAdded, EntryMade, EntryWithdrawn
from goat_kiosk.tournament.events import MoneySet, PlayerChanged, PlayerSignedUp, TournamentClosed, TournamentPaused
from goat_kiosk.tournament.match_events import MatchAdded
from goat_kiosk.tournament.pots import Money, Pot
from goat_kiosk.tournament.stage import Stage
from tests.tournament.night import DIVISION, SINGLE, Night

IDENTITY = PageIdentity(4711, "deadbeef-12", "Patio")


def draw(night: Night, language: str = "en") -> str:
    return draw_page(IDENTITY, night.state, night.now, language).decode()


def text_of(page: str) -> str:
    """Return the words of a page, its cells separated by spaces."""
    return " ".join(re.sub(r"<style>.*?</style>|<svg.*?</svg>|<[^>]*>", " ", page, flags=re.DOTALL).split())


@pytest.fixture
def night() -> Night:
    night = Night(8)
    night.add(PlayerChanged(3, paid=True))
    night.draw()
    night.call("W1-1")
    night.win("W1-1", 1)
    night.call("W1-2", "Board 2")
    return night


def test_the_page_has_rounds_scores_courts_queue_entries_and_who_has_not_paid(night: Night) -> None:
    words = text_of(draw(night))
    assert "Friday Patio · As of " in words
    assert "Tournament 4711, as of event deadbeef-12" in words
    assert "Winners bracket, round 1 W1-1 P1 P8 21–14 Board 1" in words
    assert "W1-2 P4 P5 called Board 2" in words
    assert "Losers bracket, round 1 L1-1 P8 loser of W1-2" in words
    assert "Final F-1 winner of W3-1 winner of L4-1" in words
    assert "Now and next Court Match Teams Why Board 2 W1-2 P4 P5 It has been called. Board 1 W1-" in words
    assert "Not paid yet P1; P2; P4;" in words
    assert "<b>P1</b>" in draw(night)


def test_the_page_needs_nothing_else_and_is_small() -> None:
    night = Night(64)
    night.draw()
    page = draw(night)
    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import|://", page)
    assert len(page) < 150_000
    HTMLParser().feed(page)


def test_the_bracket_is_drawn_with_names_scores_and_winners(night: Night) -> None:
    (drawing,) = re.findall(r"<svg.*?</svg>", draw(night), flags=re.DOTALL)
    assert drawing.count("<rect") == 4 + 2 + 1 + 2 + 2 + 1 + 1 + 1, "each match once"
    assert 'class="won" x="6" y="17">P1</text><text x="190" y="17" text-anchor="end">21</text>' in drawing
    assert "W1-2 · Board 2" in drawing
    assert "loser of W1-2" in drawing


@pytest.mark.parametrize("entries", [5, 16, 33, 128])
def test_every_match_is_on_a_sheet_of_paper(entries: int) -> None:
    night = Night(entries)
    night.draw()
    (drawing,) = draw_brackets(night.state.divisions[DIVISION], night.matches)
    sheets = cut_sheets(drawing)
    assert {match.id for sheet in sheets for match in sheet.matches} == set(drawing.matches)
    assert {line for sheet in sheets for line in sheet.lines} == set(drawing.lines)
    assert max(sheet.width for sheet in sheets) <= 1184, "a sheet of paper in landscape"


def test_a_page_for_everybody_does_not_say_who_has_not_paid(night: Night) -> None:
    page = draw_page(IDENTITY, night.state, night.now, "en", shows_money=False).decode()
    assert "Not paid yet" not in page
    assert "Not paid yet" in draw(night)


def test_a_whole_night_gives_places_and_no_queue() -> None:
    night = Night(4, SINGLE)
    night.draw()
    while night.ready:
        match = night.ready[0].id
        night.call(match)
        night.win(match, 1)
    night.add(TournamentClosed())
    words = text_of(draw(night))
    assert "This tournament is closed." in words
    assert "Places 1 P1 2 P2" in words
    assert "Final W2-1 P1 P2 21–14" in words
    assert "Now and next" not in words


def test_names_are_text_and_never_markup() -> None:
    night = Night(2)
    night.add(PlayerSignedUp(9, "<script>alert(1)</script>"))
    night.add(EntryMade(9, DIVISION, (9,), "A & B"))
    assert "<script" not in draw(night)
    assert "A &amp; B (&lt;script&gt;alert(1)&lt;/script&gt;)" in draw(night)


@pytest.mark.parametrize("language", catalogs())
def test_the_page_is_in_the_venues_language(night: Night, language: str) -> None:
    page = draw(night, language)
    assert f'<html lang="{language}">' in page
    assert ("Ahora y después" in page) == (language == "es")


def test_every_condition_of_a_tournament_has_its_words(night: Night) -> None:
    night.add(EntryWithdrawn(8, "sick"))
    night.add(TournamentPaused("Dinner"))
    night.add(DivisionAdded(2, "Kings", "singles", (Stage("king"),)))
    for number in (11, 12):
        night.add(PlayerSignedUp(number, f"K{number}"))
        night.add(EntryMade(number, 2, (number,)))
    night.add(MatchAdded(2, "K-1", (11, 12)))
    words = text_of(draw(night))
    assert "The tournament is paused. Dinner" in words
    assert "L1-1 P8, withdrawn loser of W1-2" in words
    assert "Matches K-1 K11 K12" in words
    assert "Now and next" in words


def test_a_tournament_without_anything_has_a_page() -> None:
    assert "Friday" in text_of(draw(Night(0)))


def test_only_the_page_for_the_desk_says_what_each_place_gets() -> None:
    night = Night(2, SINGLE)
    night.add(PlayerChanged(1, paid=True))
    night.add(MoneySet(1_000, Money(added=1_000, pots=(Pot("Main", places=(60, 40)),))))
    night.draw()
    night.win("W1-1", 1)
    assert "<tr><td>1</td><td>P1</td><td>$12</td></tr>" in draw(night)
    page = draw_page(IDENTITY, night.state, night.now, "en", shows_money=False).decode()
    assert "$12" not in page
