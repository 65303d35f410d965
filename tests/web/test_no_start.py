"""Server that cannot start: it reports the reason and leaves no thread."""

import threading
from inspect import iscoroutinefunction
from pathlib import Path

import pytest

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.devices import Devices
from goat_kiosk.web.live.desk_client import DeskClient, NoLocalGames
from goat_kiosk.web.server import Server


@pytest.mark.parametrize("host", ["x..y", "a" * 64, "\udcff", "203.0.113.1"])
def test_an_unusable_host_is_reported_and_leaves_no_thread(host: str) -> None:
    before = set(threading.enumerate())  # other tests in this process may have a server of their own
    with Devices(Path(":memory:")) as devices:
        server = Server(NoLocalGames(Pairing(devices, lambda: 0)), "sesame", "Kiosk")
        with pytest.raises(Unavailable, match="cannot be used"):
            server.start(host, 0)
    assert "hub" not in {thread.name for thread in set(threading.enumerate()) - before}


def test_a_relay_implements_every_method_of_the_desk() -> None:
    """A method that only the desk has would look for a scorekeeper, and a relay has none."""
    methods = {name for name, one in vars(DeskClient).items() if iscoroutinefunction(one) and not name.startswith("_")}
    assert methods
    assert methods <= vars(NoLocalGames).keys()
