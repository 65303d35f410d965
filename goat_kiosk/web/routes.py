"""Route table: all handlers of the API, the streams and the pages, in one aiohttp application.

Parts that the server updates later, when a game or the network changes, are attributes of `Routes`.
"""

from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.api.devices import DevicesApi
from goat_kiosk.web.api.document.openapi import OpenApi
from goat_kiosk.web.api.export import ExportApi
from goat_kiosk.web.api.game_court import GameCourtApi
from goat_kiosk.web.api.games import GamesApi
from goat_kiosk.web.api.health import HealthChecks
from goat_kiosk.web.api.health_routes import HealthApi
from goat_kiosk.web.api.lobby import LobbyApi
from goat_kiosk.web.api.markers import MarkersApi
from goat_kiosk.web.api.metrics import Metrics
from goat_kiosk.web.api.names import NamesApi
from goat_kiosk.web.api.ratings import RatingsApi
from goat_kiosk.web.api.screens import ScreensApi
from goat_kiosk.web.api.support import SupportApi
from goat_kiosk.web.api.tournaments.routes import tournament_routes
from goat_kiosk.web.http import cors, preferences, problem_json, rate_limit, request_guard
from goat_kiosk.web.http.allowed_hosts import AllowedHosts
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.cors import AllowedOrigins
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.http.rate_limit import TokenBuckets
from goat_kiosk.web.http.routing import api_routes
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.games import Games
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.ratings import Ratings
from goat_kiosk.web.live.screens import Screens
from goat_kiosk.web.live.streams import Streams
from goat_kiosk.web.live.tournaments import Tournaments, TournamentStreams
from goat_kiosk.web.pages.certificate import CertificatePages
from goat_kiosk.web.pages.displays import DisplayPages
from goat_kiosk.web.pages.overlays import OverlayPages
from goat_kiosk.web.pages.players import PlayerPages
from goat_kiosk.web.pages.reachability_test import ReachabilityTest
from goat_kiosk.web.pages.receipts import ReceiptPages
from goat_kiosk.web.pages.render import assets
from goat_kiosk.web.pages.scorer import ScorerPages
from goat_kiosk.web.pages.spectator import SpectatorPages, render_error
from goat_kiosk.web.pages.sponsors import SponsorSlides
from goat_kiosk.web.pages.tournaments import TournamentPages

MAX_BODY = 64 * 1024
"""Bytes. The largest command, a game with every name at its longest, is under 2 KB."""


class Routes:
    """All handlers, and what they share."""

    def __init__(self, hub: Hub, desk: DeskClient, screens: Screens, venue_name: str, sponsors: Path | None) -> None:
        """`venue_name` is the venue's name; `sponsors` the folder of the slides between games."""
        self._hub = hub
        self._desk = desk
        self._screens = screens
        self._sponsors = sponsors
        self.peers = Peers()
        self.allowed_hosts = AllowedHosts()
        self.allowed_origins = AllowedOrigins()
        self.public_url = PublicUrl()
        self.certificate = CertificatePages()
        self.reachability_test = ReachabilityTest()
        self.games = Games(hub, desk, self.peers)
        self.streams = Streams(hub, self.games, self.allowed_origins)
        self.tournaments = Tournaments(hub, desk, venue_name, self.peers)
        self._ratings = Ratings(desk)
        self.make_support_file: Callable[[], bytes] | None = None
        """Makes the support file, in a thread that may wait; None at a relay."""
        self.checks = HealthChecks(hub, self.games, desk, self.peers, self.certificate.expiry)
        self._spectator = SpectatorPages(self.games, venue_name, self.peers, self.tournaments)
        self._displays = DisplayPages(self.games, venue_name, self.public_url)
        self._overlays = OverlayPages(self.games, venue_name, self.public_url)

    def set_venue_name(self, venue_name: str) -> None:
        """Show another name of the venue on the pages from now on."""
        self.tournaments.kiosk = venue_name
        self._spectator.venue_name = self._displays.venue_name = self._overlays.venue_name = venue_name

    def application(self, buckets: TokenBuckets, auth: Authenticator) -> web.Application:
        """Return the application with all routes and middlewares."""
        middlewares = [
            rate_limit.middleware(buckets, auth.is_paired),
            preferences.middleware,
            problem_json.middleware(render_error),
            request_guard.middleware(self.allowed_hosts, lambda: self.public_url.url),
            cors.middleware(self.allowed_origins),
        ]
        application = web.Application(client_max_size=MAX_BODY, middlewares=middlewares)
        application.on_response_prepare.append(request_guard.add_security_headers)
        tournament_streams = TournamentStreams(self._hub, self.tournaments, self.streams).routes()
        routes = [
            *self.streams.routes(),
            *tournament_streams,
            *self._api(auth),
            *self._pages(),
            *self.reachability_test.routes(auth),
        ]
        application.on_response_prepare.append(self.allowed_origins.add_headers)
        routes += OpenApi(api_routes(routes)).routes()
        self.allowed_origins.publish(api_routes(routes))
        application.add_routes(routes)
        return application

    def _streams(self) -> list[web.AbstractRouteDef]:
        return [
            *self.streams.routes(),
            *TournamentStreams(self._hub, self.tournaments, self.streams).routes(),
        ]

    def _api(self, auth: Authenticator) -> list[web.AbstractRouteDef]:
        hub, desk, games, peers = self._hub, self._desk, self.games, self.peers
        return [
            *GamesApi(hub, games, desk, peers, auth).routes(),
            *GameCourtApi(games, peers, self.tournaments).routes(),
            *HealthApi(hub, desk, peers, self.checks).routes(),
            *LobbyApi(games, desk, auth).routes(),
            *DevicesApi(desk, auth).routes(),
            *NamesApi(desk, auth).routes(),
            *ExportApi(desk, auth).routes(),
            *MarkersApi(desk, peers).routes(),
            *Metrics(hub, desk, peers, self.checks).routes(),
            *ScreensApi(self._screens, auth).routes(),
            *SupportApi(lambda: self.make_support_file, auth).routes(),
            *RatingsApi(self._ratings).routes(),
            *tournament_routes(desk, self.tournaments, self._ratings, auth, peers),
        ]

    def _pages(self) -> list[web.AbstractRouteDef]:
        return [
            *self._spectator.routes(),
            *ReceiptPages(self.games, self.public_url, self.peers).routes(),
            *ScorerPages(self.games, self.peers, self.tournaments).routes(),
            *PlayerPages(self._desk, self.tournaments, self.public_url).routes(),
            *self._displays.routes(),
            *self._overlays.routes(),
            *TournamentPages(self.tournaments, self.public_url).routes(),
            *SponsorSlides(self._sponsors).routes(),
            *self.certificate.routes(),
            *preferences.routes(),
            *assets.routes(),
        ]
