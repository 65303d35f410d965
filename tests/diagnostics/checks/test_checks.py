"""Diagnostic checks on real sockets, disks, clocks and a Redis; firewalls by the output of their programs."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from goat_kiosk import __version__
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.diagnostics import check_runner
from goat_kiosk.diagnostics.checks import (
    address,
    backup_folders,
    clock,
    crashes,
    disk,
    firewall,
    phone,
    port,
    screens_and_sound,
    settings_files,
    updates,
    uplink,
    versions,
)
from goat_kiosk.diagnostics.checks.check import Check, CheckContext, MonitorInfo, all_ok
from goat_kiosk.errors import Unavailable
from goat_kiosk.host import network
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.web.live.desk_client import NoLocalGames
from goat_kiosk.web.server import Server
from tests.games import game_created
from tests.uplink.redis_server import redis_server


def check_context(folder: Path, number: int = 0, **settings: object) -> CheckContext:
    chosen = Settings(data_dir=str(folder), **settings)  # type: ignore[arg-type]
    return CheckContext(chosen, number, [MonitorInfo("eDP-1", 1366, 768, 1.0)], "aplay")


@pytest.fixture
def occupied_port() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as server_socket:
        server_socket.bind(("127.0.0.1", 0))
        server_socket.listen(1)
        yield server_socket.getsockname()[1]


@pytest.mark.parametrize(
    ("interface", "name", "kind"),
    [
        ("wlan0", "192.168.1.20", "private"),
        ("eth0", "10.0.0.7", "private"),
        ("wlan0", "169.254.10.3", "link-local"),
        ("tun0", "10.8.0.2", "tunnel"),
        ("wg0", "10.66.0.2", "tunnel"),
        ("tailscale0", "100.101.1.2", "tunnel"),
        ("docker0", "172.17.0.1", "tunnel"),
        ("eth0", "100.64.3.4", "tunnel"),
        ("eth0", "8.8.8.8", "public"),
        ("", "kiosk.hall", "private"),
    ],
)
def test_the_kind_of_network_is_derived_from_its_interface_and_address(interface: str, name: str, kind: str) -> None:
    assert network.network_kind(interface, name) == kind


def test_the_local_network_comes_before_a_vpn_with_the_default_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_interfaces", lambda _: iter([("tun0", "10.8.0.2"), ("wlan0", "192.168.1.20")]))
    monkeypatch.setattr(network, "_default_route_address", lambda _: "10.8.0.2")
    assert [each.name for each in network.find_networks("", 8080)] == ["wlan0", "tun0"]
    assert network.spectator_url("", 8080) == "http://192.168.1.20:8080"


@pytest.mark.parametrize(
    ("interfaces", "verdict", "words"),
    [
        ([("wlan0", "192.168.1.20")], "well", "Phones open http://192.168.1.20:8080 (wlan0)."),
        ([("wlan0", "169.254.1.2")], "wrong", "No router gave this address"),
        ([("tun0", "10.8.0.2")], "wrong", "That is a VPN"),
        ([("eth0", "8.8.8.8")], "notice", "Anybody on the internet"),
        ([], "wrong", "There is no network"),
    ],
)
def test_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interfaces: list[tuple[str, str]], verdict: str, words: str
) -> None:
    monkeypatch.setattr(network, "_interfaces", lambda _: iter(interfaces))
    monkeypatch.setattr(network, "_default_route_address", lambda _: None)
    found = address.check(check_context(tmp_path, 8080))
    assert found.verdict == verdict
    assert words in f"{found.summary} {found.action}"


def test_serving_only_the_loopback_address_is_reported(tmp_path: Path) -> None:
    found = address.check(check_context(tmp_path, 8080, host="127.0.0.1"))
    assert found.verdict == "wrong"
    assert "setting host" in found.action


def test_the_port_is_free_taken_or_used_by_this_kiosk(tmp_path: Path, occupied_port: int) -> None:
    assert port.check(check_context(tmp_path, 0, host="127.0.0.1")).verdict == "well"
    other = port.check(check_context(tmp_path, occupied_port, host="127.0.0.1"))
    assert other.verdict == "wrong"
    assert f"--port {occupied_port + 1}" in other.action
    with Devices(tmp_path / "events.db") as devices:
        server = Server(NoLocalGames(Pairing(devices, lambda: 0)), "sesame", "Kiosk")
        number = server.start("127.0.0.1", 0)
        try:
            own_port = port.check(check_context(tmp_path, number, host="127.0.0.1"))
        finally:
            server.stop()
    assert own_port.verdict == "well"
    assert own_port.summary == f"GOaT Kiosk serves on port {number}."


def test_an_address_that_this_machine_lacks_is_reported(tmp_path: Path) -> None:
    found = port.check(check_context(tmp_path, 8080, host="192.0.2.77"))
    assert found.verdict == "wrong"
    assert found.summary == "192.0.2.77 is no address of this computer."


UFW = "Status: active\n\nTo                         Action      From\n--                         ------      ----\n"
DROPS = {"chain": {"family": "inet", "table": "filter", "name": "input", "hook": "input", "policy": "drop"}}
OPENS = {"rule": {"chain": "input", "expr": [
    {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 8080}},
    {"accept": None},
]}}  # fmt: skip


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (firewall.parse_ufw("Status: inactive\n", 8080), None),
        (firewall.parse_ufw(UFW, 8080), "wrong"),
        (firewall.parse_ufw(UFW + "8080/tcp                   ALLOW       Anywhere\n", 8080), "well"),
        (firewall.parse_ufw(UFW + "80801/tcp                  ALLOW       Anywhere\n", 8080), "wrong"),
        (firewall.parse_iptables("-P INPUT ACCEPT\n", 8080), None),
        (firewall.parse_iptables("-P INPUT DROP\n-A INPUT -i lo -j ACCEPT\n", 8080), "wrong"),
        (firewall.parse_iptables("-P INPUT DROP\n-A INPUT -p tcp -m tcp --dport 8080 -j ACCEPT\n", 8080), "well"),
        (firewall.parse_nft(json.dumps({"nftables": []}), 8080), None),
        (firewall.parse_nft(json.dumps({"nftables": [DROPS]}), 8080), "wrong"),
        (firewall.parse_nft(json.dumps({"nftables": [DROPS, OPENS]}), 8080), "well"),
        (firewall.parse_nft(json.dumps({"nftables": [DROPS, OPENS]}), 8081), "wrong"),
    ],
)
def test_a_firewall_is_judged_by_the_output_of_its_program(found: Check | None, verdict: str | None) -> None:
    assert (found.verdict if found else None) == verdict
    if verdict == "wrong":
        assert found is not None
        assert found.action.startswith("Open the port: sudo ")


def test_firewall_rules_that_only_root_can_read_are_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nft = tmp_path / "nft"
    nft.write_text("#!/bin/sh\necho 'Operation not permitted (you must be root)' >&2\nexit 1\n")
    nft.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(firewall, "_UFW", tmp_path / "ufw.conf")
    found = firewall.check(check_context(tmp_path, 8080))
    assert found.verdict == "unknown"
    assert "Open the test page on a phone" in found.action
    (tmp_path / "ufw.conf").write_text("ENABLED=yes\n")
    assert "ufw allow 8080/tcp" in firewall.check(check_context(tmp_path, 8080)).action
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    (tmp_path / "ufw.conf").unlink()
    assert firewall.check(check_context(tmp_path, 8080)).verdict == "well"


def test_a_clock_before_the_newest_bag_is_wrong(tmp_path: Path) -> None:
    assert clock.check(check_context(tmp_path)).verdict != "wrong"
    in_2090 = 3_786_912_000_000
    with EventLog(tmp_path / "events.db") as log:
        log.create(game_created(), in_2090)
        found = clock.check(check_context(tmp_path))
    assert found.verdict == "wrong"
    assert re.search(r"The clock is wrong: 20(89|90)-\d+-\d+ \d+:\d+ is past already", found.action)
    assert re.search(r"It is \w+ \d+, \d{4}, \d+:\d\d [AP]M \(", found.summary)


def test_free_space_and_kind_of_the_disk_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "kind_of", lambda _: "ext4")
    monkeypatch.setattr(disk, "SLOW_MS", float("inf"))
    monkeypatch.setattr(disk, "TOO_SLOW_MS", float("inf"))
    monkeypatch.setattr(disk, "LOW_SPACE", 0)
    monkeypatch.setattr(disk, "ALMOST_FULL_BYTES", 0)
    found = disk.check(check_context(tmp_path / "not" / "yet"))
    assert found.verdict == "well"
    assert found.summary.startswith("A bag is safe on the disk in ")
    for limit, value, verdict, words in (
        ("LOW_SPACE", 10**18, "notice", "little room"),
        ("SLOW_MS", 0, "notice", "slow"),
        ("TOO_SLOW_MS", 0, "wrong", "another disk"),
        ("ALMOST_FULL_BYTES", 10**18, "wrong", "Delete something large"),
    ):
        monkeypatch.setattr(disk, limit, value)
        found = disk.check(check_context(tmp_path))
        assert found.verdict == verdict
        assert words in found.action
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("kind", "words"), [("tmpfs", "gone after a restart"), ("nfs4", "on another computer")])
def test_a_file_system_that_is_not_a_local_disk_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, words: str
) -> None:
    monkeypatch.setattr(disk, "kind_of", lambda _: kind)
    monkeypatch.setattr(disk, "TOO_SLOW_MS", float("inf"))
    monkeypatch.setattr(disk, "ALMOST_FULL_BYTES", 0)
    assert words in disk.check(check_context(tmp_path)).action


def test_the_kind_of_a_disk_is_read_from_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/a / ext4 rw 0 0\ntmpfs /run tmpfs rw 0 0\nnas:/x /home/a\\040b nfs4 rw 0 0\n")
    assert disk.kind_of(Path("/run/x"), mounts) == "tmpfs"
    assert disk.kind_of(Path("/home/a b/x"), mounts) == "nfs4"
    assert disk.kind_of(Path("/home/ab"), mounts) == "ext4"
    assert disk.kind_of(Path("/home"), tmp_path / "none") == ""


def test_a_read_only_data_folder_is_reported() -> None:
    found = disk.check(check_context(Path("/proc/sys")))
    assert found.verdict == "wrong"
    assert "cannot be written" in found.summary


def test_redis_is_reachable_unreachable_or_refuses(tmp_path: Path) -> None:
    assert "none is needed" in uplink.check(check_context(tmp_path)).summary
    with redis_server(tmp_path, "--requirepass", "planted") as server:
        refused = uplink.check(check_context(tmp_path, redis=server.url))
        reachable = uplink.check(check_context(tmp_path, redis=server.url.replace("//", "//:planted@")))
    away = uplink.check(check_context(tmp_path, redis=server.url.replace("//", "//:planted@")))
    assert (refused.verdict, reachable.verdict, away.verdict) == ("wrong", "well", "wrong")
    assert "refuses the user or the password" in refused.summary
    assert reachable.summary.startswith("Redis ")
    assert "does not answer" in away.summary
    assert "planted" not in f"{refused} {reachable} {away}"


def test_the_display_and_the_sound(tmp_path: Path) -> None:
    seen = check_context(tmp_path)
    assert screens_and_sound.check_screens(seen) == Check("Display", "well", "eDP-1 1366×768 at 100 %.")
    assert (
        screens_and_sound.check_screens(seen._replace(screens=[MonitorInfo("eDP-1", 1024, 600, 1.5)])).verdict
        == "wrong"
    )
    assert screens_and_sound.check_sound(seen).verdict == "well"
    assert "alsa-utils" in screens_and_sound.check_sound(seen._replace(sound_player=None)).action


def test_crash_reports_are_counted(tmp_path: Path) -> None:
    assert crashes.check(check_context(tmp_path)).verdict == "well"
    (tmp_path / "crashes").mkdir()
    (tmp_path / "crashes" / "2026-01-02-030405-ValueError.txt").write_text("x")
    assert crashes.check(check_context(tmp_path)).summary == "1 kept, the newest: 2026-01-02-030405-ValueError.txt."


@pytest.mark.parametrize(
    ("newest", "summary"),
    [
        ("99.0\n", "Version 99.0 is there"),
        ("v99.0.1 with gold-plated bags", "Version 99.0.1 is there"),
        (__version__, ""),
        ("0.0.9", ""),
    ],
)
def test_a_newer_version_is_reported_when_a_source_is_set(tmp_path: Path, newest: str, summary: str) -> None:
    file = tmp_path / "newest"
    file.write_text(newest)
    assert updates.newer_version(str(file)).startswith(summary)
    found = versions.check(check_context(tmp_path, updates=str(file)))
    assert found.verdict == ("notice" if summary else "well")
    assert __version__ in found.summary


class VersionHandler(BaseHTTPRequestHandler):
    """A local web server that serves the newest version number."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/newest" else 404)
        self.end_headers()
        self.wfile.write(b"12.0.0\n")

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def test_the_newest_version_can_come_from_a_server_of_the_venue(tmp_path: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), VersionHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_port}"
        assert updates.newer_version(f"{place}/newest").startswith("Version 12.0.0 is there")
        with pytest.raises(Unavailable, match="404"):
            updates.newer_version(f"{place}/nothing")
        server.shutdown()
    (tmp_path / "newest").write_text("soon")
    with pytest.raises(Unavailable, match="names no version"):
        updates.newer_version(str(tmp_path / "newest"))


