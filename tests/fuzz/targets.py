"""Fuzz targets: one function for each parser; it must return for any bytes.

Known errors are results. Any other exception, an event that was not published, or a state that another kiosk would
refuse is a finding. `test_fuzz` tries thousands of inputs chosen by Hypothesis; `tests/bench` tries a million chosen by
Atheris, which is guided by coverage.
"""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from goat_kiosk.app.row_encoding import GameRowCodec
from goat_kiosk.domain.events import AnyEvent, GameCreated
from goat_kiosk.domain.games.new_game import NewGame
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.names.name_list import preview_names
from goat_kiosk.domain.names.roster import Roster
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text, is_clean, is_color
from goat_kiosk.domain.state.courts import is_on_court
from goat_kiosk.domain.state.decoding import FullState, SparseState, decode_state
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.errors import InvalidValue, KioskError, Unavailable
from goat_kiosk.exports import export_format, exporting, importing
from goat_kiosk.exports.export_format import ExportedGame
from goat_kiosk.exports.names_file import parse_names
from goat_kiosk.exports.tournaments import export_tournament
from goat_kiosk.gui.settings import keymap
from goat_kiosk.gui.settings.preferences import Preferences, WindowSettings
from goat_kiosk.hub import frames
from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.hub import Hub
from goat_kiosk.settings import loading, venue
from goat_kiosk.settings.config import InvalidSetting
from goat_kiosk.store.backups import backup_mark
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.tournament_log import TournamentLog
from goat_kiosk.uplink.peers.presence import _parse_messages
from goat_kiosk.uplink.protocol import messages
from goat_kiosk.uplink.protocol.messages import InvalidMessage, RefreshMessage
from goat_kiosk.web.api.bodies import ConfirmBody, SeatBody, TakeOverBody
from goat_kiosk.web.api.commands import COMMANDS
from goat_kiosk.web.api.devices import CodeBody, PairBody
from goat_kiosk.web.api.devices import RenameBody as RenamePhoneBody
from goat_kiosk.web.api.tournaments import bodies as tournament_bodies
from goat_kiosk.web.http.body import parse_body
from goat_kiosk.web.live.games import JoinBody
from goat_kiosk.web.live.screens import Order, ScreenReport
from goat_kiosk.web.live.view import courts, view_of
from goat_kiosk.web.pages.reachability_test import ClientReport
from goat_kiosk.web.pages.render import words
from goat_kiosk.web.pages.text_files import game_texts
from tests.fuzz import sse
from tests.games import AT, bag_throws, new_game, play, rounds_entered
from tests.hub.wires import Listener

FIELD_SEPARATOR, PIECE_SEPARATOR = b"\xff", b"\xfe"
"""Bytes that UTF-8 never contains; they separate the parts of one input."""

FOLDER = Path(tempfile.gettempdir())
"""The folder for files: `make test` sets one for each test, `make bench` sets TMPDIR."""

TOURNAMENT_BODIES = [
    kind
    for kind in vars(tournament_bodies).values()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == tournament_bodies.__name__
]
"""The body types of the requests to a tournament."""
API_BODIES: list[Any] = sorted(
    {command.body for command in COMMANDS}
    | {
        PairBody,
        RenamePhoneBody,
        ConfirmBody,
        ClientReport,
        JoinBody,
        NewGame,
        CodeBody,
        Order,
        ScreenReport,
        SeatBody,
        TakeOverBody,
        *TOURNAMENT_BODIES,
    },
    key=lambda kind: kind.__name__,
)
"""The body types of all API requests."""

IDENTITY = Identity(7, "c0ffee00", "Patio")
GAMES = [
    new_game(),
    play(new_game(), *bag_throws(["hole", "board", "foul", "off", "hole"])),
    play(new_game(), *rounds_entered(((2, 1), (0, 1)), ((4, 0), (1, 1))), *bag_throws(["board"])),
    play(new_game(), *rounds_entered(((4, 0), (0, 0)), ((4, 0), (0, 0)))),
]


def frame(data: bytes) -> None:
    """A stream contains exactly the encoded events, whatever bytes their ids, names and data have."""
    sent, expected, last_id = frames.retry(), [], ""
    for piece in data.split(PIECE_SEPARATOR):
        name, event_id, state = [*piece.split(FIELD_SEPARATOR, 2), b"", b""][:3]
        meant_name, meant_id = _text(name), _text(event_id)
        try:
            sent += frames.event(meant_name, state, meant_id or None)
        except ValueError:
            continue
        last_id = meant_id or last_id
        expected.append(sse.Event(meant_name or "message", state.decode(errors="replace"), last_id))
    assert sse.events(sent) == expected


