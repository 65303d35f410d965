"""The command line as a subprocess: output, exit codes and errors."""

import csv
import http.client
import json
import re
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import apsw
import pytest
from typer.testing import CliRunner

from goat_kiosk.app import demo
from goat_kiosk.cli.entry import cli
from tests.end2end.program import call_api, free_port, kiosk_options, run_program, run_to_exit
from tests.waiting import TIMEOUT_S, wait_until


def play_game(folder: Path) -> int:
    with run_program("serve", *kiosk_options(folder)) as program:
        game: int = call_api(program, "POST", "/api/games", {"team1": {"name": "Ünïcode"}})["game_id"]
        counts = {"team1": {"in": 2, "on": 1}, "team2": {"in": 1, "on": 0}}
        call_api(program, "POST", f"/api/games/{game}/rounds", counts)
        call_api(program, "POST", f"/api/games/{game}/throws", {"team": 1, "result": "hole"})
        assert program.terminate() == 0
    return game


def test_serve_prints_one_line_of_json_when_it_is_ready(tmp_path: Path) -> None:
    with run_program("serve", *kiosk_options(tmp_path)) as program:
        assert program.ready_line["ready"] is True
        assert program.ready_line["pid"] == program.process.pid
        assert program.ready_line["pairing_url"].startswith(program.ready_line["url"])
        assert program.terminate() == 0


def test_the_program_stops_within_three_seconds_with_a_stream_open(tmp_path: Path) -> None:
    with run_program("serve", *kiosk_options(tmp_path)) as program:
        game = call_api(program, "POST", "/api/games", {})["game_id"]
        connection = http.client.HTTPConnection("127.0.0.1", program.port)
        connection.request("GET", f"/game/{game}/events")
        stream = connection.getresponse()
        assert stream.readline() == b"retry: 2000\n"
        assert program.terminate() == 0
        assert stream.read().endswith(b"\n\n")
        connection.close()


@pytest.mark.parametrize("display", ["", "DISPLAY=:917", "DISPLAY=nonsense", "WAYLAND_DISPLAY=wayland-917"])
def test_without_a_display_the_program_serves_and_reports_it(tmp_path: Path, display: str) -> None:
    name, _, value = display.partition("=")
    with run_program("run", *kiosk_options(tmp_path), **({name: value} if name else {})) as program:
        assert call_api(program, "GET", "/healthz")["status"] == "ok"
        assert program.terminate() == 0
        assert program.process.stderr is not None
        assert program.process.stderr.readline().startswith("No window: ")


def test_the_scorer_key_is_kept_for_the_next_start(tmp_path: Path) -> None:
    words = ["serve", *kiosk_options(tmp_path)]
    links = []
    for _ in range(2):
        with run_program(*words, GOAT_KIOSK_SCORER_KEY="") as program:
            links.append(program.ready_line["pairing_url"].split("#")[1])
    assert links[0] == links[1]
    assert (tmp_path / "scorer.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("words", "environment", "sentence"),
    [
        (["serve", "--port", "70000"], {}, "--port cannot be 70000"),
        (["serve", "--log-level", "loud"], {}, "--log-level cannot be 'loud'"),
        (["serve"], {"GOAT_KIOSK_PORT": "eighty"}, "GOAT_KIOSK_PORT cannot be 'eighty'"),
        (["serve"], {"GOAT_KIOSK_PROT": "1"}, "There is no setting GOAT_KIOSK_PROT"),
        (["serve", "--prot", "1"], {}, "No such option"),
        (["serve", "--host", ""], {}, "--host cannot be ''"),
        (["serve", "--host", "x..y"], {}, "--host cannot be 'x..y': give an address of this computer"),
        (["serve", "--host", "a" * 64], {}, "--host cannot be 'aaaa"),
        (["serve", "--redis", "redis://x..y:6379"], {}, "The address of Redis must look like"),
        (["serve", "--data-dir", ""], {}, "--data-dir cannot be ''"),
        (["export", "99999999999999999999"], {}, "give its number, from 1 to 2147483647"),
    ],
)
def test_a_bad_setting_is_named_and_ends_with_two(words: list[str], environment: dict[str, str], sentence: str) -> None:
    result = run_to_exit(*words, **environment)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_a_bad_line_in_the_settings_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "goat-kiosk").mkdir()
    file = tmp_path / "goat-kiosk" / "config.toml"
    for text, sentence in (("prot = 1", "There is no setting prot (line 1 of "), ("port = [", "cannot be read")):
        file.write_text(text)
        result = run_to_exit("serve", XDG_CONFIG_HOME=str(tmp_path))
        assert (result.returncode, sentence in result.stderr) == (2, True), result.stderr


