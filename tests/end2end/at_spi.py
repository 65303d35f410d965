"""Screen reader for tests, run by the system's Python: walks the windows on the accessibility bus, or listens to them.

    python3 at_spi.py walk      writes each visible object as a line of JSON: its role, name and description
    python3 at_spi.py listen    writes each announcement as a line, until it is ended

It speaks AT-SPI over D-Bus as Orca does (https://docs.gtk.org/atspi2), so what it gets has come through Qt's bridge.
"""

import json
import sys
from typing import Any

import gi  # type: ignore[import-not-found]  # Debian's own Python has it, not the one that mypy reads

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # type: ignore[import-not-found]  # noqa: E402  the version is required first

WINDOW_DEPTH = 2
"""An application and its windows are not "showing", whatever their content is."""


def write(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def walk(node: Any, depth: int = 0) -> None:
    if depth >= WINDOW_DEPTH and not node.get_state_set().contains(Atspi.StateType.SHOWING):
        return
    name, description = node.get_name() or "", node.get_description() or ""
    write(json.dumps({"role": node.get_role_name(), "name": name, "description": description.strip()}))
    for index in range(node.get_child_count()):
        walk(node.get_child_at_index(index), depth + 1)


def listen() -> None:
    listener = Atspi.EventListener.new(lambda event: write(str(event.any_data)))
    listener.register("object:announcement")
    write("listening")
    Atspi.event_main()


if __name__ == "__main__":
    Atspi.init()
    if sys.argv[1] == "listen":
        listen()
    else:
        desktop = Atspi.get_desktop(0)
        for place in range(desktop.get_child_count()):
            walk(desktop.get_child_at_index(place))
