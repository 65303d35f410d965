"""Screen registry: walls and overlays report what they show, and receive orders from the desk.

A screen reports after each state and every ten seconds; after half a minute without a report it is gone. An order is
sent at once on the venue's stream, and again in the reply to each report until the screen has carried it out, so none
is lost. The window calls from its own thread, so a lock guards everything.

Reports need no key, so they are validated and limited: a forged report adds one row to a list.
"""

import secrets
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Annotated, Literal

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_name, clean_text
from goat_kiosk.errors import InvalidValue, NotFound
from goat_kiosk.hub.admission import AtCapacity
from goat_kiosk.web.http.source_address import source_of_address

GONE_AFTER_S = 30.0
"""Without a report: three were missed."""
MAX_SCREENS = 256
"""A venue of 64 courts with a wall and an overlay each has half as many."""
MAX_SCREENS_PER_ADDRESS = 64
"""So that one device cannot fill the list."""
MAX_MESSAGE_LENGTH = 280
_MAX_PENDING_ORDERS = 8
"""Of one screen; the oldest order is dropped for a newer one."""
MAX_TOURNAMENT_ID = 9_999_999_999
_MAX_SIDE_PX = 32_768
"""More than any wall has."""

ScreenId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$")]
_Run = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}$")]
_Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME_LENGTH)]
_Side = Annotated[int, msgspec.Meta(ge=1, le=_MAX_SIDE_PX)]
_Page = Annotated[str, msgspec.Meta(pattern=r"^/", max_length=300)]
_Game = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,10}$")]
_Event = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{8})?-[0-9]{1,10}$")]
_OrderId = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{8}-[0-9]{1,10})?$")]
_Message = Annotated[str, msgspec.Meta(max_length=MAX_MESSAGE_LENGTH)]
Show = Literal["page", "all", "court", "message", "tournament"]
WallView = Literal["", "queue", "bracket", "draw", "standings"]
"""What a wall shows of a tournament; "" shows what matters, in turns."""
_Tournament = Annotated[int, msgspec.Meta(ge=0, le=MAX_TOURNAMENT_ID)]


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a screen should show: `page` is the page of its URL, the others are chosen at the desk."""

    show: Show
    court: _Name = ""
    text: _Message = ""
    tournament_id: _Tournament = msgspec.field(default=0, name="tournament")
    """The number of a tournament; 0 without one."""
    view: WallView = ""


class ScreenReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A screen's report about itself."""

    id: ScreenId
    run: _Run
    """New with each load of the page; it distinguishes two pages with the same id."""
    kind: Literal["wall", "overlay"]
    width: _Side
    height: _Side
    page: _Page
    scene: Scene
    shows: Annotated[dict[_Game, _Event], msgspec.Meta(max_length=64)]
    """By game number, the id of the newest state that is on screen."""
    name: _Name = ""
    done: _OrderId = ""
    """The last order carried out."""


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An order of the desk to a screen."""

    do: Literal["identify", "reload", "rename", "show"]
    name: str | None = None
    scene: Scene | None = None

    def cleaned(self) -> "Order":
        """Return the order with clean texts. Raises `InvalidValue` when a field is missing or does not belong to it."""
        if (self.name is not None) != (self.do == "rename") or (self.scene is not None) != (self.do == "show"):
            raise InvalidValue("“rename” needs a name, “show” a scene, and the others neither.")
        name = None if self.name is None else clean_name(self.name)
        return Order(self.do, name, None if self.scene is None else _clean_scene(self.scene))


class Screen(msgspec.Struct, frozen=True, rename={"seconds_since_report": "heard", "pending_orders": "waiting"}):
    """A screen in the desk's list."""

    id: str
    kind: str
    name: str
    """Given at the desk, or made from its id."""
    width: int
    height: int
    page: str
    scene: Scene
    shows: dict[str, str]
    address: str
    seconds_since_report: float
    """Seconds since its last report."""
    pending_orders: int
    """Orders that it has not carried out yet."""


class ReportReply(msgspec.Struct, frozen=True):
    """The reply to a report: the orders not yet carried out, oldest first, as on the stream."""

    orders: list[msgspec.Raw]
    taken: bool = False
    """Whether another page uses this id: the screen then chooses a new one."""
    build: str = ""
    """The pages that this kiosk serves: a screen that came with others loads itself again."""


