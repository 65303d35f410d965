"""Ratings: the published numbers, their symmetry, and which games say something about skill."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.domain.statistics.ratings import (
    GAMES_NEEDED,
    PlayerRating,
    RatedGame,
    Rating,
    RatingTable,
    known_rating,
    rate_game,
    rate_players,
)
from tests.properties import examples

DEFAULTS = {
    (1, 1): ([(27.635389493, 8.065901414)], [(22.364610507, 8.065901414)]),
    (2, 2): ([(26.964294622, 8.177962604)] * 2, [(23.035705378, 8.177962604)] * 2),
    (1, 2): ([(28.708491976, 8.244535891)], [(21.291508024, 8.207298169)] * 2),
}
"""Winner and loser after their first game, by the numbers of players: openskill's reference, bradleyterryfull.json."""


def values(side: list[Rating]) -> list[tuple[float, float]]:
    return [(player.mu, player.sigma) for player in side]


@pytest.mark.parametrize(("sizes", "after"), DEFAULTS.items())
def test_first_games_give_the_published_ratings(
    sizes: tuple[int, int], after: tuple[list[tuple[float, float]], list[tuple[float, float]]]
) -> None:
    winners, losers = rate_game([Rating()] * sizes[0], [Rating()] * sizes[1])
    for side, expected in ((winners, after[0]), (losers, after[1])):
        assert [pytest.approx(numbers, abs=1e-9) for numbers in expected] == values(side)
        assert all(player.games == 1 for player in side)


def test_partners_share_by_how_little_is_known_of_them() -> None:
    winners, losers = rate_game([Rating(27, 3), Rating(25, 8)], [Rating(30, 2), Rating(20, 5)])
    assert values(winners)[0] == pytest.approx((27.352257019, 2.983180124), abs=1e-9)
    assert values(winners)[1] == pytest.approx((27.503279065, 7.653366329), abs=1e-9)
    assert values(losers)[0] == pytest.approx((29.843290439, 1.998380037), abs=1e-9)
    assert values(losers)[1] == pytest.approx((19.021991113, 4.948149729), abs=1e-9)


RATINGS = st.builds(Rating, st.floats(-1e3, 1e3), st.floats(0.01, 20))
PAIRS = st.lists(RATINGS, min_size=2, max_size=2)


@given(winners=PAIRS, losers=PAIRS)
def test_a_win_never_lowers_and_certainty_never_vanishes(winners: list[Rating], losers: list[Rating]) -> None:
    after = rate_game(winners, losers)
    assert all(new.mu >= old.mu for new, old in zip(after[0], winners, strict=True))
    assert all(new.mu <= old.mu for new, old in zip(after[1], losers, strict=True))
    assert all(new.sigma > 0 for side in after for new in side)


@given(sigma=st.floats(0.1, 20), mu=st.floats(-100, 100), size=st.integers(1, 2))
def test_between_equal_teams_the_sum_stays(sigma: float, mu: float, size: int) -> None:
    winners, losers = rate_game([Rating(mu, sigma)] * size, [Rating(mu, sigma)] * size)
    assert sum(player.mu for player in (*winners, *losers)) == pytest.approx(2 * size * mu, abs=1e-9)


GAMES = st.lists(st.permutations("abcdef").map(lambda keys: RatedGame(tuple(keys[:2]), tuple(keys[2:4]))), max_size=20)


@given(games=GAMES)
@examples(30)
def test_renaming_people_renames_their_ratings_and_nothing_else(games: list[RatedGame]) -> None:
    renamed = [
        RatedGame(tuple(key * 2 for key in game.winners), tuple(key * 2 for key in game.losers)) for game in games
    ]
    assert {key * 2: rating for key, rating in rate_players(games).items()} == rate_players(renamed)


def test_a_walker_against_a_pair_and_a_person_on_both_sides_are_not_rated() -> None:
    games = [RatedGame(("ann",), ("bob", "cy")), RatedGame(("ann", "bob"), ("ann", "cy")), RatedGame((), ())]
    assert rate_players(games) == {}


def test_a_rating_is_unknown_below_five_games() -> None:
    games = [RatedGame(("ann",), ("bob",))] * GAMES_NEEDED
    assert known_rating(rate_players(games[1:])["ann"]) is None
    assert known_rating(rate_players(games)["ann"]) == rate_players(games)["ann"]
    assert known_rating(None) is None


def test_a_person_is_found_by_any_spelling_that_counts_as_theirs() -> None:
    table = RatingTable(
        (PlayerRating(1, "ann", "Ann", Rating(30, 2, 9)), PlayerRating(2, "bob", "Bob", None)), {"anny": "ann"}
    )
    assert table.find("ANNY") == table.find("Ann") == Rating(30, 2, 9)
    assert table.find("Bob") is None
    assert table.find("Cy") is None