def test_a_second_kiosk_on_the_same_folder_or_port_is_refused_with_a_sentence(tmp_path: Path) -> None:
    port = free_port()
    with run_program("serve", *kiosk_options(tmp_path / "one", port)):
        same_folder = run_to_exit("serve", *kiosk_options(tmp_path / "one"))
        assert (same_folder.returncode, "Another GOaT Kiosk is using" in same_folder.stderr) == (1, True)
        same_port = run_to_exit("serve", *kiosk_options(tmp_path / "two", port))
        assert (same_port.returncode, f"port {port}, cannot be used" in same_port.stderr) == (1, True)


def test_an_exported_game_is_imported_unchanged(tmp_path: Path) -> None:
    source, copy, file = str(tmp_path / "here"), str(tmp_path / "there"), str(tmp_path / "games.json")
    game = play_game(Path(source))
    assert run_to_exit("export", str(game), "--output", file, "--data-dir", source).returncode == 0
    assert run_to_exit("import", file, "--data-dir", copy).stdout == "Imported 1 game.\n"
    assert run_to_exit("import", file, "--data-dir", copy).stdout == (
        "Imported 0 games. 1 game of the file were here already.\n"
    )
    one, two = (json.loads(run_to_exit("export", "--data-dir", folder).stdout)["games"] for folder in (source, copy))
    assert one == two
    assert run_to_exit("check", "--data-dir", copy).stdout == "The log is whole: 1 game.\n"


def test_an_unchanged_export_is_verified_and_a_changed_one_is_not(tmp_path: Path) -> None:
    source, file = str(tmp_path / "here"), tmp_path / "games.json"
    game = play_game(Path(source))
    assert run_to_exit("export", "--output", str(file), "--data-dir", source).returncode == 0
    verified = run_to_exit("verify", str(file))
    assert verified.returncode == 0, verified.stderr
    first, code, *rest = verified.stdout.splitlines()
    assert first == f"Game {game}, Court 1, Ünïcode 4–0 Blue: whole and untouched, 3 events."
    assert re.fullmatch(r"  Code [0-9a-f]{4}( [0-9a-f]{4}){3}\. The game is not over\.", code)
    assert "Whoever rewrites a whole file" in " ".join(rest)
    file.write_text(file.read_text(encoding="utf-8").replace('"in": 1', '"in": 0', 1), encoding="utf-8")
    changed = run_to_exit("verify", str(file))
    sentence = f"Game {game}: event 2 is not what was recorded; what follows it cannot be trusted."
    assert (changed.returncode, changed.stdout, changed.stderr) == (1, "", f"{sentence}\n")
    line = next(n for n, text in enumerate(file.read_text(encoding="utf-8").splitlines()) if '"seq": 2,' in text)
    refused = run_to_exit("import", str(file), "--data-dir", str(tmp_path / "there"))
    assert (refused.returncode, refused.stderr) == (1, f"{file}, line {line}: {sentence} Nothing was imported.\n")


def test_rounds_are_exported_as_csv(tmp_path: Path) -> None:
    game = play_game(tmp_path)
    written = run_to_exit("export", str(game), "--format", "csv", "--data-dir", str(tmp_path)).stdout
    table = list(csv.reader(written.removeprefix("\ufeff").splitlines()))
    assert [row[:11] for row in table] == [
        ["game", "court", "round", "team", "player", "in", "on", "off", "raw", "points", "score"],
        [str(game), "Court 1", "1", "Ünïcode", "Ünïcode", "2", "1", "1", "7", "4", "4"],
        [str(game), "Court 1", "1", "Blue", "Blue", "1", "0", "3", "3", "0", "0"],
    ]


