"""The address while the kiosk runs: several networks, one that goes, and everything that shows it."""

import socket
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.displays.page import ScreensPage
from goat_kiosk.gui.services.audience import NullAudience
from goat_kiosk.gui.services.network_address import NO_NETWORK
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.host import network
from goat_kiosk.host.network import Network
from goat_kiosk.store.history.history_worker import HistoryWorker
from tests.gui.conftest import bring_to_front, click, create, press
from tests.gui.window_services import ADDRESS, make_services

pytestmark = pytest.mark.usefixtures("short_polls")

WIFI, CABLE = Network("wlan0", ADDRESS), Network("eth0", "http://10.0.0.7:8080")


class FixedNetworks(NullAudience):
    """A laptop whose networks come and go."""

    def __init__(self, *networks: Network) -> None:
        self.now: Sequence[Network] = networks
        self.wall_url = ""

    def networks(self) -> Sequence[Network]:  # type: ignore[override]  # where there is a hall, they are known
        return self.now

    def set_address(self, url: str) -> None:
        self.wall_url = url


@pytest.fixture
def audience() -> FixedNetworks:
    return FixedNetworks(WIFI)


@pytest.fixture
def window(
    qtbot: QtBot,
    audience: FixedNetworks,
    scorekeeper: Scorekeeper,
    pairing: Pairing,
    history_worker: HistoryWorker,
    preferences: Preferences,
) -> MainWindow:
    create(scorekeeper)
    window = MainWindow(make_services(scorekeeper, pairing, history_worker, preferences, audience=audience))
    bring_to_front(qtbot, window)
    return window


def test_one_network_needs_no_choice(window: MainWindow) -> None:
    assert window.status_bar.hub.text() == "Phones can follow"
    assert not window.status_bar.network.isVisible()
    assert window.message.problem == ""
    click(window.status_bar.address)
    assert QGuiApplication.clipboard().text() == ADDRESS


def test_a_new_address_is_reported_and_every_code_follows(
    window: MainWindow, audience: FixedNetworks, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    press(window, "p", Qt.KeyboardModifier.ControlModifier)
    code = window.scorers.link.partition("#")[2]
    audience.now = [Network("wlan0", "http://192.168.7.7:8080")]
    qtbot.waitUntil(lambda: window.status_bar.address.text() == "http://192.168.7.7:8080")
    assert window.message.text.startswith("The network changed: spectators now open http://192.168.7.7:8080.")
    (game_id,) = scorekeeper.game_ids()
    assert window.lobby.link.text() == f"http://192.168.7.7:8080/game/{game_id}"
    assert window.lobby.qr.accessibleName().endswith(f"http://192.168.7.7:8080/game/{game_id}")
    assert window.scorers.link == f"http://192.168.7.7:8080/pair#{code}"
    assert audience.wall_url == "http://192.168.7.7:8080"
    press(window, Qt.Key.Key_F9)
    page = window.pages.section("Walls and overlays")
    assert isinstance(page, ScreensPage)
    assert "http://192.168.7.7:8080/display" in page.empty_label.text()


def test_a_missing_network_is_reported_until_it_is_back(
    window: MainWindow, audience: FixedNetworks, qtbot: QtBot
) -> None:
    audience.now = []
    qtbot.waitUntil(lambda: window.message.problem == NO_NETWORK)
    assert window.status_bar.hub.text() == "No phone can follow"
    press(window, Qt.Key.Key_Return)
    assert window.message.text == "Game started."
    assert window.message.problem == NO_NETWORK
    audience.now = [WIFI]
    qtbot.waitUntil(lambda: window.message.problem == "")
    assert window.status_bar.hub.text() == "Phones can follow"


def test_a_network_is_chosen_and_remembered(
    window: MainWindow, audience: FixedNetworks, preferences: Preferences, qtbot: QtBot
) -> None:
    audience.now = [WIFI, CABLE]
    qtbot.waitUntil(window.status_bar.network.isVisible)
    assert window.status_bar.network.currentText() == "wlan0"
    press(window.status_bar.network, Qt.Key.Key_Down)
    assert window.status_bar.address.text() == CABLE.url
    assert audience.wall_url == CABLE.url
    audience.now = [WIFI]
    qtbot.waitUntil(lambda: window.status_bar.address.text() == WIFI.url)
    audience.now = [WIFI, CABLE]
    qtbot.waitUntil(lambda: window.status_bar.address.text() == CABLE.url)
    assert preferences.current.network == "eth0"


def test_the_networks_of_this_machine_are_listed() -> None:
    networks = network.find_networks("0.0.0.0", 8080)  # noqa: S104  asked about, not bound to
    assert all(each.url.startswith("http://") and each.url.endswith(":8080") for each in networks)
    assert not [each for each in networks if "127.0.0.1" in each.url]
    if networks:
        assert network.spectator_url("0.0.0.0", 8080) in [each.url for each in networks]  # noqa: S104  as above
    assert {each.name for each in networks} <= {name for _, name in socket.if_nameindex()} | {""}


def test_a_kiosk_bound_to_this_computer_has_no_network() -> None:
    assert network.find_networks("127.0.0.1", 8080) == []
    assert network.find_networks("192.168.1.20", 8080) == [Network("", ADDRESS)]
