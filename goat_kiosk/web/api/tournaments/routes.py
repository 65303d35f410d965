"""Routes of the tournaments' API, of all its resources."""

from goat_kiosk.web.api.tournaments.courts import CourtsApi
from goat_kiosk.web.api.tournaments.divisions import DivisionsApi
from goat_kiosk.web.api.tournaments.entries import EntriesApi
from goat_kiosk.web.api.tournaments.formats import FormatsApi
from goat_kiosk.web.api.tournaments.kiosks import Kiosks
from goat_kiosk.web.api.tournaments.matches import MatchesApi
from goat_kiosk.web.api.tournaments.money import MoneyApi
from goat_kiosk.web.api.tournaments.ownership import TournamentOwnershipApi
from goat_kiosk.web.api.tournaments.players import PlayersApi
from goat_kiosk.web.api.tournaments.tournaments import TournamentsApi
from goat_kiosk.web.api.tournaments.writes import TournamentWrites
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.routing import ApiRoute
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.ratings import Ratings
from goat_kiosk.web.live.tournaments import Tournaments


def tournament_routes(
    desk: DeskClient, tournaments: Tournaments, ratings: Ratings, auth: Authenticator, peers: Peers
) -> list[ApiRoute]:
    """Return every route of the tournaments' API."""
    writes = TournamentWrites(desk, tournaments, ratings, auth, Kiosks(desk, tournaments, peers))
    entering = PlayersApi, DivisionsApi, EntriesApi
    playing = MatchesApi, CourtsApi
    resources = (TournamentsApi, *entering, *playing, FormatsApi, MoneyApi, TournamentOwnershipApi)
    return [route for resource in resources for route in resource(writes).routes()]
