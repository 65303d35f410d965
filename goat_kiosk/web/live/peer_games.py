"""The games of other kiosks on this hub's screens, among its own and in the same streams."""

import msgspec

from goat_kiosk.domain.state.state import format_timestamp
from goat_kiosk.hub.hub import Hub
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.web.live.games import topic_of


class PeerGames:
    """The games of other kiosks, as the uplink tells them."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def show(self, game_id: int, state: bytes, event_id: str) -> None:
        """Make a state the newest of its game."""
        self._hub.publish(topic_of(game_id), "state", state, event_id)

    def retire(self, game_id: int) -> None:
        """Show a game no longer among those of the day."""
        self._hub.retire(topic_of(game_id))

    def newest(self, game_id: int) -> bytes | None:
        """Return a game's newest state."""
        return self._hub.newest(topic_of(game_id))

    def broadcast(self, game_id: int, reason: bytes) -> None:
        """Ask pages to fetch themselves again."""
        self._hub.publish_transient(topic_of(game_id), "refresh", reason)

    def update_peer(self, peer: Peer, games: list[int]) -> None:
        """Say on the screens of a kiosk's games whether it is there."""
        note = msgspec.json.encode(
            {
                "kiosk": peer.name,
                "log": peer.log,
                "url": peer.url,
                "away_since": None if peer.away_since is None else format_timestamp(peer.away_since),
            }
        )
        self._hub.publish_note(_note_name(peer.log), "kiosk", note, map(topic_of, games))

    def forget(self, log: str) -> None:
        """Say nothing more of the kiosk whose log this is."""
        self._hub.forget_note(_note_name(log))


def _note_name(log: str) -> str:
    return f"kiosk/{log}"
