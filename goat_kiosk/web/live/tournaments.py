"""Tournaments of the hub thread: each has two topics, its changes, and its state and divisions beside each other.

Those of this kiosk come from the desk, those of other kiosks (replicas) from the uplink; they are published alike.

A tournament is immutable, so the desk hands over its newest state, and everything is encoded here, once for all
subscribers, and only while somebody follows it: a large tournament is a hundred kilobytes. The pages follow the
changes, whose state is a number alone. A division that has not changed keeps its parts.
"""

from http import HTTPStatus
from typing import NamedTuple, NoReturn, TypeVar

import msgspec
from aiohttp import web

from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.state.state import format_timestamp
from goat_kiosk.errors import KioskError, OwnedElsewhere
from goat_kiosk.hub.hub import Hub
from goat_kiosk.hub.topic import TopicPart
from goat_kiosk.tournament.division_places import division_places
from goat_kiosk.tournament.match_events import MatchCalled, ResultRecorded
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.state.chunks import split_state
from goat_kiosk.tournament.state.encoding import (
    Reader,
    TournamentIdentity,
    encode_call,
    encode_parts,
    encode_tournament,
)
from goat_kiosk.tournament.tournament import Division, Tournament
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.web.http.routing import EVENT_STREAM, TOURNAMENT_ID, ApiRoute, get, tournament_id_of
from goat_kiosk.web.live.desk_client import DeskCall, DeskClient
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.streams import StreamOptions, Streams

Result = TypeVar("Result")

_MAX_CACHED = 128
"""Divisions whose parts stay in memory: more than are played in an evening."""

_MAX_REMEMBERED = 16
"""Tournaments in memory for the pages; the desk has the others."""


class ChampionsMoment(msgspec.Struct, frozen=True):
    """The moment in which a division is won."""

    tournament_id: int
    log: str
    seq: int
    kind: str
    division: int
    entries: list[int]


class TournamentVersion(msgspec.Struct, frozen=True):
    """Which state of a tournament is the newest."""

    tournament_id: int
    log: str
    seq: int


class TournamentCard(NamedTuple):
    """A tournament in the venue's list: its size, as of its newest event."""

    tournament_id: int
    name: str
    is_closed: bool
    is_practice: bool
    at: int
    """When the newest event happened, milliseconds since 1970 UTC."""
    courts: int = 0
    entries: int = 0


class TournamentReplica(NamedTuple):
    """A tournament of another kiosk, as its log in Redis has it."""

    change: TournamentChange
    kiosk: str
    """The name of the kiosk that runs it."""


