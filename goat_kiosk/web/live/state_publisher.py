"""State publisher: sends a game's new state to the hub, and behind it the moments that the state brings.

A moment is an event of its own, ``moment``, encoded once like a state. It is not repeated to a connection that was
stalled: what happened a minute ago must not switch a scene now.
"""

import logging

import msgspec

from goat_kiosk.domain.events import Team
from goat_kiosk.domain.state.moments import MomentKind, Play, decode_play, find_moments
from goat_kiosk.errors import log_bugs
from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.live.games import topic_of

_log = logging.getLogger(__name__)
_encoder = msgspec.json.Encoder()


class MomentEvent(msgspec.Struct, frozen=True):
    """The data of a ``moment`` event (docs/protocol.md); `seq` is that of the state before it."""

    game_id: int
    log: str
    seq: int
    court: str
    kind: MomentKind
    team: Team
    round: int
    """The round that is in progress, or has ended with it."""


class StatePublisher:
    """Publishes states of this kiosk's games and of others'; all of it runs on the hub's thread."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._plays: dict[int, Play] = {}
        """What the last state of each game said, for its next one."""

    def publish(self, game_id: int, state: bytes, event_id: str) -> None:
        """Publish the newest state of a game, and its moments."""
        self._hub.publish(topic_of(game_id), "state", state, event_id)
        with log_bugs(_log, "the moments of a game"):
            for event in self._moments(game_id, decode_play(state)):
                self._hub.publish_transient(topic_of(game_id), "moment", _encoder.encode(event), repeat=False)

    def forget(self, game_id: int) -> None:
        """Forget a game that the venue no longer shows."""
        self._plays.pop(game_id, None)

    def _moments(self, game_id: int, play: Play) -> list[MomentEvent]:
        before, self._plays[game_id] = self._plays.get(game_id), play
        if before is None:
            return []
        is_new_round = not play.bags and len(play.rounds) > len(before.rounds)
        number = len(play.rounds) + (not is_new_round)
        return [
            MomentEvent(game_id, play.log, play.seq, play.court, moment.kind, moment.team, number)
            for moment in find_moments(before, play)
        ]
