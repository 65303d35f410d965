"""Pages of a tournament's players: the check-in by the code at the door, and each player's own page.

A phone chooses a player by name and then reads, or checks in and may act: report, confirm, protest, leave. Everything
is rendered here and works without scripts; the script fetches it again when the tournament changes, and rings.
"""

import hashlib
from http import HTTPStatus
from typing import Any

from aiohttp import web

from goat_kiosk.desk.check_in import CheckIn
from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.desk.player_reports import PlayerReports
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH, clean_name, clean_text, natural_key
from goat_kiosk.errors import InvalidValue, KioskError, NotFound, OwnedElsewhere
from goat_kiosk.text.i18n import mark_for_translation, t, translate_error
from goat_kiosk.tournament.event_fields import GameScore
from goat_kiosk.tournament.road import TournamentRoads
from goat_kiosk.tournament.tournament import MatchKey, Tournament
from goat_kiosk.web.http.auth import JOINS_PER_MINUTE, RateLimiter
from goat_kiosk.web.http.body import read_form
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.http.routing import TOURNAMENT_ID, tournament_id_of
from goat_kiosk.web.http.source_address import source_of
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.tournaments import Tournaments
from goat_kiosk.web.pages.player_cookie import PhonePlayer, parse_number, read_player, write_player
from goat_kiosk.web.pages.render.player_view import PlayerView, view_player
from goat_kiosk.web.pages.render.qr_code import qr_response
from goat_kiosk.web.pages.render.templates import html_response, page, render
from goat_kiosk.web.pages.spectator import is_htmx

TOURNAMENT = f"/tournament/{TOURNAMENT_ID}"
_MINUTE_MS = 60_000
_MAX_CACHED = 8
"""Tournaments whose roads stay in memory."""
_MAX_GAMES = 9
"""Games of a match that a form can report."""


