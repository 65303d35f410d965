"""Roll of a tournament: its people with their partners, as the list shows them, and how many are in and have paid."""

from collections.abc import Iterable
from typing import NamedTuple

from goat_kiosk.domain.names.sanitizing import search_key
from goat_kiosk.tournament.tournament import SignedUpPlayer, Tournament


class RollRow(NamedTuple):
    """One person of the list."""

    player: SignedUpPlayer
    partners: tuple[str, ...] = ()
    is_alone: bool = False
    """Whether the person is an entry of pairs without a partner."""
    shows_unpaid: bool = True
    """Whether it matters who has not paid: there is a fee, or somebody has paid."""


class RollCount(NamedTuple):
    """How many people there are."""

    here: int
    paid: int
    signed_up: int
    """Also those who are not here yet."""
    cents: int
    """What has been paid."""


def roll_rows(tournament: Tournament, text: str = "") -> list[RollRow]:
    """Return everybody whose name, or whose partner's, has `text` in it, by name; who has left comes last."""
    partners, alone = _partners(tournament)
    shows_unpaid = tournament.fee > 0 or any(player.paid for player in tournament.players.values())
    rows = (
        RollRow(player, partners.get(player.number, ()), player.number in alone, shows_unpaid)
        for player in tournament.players.values()
    )
    key = search_key(text.strip())
    found = [row for row in rows if any(key in search_key(name) for name in (row.player.name, *row.partners))]
    return sorted(found, key=lambda row: (row.player.is_dropped, search_key(row.player.name)))


def count_roll(tournament: Tournament) -> RollCount:
    """Return how many are here and have paid; who has left and has paid, has paid."""
    people = [player for player in tournament.players.values() if not player.is_dropped]
    paid = sum(player.paid for player in tournament.players.values())
    return RollCount(sum(player.here for player in people), paid, len(people), paid * tournament.fee)


def _partners(tournament: Tournament) -> tuple[dict[int, tuple[str, ...]], set[int]]:
    """Return the names of each player's partners, and who has none although the division is of pairs."""
    partners: dict[int, tuple[str, ...]] = {}
    alone: set[int] = set()
    for entry in tournament.entries.values():
        if entry.status in {"withdrawn", "paired"}:
            continue
        for player in entry.players:
            partners[player] = tuple(_names(tournament, (other for other in entry.players if other != player)))
        if len(entry.players) == 1 and tournament.divisions[entry.division].kind == "pairs":
            alone.update(entry.players)
    return partners, alone


def _names(tournament: Tournament, players: Iterable[int]) -> Iterable[str]:
    return (tournament.players[player].name for player in players)
