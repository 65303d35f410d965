"""SSE parser by the standard, to test what any browser reads from the encoder's bytes.

It follows https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation step by step and
shares nothing with the encoder.
"""

import re
from typing import NamedTuple


class Event(NamedTuple):
    """An event as the browser passes it to a page's script."""

    name: str
    data: str
    last_id: str


def events(stream: bytes) -> list[Event]:
    """Return the events that are dispatched: those that end with an empty line."""
    reader = _Reader()
    text = stream.decode(errors="replace").removeprefix("\ufeff")
    *lines, _unended = re.split("\r\n|\n|\r", text)
    for line in lines:
        reader.line(line)
    return reader.dispatched


class _Reader:
    def __init__(self) -> None:
        self.dispatched: list[Event] = []
        self._data = ""
        self._type = ""
        self._last_id = ""

    def line(self, line: str) -> None:
        if line == "":
            self._dispatch()
        elif not line.startswith(":"):
            field, _, value = line.partition(":")
            self._field(field, value.removeprefix(" "))

    def _field(self, field: str, value: str) -> None:
        if field == "event":
            self._type = value
        elif field == "data":
            self._data += value + "\n"
        elif field == "id" and "\0" not in value:
            self._last_id = value

    def _dispatch(self) -> None:
        if self._data != "":
            self.dispatched.append(Event(self._type or "message", self._data.removesuffix("\n"), self._last_id))
        self._data = self._type = ""