class PlayerPages:
    """The handlers of the players' pages."""

    def __init__(self, desk: DeskClient, tournaments: Tournaments, address: PublicUrl) -> None:
        self._desk, self._tournaments, self._address = desk, tournaments, address
        self._check_in_limit = RateLimiter(
            JOINS_PER_MINUTE, mark_for_translation("Too many joins from this address. Wait a minute.")
        )
        self._report_limit = RateLimiter(
            JOINS_PER_MINUTE, mark_for_translation("Too many answers from this address. Wait a minute.")
        )
        self._roads: dict[int, tuple[str, int, TournamentRoads]] = {}
        """By tournament: the event and the minute that the roads are for, and the roads."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"{TOURNAMENT}/me", self.player),
            web.get(f"{TOURNAMENT}/me/now", self.now),
            web.post(f"{TOURNAMENT}/me", self.command),
            web.get(f"{TOURNAMENT}/check-in", self.check_in_page),
            web.post(f"{TOURNAMENT}/check-in", self.check_in),
            web.get(f"{TOURNAMENT}/check-in/qr.svg", self.code),
        ]

    async def player(self, request: web.Request) -> web.Response:
        """Return the page of the phone's player, or the names to choose from."""
        found = await self._find(request)
        known = await self._known_player(request, found.tournament)
        return self._page(request, found, known)

    async def now(self, request: web.Request) -> web.Response:
        """Return what the page says alone, for its script; 204 when the phone shows just that."""
        found = await self._find(request)
        known = await self._known_player(request, found.tournament)
        if known is None:
            return html_response("", HTTPStatus.NO_CONTENT, {"HX-Refresh": "true"})
        return self._fragment(request, found, known)

    async def command(self, request: web.Request) -> web.Response:
        """Carry out what the phone's player has pressed; a refusal is shown above the buttons."""
        form, tournament_id = await read_form(request), tournament_id_of(request)
        if form.get("say") == "choose":
            return await self._choose(request, form.get("player", ""))
        if form.get("say") == "forget":
            return write_player(_redirect(tournament_id, "me"), tournament_id, None)
        known = await self._known_player(request, (await self._find(request)).tournament)
        if known is None or not known.seat:
            return _redirect(tournament_id, "check-in")
        if form.get("player") != str(known.number):
            return _redirect(tournament_id, "me")  # another page of this phone has changed who it is
        return await self._act(request, known, form)

    async def _act(self, request: web.Request, known: PhonePlayer, form: dict[str, str]) -> web.Response:
        refusal = ""
        try:
            await self._carry_out(request, known, form)
        except KioskError as error:
            refusal = translate_error(error)
        if not refusal and not is_htmx(request):
            return _redirect(tournament_id_of(request), "me")
        found = await self._find(request)
        if is_htmx(request):
            return self._fragment(request, found, known, refusal)
        return self._page(request, found, known, refusal)

    async def check_in_page(self, request: web.Request) -> web.Response:
        """Return the names to tap; a phone that has checked in already goes on to its player."""
        found = await self._find(request)
        known = await self._known_player(request, found.tournament)
        if known is not None and known.seat:
            return _redirect(tournament_id_of(request), "me")
        return self._check_in_page(found)

    async def check_in(self, request: web.Request) -> web.Response:
        """Check in the person who tapped or typed a name, and show their page; a refusal is shown with the name."""
        form, tournament_id = await read_form(request), tournament_id_of(request)
        typed = form.get("name", "")
        try:
            self._check_in_limit.check(source_of(request))
            self._check_in_limit.count(source_of(request))
            name = clean_name(typed)
            outcome = await self._tournaments.run(
                tournament_id,
                lambda scorekeeper: self._check_in(scorekeeper).check_in(tournament_id, name),
            )
        except KioskError as error:
            found = await self._find(request)
            return self._check_in_page(found, HTTPStatus.UNPROCESSABLE_ENTITY, typed, translate_error(error))
        player = PhonePlayer(outcome.player, outcome.seat)
        return write_player(_redirect(tournament_id, "me"), tournament_id, player)

    async def code(self, request: web.Request) -> web.Response:
        """Return the code that leads to the check-in, at the kiosk that runs the tournament."""
        tournament_id = tournament_id_of(request)
        owner = self._tournaments.peer_of(tournament_id)
        kiosk_url = owner.url if owner is not None and owner.url else self._address.url_for(request)
        return qr_response(check_in_url(kiosk_url, tournament_id))

    async def _find(self, request: web.Request) -> TournamentChange:
        return await self._tournaments.newest(tournament_id_of(request))

    async def _known_player(self, request: web.Request, tournament: Tournament) -> PhonePlayer | None:
        """Return the phone's player, or the one in the link; only a valid seat is kept. None if there is no player."""
        player, linked = read_player(request), parse_number(request.query.get("player", ""))
        if linked is not None and (player is None or player.number != linked):
            player = PhonePlayer(linked)
        if player is None or player.number not in tournament.players:
            return None
        if player.seat and await self._player_of(tournament_id_of(request), player.seat) != player.number:
            return PhonePlayer(player.number)
        return player

    async def _player_of(self, tournament_id: int, seat: str) -> int | None:
        try:
            return await self._tournaments.run(
                tournament_id,
                lambda scorekeeper: self._check_in(scorekeeper).player(tournament_id, seat),
            )
        except (NotFound, OwnedElsewhere):
            return None

    async def _choose(self, request: web.Request, number: str) -> web.Response:
        found, tournament_id = await self._find(request), tournament_id_of(request)
        chosen = parse_number(number)
        player = PhonePlayer(chosen) if chosen in found.tournament.players and chosen is not None else None
        return write_player(_redirect(tournament_id, "me"), tournament_id, player)

    async def _carry_out(self, request: web.Request, player: PhonePlayer, form: dict[str, str]) -> None:
        tournament_id, say = tournament_id_of(request), form.get("say", "")
        if say in {"here", "leaving", "director"}:
            await self._tournaments.run(
                tournament_id,
                lambda scorekeeper: self._say(self._check_in(scorekeeper), tournament_id, player.seat, say),
            )
            return
        self._report_limit.check(source_of(request))
        self._report_limit.count(source_of(request))
        key = _match_of(form)
        if say == "protest":
            text = clean_text(form.get("text", ""), MAX_REASON_LENGTH) or "The players say that this is wrong."
            await self._tournaments.run(
                tournament_id,
                lambda scorekeeper: self._reports(scorekeeper).protest(tournament_id, player.seat, key, text),
            )
        elif say == "report":
            scores = _scores_of(form)
            await self._tournaments.run(
                tournament_id,
                lambda scorekeeper: self._reports(scorekeeper).report(tournament_id, player.seat, key, scores),
            )

    def _say(self, check_in: CheckIn, tournament_id: int, seat: str, say: str) -> None:
        if say == "director":
            check_in.request_director(tournament_id, seat)
        else:
            check_in.set_presence(tournament_id, seat, is_here=say == "here")

    def _check_in(self, scorekeeper: Scorekeeper) -> CheckIn:
        return CheckIn(scorekeeper.director, self._desk.lobby)

    def _reports(self, scorekeeper: Scorekeeper) -> PlayerReports:
        return PlayerReports(scorekeeper.director, self._check_in(scorekeeper))

    def _view(self, request: web.Request, found: TournamentChange, player: PhonePlayer) -> PlayerView:
        road = self._roads_of(tournament_id_of(request), found).of(player.number)
        return view_player(found.tournament, road, self._tournaments.now, has_seat=bool(player.seat))

    def _roads_of(self, tournament_id: int, found: TournamentChange) -> TournamentRoads:
        """Return the roads of a tournament, computed once for all phones that ask after a change."""
        minute = self._tournaments.now // _MINUTE_MS
        known = self._roads.get(tournament_id)
        if known is None or known[:2] != (found.event_id, minute):
            if len(self._roads) >= _MAX_CACHED:
                self._roads.clear()
            known = found.event_id, minute, TournamentRoads(found.tournament, self._tournaments.now)
            self._roads[tournament_id] = known
        return known[2]

    def _page(
        self, request: web.Request, found: TournamentChange, player: PhonePlayer | None, refusal: str = ""
    ) -> web.Response:
        tournament_id = tournament_id_of(request)
        if player is None:
            names = _names(found.tournament, only_away=False)
            return page("player_choice.html", tournament=found.tournament, tournament_id=tournament_id, names=names)
        context = self._context(request, found, player, refusal)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
        now = self._tournaments.now
        return page("player.html", status, tournament=found.tournament, event_id=found.event_id, now=now, **context)

    def _fragment(
        self, request: web.Request, found: TournamentChange, player: PhonePlayer, refusal: str = ""
    ) -> web.Response:
        context = self._context(request, found, player, refusal)
        if not refusal and request.query.get("seen") == context["seen"]:
            return html_response("", HTTPStatus.NO_CONTENT)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
        return page("_player.html", status, **context)

    def _context(
        self, request: web.Request, found: TournamentChange, player: PhonePlayer, refusal: str
    ) -> dict[str, Any]:
        signed_up = found.tournament.players[player.number]
        context: dict[str, Any] = {
            "view": self._view(request, found, player),
            "tournament_id": tournament_id_of(request),
            "has_seat": bool(player.seat),
            "is_here": signed_up.here,
            "can_act": bool(player.seat) and not signed_up.is_dropped and not found.tournament.is_closed,
            "has_requested": player.number in found.tournament.requests,
            "refusal": refusal,
            "seen": "",
        }
        context["seen"] = hashlib.sha256(render("_player.html", **context).encode()).hexdigest()[:16]
        return context

    def _check_in_page(
        self, found: TournamentChange, status: HTTPStatus = HTTPStatus.OK, name: str = "", refusal: str = ""
    ) -> web.Response:
        owner = self._tournaments.peer_of(found.tournament_id)
        return page(
            "check_in.html",
            status,
            owner=owner,
            owner_url=check_in_url(owner.url, found.tournament_id) if owner is not None and owner.url else "",
            tournament=found.tournament,
            tournament_id=found.tournament_id,
            names=_names(found.tournament, only_away=True),
            name=name,
            refusal=refusal,
        )