class _ScreenRecord:
    """A screen's newest report and its pending orders."""

    def __init__(self, report: ScreenReport, address: str, now: float) -> None:
        self.report = report
        self.address = address
        self.reported_at = now
        self.previous_run = ""
        """The run that this one replaced."""
        self.pending_orders: dict[str, bytes] = {}

    def update(self, report: ScreenReport, now: float) -> None:
        if report.run != self.report.run:
            self.previous_run = self.report.run
        self.report, self.reported_at = report, now
        self._acknowledge(report.done)

    def queue_order(self, order_id: str, message: bytes) -> None:
        self.pending_orders[order_id] = message
        while len(self.pending_orders) > _MAX_PENDING_ORDERS:
            del self.pending_orders[next(iter(self.pending_orders))]

    def _acknowledge(self, last: str) -> None:
        if last in self.pending_orders:
            while next(iter(self.pending_orders)) != last:
                del self.pending_orders[next(iter(self.pending_orders))]
            del self.pending_orders[last]


class Screens:
    """The list of screens; may be used from any thread."""

    def __init__(
        self, send: Callable[[bytes], None], clock: Callable[[], float] = time.monotonic, build: str = ""
    ) -> None:
        """`send` publishes an order on the venue's stream, from any thread; `clock` returns monotonic seconds.

        `build` names the pages that this kiosk serves.
        """
        self._send = send
        self._build = build
        self._clock = clock
        self._lock = threading.Lock()
        self._records: dict[str, _ScreenRecord] = {}
        self._run = secrets.token_hex(4)
        self._order_numbers = count(1)

    def report(self, report: ScreenReport, address: str) -> ReportReply:
        """Store the report of a screen at `address`. Raises `AtCapacity` when there are too many screens."""
        with self._lock:
            self._forget_gone()
            record = self._records.get(report.id)
            if record is None:
                record = self._records[report.id] = self._admit(report, address)
            elif report.run == record.previous_run:
                return ReportReply([], taken=True, build=self._build)
            record.update(report, self._clock())
            orders = [msgspec.Raw(message) for message in record.pending_orders.values()]
            return ReportReply(orders, build=self._build)

    def snapshot(self) -> list[Screen]:
        """Return the screens that have reported recently, sorted by name."""
        with self._lock:
            self._forget_gone()
            screens = [self._screen(record) for record in self._records.values()]
        return sorted(screens, key=lambda screen: (screen.name, screen.id))

    def order(self, screen_id: str, order: Order) -> Screen:
        """Send a screen an order, and return the screen. Raises `NotFound` or `InvalidValue`."""
        order = order.cleaned()
        with self._lock:
            self._forget_gone()
            record = self._records.get(screen_id)
            if record is None:
                raise NotFound("There is no such screen now. It may have been switched off.")
            order_id = f"{self._run}-{next(self._order_numbers)}"
            message = msgspec.json.encode({"screen": screen_id, "order": order_id, **msgspec.to_builtins(order)})
            record.queue_order(order_id, message)
            screen = self._screen(record)
        self._send(message)
        return screen

    def _admit(self, report: ScreenReport, address: str) -> _ScreenRecord:
        from_address = sum(
            source_of_address(record.address) == source_of_address(address) for record in self._records.values()
        )
        if len(self._records) >= MAX_SCREENS or from_address >= MAX_SCREENS_PER_ADDRESS:
            raise AtCapacity("The list of screens is full. This one is shown to nobody at the desk, but works.")
        return _ScreenRecord(report, address, self._clock())

    def _screen(self, record: _ScreenRecord) -> Screen:
        report, age = record.report, self._clock() - record.reported_at
        name = clean_text(report.name, MAX_NAME_LENGTH) or f"{report.kind.capitalize()} {report.id[:4].upper()}"
        return Screen(
            report.id, report.kind, name, report.width, report.height, report.page,
            report.scene, report.shows, record.address, round(age, 1), len(record.pending_orders),
        )  # fmt: skip

    def _forget_gone(self) -> None:
        before = self._clock() - GONE_AFTER_S
        self._records = {
            screen_id: record for screen_id, record in self._records.items() if record.reported_at >= before
        }


def _clean_scene(scene: Scene) -> Scene:
    """Return the scene with clean texts. Raises `InvalidValue` when a text is missing or does not belong to it."""
    court, text = clean_text(scene.court, MAX_NAME_LENGTH), clean_text(scene.text, MAX_MESSAGE_LENGTH)
    if bool(court) != (scene.show == "court") or bool(text) != (scene.show == "message"):
        raise InvalidValue("A scene is “page”, “all”, “court” with a court, or “message” with a text.")
    if bool(scene.tournament_id) != (scene.show == "tournament") or (scene.view and not scene.tournament_id):
        raise InvalidValue("The scene “tournament” needs the number of a tournament, and only this one has a view.")
    return Scene(scene.show, court, text, scene.tournament_id, scene.view)
