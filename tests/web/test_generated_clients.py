"""Generated clients: what two generators make of the document scores a game at a real kiosk."""

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.waiting import TIMEOUT_S
from tests.web.kiosk import KEY, Kiosk, running

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).parent / "clients"
PYTHON = ROOT / ".venv" / "clients" / "bin"
NODE_MODULES = ROOT / "packaging" / "clients" / "node_modules"


@pytest.fixture(scope="session", autouse=True)
def generators() -> Iterator[None]:
    """Install the generators, if `make` has not; another worker waits."""
    (ROOT / ".venv").mkdir(exist_ok=True)
    with (ROOT / ".venv" / "clients.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([sys.executable, ROOT / "packaging" / "api_clients.py"], check=True)
    return iter([None])


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


@pytest.fixture
async def document(kiosk: Kiosk, tmp_path: Path) -> Path:
    file = tmp_path / "openapi.json"
    async with kiosk.session.get(f"{kiosk.url}/api/openapi.json") as answer:
        file.write_bytes(await answer.read())
    return file


async def run(*command: str | Path, folder: Path, **environment: str) -> str:
    """Run a command in `folder` and return its output; it must succeed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), TIMEOUT_S)
    assert process.returncode == 0, output.decode()
    return output.decode()


async def test_a_generated_python_client_scores_a_game(kiosk: Kiosk, document: Path, tmp_path: Path) -> None:
    path = f"{PYTHON}{os.pathsep}{os.environ['PATH']}"
    generator = PYTHON / "openapi-python-client"
    client = tmp_path / "kiosk_client"
    output = await run(
        *(generator, "generate", "--path", document, "--output-path", client, "--meta", "none", "--fail-on-warning"),
        *("--config", PROGRAMS / "generator.yaml"),
        folder=tmp_path,
        PATH=path,
    )
    assert "Warning" not in output
    generated = {file.stem for file in client.glob("api/*/*.py")}
    assert {"create_game", "throw_bag", "undo", "stream_venue", "list_visits"} <= generated
    await run(PYTHON / "python", PROGRAMS / "score_game.py", kiosk.url, KEY, folder=tmp_path, PYTHONPATH=str(tmp_path))


async def test_a_generated_typescript_client_scores_a_game(kiosk: Kiosk, document: Path, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for name in ("score_game.ts", "tsconfig.json"):
        shutil.copy(PROGRAMS / name, tmp_path)
    node = shutil.which("node") or "node"
    await run(node, "node_modules/openapi-typescript/bin/cli.js", document, "-o", "api.d.ts", folder=tmp_path)
    # One run checks the types and writes the JavaScript; with an error in a type it writes none.
    await run(node, "node_modules/typescript/bin/tsc", "--noEmitOnError", folder=tmp_path)
    await run(node, "score_game.js", kiosk.url, KEY, folder=tmp_path)