def stream(data: bytes) -> None:
    """A phone receives published events only, unchanged and in order; heartbeats are ignored."""
    hub, phones = Hub(), list[Listener]()
    hub.publish("game/1", "state", b"{}", "c0ffee00-0")
    published = {sse.Event("state", "{}", "c0ffee00-0")}
    for seq, piece in enumerate(data.split(PIECE_SEPARATOR), start=1):
        (choice_byte, *_), state = piece[:1] or b"\0", piece[1:] or b"{}"
        if choice_byte % 4 == 3:
            phones.append(Listener(hub, "game/1", list(Encoding)[choice_byte % 3], f"c0ffee00-{choice_byte % 7}"))
            continue
        with suppress(ValueError):
            hub.publish("game/1", "state", state, f"c0ffee00-{seq}")
            published.add(sse.Event("state", state.decode(errors="replace"), f"c0ffee00-{seq}"))
    for phone in phones:
        received = [event for event in sse.events(phone.text()) if event.name != "ping"]
        ids = [event.last_id for event in received]
        assert set(received) <= published
        assert ids == sorted(set(ids), key=lambda event_id: int(event_id[9:]))
        phone.leave()


def redis_message(data: bytes) -> None:
    """A message from Redis is refused, or is one event that every page can show."""
    readings = (lambda: messages.parse(b"game:7:events", data), lambda: messages.parse_stored(b"game:7:state", data))
    for received in map(_ignore_known_errors, readings):
        if isinstance(received, RefreshMessage):
            assert sse.events(frames.event("refresh", received.reason)) == [
                sse.Event("refresh", received.reason.decode(), "")
            ]
        elif received is not None:
            _check_received_state(received)


def command(data: bytes) -> None:
    """A command is refused with a known error, or leads to a game that every other kiosk can show."""
    command_index, game_index, number, body = *(data[:3].ljust(3, b"\0")), data[3:]
    api_command, game = COMMANDS[command_index % len(COMMANDS)], GAMES[game_index % len(GAMES)]
    try:
        history = game.after(api_command.to_event(parse_body(body, api_command.body), number), AT)
    except KioskError:
        return
    _check_own_state(history)


def new_game_body(data: bytes) -> None:
    """A new game is refused with a known error, or every other kiosk can show it."""
    try:
        event = parse_body(data, NewGame).to_event()
    except KioskError:
        return
    assert msgspec.json.decode(msgspec.json.encode(event), type=GameCreated) == event
    _check_own_state(open_history(event, AT))


def export_file(data: bytes) -> None:
    """An export file is refused and changes nothing, or is imported completely and exported unchanged."""
    file = FOLDER / "games.json"
    file.write_bytes(data)
    try:
        imported = export_format.read(file)
    except Unavailable:
        return
    with TemporaryDirectory(dir=FOLDER) as folder, EventLog(Path(folder) / "events.db") as log:
        try:
            importing.import_games(log, imported)
        except InvalidValue:
            assert log.game_ids() == TournamentLog(log).ids() == []
            return
        for exported in imported.tournaments or []:
            stored = export_tournament(exported.tournament_id, TournamentLog(log).events(exported.tournament_id))
            assert (stored.end, len(stored.events)) == (exported.end, len(exported.events))
        if not imported.games:
            return
        games = {game.game_id: game for game in imported.games}
        exporting.write(log, list(games), file, "json")
        assert [_events_of(game) for game in export_format.read(file).games] == [
            _events_of(game) for game in games.values()
        ]
        exporting.export_bytes(log, list(games), "csv")


def names_file(data: bytes) -> None:
    """A names file is refused, or every name that is accepted can be stored."""
    try:
        preview = preview_names(parse_names(data), Roster())
    except InvalidValue:
        return
    assert all(is_clean(listed.name) for listed in preview.listed)


def settings_file(data: bytes) -> None:
    """A configuration file is refused with an error that names it, or every setting has its type."""
    file = FOLDER / "config.toml"
    file.write_bytes(data)
    try:
        chosen = loading.load({}, {}, [file])
    except InvalidSetting:
        return
    assert msgspec.convert(msgspec.to_builtins(chosen), loading.LoadedSettings) == chosen


