"""Switch nights, counted: partners, opponents and sits for 4 to 64 players, beside the least that counting allows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import pytest

from goat_kiosk.tournament.formats.foursome import SwitchPool, next_foursome
from goat_kiosk.tournament.formats.promises import first_repeated_meeting, switch_promises
from goat_kiosk.tournament.formats.switch import SwitchEntry, SwitchNight, SwitchRound, pair_switch_round
from goat_kiosk.tournament.formats.whist import Foursome, whist_rounds

WHIST = (4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29)
SIZES = (*range(4, 30), 32, 41, 50, 63, 64)
Pair = frozenset[int]


def partners_of(games: Iterable[Foursome]) -> Counter[Pair]:
    return Counter(frozenset(pair) for game in games for pair in game)


def opponents_of(games: Iterable[Foursome]) -> Counter[Pair]:
    return Counter(frozenset({one, other}) for first, second in games for one in first for other in second)


def repeats(meetings: Counter[Pair]) -> int:
    return sum(meetings.values()) - len(meetings)


def players_of(games: Iterable[Foursome]) -> list[int]:
    return [player for game in games for pair in game for player in pair]


@pytest.mark.parametrize("players", WHIST)
def test_a_whist_schedule_has_each_partner_once_and_each_opponent_twice(players: int) -> None:
    rounds = whist_rounds(range(1, players + 1))
    games = [game for played in rounds for game in played]
    pairs = {frozenset(pair) for pair in combinations(range(1, players + 1), 2)}
    assert partners_of(games) == dict.fromkeys(pairs, 1)
    assert opponents_of(games) == dict.fromkeys(pairs, 2)
    for played in rounds:
        assert len(set(players_of(played))) == len(players_of(played)) == players // 4 * 4


def test_no_schedule_exists_for_two_or_three_over() -> None:
    assert not whist_rounds(range(6))
    assert not whist_rounds(range(7))


class Rounds:
    """A night in rounds, in which everybody plays each game that they are paired for."""

    def __init__(self, players: int, rounds: int) -> None:
        self.entries = {number: SwitchEntry(number) for number in range(1, players + 1)}
        self.rounds, self.past = rounds, list[list[Foursome]]()
        self.sits = Counter[int]()

    def play(self, present: Iterable[int] | None = None) -> SwitchRound:
        entries = [self.entries[number] for number in present or self.entries]
        found = pair_switch_round(entries, SwitchNight(self.past, self.rounds))
        self.past.append([game.sides for game in found.games])
        playing = players_of(self.past[-1])
        assert len(set(playing)) == len(playing)
        assert {*playing, *found.sits} == {entry.entry for entry in entries}
        self.sits.update(found.sits)
        for number in playing:
            entry = self.entries[number]
            self.entries[number] = entry._replace(games=entry.games + 1, waiting_since=len(self.past))
        return found

    @property
    def games(self) -> Iterator[Foursome]:
        return (game for played in self.past for game in played)


def spread(counts: Sequence[int]) -> int:
    return max(counts) - min(counts)


@pytest.mark.parametrize("players", SIZES)
def test_four_games_repeat_no_partner_and_few_opponents(players: int) -> None:
    """Whether fewer opponents could meet again is known for few numbers: these are the least that were found."""
    night = Rounds(players, min(4, players - 1))
    for _ in range(night.rounds):
        night.play()
        assert spread([night.sits[number] for number in night.entries]) <= 1
    assert repeats(partners_of(night.games)) == 0
    most = {4: 6, 5: 6, 6: 3, 7: 2, 8: 4, 9: 5, 10: 2, 12: 6, 13: 3}
    assert repeats(opponents_of(night.games)) <= most.get(players, 0)
    if players >= 26 or players in {16, 24}:
        assert repeats(partners_of(night.games) + opponents_of(night.games)) == 0, "nobody meets anybody twice"


@pytest.mark.parametrize("players", [*range(4, 10), 12, 14, 15])
def test_nobody_has_a_partner_twice_in_as_many_rounds_as_there_are_others(players: int) -> None:
    night = Rounds(players, players - 1)
    for _ in range(players - 1):
        night.play()
        assert spread([night.sits[number] for number in night.entries]) <= 1
    assert repeats(partners_of(night.games)) == 0


@pytest.mark.parametrize("players", [8, 12, 16, 24])
def test_a_long_night_is_a_whist_schedule(players: int) -> None:
    night = Rounds(players, players - 1)
    for _ in range(players - 1):
        night.play()
    assert set(partners_of(night.games).values()) == {1}
    assert set(opponents_of(night.games).values()) == {2}


def test_who_comes_late_and_who_leaves_change_the_schedule_only_from_then_on() -> None:
    night = Rounds(8, 7)
    night.play(range(1, 8))
    for present in (range(1, 9), range(1, 9), range(2, 9), range(2, 9)):
        night.play(present)
    assert repeats(partners_of(night.games)) == 0
    assert 1 not in players_of(night.past[-1])


def test_strong_and_weak_are_paired_and_pairs_are_even() -> None:
    entries = [SwitchEntry(number, strength=number) for number in range(1, 9)]
    games = pair_switch_round(entries, SwitchNight()).games
    assert {sum(pair) for game in games for pair in game.sides} == {9}


class Courts:
    """A night without rounds on courts whose games end one after the other; one court may break."""

    def __init__(self, players: int, courts: int, games_each: int) -> None:
        self.entries = {number: SwitchEntry(number) for number in range(1, players + 1)}
        self.courts, self.games_each = courts, games_each
        self.past, self.running = list[Foursome](), list[tuple[Foursome, tuple[int, ...]]]()
        self.fillers = Counter[int]()

    def fill(self) -> None:
        while len(self.running) < self.courts:
            playing = set(players_of(game for game, _ in self.running))
            waiting = [entry for entry in self.entries.values() if entry.entry not in playing]
            pool = SwitchPool(waiting, [self._counted(number) for number in sorted(playing)], self.games_each)
            if (game := next_foursome(pool, self.past)) is None:
                return
            chosen = [self.entries[number].games for number in players_of([game.sides]) if number not in game.fillers]
            left = [entry.games for entry in waiting if entry.entry not in players_of([game.sides])]
            assert max(chosen) <= min(left, default=self.games_each), "who has played least plays first"
            self.past.append(game.sides)
            self.running.append((game.sides, game.fillers))
            self.fillers.update(game.fillers)

    def _counted(self, number: int) -> SwitchEntry:
        entry = self.entries[number]
        is_filler = any(number in fillers for _, fillers in self.running)
        return entry if is_filler else entry._replace(games=entry.games + 1)

    def play(self) -> None:
        """Play to the end; of the games that run, the second ends first, so that no rhythm arises."""
        self.fill()
        while self.running:
            game, fillers = self.running.pop(1 if len(self.running) > 1 and len(self.past) % 3 == 0 else 0)
            for number in players_of([game]):
                entry = self.entries[number]
                games = entry.games + (number not in fillers)
                self.entries[number] = entry._replace(games=games, waiting_since=len(self.past))
            self.fill()


@pytest.mark.parametrize("players", SIZES)
def test_everybody_has_their_games_as_courts_free_up(players: int) -> None:
    night = Courts(players, max(1, players // 5), 4)
    night.play()
    assert {entry.games for entry in night.entries.values()} == {4}
    assert not night.fillers, "four games each need nobody to fill in"
    assert len(night.past) == players
    assert repeats(partners_of(night.past)) <= (2 if players == 4 else 1)


def test_who_fills_in_gets_no_game_for_it() -> None:
    night = Courts(7, 1, 3)
    night.play()
    assert {entry.games for entry in night.entries.values()} == {3}
    assert sum(night.fillers.values()) == 3, "21 places in games of four"
    assert spread([night.fillers[number] for number in night.entries]) <= 1


def test_a_broken_court_only_makes_the_night_longer() -> None:
    night = Courts(26, 5, 4)
    night.fill()
    night.courts = 4
    night.play()
    assert {entry.games for entry in night.entries.values()} == {4}
    assert repeats(partners_of(night.past)) == 0
    assert repeats(opponents_of(night.past)) <= 4


def test_four_of_one_game_wait_for_others() -> None:
    night = Courts(8, 2, 3)
    night.fill()
    (first, _), _ = night.running
    pool = SwitchPool(
        [SwitchEntry(number, games=1, waiting_since=1) for number in players_of([first])],
        [SwitchEntry(number, games=1) for number in night.entries if number not in players_of([first])],
        3,
    )
    assert next_foursome(pool, night.past) is None


@pytest.mark.parametrize(("players", "first"), [(4, 2), (7, 3), (8, 2), (12, 2), (13, 2), (15, 5), (16, 6), (26, 9)])
def test_the_game_from_which_people_meet_again(players: int, first: int) -> None:
    assert first_repeated_meeting(players) == first


def test_a_night_tells_what_it_cannot_promise() -> None:
    assert [str(sentence) for sentence in switch_promises(8, 8)] == [
        "With 8 players, partners repeat from game 8 on.",
        "With 8 players, somebody meets a partner or an opponent again from game 2 on.",
        "Everybody can play in every round.",
    ]
    assert str(switch_promises(26, 4)[0]) == "Nobody has the same partner twice while everybody stays."
