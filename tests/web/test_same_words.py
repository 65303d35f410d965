"""Texts by the server and by the scripts: both describe the same games with the same words, in every language."""

import itertools
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pytest
from playwright.async_api import Browser

from goat_kiosk.domain.events import (
    TEAMS,
    BagThrown,
    Count,
    GameCanceled,
    GameConceded,
    GameCreated,
    GameForfeited,
    GameSetAside,
    PlayerAdded,
    PlayerRetired,
    PlayerSubstituted,
    Result,
    RoundCorrected,
    RoundEntered,
    Team,
    TeamEntry,
)
from goat_kiosk.domain.games.match import is_over, next_in_match
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.rules.rules import PRESETS, Rules
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.text.i18n import catalogs, current_language
from goat_kiosk.web.live.view import View, view_of
from goat_kiosk.web.pages.render import board_drawing, wall_words, words
from tests.games import AT, new_game, play
from tests.web.source_modules import serve_modules
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUSES = [
    *PRESETS.values(),
    Rules(target=15, win_by=2, cap=17),
    Rules(mode="like-for-like", target=11, wash="toss"),
    Rules(mode="frames", target=3, games=3),
    Rules(mode="cumulative", target=30),
    Rules(limit_rounds=1, handicap=(1, 0)),
    Rules(bust_ignored=True, limit_rounds=4, handicap=(3, 0)),
]
SPARSE = b'{"game_id": 7, "team1": {"score": 3}, "team2": {"score": 5, "name": "Blue"}}'
RESULTS: tuple[Result, ...] = ("hole", "board", "off", "foul")

TELL = """async (states) => {
    const { gameViewModel, roundRow } = await import("/static/modules/words.js");
    const { boardSlots } = await import("/static/modules/board.js");
    return states.map((state) => {
        const rows = (state.rounds ?? []).map(roundRow);
        return { ...gameViewModel(state), rows, spots1: boardSlots(state.bags ?? [], 1) };
    });
}"""
TELL_CARDS = """async (states) => {
    const { cardViewModel } = await import("/static/modules/card.js");
    return states.map((state) => {
        const { place, games, broadcast, players1, players2 } = cardViewModel(state);
        return { place, games, broadcast, players1, players2 };
    });
}"""
TELL_WALLS = """async (states) => {
    const { history, wallViewModel } = await import("/static/modules/wall-words.js");
    return states.map((state) => {
        const { headline, joinable, target, net1, net2, roster1, roster2 } = wallViewModel(state);
        return { headline, joinable, target, net1, net2, roster1, roster2, rounds: history(state).map(({ n }) => n) };
    });
}"""


@cache
def sample_states() -> list[bytes]:
    return list(_states())


def _states() -> Iterator[bytes]:
    """Every state of a game by each rule set, from its lobby to its end; some are corrected and one is conceded."""
    rng = random.Random(5)  # noqa: S311  no secret
    yield SPARSE
    for rules in HOUSES:
        history = new_game(rules)
        yield sentence(history)
        for _ in range(12):
            for _ in range(rng.randrange(8)):
                team = history.game.next_team or 1
                x, y = rng.uniform(-40, 60), rng.uniform(-40, 90)
                history = history.after(BagThrown(team, rng.choice(RESULTS), *rng.choice([(x, y), ()])), AT)
                yield sentence(history)
            while history.game.bags:
                history = history.after(BagThrown(history.game.next_team or 1, rng.choice(RESULTS)), AT)
            if history.game.status != "finished":
                history = history.after(RoundEntered(Count(rng.randrange(4), 1), Count(0, rng.randrange(4))), AT)
            yield sentence(history)
            if history.game.status == "finished":
                break
        yield sentence(play(history, RoundCorrected(len(history.game.rounds), Count(1, 0), Count(1, 0), "A <slip>.")))
    yield sentence(play(new_game(), RoundEntered(Count(4, 0), Count(0, 0)), GameConceded(2)))
    yield sentence(play(new_game(), RoundEntered(Count(4, 0), Count(0, 0)), GameForfeited(2)))
    yield sentence(play(new_game(), RoundEntered(Count(4, 0), Count(0, 0)), GameCanceled()))
    yield sentence(play(new_game(), RoundEntered(Count(4, 0), Count(0, 0)), GameSetAside()))
    yield from _lineups()
    for rules in (Rules(games=3), Rules(games=2, every_game_counts=True), Rules(games=3, limit_minutes=10)):
        for winners in itertools.product(TEAMS, repeat=rules.games):
            yield from _match(rules, winners)


