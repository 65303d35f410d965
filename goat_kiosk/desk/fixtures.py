"""Fixtures: what a game takes from the match of a tournament that it is played for."""

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.events import Fixture, GameCreated, TeamEntry
from goat_kiosk.domain.games.new_game import DEFAULT_COLORS
from goat_kiosk.errors import MatchNotReady
from goat_kiosk.tournament.event_fields import SideEntries
from goat_kiosk.tournament.match_rules import match_rules
from goat_kiosk.tournament.slots import entries_of_side
from goat_kiosk.tournament.tournament import MatchKey, Tournament


def new_game_of(tournament: Tournament, fixture: Fixture) -> GameCreated:
    """Return the first game of a called match: its court, teams, players and rules. Raises `MatchNotReady`."""
    division = tournament.divisions[fixture.division]
    decisions = division.decisions(fixture.match)
    if decisions.sides is None or decisions.court is None:
        raise MatchNotReady("Call {match} first.", match=fixture.match)
    team1, team2 = (
        TeamEntry(_team_name(tournament, side), color, _names(tournament, side))
        for side, color in zip(decisions.sides, DEFAULT_COLORS, strict=True)
    )
    size = max(len(team1.players), len(team2.players))
    rules = match_rules(tournament, division, fixture.match)
    lobby = rules.limit_minutes is not None  # its clock must not run before the first bag
    return GameCreated(decisions.court, team1, team2, rules, team_size=size, lobby=lobby, fixture=fixture)


def _team_name(tournament: Tournament, side: SideEntries) -> str:
    """Return the name of a team; two who were paired for one match have none."""
    return "" if isinstance(side, tuple) else tournament.entries[side].name


def _names(tournament: Tournament, side: SideEntries) -> tuple[str, ...]:
    return tuple(
        tournament.players[player].name
        for entry in entries_of_side(side)
        for player in tournament.entries[entry].players
    )


def first_game_of(tournament: Tournament, tournament_id: int, key: MatchKey) -> GameCreated:
    """Return the first game of a called match; one of a practice night counts nowhere. Raises `MatchNotReady`."""
    practice = tournament.is_practice or msgspec.UNSET
    return new_game_of(tournament, Fixture(tournament_id, *key, practice=practice))


def with_substitutes(tournament: Tournament, event: GameCreated) -> GameCreated:
    """Return the next game of a match with the players who play from this game on."""
    if (fixture := event.fixture) is None:
        return event
    sides = tournament.divisions[fixture.division].decisions(fixture.match).sides or ()
    teams = [
        _with_players(tournament, team, side, fixture.game)
        for team, side in zip((event.team1, event.team2), sides, strict=False)
    ]
    return replace(event, team1=teams[0], team2=teams[1]) if teams else event


def _with_players(tournament: Tournament, team: TeamEntry, side: SideEntries, game: int) -> TeamEntry:
    first_games = [tournament.entries[entry].plays_from_game for entry in entries_of_side(side)]
    if not any(first_game is not None and game >= first_game for first_game in first_games):
        return team
    return replace(team, players=_names(tournament, side))