def test_no_update_check_is_made_unless_it_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "newer_version", lambda _: pytest.fail("somebody was asked"))
    assert versions.check(check_context(tmp_path)).verdict == "well"


@pytest.mark.logs_warnings
def test_a_failing_check_does_not_prevent_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: CheckContext) -> Check:
        raise RuntimeError("planted")

    monkeypatch.setattr(check_runner, "_CHECKS", (("Clock", broken), *check_runner._CHECKS))
    checks = list(check_runner.run_checks(check_context(tmp_path, host="127.0.0.1")))
    names = ["Address", "Port", "Running kiosk", "Firewall", "Clock", "Disk", "Backups", "Certificate"]
    names += ["Other kiosks", "Display", "Sound", "Settings", "Crashes", "Versions"]
    assert [check.name for check in checks] == ["Clock", *names]
    assert checks[0].verdict == "unknown"
    assert not all_ok(checks)
    assert all(check.action for check in checks if check.verdict in {"wrong", "notice"})


def test_the_phone_check_reports_whether_a_phone_came() -> None:
    assert phone.visit_check("iPhone", "192.168.1.34").summary == "iPhone at 192.168.1.34 has opened the test page."
    assert phone.visit_check("", "192.168.1.34").summary.startswith("A device at ")
    assert (phone.no_visit_check().verdict, phone.not_tested_check().verdict) == ("wrong", "unknown")


