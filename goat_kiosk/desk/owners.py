"""Owners of games and tournaments: which kiosk each of this log belongs to now."""

from collections.abc import Iterable

from goat_kiosk.errors import OwnedElsewhere
from goat_kiosk.store.log.rows import Ownership


class Owners:
    """The log's ownership records of games, in memory. A game without one has never changed hands and is ours."""

    def __init__(self, ownerships: Iterable[Ownership]) -> None:
        self._ownerships = {ownership.number: ownership for ownership in ownerships}

    def set(self, ownership: Ownership) -> None:
        """Replace a game's record in memory; the log has stored it already."""
        self._ownerships[ownership.number] = ownership

    def is_owner(self, game_id: int) -> bool:
        """Whether the game is scored here: no other kiosk has taken it over."""
        return not self.taken_by(game_id)

    def taken_by(self, game_id: int) -> str:
        """Return the name of the kiosk that has taken the game over; empty when it is scored here."""
        return self._ownerships[game_id].kiosk if game_id in self._ownerships else ""

    def epoch(self, game_id: int) -> int:
        """Return how often the game has changed hands."""
        return self._ownerships[game_id].epoch if game_id in self._ownerships else 0

    def last_shared(self, game_id: int) -> int | None:
        """Return the number of the last event that we share with the game's owner; None when that is this kiosk."""
        return None if self.is_owner(game_id) else self._ownerships[game_id].shared

    def check(self, game_id: int) -> None:
        """Raise `OwnedElsewhere` when another kiosk has taken the game over."""
        if not self.is_owner(game_id):
            raise self._refusal(self.taken_by(game_id))

    def _refusal(self, kiosk: str) -> OwnedElsewhere:
        return OwnedElsewhere(
            "Kiosk {kiosk} has taken this game over. Score it there; what was kept here stays here.", kiosk=kiosk
        )


class TournamentOwners(Owners):
    """The same of tournaments."""

    def _refusal(self, kiosk: str) -> OwnedElsewhere:
        return OwnedElsewhere(
            "Kiosk {kiosk} has taken this tournament over. Run it there; what was kept here stays here.", kiosk=kiosk
        )
