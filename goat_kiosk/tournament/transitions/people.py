"""State transitions of people: sign-up, corrections, and leaving for the night."""

from collections.abc import Iterable
from functools import lru_cache

from msgspec.structs import replace

from goat_kiosk.domain.names.sanitizing import lookalike_keys
from goat_kiosk.errors import NameTaken, NoChange, RuleViolation
from goat_kiosk.tournament.event_fields import MAX_PEOPLE
from goat_kiosk.tournament.events import (
    DirectorRequestCleared,
    DirectorRequested,
    PlayerChanged,
    PlayerDropped,
    PlayerSignedUp,
)
from goat_kiosk.tournament.tournament import Entry, SignedUpPlayer, Tournament
from goat_kiosk.tournament.transitions.lookup import find_player


def check_sign_up(tournament: Tournament, event: PlayerSignedUp) -> None:
    if event.player in tournament.players:
        raise RuleViolation("The number {number} belongs to another player.", number=event.player)
    _check_name(tournament, event.name, event.player)


def sign_up(tournament: Tournament, event: PlayerSignedUp, _at_ms: int) -> Tournament:
    return _with_player(tournament, SignedUpPlayer(event.player, event.name, event.grade, event.here, event.paid))


def check_player_change(tournament: Tournament, event: PlayerChanged) -> None:
    find_player(tournament, event.player)
    if event.name is not None:
        _check_name(tournament, event.name, event.player)


def change_player(tournament: Tournament, event: PlayerChanged, _at_ms: int) -> Tournament:
    player = find_player(tournament, event.player)
    fields = ("name", "grade", "here", "paid")
    changes = {field: value for field in fields if (value := getattr(event, field)) is not None}
    return _with_player(tournament, replace(player, **changes))


def drop_player(tournament: Tournament, event: PlayerDropped, _at_ms: int) -> Tournament:
    """Take a person out; the partner plays on alone, gets a substitute, or leaves too."""
    player = find_player(tournament, event.player)
    if player.is_dropped:
        raise RuleViolation("{player} has left already.", player=player.name)
    if event.partner == "substitute":
        if event.substitute is None:
            raise RuleViolation("Say who takes the place of {player}.", player=player.name)
        _check_free(tournament, event.substitute, event.player)
    dropped = replace(player, here=False, is_dropped=True, drop_reason=event.reason, is_reason_private=event.is_private)
    own = [entry for entry in tournament.entries.values() if event.player in entry.players]
    in_teams = _divisions_with_own_team(tournament, own)
    without = {
        entry.number: _without_player(
            entry,
            replace(event, partner="alone") if entry.division in in_teams and not entry.is_drawn else event,
            tournament.seq + 1,
        )
        for entry in own
    }
    entries = tournament.entries | without
    return replace(_with_player(tournament, dropped), entries=entries)


def request_director(tournament: Tournament, event: DirectorRequested, at_ms: int) -> Tournament:
    """Note that a player asks for the director; a second request changes nothing."""
    find_player(tournament, event.player)
    return replace(
        tournament, requests=tournament.requests | {event.player: tournament.requests.get(event.player, at_ms)}
    )


def clear_request(tournament: Tournament, event: DirectorRequestCleared, _at_ms: int) -> Tournament:
    if event.player not in tournament.requests:
        raise NoChange("{player} does not ask for the director.", player=find_player(tournament, event.player).name)
    requests = {player: at for player, at in tournament.requests.items() if player != event.player}
    return replace(tournament, requests=requests)


def _check_free(tournament: Tournament, substitute: int, player: int) -> None:
    if find_player(tournament, substitute).is_dropped:
        raise RuleViolation("{player} has left.", player=find_player(tournament, substitute).name)
    own = [entry for entry in tournament.entries.values() if player in entry.players]
    divisions, in_teams = {entry.division for entry in own}, _divisions_with_own_team(tournament, own)
    for entry in tournament.entries.values():
        if entry.division in in_teams and not entry.is_drawn:
            continue  # who has not gone on from a switch may take a place in a team
        if substitute in entry.players and entry.division in divisions and entry.status != "withdrawn":
            name = find_player(tournament, substitute).name
            raise RuleViolation("{player} plays in that division already.", player=name)


def _divisions_with_own_team(tournament: Tournament, own: Iterable[Entry]) -> set[int]:
    """Return the switch divisions in which somebody with these entries has gone on in a team."""
    return {entry.division for entry in own if entry.is_drawn and tournament.divisions[entry.division].kind == "switch"}


def _without_player(entry: Entry, event: PlayerDropped, seq: int) -> Entry:
    if event.partner == "substitute" and event.substitute is not None:
        players = tuple(event.substitute if player == event.player else player for player in entry.players)
        return replace(entry, players=players)
    left = tuple(player for player in entry.players if player != event.player)
    if not left or event.partner == "drop":
        return replace(entry, status="withdrawn", withdrawn_seq=entry.withdrawn_seq or seq)
    return replace(entry, players=left)


def _check_name(tournament: Tournament, name: str, number: int) -> None:
    keys = lookalike_keys(name)
    for other in tournament.players.values():
        if other.number != number and not other.is_dropped and not keys.isdisjoint(_keys(other.name)):
            raise NameTaken("{name} is here already. Add the first letter of the last name.", name=other.name)


@lru_cache(MAX_PEOPLE)
def _keys(name: str) -> frozenset[str]:
    return lookalike_keys(name)


def _with_player(tournament: Tournament, player: SignedUpPlayer) -> Tournament:
    return replace(tournament, players=tournament.players | {player.number: player})
