"""Kiosks that a request names: for the courts of a tournament, by log or by name."""

from goat_kiosk.errors import InvalidValue
from goat_kiosk.tournament.events import CourtKiosk
from goat_kiosk.web.api.tournaments.bodies import FindKiosk
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.tournaments import Tournaments


class Kiosks:
    """The kiosks that can score courts: this one, and those that it has seen in the last day."""

    def __init__(self, desk: DeskClient, tournaments: Tournaments, peers: Peers) -> None:
        self._desk, self._tournaments, self._peers = desk, tournaments, peers

    async def finder(self) -> FindKiosk:
        """Return the function that finds a kiosk by log or name."""
        own = CourtKiosk(await self._desk.log_name() or "", self._tournaments.kiosk)
        others = [
            (CourtKiosk(peer.log, peer.name), {peer.log, *peer.former_logs, peer.name.casefold()})
            for peer in self._peers.all()
        ]
        known = [(own, {own.log, own.name.casefold()}), *others]

        def find(text: str | None) -> CourtKiosk | None:
            if text is None:
                return None
            found = [kiosk for kiosk, names in known if text.strip().casefold() in names]
            if not found:
                raise InvalidValue("There is no kiosk {kiosk}. It must share its games through Redis.", kiosk=text)
            if len(found) > 1:
                raise InvalidValue("Several kiosks are called {kiosk}. Give its log instead.", kiosk=text)
            return found[0]

        return find