class Tournaments:
    """The tournaments of this kiosk and of the other ones, for the streams and the API."""

    def __init__(self, hub: Hub, desk: DeskClient, kiosk: str, peers: Peers) -> None:
        """`kiosk` is the name of the kiosk."""
        self._hub, self._desk, self.kiosk, self.peers = hub, desk, kiosk, peers
        self.since = self.now
        """When the program started, milliseconds since 1970 UTC."""
        self._parts: dict[tuple[int, int], tuple[str, int, list[TopicPart]]] = {}
        """By tournament and division: the log and the number of the event that the parts are for, and the parts."""
        self._replicas: dict[int, TournamentReplica | KioskError] = {}
        """By number: the tournaments of other kiosks, or why one cannot be shown."""
        self._peer_notes: dict[str, TopicPart] = {}
        """By log: whether the kiosk that has it is online."""
        self._newest: dict[int, TournamentChange] = {}
        """By tournament: what was published last."""
        self._cards: list[TournamentCard] | None = None
        """The list of all, until the next change that shows in it."""
        self._changes = 0
        """How many changes have been published."""

    @property
    def now(self) -> int:
        """The time by the wall clock, milliseconds since 1970 UTC."""
        return self._desk.pairing.clock.wall()

    def publish_replica(self, change: TournamentChange, kiosk: str) -> None:
        """Publish a tournament of the kiosk with this name after events."""
        self._replicas[change.tournament_id] = TournamentReplica(change, kiosk)
        self._publish(change)

    def fail_replica(self, tournament_id: int, problem: KioskError) -> None:
        """Show from now on why a tournament of another kiosk cannot be shown, and no old state of it."""
        self._replicas[tournament_id] = problem
        self._forget(tournament_id)

    def remove_replica(self, tournament_id: int) -> None:
        """Show a tournament of another kiosk no more; one that is this kiosk's is shown as such."""
        if self._replicas.pop(tournament_id, None) is not None:
            self._forget(tournament_id)

    def set_peer_note(self, log: str, note: TopicPart | None) -> None:
        """Publish on the screens of its tournaments whether the kiosk with this log is online."""
        if note is None:
            self._peer_notes.pop(log, None)
            return
        self._peer_notes[log] = note
        for replica in self._replicas.values():
            if isinstance(replica, TournamentReplica) and version_of(replica.change).log == log:
                self._publish_state(replica.change)

    def owner_of(self, tournament_id: int) -> str | None:
        """Return the name of the other kiosk that runs a tournament; None if this one does, or nobody."""
        replica = self._replicas.get(tournament_id)
        return replica.kiosk if isinstance(replica, TournamentReplica) else None

    async def own_logs(self) -> set[str]:
        """Return all names of this kiosk's log; none at a relay, or while the desk does not answer."""
        try:
            return await self._desk.run(lambda scorekeeper: {kiosk.log for kiosk in scorekeeper.own_kiosks()})
        except KioskError:
            return set()

    def require_local(self, tournament_id: int) -> None:
        """Raise `OwnedElsewhere`, with a sentence that names the kiosk, when another one runs the tournament."""
        if (owner := self.peer_of(tournament_id)) is not None:
            raise OwnedElsewhere(self.peers.tournament_owner_message(tournament_id, owner))

    def peer_of(self, tournament_id: int) -> Peer | None:
        """Return the other kiosk that runs a tournament; None if this one does, or nobody."""
        if tournament_id not in self._replicas:
            return None
        return self.peers.tournament_owner_of(tournament_id) or Peer(self.owner_of(tournament_id) or "", "", "")

    async def run(self, tournament_id: int, work: DeskCall[Result]) -> Result:
        """Run `work` on a tournament of this kiosk at the desk. Raises what it raises, and as `require_local`."""
        self.require_local(tournament_id)
        return await self._desk.run(work)

    def replicas(self) -> list[TournamentReplica]:
        """Return the tournaments of the other kiosks that can be shown."""
        return [replica for replica in self._replicas.values() if isinstance(replica, TournamentReplica)]

    def _forget(self, tournament_id: int) -> None:
        """Forget what was published of a tournament, and have its pages look again."""
        self._newest.pop(tournament_id, None)
        self._cards = None
        for topic in (changes_topic(tournament_id), topic_of_tournament(tournament_id)):
            self._hub.publish_transient(topic, "refresh", b"tournament")
            self._hub.remove(topic)

    def publish(self, change: TournamentChange) -> None:
        """Publish a tournament of this kiosk after events."""
        self._replicas.pop(change.tournament_id, None)
        self._publish(change)

    def _publish(self, change: TournamentChange) -> None:
        """Publish a tournament, and first the calls in it: phones need not wait for the encoding."""
        before = self._newest.get(change.tournament_id)
        self._remember(change)
        self._publish_calls(change)
        self._announce(change)
        self._publish_state(change)
        if before is not None:
            self._publish_champions(before.tournament, change)

    def _publish_state(self, change: TournamentChange) -> None:
        self._hub.publish_parts(changes_topic(change.tournament_id), self._version_parts(change))
        whole = topic_of_tournament(change.tournament_id)
        if self._hub.is_followed(whole):
            self._hub.publish_parts(whole, self._topic_parts(change))
        else:
            self._hub.remove(whole)  # who follows it next has it encoded anew

    def _publish_transient(self, tournament_id: int, name: str, event: msgspec.Struct) -> None:
        data = msgspec.json.encode(event)
        for topic in (changes_topic(tournament_id), topic_of_tournament(tournament_id)):
            self._hub.publish_transient(topic, name, data)

    def _publish_calls(self, change: TournamentChange) -> None:
        for row in change.rows:
            if isinstance(row.event, MatchCalled):
                self._publish_transient(change.tournament_id, "call", encode_call(change.tournament, row.event))

    def _publish_champions(self, before: Tournament, change: TournamentChange) -> None:
        """Publish the moment in which a result has decided a division; a correction of it is none."""
        decided = {row.event.division for row in change.rows if isinstance(row.event, ResultRecorded)}
        for number in sorted(decided):
            champions = _champions(change.tournament, number)
            if champions and not _champions(before, number):
                version = version_of(change)
                moment = ChampionsMoment(change.tournament_id, version.log, version.seq, "champions", number, champions)
                self._publish_transient(change.tournament_id, "moment", moment)

    def _announce(self, change: TournamentChange) -> None:
        """Have the venue's page load its list again if this change shows in it."""
        card = _card(change)
        self._changes += 1
        if self._cards is None or card._replace(at=0) not in [known._replace(at=0) for known in self._cards]:
            self._cards = None
            self._hub.broadcast("refresh", b"tournament")

    async def find(self, tournament_id: int) -> TournamentChange:
        """Return a tournament as it stands, read from the log if need be. Raises `NotFound` or `Unavailable`."""
        replica = self._replicas.get(tournament_id)
        if isinstance(replica, KioskError):
            raise replica
        if replica is not None:
            return replica.change
        return await self._desk.run(lambda scorekeeper: scorekeeper.director.snapshot(tournament_id))

    async def newest(self, tournament_id: int) -> TournamentChange:
        """Return a tournament as the stream has it, without asking the desk if it can. Raises as `find`."""
        if tournament_id not in self._newest:
            found = await self.find(tournament_id)
            # A change may have been published meanwhile: then that one is not older.
            if tournament_id not in self._newest:
                self._remember(found)
        return self._newest[tournament_id]

    async def cards(self) -> list[TournamentCard]:
        """Return the list of tournaments, the open ones first, then the newest; none while the desk does not answer."""
        while self._cards is None:
            changes = self._changes
            peers = {replica.change.tournament_id: _card(replica.change) for replica in self.replicas()}
            try:
                own = [] if self._desk.is_relay else await self._desk.run(_list_tournaments)
            except KioskError:
                return list(peers.values())
            # A change that was published meanwhile may be missing.
            if changes == self._changes:
                cards = {card.tournament_id: card for card in own} | peers
                self._cards = sorted(cards.values(), key=lambda card: (card.is_closed, -card.at))
        return self._cards

    def _remember(self, change: TournamentChange) -> None:
        self._newest.pop(change.tournament_id, None)
        self._newest[change.tournament_id] = change
        if len(self._newest) > _MAX_REMEMBERED:
            del self._newest[next(iter(self._newest))]

    async def load(self, tournament_id: int) -> None:
        """Give the hub the topic of a tournament, if it has none. Raises as `find`."""
        newest = await self.newest(tournament_id)
        if not self._hub.has(topic_of_tournament(tournament_id)):
            self._hub.publish_parts(topic_of_tournament(tournament_id), self._topic_parts(newest))

    async def load_changes(self, tournament_id: int) -> None:
        """Give the hub the topic of a tournament's changes, if it has none. Raises as `find`."""
        newest = await self.newest(tournament_id)
        if not self._hub.has(changes_topic(tournament_id)):
            self._hub.publish_parts(changes_topic(tournament_id), self._version_parts(newest))

    def identity(self, change: TournamentChange) -> TournamentIdentity:
        """Return the identity of a tournament: its kiosk is the one that runs it."""
        kiosk = self.owner_of(change.tournament_id)
        return TournamentIdentity(change.tournament_id, version_of(change).log, self.kiosk if kiosk is None else kiosk)

    def message_of(self, change: TournamentChange) -> bytes:
        """Return the state for Redis: which event is the newest, of whose log, and how the tournament stands."""
        identity, tournament = self.identity(change), change.tournament
        return msgspec.json.encode(
            {
                "tournament_id": change.tournament_id,
                "log": identity.log,
                "seq": tournament.seq,
                "kiosk": self.kiosk,
                "name": tournament.name,
                "status": "closed" if tournament.is_closed else "open",
                "updated_at": format_timestamp(tournament.at),
            }
        )

    def _note_parts(self, change: TournamentChange) -> list[TopicPart]:
        """Return the note about the kiosk of a replica, if there is one."""
        note = self._peer_notes.get(version_of(change).log)
        return [note] if note is not None and change.tournament_id in self._replicas else []

    def _version_parts(self, change: TournamentChange) -> list[TopicPart]:
        version = TopicPart("state", "state", msgspec.json.encode(version_of(change)), change.event_id)
        return [version, *self._note_parts(change)]

    def _topic_parts(self, change: TournamentChange) -> list[TopicPart]:
        whole = encode_tournament(
            self.identity(change), change.tournament, Reader(self.now, since=self.since, due_at=change.due_at)
        )
        state, state_parts = split_state(whole)
        parts = [TopicPart("state", "state", msgspec.json.encode(state), change.event_id)]
        parts += [TopicPart(f"part {part.part}", "part", msgspec.json.encode(part)) for part in state_parts]
        for division in change.tournament.divisions.values():
            parts += self._division_parts(change, division)
        return parts + self._note_parts(change)

    def _division_parts(self, change: TournamentChange, division: Division) -> list[TopicPart]:
        key, log = (change.tournament_id, division.number), version_of(change).log
        known_log, seq, parts = self._parts.get(key, ("", 0, []))
        if (known_log, seq) != (log, division.seq):
            parts = [
                TopicPart(f"division {part.division} {part.part}", "division", msgspec.json.encode(part))
                for part in encode_parts(change.tournament, division)
            ]
            if len(self._parts) >= _MAX_CACHED:
                self._parts.clear()
            self._parts[key] = log, division.seq, parts
        return parts


