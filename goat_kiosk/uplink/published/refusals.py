"""Refusals of a take-over: why a game or a tournament stays where it is, in words of its kind."""

from goat_kiosk.errors import KioskError, NotFound, OwnedElsewhere, Unavailable
from goat_kiosk.uplink.protocol.messages import GAMES, PublishedKind, PublishedLog


class OwnerChanged(Unavailable):
    """The owner or the events have changed since they were read."""

    code = "owner-changed"


def owner_present(kind: PublishedKind, kiosk: str) -> OwnedElsewhere:
    """Return the refusal while the owner's kiosk is there."""
    if kind is GAMES:
        return OwnedElsewhere(
            "Kiosk {kiosk} is there. Score the game at that kiosk; if it has just failed, try again in 15 s.",
            kiosk=kiosk,
        )
    return OwnedElsewhere(
        "Kiosk {kiosk} is there. Run the tournament at that kiosk; if it has just failed, try again in 15 s.",
        kiosk=kiosk,
    )


def owner_changed(kind: PublishedKind) -> OwnerChanged:
    """Return the refusal when owner or events have changed since they were read."""
    if kind is GAMES:
        return OwnerChanged("This game is changing hands. Nothing was changed; try again.")
    return OwnerChanged("This tournament is changing hands. Nothing was changed; try again.")


def owner_unknown(kind: PublishedKind) -> Unavailable:
    """Return the refusal while Redis does not know the owner."""
    if kind is GAMES:
        return Unavailable("Redis has just come back and does not know yet whose game this is. Try again in 15 s.")
    return Unavailable("Redis has just come back and does not know yet whose tournament this is. Try again in 15 s.")


def log_unknown(published: PublishedLog) -> KioskError:
    """Return the refusal when no other kiosk has one of that number."""
    if published.kind is GAMES:
        return NotFound("There is no game {game_id} of another kiosk.", game_id=published.number)
    return NotFound("There is no tournament {number} of another kiosk.", number=published.number)


def events_missing(kind: PublishedKind, count: int, total: int) -> Unavailable:
    """Return the refusal when only `count` of `total` events are known."""
    if kind is GAMES:
        return Unavailable(
            "Only {count} of the {all} events of this game are known, so it cannot be gone on with. Start a new "
            "game from the score as it stands.",
            count=count,
            all=total,
        )
    return Unavailable(
        "Only {count} of the {all} events of this tournament are known, so it cannot be taken over. Wait for its "
        "kiosk, or go on from a backup of it.",
        count=count,
        all=total,
    )
