"""Rights in Redis: those of the documentation are enough, and the sentence of a refusal names the missing one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from goat_kiosk.errors import Unavailable
from goat_kiosk.tls import authority
from goat_kiosk.tls.authority import Authority
from goat_kiosk.uplink.peers.probe import probe
from goat_kiosk.uplink.protocol import rights
from goat_kiosk.uplink.protocol.scripts import ALL_SCRIPTS
from tests.end2end.program import free_port
from tests.uplink.kiosks import kiosk, kiosks, until
from tests.uplink.redis_server import RedisServer

PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"
PASSWORD = "s3same"  # noqa: S105  of a server that lives as long as a test


def set_rights(server: RedisServer, *rules: str) -> str:
    """Give the user `kiosk` the documented rights, then change them by `rules`; return their URL."""
    with server.client() as client:
        documented = re.search(r"`(ACL SETUSER .*?)`", PROTOCOL.read_text())
        assert documented, "the documentation has the command"
        words = documented[1].replace("PASSWORD", PASSWORD).split()
        client.execute_command(*words[:3], "reset", *words[3:], *rules)
    return server.url.replace("//", f"//kiosk:{PASSWORD}@")


def test_the_documented_rights_are_those_of_the_sentences() -> None:
    assert f"`ACL SETUSER kiosk on >PASSWORD {rights.RULES}`" in PROTOCOL.read_text()


async def test_the_documented_rights_are_enough(tmp_path: Path, own_redis: RedisServer) -> None:
    url = set_rights(own_redis)
    async with kiosks(tmp_path, url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        await patio_kiosk.throw(game)
        await hall_kiosk.wait_for_seq(game, 2)
        await until(lambda: patio_kiosk.copied_events(game) == 0)
    result = await probe(url, "")
    assert result.version.startswith("7.")


@pytest.mark.logs_warnings
@pytest.mark.parametrize(
    ("rule", "missing"),
    [
        ("-time", "+time"),
        ("-evalsha", "+evalsha"),
        ("-set", "+set"),
        ("resetkeys ~game:*", rights.KEYS),
        ("resetchannels &goat:x", rights.CHANNELS),
        ("-script|load", "+script|load"),
        ("-psubscribe", "+psubscribe"),
    ],
)
async def test_a_refusal_names_the_missing_right(
    rule: str, missing: str, tmp_path: Path, own_redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    url = set_rights(own_redis, *rule.split())
    async with kiosk(tmp_path / "Patio", "Patio", url) as patio_kiosk:
        await patio_kiosk.new_game()
        await until(lambda: "ACL" in patio_kiosk.link_status.text, lambda: str(patio_kiosk.link_status))
        sentence = patio_kiosk.link_status.text
    assert f"Add {missing} to its ACL." in sentence
    assert PASSWORD not in sentence + caplog.text


def test_every_command_of_every_script_is_found_by_its_line() -> None:
    for script in ALL_SCRIPTS:
        for number, line in enumerate(script.text.splitlines(), 1):
            if "redis.call('" in line:
                reply = f"The user executing the script can't run this command or subcommand script: {script.sha}, "
                right = rights.find_missing_right(f"{reply}on @user_script:{number}.")
                assert right is not None
                assert set(right.rule.replace("+", "").upper().split()) <= set(re.findall(r"'([A-Z]+)'", line))


@contextmanager
def tls_redis(folder: Path, made_at: datetime, host: str = "127.0.0.1") -> Iterator[tuple[str, Path]]:
    """Run a Redis with TLS; yield its URL and its authority's certificate, both made at `made_at`."""
    (folder / "redis").mkdir()
    authority.create(folder, "Redis", [], [], lambda: made_at)
    signed = Authority(folder, [], list, lambda: made_at)
    root = folder / "root.crt"
    root.write_bytes(signed.authority or b"")
    port, kiosk_file = free_port(), f"{folder / 'tls' / 'kiosk.pem'}"
    options = ["--port", "0", "--tls-port", f"{port}", "--tls-auth-clients", "no", "--bind", "127.0.0.1", "127.0.0.2"]
    options += ["--tls-cert-file", kiosk_file, "--tls-key-file", kiosk_file, "--tls-ca-cert-file", f"{root}"]
    server = RedisServer(folder / "redis", *options, port=port).start()
    try:
        yield f"rediss://{host}:{port}", root
    finally:
        server.kill()


async def test_a_certificate_of_the_venues_own_authority_is_accepted_when_its_file_is_named(tmp_path: Path) -> None:
    with tls_redis(tmp_path, datetime.now(UTC)) as (url, root):
        with pytest.raises(Unavailable, match=r"does not know\. Append \?ssl_ca_certs="):
            await probe(url, "")
        assert (await probe(f"{url}?ssl_ca_certs={root}", "")).version.startswith("7.")


@pytest.mark.parametrize(
    ("age", "host", "words"),
    [
        (timedelta(days=400), "127.0.0.1", "has expired, or is not valid yet"),
        (timedelta(), "127.0.0.2", "another name"),
    ],
)
async def test_a_certificate_that_does_not_fit_is_described(
    age: timedelta, host: str, words: str, tmp_path: Path
) -> None:
    with (
        tls_redis(tmp_path, datetime.now(UTC) - age, host) as (url, root),
        pytest.raises(Unavailable, match=words),
    ):
        await probe(f"{url}?ssl_ca_certs={root}", "")