class TournamentStreams:
    """The handlers of ``/tournament/<t>/events`` and ``/tournament/<t>/changes``."""

    def __init__(self, hub: Hub, tournaments: Tournaments, streams: Streams) -> None:
        self._hub, self._tournaments, self._streams = hub, tournaments, streams

    def routes(self) -> list[ApiRoute]:
        return [
            get(
                f"/tournament/{TOURNAMENT_ID}/events",
                self.tournament,
                EVENT_STREAM,
                query=StreamOptions,
                operation="streamTournament",
                tag="streams",
                extra_errors=(HTTPStatus.NOT_FOUND,),
            ),
            get(
                f"/tournament/{TOURNAMENT_ID}/changes",
                self.changes,
                EVENT_STREAM,
                query=StreamOptions,
                operation="streamTournamentChanges",
                tag="streams",
                extra_errors=(HTTPStatus.NOT_FOUND,),
            ),
        ]

    async def tournament(self, request: web.Request) -> NoReturn:
        """Stream one tournament: its newest state and divisions at once, then every change and call."""
        tournament_id = tournament_id_of(request)
        await self._tournaments.load(tournament_id)
        self._streams.follow(request, self._hub.topic(topic_of_tournament(tournament_id)))

    async def changes(self, request: web.Request) -> NoReturn:
        """Stream the calls and moments of one tournament, and that it has changed, without its content."""
        tournament_id = tournament_id_of(request)
        await self._tournaments.load_changes(tournament_id)
        self._streams.follow(request, self._hub.topic(changes_topic(tournament_id)))


