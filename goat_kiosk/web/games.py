"""The games as the hub thread knows them: newest states from the hub, everything else asked of the desk."""

from typing import NamedTuple

from goat_kiosk.domain.events import PlayerJoined
from goat_kiosk.domain.names import clean_name
from goat_kiosk.errors import NotFound
from goat_kiosk.hub.hub import Hub
from goat_kiosk.joining import Seat
from goat_kiosk.scorekeeper import Scorekeeper
from goat_kiosk.web.access import JOINS_A_MINUTE, Rate, Writer
from goat_kiosk.web.commands import Join
from goat_kiosk.web.desk import Desk


def topic_of(game_id: int) -> str:
    """Return the hub's name for a game."""
    return f"game/{game_id}"


class Terms(NamedTuple):
    """What a program may say with a join."""

    key: str | None = None
    """Makes a retry harmless."""
    seen: str | None = None
    """The id of the state it was decided on."""
    writer: Writer | None = None
    """Who may write the court lets the player in without being asked."""


class Joined(NamedTuple):
    """What became of a join."""

    state: bytes
    """The game after it."""
    stands: Seat
    seat: str | None
    """The secret to leave with; None for who sent an idempotency key."""


class Games:
    """What pages, streams and the API read."""

    def __init__(self, hub: Hub, desk: Desk) -> None:
        self._hub = hub
        self._desk = desk
        self._joins = Rate(JOINS_A_MINUTE, "Too many joins from this address.")

    def games(self) -> list[bytes]:
        """Return the newest state of every lively game, oldest first."""
        return self._hub.all_newest()

    async def find(self, game_id: int) -> bytes:
        """Return the newest state of a game; an old one is fetched from the log. Raises `NotFound` or `Unusable`.

        The hub has the topic when this returns. A bag thrown meanwhile may have brought it there first.
        """
        topic = topic_of(game_id)
        known = self._hub.newest(topic)
        if known is None:
            change = await self._desk.ask(lambda scorekeeper: scorekeeper.recall(game_id))
            self._hub.recall(topic, "state", change.state, change.event_id)
        return known or self._hub.newest(topic) or b""

    async def join(self, game_id: int, wish: Join, address: str, terms: Terms = Terms()) -> Joined:  # noqa: B008  a frozen value
        """Seat a player who asks from `address`, or let him wait for the scorekeeper.

        Raises `Refused` when too many come from there; `NotFound`, `InvalidValue` or `RuleViolation` from the desk.
        """
        self._joins.check(address)
        self._joins.count(address)
        event, joining = PlayerJoined(wish.team, clean_name(wish.name)), self._desk.joining

        def join(desk: Scorekeeper) -> Joined:
            if terms.writer is not None:
                terms.writer.allow(desk.history(game_id).game.court)
            trusted = terms.writer is not None
            stands, seat = joining.join(game_id, event, terms.key, terms.seen, trusted=trusted)
            return Joined(desk.recall(game_id).state, stands, seat)

        return await self._desk.ask(join)

    async def seats(self, game_id: int, seats: list[str]) -> dict[str, Seat]:
        """Return where the holders of `seats` stand; those that are none, or none any more, are left out."""
        joining = self._desk.joining

        def look(_: object) -> dict[str, Seat]:
            found = {}
            for seat in seats:
                try:
                    found[seat] = joining.seat(game_id, seat)
                except NotFound:
                    continue
            return found

        return await self._desk.ask(look) if seats else {}

    async def leave(self, game_id: int, seat: str) -> bytes:
        """Give a place up and return the new state. Raises `NotFound` for a seat that is none, and `RuleViolation`."""
        joining = self._desk.joining
        return (await self._desk.ask(lambda desk: (joining.leave(game_id, seat), desk.recall(game_id))))[1].state
