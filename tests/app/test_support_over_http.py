"""Support file over HTTP: of the running kiosk, for the venue's key alone, without secrets."""

import asyncio
import io
import json
import logging
import zipfile
from pathlib import Path

import aiohttp
import pytest

from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.settings.loading import load


async def test_the_support_file_is_fetched_with_the_venues_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    options = {"data_dir": f"{tmp_path}", "host": "127.0.0.1", "port": "0"}
    kiosk = Kiosk(load(options, {}, []), asyncio.get_running_loop())
    url = f"http://127.0.0.1:{kiosk.port}/api/support"
    try:
        async with aiohttp.ClientSession() as session:
            async with session.get(url) as refused:
                assert refused.status == 401
            async with session.get(url, headers={"Authorization": f"Bearer {kiosk.scorer_key}"}) as response:
                content = await response.read()
                assert (response.status, response.content_type) == (200, "application/octet-stream")
                assert "goat-kiosk-support-" in response.headers["Content-Disposition"]
    finally:
        await asyncio.to_thread(kiosk.stop)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert "GOaT Kiosk serves on port" in texts["doctor.txt"], "the checks are of this moment"
    assert json.loads(texts["settings.json"])["sources"]["host"] == "--host"
    assert "Serving on" in texts["logs/web.log"]
    assert [name for name, text in texts.items() if kiosk.scorer_key in text] == []
