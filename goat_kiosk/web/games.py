"""The games as the hub thread knows them: newest states from the hub, everything else asked of the desk."""

from goat_kiosk.domain.events import PlayerJoined
from goat_kiosk.domain.names import clean_name
from goat_kiosk.hub.hub import Hub
from goat_kiosk.venue import Neighbour
from goat_kiosk.web.access import JoinLimit
from goat_kiosk.web.commands import Join
from goat_kiosk.web.desk import Desk
from goat_kiosk.web.others import Others


def topic_of(game_id: int) -> str:
    """Return the hub's name for a game."""
    return f"game/{game_id}"


class Games:
    """What pages, streams and the API read."""

    def __init__(self, hub: Hub, desk: Desk, others: Others) -> None:
        self._hub = hub
        self._desk = desk
        self._others = others
        self._joins = JoinLimit()

    def owner(self, game_id: int) -> Neighbour | None:
        """Return the other kiosk that has a game, or None."""
        return self._others.whose(game_id)

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

    async def join(
        self, game_id: int, wish: Join, address: str, key: str | None = None, seen: str | None = None
    ) -> bytes:
        """Seat a player who asks from `address`, and return the new state.

        Raises `Refused` when too many come from there, `NotOurs` when another kiosk has the game; `NotFound`,
        `InvalidValue` or `RuleViolation` from the desk.
        """
        self._joins.check(address)
        self._others.check_ours(game_id)
        own = key and f"join {key}"  # so that nobody without the scorer key can use up one of the scorer's
        event = PlayerJoined(wish.team, clean_name(wish.name))
        return (await self._desk.ask(lambda scorekeeper: scorekeeper.record(game_id, event, own, seen))).state
