"""The venue beyond this kiosk, as pages and window are told of it: the other kiosks, and how the line to them fares."""

from datetime import UTC, datetime
from typing import Literal, NamedTuple

from goat_kiosk.errors import Message
from goat_kiosk.text.i18n import t

LinkState = Literal["off", "up", "down", "refused"]
"""`off`: no Redis was named. `refused`: Redis answers, and does not keep this kiosk's scores."""


class Peer(NamedTuple):
    """Another kiosk."""

    name: str
    log: str
    """The name of its event log, eight hex digits: what its games are known by."""
    url: str
    """Where its pages are, as far as it knows; empty when it never said."""
    away_since: int | None = None
    """When it was last heard of, milliseconds since 1970; None while it is there."""

    @property
    def away(self) -> str:
        """Since when it has been away, as a sentence in the language of the moment; empty while it is there."""
        if self.away_since is None:
            return ""
        since = self.since
        if since:
            return t("Kiosk {kiosk} has been away since {since}.", kiosk=self.name, since=since)
        return t("Kiosk {kiosk} is away.", kiosk=self.name)

    @property
    def since(self) -> str:
        """The time of day from which on it has been away; empty while it is there, or when nobody knows."""
        if not self.away_since:
            return ""
        return f"{datetime.fromtimestamp(self.away_since / 1000, UTC).astimezone():%H:%M}"


class CourtSide(NamedTuple):
    """A team as a list of courts shows it."""

    name: str
    color: str
    score: int


class PeerCourt(NamedTuple):
    """A game as a list of courts shows it."""

    game_id: int
    name: str
    progress: str
    sides: tuple[CourtSide, CourtSide]
    owner: Peer
    over: bool = False


class LinkStatus(NamedTuple):
    """How the line to the other kiosks fares."""

    state: LinkState
    messages: tuple[Message, ...]
    """How it fares, what is wrong, and what to do."""
    since: int
    """When this began, milliseconds since 1970."""

    @property
    def text(self) -> str:
        """All that is said, in English: for logs and for programs."""
        return " ".join(one.sentence for one in self.messages)

    @property
    def problems(self) -> tuple[Message, ...]:
        """What is wrong and what to do; empty when all is well."""
        return self.messages if self.state in {"down", "refused"} else ()


NOT_SHARED = LinkStatus("off", (), 0)
"""A kiosk that shares with nobody."""
