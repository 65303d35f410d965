"""The games as the hub thread knows them: newest states from the hub, everything else asked of the desk."""

from goat_kiosk.domain.events import PlayerJoined
from goat_kiosk.domain.names import clean_name
from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.access import JoinLimit
from goat_kiosk.web.commands import Join
from goat_kiosk.web.desk import Desk


def topic_of(game_id: int) -> str:
    """Return the hub's name for a game."""
    return f"game/{game_id}"


class Games:
    """What pages, streams and the API read."""

    def __init__(self, hub: Hub, desk: Desk) -> None:
        self._hub = hub
        self._desk = desk
        self._joins = JoinLimit()

    def games(self) -> list[bytes]:
        """Return the newest state of every lively game, oldest first."""
        return self._hub.all_newest()

    async def find(self, game_id: int) -> bytes:
        """Return the newest state of a game; an old one is fetched from the log. Raises `NotFound`.

        The desk publishes what it recalls before it answers, so the hub has the topic when this returns.
        """
        known = self._hub.newest(topic_of(game_id))
        if known is None:
            known = (await self._desk.ask(lambda scorekeeper: scorekeeper.recall(game_id))).state
        return known

    async def join(self, game_id: int, wish: Join, address: str, key: str | None = None) -> bytes:
        """Seat a player who asks from `address`, and return the new state.

        Raises `Refused` when too many come from there; `NotFound`, `InvalidValue` or `RuleViolation` from the desk.
        """
        self._joins.check(address)
        event = PlayerJoined(wish.team, clean_name(wish.name))
        return (await self._desk.ask(lambda scorekeeper: scorekeeper.record(game_id, event, key))).state
