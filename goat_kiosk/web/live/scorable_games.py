"""Scorable games: the unfinished game of each court of this kiosk.

Scorers' phones list them, and find the next game of their court among them.
"""

import time

from goat_kiosk.web.live.game_backend import GameReader
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.view import View, courts, views_of


def scorable_games(games: GameReader, peers: Peers) -> list[View]:
    """Return the unfinished games of this kiosk, one a court, in the order of the courts."""
    own = [view for view in views_of(games.games()) if peers.owner_of(view.game_id) is None]
    on_courts, _results = courts([view for view in own if view.status != "finished"], time.time())
    return on_courts