def version_of(change: TournamentChange) -> TournamentVersion:
    """Return which state of its tournament a change leads to."""
    log, _, seq = change.event_id.partition("-")
    return TournamentVersion(change.tournament_id, log, int(seq))


def _champions(tournament: Tournament, number: int) -> list[int]:
    """Return the entries that have won a division with a bracket; none while it goes on."""
    division = tournament.divisions.get(number)
    if division is None or division.is_open_play:
        return []
    places = division_places(tournament, division, resolve(tournament, division))
    return [place.entry for place in places if place.place == 1]


def _list_tournaments(scorekeeper: Scorekeeper) -> list[TournamentCard]:
    cards = {change.tournament_id: _card(change) for change in scorekeeper.director.open_tournaments()}
    closed = [
        TournamentCard(one.tournament_id, one.name, one.is_closed, one.is_practice, one.at)
        for one in scorekeeper.director.tournaments()
        if one.is_closed
    ]
    return [*sorted(cards.values(), key=lambda card: -card.at), *closed]


def _card(change: TournamentChange) -> TournamentCard:
    tournament = change.tournament
    entries = sum(entry.status in {"in", "late"} for entry in tournament.entries.values())
    size = (0, 0) if tournament.is_closed else (len(tournament.courts), entries)
    return TournamentCard(
        change.tournament_id, tournament.name, tournament.is_closed, tournament.is_practice, tournament.at, *size
    )


def topic_of_tournament(tournament_id: int) -> str:
    """Return the hub's topic of a tournament."""
    return f"tournament/{tournament_id}"


def changes_topic(tournament_id: int) -> str:
    """Return the hub's topic of a tournament's changes, without its content."""
    return f"{topic_of_tournament(tournament_id)}/changes"
