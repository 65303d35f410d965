"""Protocol of the server, as the window needs it: screens and what they show, phones, and networks.

`goat_kiosk.app.audience` implements it over the web server, which the window does not know.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

SceneName = Literal["page", "all", "court", "message", "tournament"]
WallView = Literal["", "queue", "bracket", "draw", "standings"]
"""What a wall shows of a tournament; "" shows what matters, in turns."""
MAX_MESSAGE_LENGTH = 280
"""Characters of a message on a wall; the server refuses more."""


class NetworkInfo(Protocol):
    """A network of this computer in which phones can reach it."""

    @property
    def name(self) -> str:
        """The name of the interface, such as `wlan0`."""

    @property
    def url(self) -> str:
        """Where spectators in this network find the kiosk."""


class SceneInfo(Protocol):
    """The scene of a screen; `page` is the default of its own address."""

    @property
    def show(self) -> SceneName:
        """The kind of scene."""

    @property
    def court(self) -> str:
        """The court, if the scene is one court."""

    @property
    def text(self) -> str:
        """The text, if the scene is a message."""

    @property
    def tournament_id(self) -> int:
        """The number of the tournament, if the scene is one; else 0."""

    @property
    def view(self) -> WallView:
        """What is shown of the tournament."""


class ScreenInfo(Protocol):
    """A wall or an overlay, as it last reported."""

    @property
    def id(self) -> str:
        """An id that its browser stores."""

    @property
    def kind(self) -> str:
        """`wall` or `overlay`."""

    @property
    def name(self) -> str:
        """The name set by the scorekeeper, or one made from its id."""

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
        """By the id of the game, the newest event that is painted."""

    @property
    def seconds_since_report(self) -> float:
        """Seconds since its last report."""

    @property
    def pending_orders(self) -> int:
        """The number of commands that it has not executed yet."""


class VisitInfo(Protocol):
    """A device that has opened the test page."""

    @property
    def address(self) -> str:
        """Its IP address."""

    @property
    def device(self) -> str:
        """The kind of device, such as `iPhone`; empty if unknown."""

    @property
    def is_this_computer(self) -> bool:
        """Whether it is this computer itself."""

    @property
    def seconds_ago(self) -> float:
        """Seconds since its last request."""

    @property
    def receives_stream(self) -> bool:
        """Whether it receives the event stream."""

    @property
    def round_trip_ms(self) -> float | None:
        """Round-trip time in milliseconds; None until it is measured."""


class Audience(Protocol):
    """The spectators of the kiosk: screens and phones. A command raises `KioskError` if it is not accepted."""

    @property
    def open_streams(self) -> int:
        """How many streams are open: each screen has one, and so has each phone."""

    def networks(self) -> Sequence[NetworkInfo] | None:
        """Return the networks, the most likely first; None if they are unknown."""

    def set_address(self, url: str) -> None:
        """Set the address that walls show for phones."""

    def visits(self) -> Sequence[VisitInfo]:
        """Return the devices that opened the test page in the last minutes, the newest first."""

    def screens(self) -> Sequence[ScreenInfo]:
        """Return the screens, by name."""

    def identify(self, screen_id: str) -> None:
        """Make a screen show its name for a moment."""

    def reload(self, screen_id: str) -> None:
        """Make a screen reload its page."""

    def rename(self, screen_id: str, name: str) -> None:
        """Give a screen another name."""

    def show(self, screen_id: str, scene: SceneInfo) -> None:
        """Choose what a screen shows."""


class NullAudience:
    """Null object for a window without a server: no screens, no phones, no networks."""

    open_streams = 0

    def networks(self) -> None:
        """Return None: the networks are unknown."""

    def set_address(self, url: str) -> None:
        """Do nothing; there is no wall."""

    def visits(self) -> Sequence[VisitInfo]:
        """Return none."""
        return []

    def screens(self) -> Sequence[ScreenInfo]:
        """Return none."""
        return []

    def identify(self, screen_id: str) -> None:
        """Do nothing; there is no screen."""

    def reload(self, screen_id: str) -> None:
        """Do nothing; there is no screen."""

    def rename(self, screen_id: str, name: str) -> None:
        """Do nothing; there is no screen."""

    def show(self, screen_id: str, scene: SceneInfo) -> None:
        """Do nothing; there is no screen."""
