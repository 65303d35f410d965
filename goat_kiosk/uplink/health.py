"""Health of the link to Redis: its state, what is wrong, and what the scorekeeper can do about it.

The state follows the connection (`LinkHealth.on_up`, `on_down`) and the commands that Redis refuses; the warnings of a
working link come from the publisher and the presence each time.
"""

import logging
import time
from collections.abc import Sequence

from goat_kiosk.errors import Message
from goat_kiosk.uplink.peers.peers import LinkState, LinkStatus, Peer
from goat_kiosk.uplink.peers.presence import Presence
from goat_kiosk.uplink.protocol.messages import GAMES, TOURNAMENTS, PublishedKind
from goat_kiosk.uplink.published.publisher import Publisher

_SCORING_GOES_ON = Message("Scoring goes on here.")
_LAST_SCORES = Message("Until it is back, this relay shows the scores that came last.")
_NO_TOURNAMENTS = Message(
    "Tournaments are not shared: Redis does not let this user use their channels. Add {right} to its ACL.",
    right=f"&{TOURNAMENTS.channels}",
)
_SCORES_UNSEEN = Message("The other kiosks do not see these scores.")

_log = logging.getLogger(__name__)


class LinkHealth:
    """Keeps `status` up to date, and logs each change of its state. Runs on the hub thread's event loop."""

    def __init__(self, presence: Presence, publishers: Sequence[Publisher], *, relay: bool) -> None:
        self.status = LinkStatus("down", (Message("Looking for the other kiosks."),), _now_ms())
        """The newest status; may be read from any thread."""
        self._presence = presence
        self._publishers = publishers
        self.tournaments_are_refused = False
        """Whether the user's rights in Redis lack the channels of tournaments."""
        self._relay = relay
        self._is_up = False
        self._refusals: dict[str, Message] = {}
        """What Redis refuses, by what was sent: `presence`, `game` or `tournament`."""
        self._is_logged = False

    def on_up(self) -> None:
        """Report that a session has begun."""
        self._is_up = True
        self.update()

    def on_down(self, reason: Message) -> None:
        """Report that no session runs, and why."""
        self._is_up = False
        self._refusals.clear()
        self._set("down", reason, _LAST_SCORES if self._relay else _SCORING_GOES_ON)

    def on_confirmation_needed(self, *question: Message) -> None:
        """Report that the scorekeeper must confirm the address of Redis first."""
        self._set("down", *question)

    def on_refused(self, sent: str, reason: Message) -> None:
        """Report that Redis refused what was `sent`, `presence` or the name of a kind."""
        self._refusals[sent] = reason
        self.update()

    def on_accepted(self, sent: str) -> bool:
        """Report that Redis accepted what was `sent`; return whether it refused it before."""
        return self._refusals.pop(sent, None) is not None

    def update(self) -> None:
        """Compute the status anew: peers or warnings may have changed."""
        if self._refusals:
            first = next(iter(self._refusals.values()))
            self._set("refused", first, *([] if self._relay else [_SCORES_UNSEEN]))
        elif self._is_up:
            self._set("up", _peers_sentence(self._presence.all()), *self._warnings())

    def _set(self, state: LinkState, *messages: Message) -> None:
        before = self.status
        self.status = LinkStatus(state, messages, before.since_ms if state == before.state else _now_ms())
        if state != before.state or not self._is_logged:
            _log.log(logging.INFO if state == "up" else logging.WARNING, "%s", self.status.text)
        self._is_logged = True

    def _warnings(self) -> list[Message]:
        clashes = [
            _clash(publisher.kind, number, kiosk)
            for publisher in self._publishers
            for number, kiosk in publisher.clashes.items()
        ]
        restored = [
            _restored(publisher.kind, title) for publisher in self._publishers for title in publisher.restored.values()
        ]
        rights = [_NO_TOURNAMENTS] if self.tournaments_are_refused else []
        same_name = Message("Another kiosk has the same name. Give this one another with --kiosk-name.")
        outdated = [
            Message("Kiosk {kiosk} runs an older GOaT Kiosk. Update it.", kiosk=kiosk)
            for kiosk in self._presence.outdated
        ]
        conflicts = [same_name] if self._presence.name_conflicts else []
        return [*rights, *clashes, *restored, *_copy_warnings(self._presence), *conflicts, *outdated]


def _clash(kind: PublishedKind, number: int, kiosk: str) -> Message:
    if kind is GAMES:
        return Message(
            "Game {game_id} is not shared: kiosk {kiosk} has another game of that number. Play it on as a new game.",
            game_id=number,
            kiosk=kiosk,
        )
    return Message(
        "Tournament {number} is not shared: kiosk {kiosk} has another tournament of that number. "
        "It goes on at this kiosk alone.",
        number=number,
        kiosk=kiosk,
    )


def _restored(kind: PublishedKind, title: str) -> Message:
    if kind is GAMES:
        return Message(
            "{court} continues from an older copy of its log: some bags that other screens have shown are missing. "
            "Check the score and correct it if needed.",
            court=title,
        )
    return Message(
        "{tournament} continues from an older copy of its log: some decisions that other screens have shown are "
        "missing. Check its matches and correct them if needed.",
        tournament=title,
    )


def _copy_warnings(presence: Presence) -> list[Message]:
    is_copy = Message(
        "This data folder is a copy of another kiosk’s. Games in progress stay with that kiosk, and new games are "
        "kept here under a new log name."
    )
    was_copied = Message(
        "Kiosk {kiosk} was started with a copy of this data folder. Games in progress stay here. "
        "Give each kiosk a data folder of its own.",
        kiosk=presence.copied_by,
    )
    return [*([is_copy] if presence.is_copy else []), *([was_copied] if presence.copied_by else [])]


def _peers_sentence(peers: list[Peer]) -> Message:
    present_count = sum(peer.away_since is None for peer in peers)
    if present_count > 1:
        return Message("Connected to {count} other kiosks.", count=present_count)
    return Message("Connected to 1 other kiosk.") if present_count else Message("Connected; no other kiosk is there.")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