def _lineups() -> Iterator[bytes]:
    """Teams of one to four players, without a name, whose players come late, are substituted and go home."""
    for size in range(1, 5):
        names = ("Ada", "Bo", "Cy", "Di")[:size], ("Ed", "Flo", "Gus", "Hal")[:size]
        one, two = TeamEntry("", "#111111", names[0]), TeamEntry("", "#222222", names[1])
        history = open_history(GameCreated("Court 1", one, two, team_size=size), AT)
        yield sentence(history)
        history = play(history, BagThrown(1, "hole"), PlayerSubstituted(1, "Ida"))
        yield sentence(history)
        if size > 1:
            history = play(history, PlayerRetired(2), PlayerAdded(1, "Jo"))
            yield sentence(history)
        yield sentence(play(history, GameForfeited(1)))
    yield sentence(open_history(GameCreated("Court 1", TeamEntry("", "#111111"), TeamEntry("", "#222222")), AT))


def _match(rules: Rules, winners: tuple[Team, ...]) -> Iterator[bytes]:
    """The games of a match, until it is over: the last one is forfeited."""
    history = new_game(rules)
    for number, winner in enumerate(winners, 1):
        history = play(history, GameForfeited(winner) if number == len(winners) else GameConceded(winner))
        yield sentence(history)
        if is_over(history.game):
            return
        history = open_history(next_in_match(history.game, 7), AT)
        yield sentence(history)


def sentence(history: History) -> bytes:
    return encode_state(history, Identity(7, "0ddba11e", "Kiosk"))


def words_of_server(view: View) -> dict[str, Any]:
    return {
        "statusWords": words.status(view),
        "headline": words.headline(view),
        "needs": words.needs(view),
        "ending": words.ending_rule(view),
        "match": words.match(view),
        "matchResult": words.match_result(view),
        "broadcast": words.broadcast_progress(view),
        "place": words.round_progress(view),
        "games": words.games_won(view),
        "roundsNotice": words.rounds_notice(view),
        "players1": view.players_line(1),
        "players2": view.players_line(2),
        "correction": words.correction(view),
        "timeLeft": words.time_left(view),
        "spoken": words.spoken_score(view),
        "bags1": words.bags(view.slots(1)),
        "slots2": view.slots(2),
        "gains": [words.gain(row, 1) for row in view.rounds],
        "spots1": [
            (spot.result, round(spot.x, 1), round(spot.y, 1), spot.size) for spot in board_drawing.slots(view.bags, 1)
        ],
    }


def wall_words_of_server(view: View) -> dict[str, Any]:
    return {
        "headline": wall_words.headline(view),
        "joinable": wall_words.is_joinable(view),
        "target": wall_words.target(view),
        "net1": wall_words.round_points(view, 1),
        "net2": wall_words.round_points(view, 2),
        "roster1": wall_words.roster(view, 1),
        "roster2": wall_words.roster(view, 2),
        "rounds": [played.n for played in wall_words.history(view)],
    }


def words_of_script(states: dict[str, Any]) -> dict[str, Any]:
    rows, spots = states["rows"], states["spots1"]
    return states | {
        "gains": [row["gain1"] for row in rows],
        "spots1": [
            (spot["result"], *(round(spot[axis] + spot["size"] / 2, 1) for axis in "xy"), spot["size"])
            if spot["result"] != board_drawing.NOWHERE
            else (board_drawing.NOWHERE, 0, 0, board_drawing.BAG)
            for spot in spots
        ],
    }


@pytest.mark.parametrize("language", list(catalogs()))
async def test_server_and_script_use_the_same_words(venue: Venue, browser: Browser, language: str) -> None:
    bodies = sample_states()
    context = await browser.new_context()
    await context.add_cookies([{"name": "language", "value": language, "url": venue.url}])
    page = await context.new_page()
    await serve_modules(page)
    states = [msgspec.json.decode(body) for body in bodies]
    await page.goto(f"{venue.url}/game/{venue.new_game()}")  # a page has the words of its own script
    game_words = await page.evaluate(TELL, states)
    await page.goto(venue.url)
    script_words = [game | card for game, card in zip(game_words, await page.evaluate(TELL_CARDS, states), strict=True)]
    await page.goto(f"{venue.url}/display")
    walls = await page.evaluate(TELL_WALLS, states)
    await context.close()
    before, needs = current_language.set(language), set()
    try:
        for body, scripts, wall in zip(bodies, script_words, walls, strict=True):
            own = words_of_server(view_of(body))
            assert wall == wall_words_of_server(view_of(body))
            assert own == {name: sentence for name, sentence in words_of_script(scripts).items() if name in own}
            needs.add(own["needs"])
    finally:
        current_language.reset(before)
    assert len(needs) > 50, "the games should have needed many things"