def check_in_url(kiosk_url: str, tournament_id: int) -> str:
    """Return the address of the check-in of a tournament, for the code at the door."""
    return f"{kiosk_url}/tournament/{tournament_id}/check-in"


def _redirect(tournament_id: int, target: str) -> web.Response:
    return html_response("", HTTPStatus.SEE_OTHER, {"Location": f"/tournament/{tournament_id}/{target}"})


def _names(tournament: Tournament, *, only_away: bool) -> list[tuple[int, str]]:
    """Return the numbers and names of the players who have not left, as one looks them up."""
    players = [
        (player.number, player.name)
        for player in tournament.players.values()
        if not player.is_dropped and not (only_away and player.here)
    ]
    return sorted(players, key=lambda player: natural_key(player[1]))


def _match_of(form: dict[str, str]) -> MatchKey:
    """Return the match in a form. Raises `InvalidValue`."""
    division = parse_number(form.get("division", ""))
    if division is None:
        raise InvalidValue("The command cannot be read: {error}.", error=t("no match"))
    return division, form.get("match", "")


def _scores_of(form: dict[str, str]) -> list[GameScore]:
    """Return the scores in a form, the player's own first. Raises `InvalidValue`."""
    if "scores" in form:
        return [_score(*score.split("-", 1)) for score in form["scores"].split(",") if "-" in score]
    games = [(form.get(f"us{number}", ""), form.get(f"them{number}", "")) for number in range(1, _MAX_GAMES + 1)]
    scores = [_score(us, them) for us, them in games if us or them]
    if not scores:
        raise InvalidValue("Enter both scores.")
    return scores


def _score(us: str, them: str) -> GameScore:
    own, other = parse_number(us), parse_number(them)
    if own is None or other is None:
        raise InvalidValue("Enter both scores.")
    return own, other
