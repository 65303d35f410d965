"""Peers of this kiosk: the other kiosks of the venue and their courts, and the status of the link to them."""

from datetime import UTC, datetime
from typing import Literal, NamedTuple

from goat_kiosk.errors import Message
from goat_kiosk.text.dates import format_time
from goat_kiosk.text.i18n import t

LinkState = Literal["off", "up", "down", "refused"]
"""`off`: no Redis is set. `refused`: Redis answers, but does not accept this kiosk's scores."""


class Peer(NamedTuple):
    """Another kiosk."""

    name: str
    log: str
    """The name of its event log, eight hex digits, which identifies its games."""
    url: str
    """The address of its pages; empty when unknown."""
    away_since: int | None = None
    """When it was last present, milliseconds since 1970; 0 when unknown, None while it is present."""
    former_logs: tuple[str, ...] = ()
    """The names that its log had before."""
    courts: tuple[str, ...] = ()
    """The courts of its venue, in order."""

    @property
    def away(self) -> str:
        """Since when it has been away, as a sentence in the current language; empty while it is present."""
        if self.away_since is None:
            return ""
        since = self.since
        if since:
            return t("Kiosk {kiosk} has been away since {since}.", kiosk=self.name, since=since)
        return t("Kiosk {kiosk} is away.", kiosk=self.name)

    @property
    def since(self) -> str:
        """The time of day since which it has been away; empty while it is present, or when unknown."""
        if not self.away_since:
            return ""
        return format_time(datetime.fromtimestamp(self.away_since / 1000, UTC))


class CourtSide(NamedTuple):
    """A team in a list of courts."""

    name: str
    color: str
    score: int


class PeerCourt(NamedTuple):
    """A peer's game in a list of courts."""

    game_id: int
    name: str
    progress: str
    sides: tuple[CourtSide, CourtSide]
    owner: Peer
    over: bool = False


class PeerTournament(NamedTuple):
    """An open tournament of a peer."""

    tournament_id: int
    name: str
    owner: Peer


class LinkStatus(NamedTuple):
    """The status of the link to the other kiosks."""

    state: LinkState
    messages: tuple[Message, ...]
    """Sentences: the state, what is wrong, and what to do."""
    since_ms: int
    """When the state began, milliseconds since 1970."""

    @property
    def text(self) -> str:
        """All messages in English, for logs and for programs."""
        return " ".join(message.sentence for message in self.messages)

    @property
    def problems(self) -> tuple[Message, ...]:
        """What is wrong and what to do; empty when nothing is."""
        return self.messages if self.state in {"down", "refused"} else ()


NOT_SHARED = LinkStatus("off", (), 0)
"""The status of a kiosk without Redis."""