def test_a_refused_import_changes_nothing(tmp_path: Path) -> None:
    game = play_game(tmp_path / "here")
    exported = json.loads(run_to_exit("export", "--data-dir", str(tmp_path / "here")).stdout)
    gap, other = json.loads(json.dumps(exported)), json.loads(json.dumps(exported))
    far = json.loads(json.dumps(exported))
    far["games"][0]["events"][0]["at"] = 10**30
    del gap["games"][0]["events"][1]
    changed = json.loads(json.dumps(exported))
    for one in (other, changed):
        one["games"][0]["events"][0]["event"]["court"] = "Court 9"
    other["games"][0] |= {"end": "", "events": [event | {"hash": ""} for event in other["games"][0]["events"]]}
    file = tmp_path / "games.json"
    for content, sentence in (
        ("{", "is not an export of GOaT Kiosk"),
        (json.dumps(gap), "not numbered from 1 without a gap"),
        (json.dumps(other), f"Another game {game} is here already"),
        (json.dumps(changed), f"games.json, line 1: Game {game}: event 1 is not what was recorded"),
        (json.dumps(exported | {"version": 99}), "newer GOaT Kiosk"),
        (json.dumps(far), "is not an export of GOaT Kiosk"),
    ):
        file.write_text(content)
        result = run_to_exit("import", str(file), "--data-dir", str(tmp_path / "here"))
        assert (result.returncode, sentence in result.stderr) == (1, True), result.stderr
    assert json.loads(run_to_exit("export", "--data-dir", str(tmp_path / "here")).stdout) == exported


def test_check_finds_an_event_that_breaks_the_rules(tmp_path: Path) -> None:
    game = play_game(tmp_path)
    database = apsw.Connection(str(tmp_path / "events.db"))
    database.execute(
        'INSERT INTO event (game_id, seq, at, key, body) VALUES (?, 9, 0, NULL, \'{"type":"undone"}\')', (game,)
    )
    database.close()
    result = run_to_exit("check", "--data-dir", str(tmp_path))
    assert (result.returncode, result.stderr) == (
        1,
        f"Game {game}: its events are not numbered from 1 without a gap.\n",
    )


def test_check_and_export_report_that_an_empty_folder_has_no_log(tmp_path: Path) -> None:
    for word in ("check", "export"):
        result = run_to_exit(word, "--data-dir", str(tmp_path))
        assert (result.returncode, result.stderr[:22]) == (1, "There are no games in ")
    assert list(tmp_path.iterdir()) == []


def test_options_without_a_command_are_those_of_run(tmp_path: Path) -> None:
    with run_program(*kiosk_options(tmp_path)) as program:
        assert program.ready_line["ready"] is True
        assert program.terminate() == 0


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    play_game(tmp_path)
    result = run_to_exit("export", "--output", "/dev/null/games.json", "--data-dir", str(tmp_path))
    assert (result.returncode, result.stderr.partition(":")[0]) == (1, "/dev/null/games.json cannot be written")


def test_an_empty_key_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "scorer.key").touch()
    with run_program("serve", *kiosk_options(tmp_path), GOAT_KIOSK_SCORER_KEY="") as program:
        assert len(program.ready_line["pairing_url"].partition("#key=")[2]) >= 32


def test_the_demo_plays_real_games_on_every_court_and_leaves_no_file(tmp_path: Path) -> None:
    words = ["demo", "--port", "0", "--host", "127.0.0.1", "--pace", "0.01"]
    # What the venue shares and shows elsewhere is set as on its own kiosk: the demo keeps to itself.
    venue = {"GOAT_KIOSK_REDIS": "redis://127.0.0.1:1", "GOAT_KIOSK_TEXT_DIR": str(tmp_path / "texts")}
    with run_program(*words, TMPDIR=str(tmp_path), **venue) as program:
        assert call_api(program, "GET", "/healthz")["uplink"]["line"] == "off"
        seen: set[str] = set()

        def every_court_had_a_round() -> bool:
            seen.update(game["court"] for game in call_api(program, "GET", "/api/games") if game["rounds"])
            return seen == set(demo.COURTS)

        wait_until(every_court_had_a_round)
        assert program.terminate() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("words", "more"), [(["--approve-joins"], {}), ([], {"GOAT_KIOSK_APPROVE_JOINS": "true"})])
