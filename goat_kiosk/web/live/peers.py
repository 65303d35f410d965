"""The other kiosks of the venue as pages, API and figures see them; without an uplink there are none."""

from collections.abc import Mapping
from typing import Protocol

from goat_kiosk.errors import NotOurs
from goat_kiosk.text.i18n import t
from goat_kiosk.uplink.peers import ALONE, Neighbour, Standing
from goat_kiosk.web.live.desk_client import Desk


class Uplink(Protocol):
    """What the web asks of the line to the other kiosks; all of it on the hub's loop."""

    @property
    def standing(self) -> Standing:
        """How the line fares."""

    def whose(self, game_id: int) -> Neighbour | None:
        """Return the kiosk that has a game, or None when it is ours or nobody's."""

    def neighbours(self) -> list[Neighbour]:
        """Return every other kiosk of the last day."""

    def figures(self) -> Mapping[str, int]:
        """Return what has been counted, by name."""

    async def take_over(self, game_id: int, court: str | None = None) -> None:
        """Go on with a game whose kiosk is away, at `court` if one is named. Raises `KioskError`."""

    async def take_back(self, game_id: int) -> None:
        """Go on with a game that another kiosk has taken over from here. Raises `KioskError`."""

    def confirm(self, place: str) -> None:
        """Share at `place`, which a kiosk of this network has named. Raises `KioskError`."""

    async def run(self) -> None:
        """Keep the line until cancelled."""

    async def close(self) -> None:
        """Say goodbye to the others."""


class Others:
    """The door to the uplink, which may not be there."""

    def __init__(self) -> None:
        self.uplink: Uplink | None = None

    @property
    def standing(self) -> Standing:
        """How the line to them fares."""
        return self.uplink.standing if self.uplink is not None else ALONE

    def all(self) -> list[Neighbour]:
        """Return the other kiosks."""
        return self.uplink.neighbours() if self.uplink is not None else []

    def there(self) -> list[Neighbour]:
        """Return the other kiosks that are there and say where their pages are."""
        return [neighbour for neighbour in self.all() if neighbour.url and neighbour.away_since is None]

    def whose(self, game_id: int) -> Neighbour | None:
        """Return the kiosk that has a game, or None when it is ours or nobody's."""
        return self.uplink.whose(game_id) if self.uplink is not None else None

    def figures(self) -> Mapping[str, int]:
        """Return what the uplink has counted."""
        return self.uplink.figures() if self.uplink is not None else {}

    def check_ours(self, game_id: int) -> None:
        """Raise `NotOurs` when another kiosk has the game."""
        owner = self.whose(game_id)
        if owner is not None:
            raise NotOurs(elsewhere(game_id, owner))

    async def take_over(self, game_id: int, court: str | None = None) -> None:
        """Go on here with a game whose kiosk is away, at `court` if one is named. Raises `KioskError`."""
        if self.uplink is None:
            raise NotOurs("This kiosk shares its games with no other. Start it with --redis to take one over.")
        await self.uplink.take_over(game_id, court)

    def confirm(self, place: str) -> None:
        """Share at `place`, which a kiosk of this network has named. Raises `KioskError`."""
        if self.uplink is None:
            raise NotOurs("This kiosk shares its games with no other. Start it with --redis to take one over.")
        self.uplink.confirm(place)

    async def take_back(self, game_id: int, desk: Desk) -> None:
        """Go on with a game that another kiosk has taken over from here, also without Redis. Raises `KioskError`."""
        if self.uplink is not None:
            await self.uplink.take_back(game_id)
        else:
            await desk.ask(lambda scorekeeper: scorekeeper.reclaim(game_id, 0))


def elsewhere(game_id: int, owner: Neighbour) -> str:
    """Return where a game is scored, as a sentence for whoever tried it here."""
    if owner.away_since is not None:
        return f"{owner.away} " + t("Its game can be taken over in the window of another one.")
    if not owner.url:
        return t("This game is scored at kiosk {kiosk}.", kiosk=owner.name)
    return t("This game is scored at kiosk {kiosk}: {url}", kiosk=owner.name, url=f"{owner.url}/game/{game_id}")
