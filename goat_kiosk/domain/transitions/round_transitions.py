"""State transitions by whole rounds: entry by counts, and corrections of rounds that are over.

One part of `transitions`, which checks the game's status before it calls these. A correction changes the sheet and
replays it (`play.replay_rounds`), so nothing is patched.
"""

from msgspec.structs import replace

from goat_kiosk.domain.events import (
    BAGS_PER_SIDE,
    Count,
    RoundCorrected,
    RoundDeleted,
    RoundEntered,
    RoundInserted,
)
from goat_kiosk.domain.games.game import Correction, Game
from goat_kiosk.domain.games.play import close_round, replay_rounds, start, with_lineups
from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH, clean_text
from goat_kiosk.domain.rounds.bags import RoundFacts, Tally, tally_from_count
from goat_kiosk.errors import NotInGame, RoundUnderWay, RuleViolation


def enter(game: Game, event: RoundEntered, at_ms: int) -> Game:
    if game.bags:
        raise RoundUnderWay("Bags of this round are thrown already. Finish the round bag by bag, or undo them first.")
    tallies = _tallies(game, event.team1, event.team2)
    game = start(game, at_ms)
    return close_round(game, with_lineups(game, RoundFacts(tallies, at_ms, awards=game.awards)))


def insert(game: Game, event: RoundInserted, _at_ms: int) -> Game:
    before, sheet = _round(game, event.round), sheet_of(game)
    tallies = _tallies(game, event.team1, event.team2)
    inserted = RoundFacts(tallies, before.at, order_shift=before.order_shift, lineups=before.lineups)
    sheet.insert(event.round - 1, inserted)
    return correct_sheet(game, sheet, event.round, event.reason)


def correct(game: Game, event: RoundCorrected, _at_ms: int) -> Game:
    before, sheet = _round(game, event.round), sheet_of(game)
    tallies = _tallies(game, event.team1, event.team2)
    if tallies != before.tallies or before.cut_short_by:
        sheet[event.round - 1] = replace(before, tallies=tallies, bags=(), cut_short_by=None)
    return correct_sheet(game, sheet, event.round, event.reason)


def delete(game: Game, event: RoundDeleted, _at_ms: int) -> Game:
    _round(game, event.round)
    sheet = sheet_of(game)
    del sheet[event.round - 1]
    return correct_sheet(game, sheet, event.round, event.reason)


def sheet_of(game: Game) -> list[RoundFacts]:
    return [played.facts for played in game.rounds]


def correct_sheet(game: Game, sheet: list[RoundFacts], round_number: int, reason: str) -> Game:
    replayed = replay_rounds(game, sheet)
    clean_reason = clean_text(reason, MAX_REASON_LENGTH)
    return replace(replayed, correction=Correction(round_number, clean_reason, game.score, replayed.score))


def _round(game: Game, number: int) -> RoundFacts:
    if number == len(game.rounds) + 1 and game.bags:
        raise RoundUnderWay("Round {number} is still being played: move its bags, or undo them.", number=number)
    if not 1 <= number <= len(game.rounds):
        raise NotInGame("There is no round {number}: {count} are over.", number=number, count=len(game.rounds))
    return game.rounds[number - 1].facts


def _tallies(game: Game, count1: Count, count2: Count) -> tuple[Tally, Tally]:
    for side, count in zip(game.sides, (count1, count2), strict=True):
        if min(count.holes, count.boards) < 0 or count.holes + count.boards > BAGS_PER_SIDE:
            raise RuleViolation(
                "{team}: {holes} in and {boards} on cannot be; a side throws four bags a round.",
                team=side.name,
                holes=count.holes,
                boards=count.boards,
            )
    return tally_from_count(count1), tally_from_count(count2)
