"""Script of a wall's computer: it waits for the kiosk, says why it waits, and opens pages over https too."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import running
from tests.web.secured import SecureKiosk

WALL = ROOT / "packaging" / "session" / "goat-kiosk-wall"
BROWSER = """#!/bin/sh
for word; do :; done
echo "opens $word"
exec sleep 60
"""


@asynccontextmanager
async def wall_script(home: Path, address: str) -> AsyncIterator[asyncio.StreamReader]:
    """Run the script with a stand-in for the browser, which names the page; yield the output of both."""
    (home / "bin").mkdir(exist_ok=True)
    browser = home / "bin" / "chromium"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    environment = {"PATH": f"{home / 'bin'}:{os.environ['PATH']}", "HOME": f"{home}"}
    pipe = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.STDOUT}
    process = await asyncio.create_subprocess_exec(
        WALL,
        address,
        env=environment,
        process_group=0,
        **pipe,  # type: ignore[arg-type]
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(TIMEOUT_S):
            yield process.stdout
    finally:
        os.killpg(process.pid, 9)
        await process.wait()


async def test_a_page_over_https_is_opened_and_a_missing_certificate_is_reported(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        address = f"{SecureKiosk(kiosk, tmp_path).url}/display"
        async with wall_script(tmp_path, address) as output:
            assert b"does not trust the certificate of" in await output.readline()
            assert await output.readline() == f"opens {address}\n".encode()
        (tmp_path / ".pki" / "nssdb").mkdir(parents=True)
        (tmp_path / ".pki" / "nssdb" / "cert9.db").touch()
        async with wall_script(tmp_path, address) as output:
            assert await output.readline() == f"opens {address}\n".encode()


async def test_the_script_reports_why_it_waits(tmp_path: Path) -> None:
    async with wall_script(tmp_path, "http://127.0.0.1:1/display") as output:
        line = await output.readline()
    assert line.startswith(b"Waiting for http://127.0.0.1:1/display: ")
    assert b"connect" in line


@pytest.mark.parametrize("file", ["goat-kiosk-wall.service", "goat-kiosk-session"])
def test_xwayland_is_listed_beside_cage(file: str) -> None:
    text = (ROOT / "packaging" / "session" / file).read_text()
    assert "cage" in text
    assert "xwayland" in text
