"""What the window works with: the parts of the kiosk behind it, and this computer's own preferences and sounds."""

from typing import NamedTuple

from goat_kiosk.gui.preferences import Preferences
from goat_kiosk.gui.sounds import Sounds
from goat_kiosk.joining import Joining
from goat_kiosk.pairing import Pairing
from goat_kiosk.scorekeeper import Scorekeeper


class Venue(NamedTuple):
    """The kiosk, seen from the desk; `address` is where spectators find it."""

    scorekeeper: Scorekeeper
    address: str
    pairing: Pairing
    joining: Joining
    preferences: Preferences
    sounds: Sounds
