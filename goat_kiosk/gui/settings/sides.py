"""Sides of the screen: which team is on the left, as in the room; otherwise the scorekeeper mirrors every throw.

One setting for all games, reversed for single games. Colors and shapes stay with the team; places and keys stay with
the side of the screen, because the eye compares the screen with the room and the hand knows left from right. The rail
of courts and the public screens always show team 1 first.
"""

from goat_kiosk.domain.events import Team
from goat_kiosk.gui.settings.preferences import Preferences

_MAX_SWAPPED = 64
"""Most games with reversed sides that are saved, more than a venue plays in a week."""


class Sides:
    """Knows which team is on the left, and swaps the sides."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def left(self, game_id: int) -> Team:
        """Return the team on the left of the game's page."""
        settings = self._preferences.current
        return 2 if settings.team2_left != (game_id in settings.swapped) else 1

    def swap(self, game_id: int) -> None:
        """Swap the sides of one game."""
        swapped = self._preferences.current.swapped
        others = tuple(swapped_id for swapped_id in swapped if swapped_id != game_id)
        updated = others if game_id in swapped else (*others, game_id)
        self._preferences.change(swapped=updated[-_MAX_SWAPPED:])

    def swap_all(self) -> None:
        """Swap the sides of every game, and forget the exceptions: they were made under the old rule."""
        self._preferences.change(team2_left=not self._preferences.current.team2_left, swapped=())
