"""Peer tournaments: publishes the tournaments of other kiosks in this hub, next to its own and in the same streams."""

from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.errors import KioskError
from goat_kiosk.hub.hub import Hub
from goat_kiosk.hub.topic import TopicPart
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.web.live.peer_games import note_name, peer_note
from goat_kiosk.web.live.tournaments import Tournaments, changes_topic, topic_of_tournament


class PeerTournaments:
    """The tournaments of other kiosks in this hub; used on the hub's thread."""

    def __init__(self, hub: Hub, tournaments: Tournaments) -> None:
        self._hub, self._tournaments = hub, tournaments

    def show(self, change: TournamentChange, kiosk: str) -> None:
        """Publish the newest state of a tournament of the kiosk with this name."""
        self._tournaments.publish_replica(change, kiosk)

    def fail(self, tournament_id: int, problem: KioskError) -> None:
        """Show from now on why a tournament cannot be shown."""
        self._tournaments.fail_replica(tournament_id, problem)

    def list_open(self) -> list[tuple[int, Tournament, str]]:
        """Return the open tournaments of other kiosks, each with its number and the name of its kiosk."""
        return [
            (change.tournament_id, change.tournament, kiosk)
            for change, kiosk in self._tournaments.replicas()
            if not change.tournament.is_closed
        ]

    def retire(self, tournament_id: int) -> None:
        """Remove a tournament from those that are shown; as one of another kiosk, if it is ours now."""
        self._tournaments.remove_replica(tournament_id)

    def on_own(self, change: TournamentChange) -> None:
        """Show as this kiosk's what may have been another's until now."""
        self._tournaments.remove_replica(change.tournament_id)

    def message_of(self, change: TournamentChange) -> bytes:
        """Return the state that other kiosks and programs read in Redis: everything but the matches, if it is short."""
        return self._tournaments.message_of(change)

    def broadcast(self, tournament_id: int, reason: bytes) -> None:
        """Have the pages of a tournament reload."""
        for topic in (topic_of_tournament(tournament_id), changes_topic(tournament_id)):
            self._hub.publish_transient(topic, "refresh", reason)

    def update_peer(self, peer: Peer) -> None:
        """Publish on the screens of a peer's tournaments whether the peer is online."""
        self._tournaments.set_peer_note(peer.log, TopicPart(note_name(peer.log), "kiosk", peer_note(peer)))

    def forget(self, log: str) -> None:
        """Remove the note about the peer with this log."""
        self._tournaments.set_peer_note(log, None)
