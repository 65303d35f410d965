"""Protocol of the server, as the window needs it: screens and what they show, phones, and networks.

`goat_kiosk.app.audience` implements it over the web server, which the window does not know.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

SceneName = Literal["page", "all", "court", "message"]
LONGEST_MESSAGE = 280
"""Characters of a message on a wall; the server refuses more."""


class NetworkInfo(Protocol):
    """A network of this computer in which others can reach it."""

    @property
    def name(self) -> str:
        """As the system calls the interface, such as `wlan0`."""

    @property
    def url(self) -> str:
        """Where spectators in this network find the kiosk."""


class SceneInfo(Protocol):
    """What a screen is to show: `page` is what its own address says."""

    @property
    def show(self) -> SceneName:
        """Which of the four."""

    @property
    def court(self) -> str:
        """The court, where one is shown."""

    @property
    def text(self) -> str:
        """The message, where one is shown."""


class ScreenInfo(Protocol):
    """A wall or an overlay, as it last reported."""

    @property
    def id(self) -> str:
        """Its own for as long as its browser remembers."""

    @property
    def kind(self) -> str:
        """`wall` or `overlay`."""

    @property
    def name(self) -> str:
        """As the desk has named it, or one made from its id."""

    @property
    def width(self) -> int:
        """Pixels across."""

    @property
    def height(self) -> int:
        """Pixels down."""

    @property
    def page(self) -> str:
        """The path it has open."""

    @property
    def scene(self) -> SceneInfo:
        """What it shows."""

    @property
    def shows(self) -> Mapping[str, str]:
        """By the game's number, the newest event of it that is painted."""

    @property
    def heard(self) -> float:
        """Seconds since its last report."""

    @property
    def waiting(self) -> int:
        """Orders that it has not carried out yet."""


class VisitInfo(Protocol):
    """A device that has opened the test page."""

    @property
    def address(self) -> str:
        """Its address in the network."""

    @property
    def device(self) -> str:
        """What it is, as `iPhone`; "" when it does not say."""

    @property
    def here(self) -> bool:
        """Whether it is this computer itself."""

    @property
    def heard(self) -> float:
        """Seconds since it was there."""

    @property
    def stream(self) -> bool:
        """Whether live news arrive there."""

    @property
    def ms(self) -> float | None:
        """Milliseconds from a question to its answer, once measured."""


class Audience(Protocol):
    """Everybody who looks at the score; orders raise `KioskError` when they cannot be given."""

    @property
    def open_streams(self) -> int:
        """How many streams are open: each screen has one, and so has each phone."""

    def networks(self) -> Sequence[NetworkInfo] | None:
        """Return the networks, the likeliest first; None when that is not known."""

    def reached_at(self, url: str) -> None:
        """Have walls show the address that phones can reach."""

    def visits(self) -> Sequence[VisitInfo]:
        """Return who has opened the test page in the last minutes, the newest first."""

    def screens(self) -> Sequence[ScreenInfo]:
        """Return the screens, by name."""

    def identify(self, screen_id: str) -> None:
        """Have a screen show its name for a moment."""

    def reload(self, screen_id: str) -> None:
        """Have a screen load its page anew."""

    def rename(self, screen_id: str, name: str) -> None:
        """Give a screen another name."""

    def show(self, screen_id: str, show: SceneName, court: str = "", text: str = "") -> None:
        """Choose what a screen shows."""


class NullAudience:
    """The audience of a window that serves no hall."""

    open_streams = 0

    def networks(self) -> None:
        """Know of none."""

    def reached_at(self, url: str) -> None:
        """Do nothing; there is no wall."""

    def visits(self) -> Sequence[VisitInfo]:
        """Return none."""
        return []

    def screens(self) -> Sequence[ScreenInfo]:
        """Return none."""
        return []

    def identify(self, screen_id: str) -> None:
        """Do nothing; there is no screen to name."""

    def reload(self, screen_id: str) -> None:
        """Do nothing, as above."""

    def rename(self, screen_id: str, name: str) -> None:
        """Do nothing, as above."""

    def show(self, screen_id: str, show: SceneName, court: str = "", text: str = "") -> None:
        """Do nothing, as above."""