def test_joins_wait_for_approval_if_the_setting_says_so(tmp_path: Path, words: list[str], more: dict[str, str]) -> None:
    with run_program("serve", *kiosk_options(tmp_path), *words, **more) as program:
        game = call_api(program, "POST", "/api/games", {})["game_id"]
        connection = http.client.HTTPConnection("127.0.0.1", program.port)
        body, kind = json.dumps({"name": "Eve", "team": 1}), {"Content-Type": "application/json"}
        connection.request("POST", f"/api/games/{game}/join", body, kind)
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["standing"]) == (202, "waiting")
        connection.close()


def test_a_paired_phone_still_writes_after_a_power_cut_and_no_key_is_logged(tmp_path: Path) -> None:
    words = ["serve", *kiosk_options(tmp_path, free_port()), "--log-level", "debug"]
    with run_program(*words) as program:
        game = call_api(program, "POST", "/api/games", {})["game_id"]
        code = call_api(program, "POST", "/api/codes", {"court": "Court 1"})["code"]
        phone = call_api(program, "POST", "/api/pair", {"code": code, "name": "Pixel"})
        program.kill()
        assert program.process.stderr is not None
        stderr = program.process.stderr.read()
    with run_program(*words) as program:
        headers = {"Authorization": f"Bearer {phone['key']}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", program.port)
        connection.request("POST", f"/api/games/{game}/throws", '{"team":1,"result":"hole"}', headers)
        assert connection.getresponse().status == 200
        connection.close()
        assert program.terminate() == 0
        assert program.process.stderr is not None
        stderr += program.process.stderr.read()
    assert code not in stderr
    assert phone["key"].partition(".")[2] not in stderr


def test_an_authority_is_made_and_https_and_other_names_are_served(tmp_path: Path) -> None:
    result = run_to_exit("certificate", "--data-dir", str(tmp_path))
    assert (result.returncode, "The authority is created" in result.stdout) == (0, True)
    words = [*kiosk_options(tmp_path), "--tls-port", "0"]
    with run_program("serve", *words, GOAT_KIOSK_HOST_NAMES="scores.example.org, 10.0.0.9") as program:
        port = urlsplit(program.ready_line["secure_url"]).port or 0
        trusting = ssl.create_default_context(cafile=str(tmp_path / "tls" / "authority.pem"))
        for host, status in (("127.0.0.1", 200), ("scores.example.org", 200), ("10.0.0.9:80", 200), ("a.org", 421)):
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=TIMEOUT_S, context=trusting)
            connection.request("GET", "/healthz", headers={"Host": host})
            assert connection.getresponse().status == status, host
            connection.close()
        assert program.terminate() == 0


def test_a_backup_is_made_while_the_kiosk_runs_and_a_damaged_log_is_repaired_from_it(tmp_path: Path) -> None:
    with run_program("serve", *kiosk_options(tmp_path)) as program:
        game = call_api(program, "POST", "/api/games", {})["game_id"]
        log = call_api(program, "GET", "/healthz")["log"]
        result = CliRunner().invoke(cli, ["backup", "--data-dir", str(tmp_path)])
        assert result.output.startswith("Kept 1 game with 1 entry in "), result.output
        assert program.terminate() == 0
    (tmp_path / "events.db").write_bytes(b"\x00" * 40_000)
    with run_program("serve", *kiosk_options(tmp_path)) as program:
        assert call_api(program, "GET", f"/api/games/{game}")["seq"] == 1
        health = call_api(program, "GET", "/healthz")
        assert (health["backups"]["trouble"], health["log"] != log) == ("", True)
        assert health["recovered"].startswith("The event log was damaged (")
        assert program.terminate() == 0
        assert program.process.stderr is not None
        stderr = program.process.stderr.read()
    assert "The event log was damaged (" in stderr
    assert f"The damaged log is kept in {tmp_path / 'set-aside'}" in stderr