def key_profile(data: bytes) -> None:
    """A key profile is refused, or can be exported and imported again."""
    try:
        profile = keymap.import_profile(data)
    except InvalidValue:
        return
    assert keymap.import_profile(keymap.export_profile(profile)) == profile


def window_file(data: bytes) -> None:
    """A window.json is read, or set aside and reported; then the default settings apply."""
    file = FOLDER / "window.json"
    file.write_bytes(data)
    preferences = Preferences(FOLDER)
    if preferences.load_error is not None:
        assert preferences.current == WindowSettings()
        assert not file.exists()


def presence_message(data: bytes) -> None:
    """A presence message from Redis is read or ignored."""
    for redis_message in _parse_messages([data]).values():
        assert len(redis_message.name) < len(data)
        assert isinstance(redis_message.url, str)


def stored_event(data: bytes) -> None:
    """An event stored in Redis is refused with a known error, or the log can store it."""
    try:
        row = GameRowCodec().decode(7, 1, data)
    except Unavailable:
        return
    assert GameRowCodec().decode(7, 1, GameRowCodec().encode(row)) == row


def api_body(data: bytes) -> None:
    """The body of any request is refused with a known error, or has its type and can be encoded again."""
    body_type, body = API_BODIES[data[:1][0] % len(API_BODIES) if data else 0], data[1:]
    try:
        parsed = parse_body(body, body_type)
    except KioskError:
        return
    assert msgspec.convert(msgspec.to_builtins(parsed), body_type) == parsed


def venue_file(data: bytes) -> None:
    """A venue profile is read or ignored; its names can be shown."""
    (FOLDER / venue.FILE_NAME).write_bytes(data)
    stored = venue.read(FOLDER)
    assert all(name == clean_text(name, MAX_NAME_LENGTH) for name in (stored.name, *stored.courts))


def backup_mark_file(data: bytes) -> None:
    """The backup mark in a folder and the remembered folder are read or ignored."""
    for name in (backup_mark.MARK, backup_mark.MEMORY):
        (FOLDER / name).write_bytes(data)
    backup_mark.read(FOLDER)
    backup_mark._memory(FOLDER)


_ALL = [frame, stream, redis_message, command, new_game_body, export_file, settings_file, key_profile, window_file]
_ALL += [names_file, presence_message, stored_event, api_body, venue_file, backup_mark_file]
TARGETS: dict[str, Callable[[bytes], None]] = {target.__name__: target for target in _ALL}


def _events_of(game: ExportedGame) -> tuple[int, list[tuple[int, int, AnyEvent, str | None]]]:
    """Return the exported game without its hashes, which older files do not have."""
    return game.game_id, [(row.seq, row.at, row.event, row.key) for row in game.events]


def _text(part: bytes) -> str:
    return part.decode(errors="surrogateescape")


def _ignore_known_errors(
    reading: Callable[[], FullState | SparseState | RefreshMessage | None],
) -> FullState | SparseState | RefreshMessage | None:
    try:
        return reading()
    except InvalidMessage:
        return None


def _check_received_state(received: FullState | SparseState) -> None:
    """Check that a received state is sent as one unchanged event and can be shown."""
    state = received.data if isinstance(received, FullState) else received.to_full_state("c0ffee00", 3, AT)
    event_id = f"{received.state.log}-{received.state.seq}" if isinstance(received, FullState) else "c0ffee00-3"
    assert sse.events(frames.event("state", state, event_id)) == [
        sse.Event("state", state.decode(errors="replace"), event_id)
    ]
    view = view_of(state)
    assert (view.id, len(view.slots(1)) >= 4, view.updated.year > 1969) == (event_id, True, True)
    on_courts, results = courts([view], view.changed_at_s)
    assert len(on_courts) + len(results) == is_on_court(view)
    for describe in (game_texts, words.needs, words.ending_rule, words.spoken_score, words.correction, words.match):
        describe(view)
    for side in (view.team1, view.team2):
        assert is_color(side.color)
        names = [side.name, *(player.name for player in side.players)]
        assert names == [clean_text(name, MAX_NAME_LENGTH) for name in names]


def _check_own_state(history: History) -> None:
    """Check that a state of this kiosk is one event, and that another kiosk can decode it completely."""
    state = encode_state(history, IDENTITY)
    (event,) = sse.events(frames.event("state", state, f"c0ffee00-{history.seq}"))
    assert event.data.encode() == state
    assert isinstance(decode_state(state), FullState)
