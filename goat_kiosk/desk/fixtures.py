"""Fixtures: what a game takes from the match of a tournament that it is played for."""

from msgspec.structs import replace

from goat_kiosk.domain.events import Fixture, GameCreated, TeamEntry
from goat_kiosk.domain.games.new_game import DEFAULT_COLORS
from goat_kiosk.errors import MatchNotReady
from goat_kiosk.tournament.match_rules import match_rules
from goat_kiosk.tournament.tournament import Tournament


def new_game_of(tournament: Tournament, fixture: Fixture) -> GameCreated:
    """Return the first game of a called match: its court, teams, players and rules. Raises `MatchNotReady`."""
    division = tournament.divisions[fixture.division]
    decisions = division.decisions(fixture.match)
    if decisions.sides is None or decisions.court is None:
        raise MatchNotReady("Call {match} first.", match=fixture.match)
    team1, team2 = (
        TeamEntry(tournament.entries[entry].name, color, _names(tournament, entry))
        for entry, color in zip(decisions.sides, DEFAULT_COLORS, strict=True)
    )
    size = max(len(team1.players), len(team2.players))
    rules = match_rules(tournament, division, fixture.match)
    lobby = rules.limit_minutes is not None  # its clock must not run before the first bag
    return GameCreated(decisions.court, team1, team2, rules, team_size=size, lobby=lobby, fixture=fixture)


def _names(tournament: Tournament, entry: int) -> tuple[str, ...]:
    return tuple(tournament.players[player].name for player in tournament.entries[entry].players)


def with_substitutes(tournament: Tournament, event: GameCreated) -> GameCreated:
    """Return the next game of a match with the players who play from this game on."""
    if (fixture := event.fixture) is None:
        return event
    sides = tournament.divisions[fixture.division].decisions(fixture.match).sides or ()
    teams = [
        _with_players(tournament, team, entry, fixture.game)
        for team, entry in zip((event.team1, event.team2), sides, strict=False)
    ]
    return replace(event, team1=teams[0], team2=teams[1]) if teams else event


def _with_players(tournament: Tournament, team: TeamEntry, entry: int, game: int) -> TeamEntry:
    first_game = tournament.entries[entry].plays_from_game
    if first_game is None or game < first_game:
        return team
    return replace(team, players=_names(tournament, entry))
