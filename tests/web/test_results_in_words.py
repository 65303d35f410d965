"""Results in words: forfeits, matches that are won or tied, and teams that have their players' names."""

import pytest

from goat_kiosk.domain.events import (
    Confirmed,
    Count,
    GameCanceled,
    GameConceded,
    GameCreated,
    GameForfeited,
    GameSetAside,
    RoundEntered,
    Team,
    TeamEntry,
)
from goat_kiosk.domain.games.match import next_in_match
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.rules.rules import ACL, Rules
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.text.i18n import current_language
from goat_kiosk.web.live.view import View, view_of
from goat_kiosk.web.pages.render import words
from goat_kiosk.web.pages.text_files import game_texts
from tests.games import AT, play

EVERY_GAME = Rules(games=2, every_game_counts=True)


def open_game(rules: Rules = ACL, name1: str = "Ants", name2: str = "Bees") -> History:
    ants, bees = TeamEntry(name1, "#111111", ("Ada", "Bo")), TeamEntry(name2, "#222222", ("Cy",))
    return open_history(GameCreated("Court 1", ants, bees, rules), AT)


def view(history: History) -> View:
    return view_of(encode_state(history, Identity(7, "0ddba11e", "Kiosk")))


def match_of(rules: Rules, *winners: Team) -> History:
    """Return the last game of a match that these teams have won a game each of."""
    history = open_game(rules)
    for number, winner in enumerate(winners):
        history = open_history(next_in_match(history.game, 7), AT) if number else history
        history = play(history, GameConceded(winner))
    return history


@pytest.mark.parametrize("rounds", [0, 2])
def test_a_forfeit_says_who_forfeits_and_the_score_that_the_rules_give(rounds: int) -> None:
    over = view(play(open_game(), *[RoundEntered(Count(1, 0), Count(0, 0))] * rounds, GameForfeited(2)))
    assert words.headline(over) == "Forfeit by Ants, 21–0 for Bees"
    assert words.ending_rule(over) == "", "the headline says it"
    assert words.status(over) == words.round_progress(over) == words.broadcast_progress(over) == "Forfeit"
    assert words.spoken_score(over) == "Ants 0, Bees 21. Forfeit by Ants, 21–0 for Bees."


@pytest.mark.parametrize(
    ("rules", "winners", "headline", "match"),
    [
        (Rules(games=3), (1,), "Ants won", "Game 1 of 3, games won 1–0"),
        (Rules(games=3), (1, 2, 2), "Bees won the match 2–1", "Bees won the match 2–1"),
        (Rules(games=3), (1, 1), "Ants won the match 2–0", "Ants won the match 2–0"),
        (EVERY_GAME, (1, 2), "Bees won. The match is tied 1–1", "The match is tied 1–1"),
        (
            Rules(games=3, every_game_counts=True),
            (1, 1, 2),
            "Bees won. Ants won the match 2–1",
            "Ants won the match 2–1",
        ),
    ],
)
def test_the_last_game_of_a_match_says_who_has_won_it(
    rules: Rules, winners: tuple[Team, ...], headline: str, match: str
) -> None:
    last = view(match_of(rules, *winners))
    texts = game_texts(last)
    assert (texts["headline"], texts["match"]) == (headline, match)


def test_a_forfeit_that_decides_the_match_is_beside_the_result_of_the_match() -> None:
    first = match_of(Rules(games=3), 2)
    last = view(play(open_history(next_in_match(first.game, 7), AT), GameForfeited(2)))
    assert words.headline(last) == "Bees won the match 2–0"
    assert words.ending_rule(last) == "A forfeit: the rules give 21–0"


def test_screen_readers_hear_that_a_game_was_canceled_or_set_aside() -> None:
    game = play(open_game(), RoundEntered(Count(1, 0), Count(0, 0)))
    assert words.spoken_score(view(play(game, GameCanceled()))) == "Ants 3, Bees 0. Canceled."
    assert words.spoken_score(view(play(game, GameSetAside()))) == "Ants 3, Bees 0. Set aside."


def test_the_games_won_are_in_the_overlay_during_the_match() -> None:
    first = match_of(Rules(games=3), 2)
    assert words.broadcast_progress(view(first)) == "Games 0–1 · Final score"
    second = view(open_history(next_in_match(first.game, 7), AT))
    assert words.broadcast_progress(second) == "Games 0–1 · Round 1"


def test_the_next_game_of_a_match_does_not_wait_for_players() -> None:
    first = match_of(Rules(games=3, limit_minutes=10), 1)
    second = view(open_history(next_in_match(first.game, 7), AT))
    assert second.status == "lobby"
    assert words.status(second) == "Starts with the first bag"


def test_the_players_are_not_repeated_beside_a_name_that_is_made_of_theirs() -> None:
    unnamed = view(open_game(name1="", name2="Cy"))
    assert (unnamed.name(1), unnamed.players_line(1)) == ("Ada & Bo", "")
    assert (unnamed.name(2), unnamed.players_line(2)) == ("Cy", "")
    assert view(open_game()).players_line(1) == "Ada, Bo"
    assert game_texts(unnamed)["players1"] == "Ada, Bo", "a program may show the players alone"


def test_a_team_that_nobody_has_named_has_the_word_of_its_color_in_the_reader_s_language() -> None:
    nameless = view(open_history(NewGame(lobby=False).to_event(), AT))
    history = play(open_history(NewGame(lobby=False).to_event(), AT), GameConceded(1))
    result = "0" * 64
    answered = play(history, Confirmed(1, "Orange", result, desk=True), Confirmed(2, "Di", result))
    receipt = view_of(encode_state(answered, Identity(7, "0ddba11e", "Kiosk"), result))
    token = current_language.set("es")
    try:
        assert (receipt.captain_name(1), receipt.captain_name(2)) == ("Naranja", "Di")
        texts = game_texts(nameless)
        assert (nameless.name(1), words.headline(nameless)) == ("Naranja", "Lanza primero Naranja")
        assert (texts["team2"], texts["players2"]) == ("Azul", "Azul")
        typed = view(open_history(NewGame(team1=NewTeam("Red"), lobby=False).to_event(), AT))
        assert typed.name(1) == "Red"
    finally:
        current_language.reset(token)
