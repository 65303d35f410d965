"""Paths of the tournaments' resources, and the numbers and ids in them."""

from aiohttp import web

from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.tournament import MatchKey
from goat_kiosk.web.http.routing import TOURNAMENT_ID

API_TOURNAMENTS = "/api/tournaments"
API_TOURNAMENT = f"{API_TOURNAMENTS}/{TOURNAMENT_ID}"
API_PLAYER = f"{API_TOURNAMENT}/players/{{p:[0-9]{{1,4}}}}"
API_REQUEST = f"{API_TOURNAMENT}/requests/{{p:[0-9]{{1,4}}}}"
API_DIVISION = f"{API_TOURNAMENT}/divisions/{{d:[0-9]{{1,2}}}}"
API_STAGE = f"{API_DIVISION}/stages/{{n:[0-9]{{1,1}}}}"
API_ENTRY = f"{API_DIVISION}/entries/{{e:[0-9]{{1,4}}}}"
API_MATCH = f"{API_DIVISION}/matches/{{m:[A-Z0-9.]{{1,8}}-[0-9]{{1,3}}}}"


def number_of(request: web.Request, variable: str) -> int:
    """Return the number of the resource that `variable` of the path names."""
    return int(request.match_info[variable])


def match_id_of(request: web.Request) -> MatchId:
    """Return the id of the match in the path."""
    return request.match_info["m"]


def match_key_of(request: web.Request) -> MatchKey:
    """Return the division and the match in the path."""
    return number_of(request, "d"), match_id_of(request)