def test_the_address_for_updates_is_shown_without_its_password(tmp_path: Path) -> None:
    location = "http://kiosk:planted-password@127.0.0.1:1/newest"
    found = versions.check(check_context(tmp_path, updates=location))
    assert found.verdict == "notice"
    assert "127.0.0.1:1/newest" in found.action
    assert "planted" not in f"{found}"


@pytest.mark.parametrize(
    ("text", "mode", "verdict"),
    [
        ("scorer_key = 'planted'", 0o644, "notice"),
        ("redis = 'redis://kiosk:planted@hall:6379'", 0o640, "notice"),
        ("scorer_key = 'planted'", 0o600, "well"),
        ("redis = 'redis://kiosk@hall:6379'", 0o644, "well"),
        ("port = [", 0o644, "well"),
    ],
)
def test_a_secret_that_others_can_read_is_reported(text: str, mode: int, verdict: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    file.chmod(mode)
    found = settings_files.check(check_context(tmp_path), [tmp_path / "none", file])
    assert found.verdict == verdict
    assert (f"{file}" in found.action) == (verdict == "notice")
    assert "planted" not in f"{found}"


def test_an_unusable_backup_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    for wrong in (tmp_path / "file", tmp_path / "file" / "inside", tmp_path / "no" / "folder"):
        found = backup_folders.check(check_context(tmp_path, backup_dir=f"{wrong}"))
        assert (found.verdict, f"{wrong}" in found.action, "--backup-dir" in found.action) == ("wrong", True, True)


def test_usable_backup_folders_are_named(tmp_path: Path) -> None:
    found = backup_folders.check(check_context(tmp_path, backup_dir=f"{tmp_path}/usb"))
    assert (found.verdict, found.summary) == ("well", f"Backups go to {tmp_path}/backups, {tmp_path}/usb.")
    assert backup_folders.check(check_context(tmp_path / "new")).verdict == "well"


def test_the_port_for_https_must_be_open_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status = "Status: active\n\n8080/tcp                   ALLOW       Anywhere\n"
    monkeypatch.setattr(firewall, "_run", lambda *words: status if words == ("ufw", "status") else None)
    assert firewall.check(check_context(tmp_path, 8080)).verdict == "well"
    found = firewall.check(check_context(tmp_path, 8080, certificate="fullchain.pem", tls_port=8444))
    assert (found.verdict, found.action) == ("wrong", "Open the port: sudo ufw allow 8444/tcp")
