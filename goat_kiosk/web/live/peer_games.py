"""Peer games: publishes the games of other kiosks in this hub, next to its own and in the same streams."""

from collections.abc import Callable

import msgspec

from goat_kiosk.domain.state.state import format_timestamp
from goat_kiosk.hub.hub import Hub
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.web.live.games import topic_of
from goat_kiosk.web.live.state_publisher import StatePublisher


class PeerGames:
    """The games of other kiosks in this hub; the uplink calls it on the hub's thread."""

    def __init__(self, hub: Hub, publisher: StatePublisher | None = None) -> None:
        self._hub = hub
        self._publisher = publisher or StatePublisher(hub)
        self.on_shown: Callable[[int, bytes], None] = lambda _id, _state: None
        """Called with each game and its newest state after they were published."""

    def show(self, game_id: int, state: bytes, event_id: str) -> None:
        """Publish the newest state of a game."""
        self._publisher.publish(game_id, state, event_id)
        self.on_shown(game_id, state)

    def retire(self, game_id: int) -> None:
        """Remove a game from those that the venue shows."""
        self._hub.retire(topic_of(game_id))
        self._publisher.forget(game_id)

    def newest(self, game_id: int) -> bytes | None:
        """Return a game's newest state."""
        return self._hub.newest(topic_of(game_id))

    def broadcast(self, game_id: int, reason: bytes) -> None:
        """Have the pages of a game reload."""
        self._hub.publish_transient(topic_of(game_id), "refresh", reason)

    def update_peer(self, peer: Peer, games: list[int]) -> None:
        """Publish on the screens of a peer's games whether the peer is online."""
        self._hub.publish_note(note_name(peer.log), "kiosk", peer_note(peer), map(topic_of, games))

    def forget(self, log: str) -> None:
        """Remove the note about the peer with this log."""
        self._hub.forget_note(note_name(log))


def note_name(log: str) -> str:
    """Return the name under which topics keep the note about the peer with this log."""
    return f"kiosk/{log}"


def peer_note(peer: Peer) -> bytes:
    """Return the note that says whether a peer is online."""
    return msgspec.json.encode(
        {
            "kiosk": peer.name,
            "log": peer.log,
            "url": peer.url,
            "away_since": None if peer.away_since is None else format_timestamp(peer.away_since),
        }
    )
