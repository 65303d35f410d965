"""Look-ups that the transitions share; each refuses what is not there with a sentence."""

from goat_kiosk.errors import NotInTournament, RuleViolation
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Division, Draw, Entry, SignedUpPlayer, Tournament


def find_player(tournament: Tournament, number: int) -> SignedUpPlayer:
    """Return a player. Raises `NotInTournament`."""
    if number not in tournament.players:
        raise NotInTournament("This tournament has no player {number}.", number=number)
    return tournament.players[number]


def find_division(tournament: Tournament, number: int) -> Division:
    """Return a division. Raises `NotInTournament`."""
    if number not in tournament.divisions:
        raise NotInTournament("This tournament has no division {number}.", number=number)
    return tournament.divisions[number]


def find_stage(division: Division, number: int) -> Stage:
    """Return the settings of a stage. Raises `NotInTournament`."""
    if not 1 <= number <= len(division.stages):
        raise NotInTournament("This division has no stage {stage}.", stage=number)
    return division.stage(number)


def find_entry(tournament: Tournament, number: int) -> Entry:
    """Return an entry that has not become part of a drawn team. Raises `NotInTournament`."""
    entry = tournament.entries.get(number)
    if entry is None or entry.status == "paired":
        raise NotInTournament("This tournament has no entry {number}.", number=number)
    return entry


def find_match(tournament: Tournament, division: int, match: MatchId) -> Match:
    """Return a match as it stands. Raises `NotInTournament`, also before the draw."""
    matches = resolve(tournament, find_division(tournament, division))
    if match not in matches:
        raise NotInTournament("This division has no match {match}.", match=match)
    return matches[match]


def check_open(tournament: Tournament) -> None:
    """Raise `RuleViolation` if the tournament is closed."""
    if tournament.is_closed:
        raise RuleViolation("The tournament is closed. Reopen it to change something.")


def find_draw(division: Division, stage: int = 1) -> Draw:
    """Return the draw of a stage. Raises `RuleViolation` before it."""
    draw = division.draws.get(stage)
    if draw is None:
        raise RuleViolation("{division} is not drawn yet.", division=division.name)
    return draw
