"""Fuzzing seeds: a valid input of each kind, and the tokens that valid inputs are made of."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from goat_kiosk.app.row_encoding import GameRowCodec
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.exports import exporting
from goat_kiosk.exports.tournaments import export_tournament
from goat_kiosk.gui.settings import keymap
from goat_kiosk.gui.settings.preferences import WindowSettings
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.tournament_log import TournamentLog, TournamentRow
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerSignedUp, TournamentCreated
from goat_kiosk.uplink.protocol import messages
from goat_kiosk.web.api.commands import COMMANDS
from tests.fuzz.targets import API_BODIES, FIELD_SEPARATOR, GAMES, IDENTITY, PIECE_SEPARATOR
from tests.games import AT, bag_throws, game_created, rounds_entered

TOKENS = [
    *(
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\0",
        b":",
        b" ",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\xc2\x85",
        FIELD_SEPARATOR,
        PIECE_SEPARATOR,
    ),
    *(b"data: ", b"id: ", b"event: ", b"retry: 1\n", b"event: state\ndata: {}\n\n", b"null", b"true", b"-1", b"1e999"),
    *(b"99999999999999999999", b'"\\ud800"', b'"\\u0000"', b'"\\u202e"', b"{}", b"[]", b"[" * 2_000, b'{"a":' * 2_000),
    *(b'"', b",", b"}", b"]", b"'", b"=", b"[[a]]\n", b"a=1\n", b"a={b=" * 500, b"0x", b"1979-05-27T07:32:00Z"),
]
"""Tokens that forge a field, end a line, break a number or nest without end."""

NESTED = {
    "redis_message": b"event: state\ndata: " + b"[" * 30_000,
    "command": b'\3\0\1{"team":' + b"[" * 60_000,
    "new_game_body": b'{"rules":{"a":' + b"[" * 60_000,
    "export_file": b'{"log":' + b"[" * 100_000,
    "names_file": b'"' * 100_001,
    "settings_file": b"a=" + b"[" * 100_000,
    "key_profile": b'{"name":"x","more":' + b"[" * 100_000,
    "presence_message": b'{"name":' + b"[" * 100_000,
    "stored_event": b'{"at":1,"event":' + b"[" * 100_000,
    "api_body": b'\0{"team":' + b"[" * 60_000,
    "venue_file": b'{"courts":' + b"[" * 100_000,
    "backup_mark_file": b'{"kiosks":' + b"[" * 100_000,
    "window_file": b'{"more":' + b'{"a":' * 100_000,
}
"""For each target, an input that nests deeper than any stack."""

BODIES = {
    "/throws": [b'{"team":1,"result":"hole","x":12.0,"y":39.5}'],
    "/start": [b"", b'{"first_throw":2}'],
    "/bags": [b'{"result":"off"}'],
    "/reassign": [b'{"bags":[1,2]}'],
    "/foul": [b'{"bags":[2],"restored":[{"bag":1,"result":"off","x":-3.0,"y":9.5}]}'],
    "/rounds": [b'{"team1":{"in":2,"on":1},"team2":{"in":0,"on":1},"reason":"hung","before":1}'],
    "/players": [b'{"team":2}', b""],
    "/partners": [b'{"team":1}'],
    "/awards": [b'{"team":2,"points":3,"reason":"touched"}'],
    "/touches": [b'{"team":2,"bags":1}'],
    "/end": [b'{"ended_by":"conceded","winner":2}'],
}


MORE_BODIES = {
    "ScreenReport": [
        b'{"id":"0123456789abcdef","run":"0123abcd","kind":"wall","name":"Bar","width":19,"height":10,"page":"/display",%b}'
        % b'"scene":{"show":"court","court":"Court 1"},"shows":{"7":"c0ffee00-3"},"done":""'
    ],
    "Order": [b'{"do":"show","scene":{"show":"message","text":"Pizza"}}', b'{"do":"rename","name":"Bar"}'],
    "Finding": [b'{"stream":true,"ms":12.5}'],
    "Brought": [b'{"code":"ABCD1234","name":"Ann"}'],
    "Called": [b'{"name":"Ann"}'],
    "Offer": [b'{"court":"Court 1","lasts":"evening"}'],
    "Join": [b'{"name":"Ann","team":1}'],
    "SeatKey": [b'{"seat":"abc"}'],
    "Confirm": [b'{"team":1,"right":true,"hash":"' + b"0" * 64 + b'","name":"Ann"}'],
    "NewGame": [b'{"court":"Court 1","rules":{"target":15},"team1":{"name":"A","players":["Ann"],"color":"#ff8a1f"}}'],
    "NewRound": [b'{"team1":{"in":2,"on":1},"team2":{"in":0,"on":1},"reason":"hung","before":1}'],
    "Placed": [b'{"result":"off","x":1.5,"y":2}'],
    "OfTeam": [b'{"team":2}'],
}
"""Valid bodies of API requests by the name of their type."""


def seeds() -> dict[str, list[bytes]]:
    """Return valid inputs by the name of their target."""
    states = [encode_state(history, IDENTITY) for history in GAMES]
    return {
        "frame": [
            PIECE_SEPARATOR.join(
                FIELD_SEPARATOR.join([b"state", b"c0ffee00-%d" % n, state]) for n, state in enumerate(states)
            )
        ],
        "stream": [
            PIECE_SEPARATOR.join([b"\0" + states[0], b"\x03", b"\0" + states[1], b"\x07", b"\x0b", b"\0" + states[2]])
        ],
        "redis_message": [
            *(messages.payload("state", state, f"c0ffee00-{n}") for n, state in enumerate(states)),
            *states,
            b"event: refresh\ndata: player-joined",
            b'event: state\ndata: {"game_id":7,"team1":{"score":12},"team2":{"score":-1}}\n',
        ],
        "command": [*_commands()],
        "new_game_body": [
            msgspec.json.encode(NewGame(team1=NewTeam("Hawks", ["Ann", "Bob"], "#ff8a1f"), team2=NewTeam("Owls"))),
            b'{"rules":{"target":15,"win_by":2,"cap":17,"wash":"swap","touch":"twelve","name":"House"}}',
        ],
        "export_file": [_exported(), _exported_with_tournament()],
        "names_file": [
            b'sep=;\r\nTeam;Player 1;Player 2;Color\r\nHawks;Ann;Bo;#3fbf6b;;\r\nOwls;"Hansen, Ida";;red\r\n',
            "Nombre\tApellido\r\nJosé\tGarcía\r\n".encode("utf-16"),
        ],
        "settings_file": [
            b'host = "127.0.0.1"\nport = 8080\nkiosk_name = "Patio"\nredis = "find"\napprove_joins = true\n'
        ],
        "key_profile": [keymap.export_profile(profile) for profile in keymap.BUILT_IN],
        "presence_message": [b'{"name":"Patio","log":"c0ffee00","url":"http://192.168.1.20:8080","run":"0123abcd"}'],
        "stored_event": [GameRowCodec().encode(row) for row in rows()],
        "api_body": [bytes([at]) + body for at, kind in enumerate(API_BODIES) for body in _bodies(kind)],
        "venue_file": [b'{"name":"Test Hall","courts":["Court 1","Court 2"]}'],
        "backup_mark_file": [
            b'{"id":"0123456789abcdef","kiosks":{"c0ffee00":"Patio"}}',
            b'{"/media/stick":{"mark":"0123456789abcdef","mount":"/media/stick"}}',
        ],
        "window_file": [
            msgspec.json.encode(WindowSettings(profiles=(keymap.NUMPAD,), swapped=(1, 2), geometry="AdnQ", pin="x"))
        ],
    }


def rows() -> list[Row]:
    """Return events in the form in which Redis stores them."""
    events = [game_created(), *rounds_entered(((2, 1), (0, 1))), *bag_throws(["hole", "off"])]
    return [Row(7, seq, AT, f"key {seq}", event, "0" * 64) for seq, event in enumerate(events, start=1)]


def _bodies(kind: type) -> list[bytes]:
    """Return valid bodies of a type."""
    return MORE_BODIES.get(kind.__name__, [b"{}"])


def _commands() -> list[bytes]:
    return [
        bytes([at, where, 1]) + body
        for at, command in enumerate(COMMANDS)
        for where in range(len(GAMES))
        for body in BODIES.get("/" + command.path.split("/")[1].partition("{")[0], [b""])
    ]


def _exported() -> bytes:
    events = [game_created(), *rounds_entered(((2, 1), (0, 1))), *bag_throws(["hole", "off"])]
    with TemporaryDirectory() as folder, EventLog(Path(folder) / "events.db") as log:
        log.append_all([Row(7, seq, AT, None, event) for seq, event in enumerate(events, start=1)])
        return json.dumps(json.loads(exporting.export_bytes(log, [7], "json"))).encode()


def _exported_with_tournament() -> bytes:
    """Return a file with a tournament, whose number does not depend on chance."""
    events: list[AnyTournamentEvent] = [TournamentCreated("Friday", ("Board 1",)), PlayerSignedUp(1, "Ann")]
    with TemporaryDirectory() as folder, EventLog(Path(folder) / "events.db") as log:
        tournaments = TournamentLog(log)
        tournaments.append_all([TournamentRow(9, seq, AT, None, event) for seq, event in enumerate(events, start=1)])
        chunks = exporting.encode_chunks(log, [], "json", tournaments=[export_tournament(9, tournaments.events(9))])
        return json.dumps(json.loads(b"".join(chunks))).encode()
