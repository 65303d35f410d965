"""Peers: the other kiosks of the venue as pages, API and metrics see them; none without an uplink."""

from collections.abc import Mapping
from typing import Protocol

from goat_kiosk.errors import OwnedElsewhere
from goat_kiosk.text.i18n import t
from goat_kiosk.uplink.peers.peers import NOT_SHARED, LinkStatus, Peer
from goat_kiosk.web.live.desk_client import DeskClient


class Uplink(Protocol):
    """The connection to the other kiosks; called on the hub's thread only."""

    @property
    def status(self) -> LinkStatus:
        """Whether Redis is connected."""

    def owner_of(self, game_id: int) -> Peer | None:
        """Return the peer that owns a game; None when it is this kiosk's or nobody's."""

    def tournament_owner_of(self, tournament_id: int) -> Peer | None:
        """Return the peer that runs a tournament; None when it is this kiosk's or nobody's."""

    def peers(self) -> list[Peer]:
        """Return every other kiosk seen in the last day."""

    def counts(self) -> Mapping[str, int]:
        """Return the uplink's counters by name."""

    async def take_over(self, game_id: int, court: str | None = None) -> None:
        """Continue a game of an offline kiosk here, at `court` if it is not None. Raises `KioskError`."""

    async def take_back(self, game_id: int) -> None:
        """Continue a game here that another kiosk has taken over. Raises `KioskError`."""

    async def take_over_tournament(self, tournament_id: int) -> None:
        """Run a tournament of an offline kiosk here. Raises `KioskError`."""

    async def take_back_tournament(self, tournament_id: int) -> None:
        """Run a tournament here that another kiosk has taken over. Raises `KioskError`."""

    def confirm(self, redis_url: str) -> None:
        """Connect to `redis_url`, which a kiosk on this network has announced. Raises `KioskError`."""

    async def run(self) -> None:
        """Stay connected until cancelled."""

    async def close(self) -> None:
        """Announce to the peers that this kiosk goes offline."""


class Peers:
    """The other kiosks of the venue; none without an uplink."""

    def __init__(self) -> None:
        self.uplink: Uplink | None = None

    @property
    def status(self) -> LinkStatus:
        """Whether Redis is connected."""
        return self.uplink.status if self.uplink is not None else NOT_SHARED

    def all(self) -> list[Peer]:
        """Return the other kiosks."""
        return self.uplink.peers() if self.uplink is not None else []

    def reachable(self) -> list[Peer]:
        """Return the other kiosks that are online and have announced the URL of their pages."""
        return [peer for peer in self.all() if peer.url and peer.away_since is None]

    def owner_of(self, game_id: int) -> Peer | None:
        """Return the peer that owns a game; None when it is this kiosk's or nobody's."""
        return self.uplink.owner_of(game_id) if self.uplink is not None else None

    def tournament_owner_of(self, tournament_id: int) -> Peer | None:
        """Return the peer that runs a tournament; None when it is this kiosk's or nobody's."""
        return self.uplink.tournament_owner_of(tournament_id) if self.uplink is not None else None

    def counts(self) -> Mapping[str, int]:
        """Return the uplink's counters by name; none without an uplink."""
        return self.uplink.counts() if self.uplink is not None else {}

    def require_local(self, game_id: int) -> None:
        """Raise `OwnedElsewhere` when another kiosk has the game."""
        owner = self.owner_of(game_id)
        if owner is not None:
            raise OwnedElsewhere(self.owner_message(game_id, owner))

    async def take_over(self, game_id: int, court: str | None = None) -> None:
        """Continue a game of an offline kiosk here, at `court` if it is not None. Raises `KioskError`."""
        if self.uplink is None:
            raise OwnedElsewhere("This kiosk shares its games with no other. Start it with --redis to take one over.")
        await self.uplink.take_over(game_id, court)

    def confirm_redis(self, redis_url: str) -> None:
        """Connect to `redis_url`, which a kiosk on this network has announced. Raises `KioskError`."""
        if self.uplink is None:
            raise OwnedElsewhere("This kiosk shares its games with no other. Start it with --redis to take one over.")
        self.uplink.confirm(redis_url)

    async def take_back(self, game_id: int, desk: DeskClient) -> None:
        """Continue a game here that another kiosk has taken over, also without Redis. Raises `KioskError`."""
        if self.uplink is not None:
            await self.uplink.take_back(game_id)
        else:
            await desk.run(lambda scorekeeper: scorekeeper.ownership.reclaim(game_id, 0))

    async def take_over_tournament(self, tournament_id: int) -> None:
        """Run a tournament of an offline kiosk here. Raises `KioskError`."""
        if self.uplink is None:
            raise OwnedElsewhere("This kiosk shares its games with no other. Start it with --redis to take one over.")
        await self.uplink.take_over_tournament(tournament_id)

    async def take_back_tournament(self, tournament_id: int, desk: DeskClient) -> None:
        """Run a tournament here that another kiosk has taken over, also without Redis. Raises `KioskError`."""
        if self.uplink is not None:
            await self.uplink.take_back_tournament(tournament_id)
        else:
            await desk.run(lambda scorekeeper: scorekeeper.tournament_ownership.reclaim(tournament_id, 0))

    def tournament_owner_message(self, tournament_id: int, owner: Peer) -> str:
        """Return the sentence that says which kiosk runs a tournament, and where."""
        if self._is_known_away(owner):
            return f"{owner.away} " + t("Its tournament can be taken over in the window of another one.")
        if not owner.url:
            return t("This tournament is run at kiosk {kiosk}.", kiosk=owner.name)
        url = f"{owner.url}/tournament/{tournament_id}"
        return t("This tournament is run at kiosk {kiosk}: {url}", kiosk=owner.name, url=url)

    def owner_message(self, game_id: int, owner: Peer) -> str:
        """Return the sentence that says which kiosk scores a game, and where."""
        if self._is_known_away(owner):
            return f"{owner.away} " + t("Its game can be taken over in the window of another one.")
        if not owner.url:
            return t("This game is scored at kiosk {kiosk}.", kiosk=owner.name)
        return t("This game is scored at kiosk {kiosk}: {url}", kiosk=owner.name, url=f"{owner.url}/game/{game_id}")

    def _is_known_away(self, owner: Peer) -> bool:
        """Whether a kiosk can be taken over from: while Redis is down, every kiosk only seems to be away."""
        return owner.away_since is not None and self.status.state != "down"
