"""Benchmark of the first load on a bad Wi-Fi (400 kbit/s, 200 ms, 10 % loss): time until a page is painted and live.

Chromium and the kiosk are in two network namespaces, connected by `slow_network`: 100 ms and 10 % loss in each
direction. Each load has an empty cache. The peer, in the same run, is `/guide` until it is painted: one page with one
style sheet and no stream. The goals are a median of 2.5 s and a 90th percentile of 5 s.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

import pytest
from playwright.async_api import async_playwright

from tests.bench.web.slow_network import SERVER, run_behind_slow_network
from tests.web.chromium import ARGS, CHROMIUM
from tests.web.full_kiosk import open_full_kiosk

LOADS = int(os.environ.get("LOADS", "20"))
KBIT, DELAY_MS, LOSS_PERCENT = 400, 100, 10
QUEUE_IS_EMPTY_AFTER_S = 2.0
"""The fonts of a page that is closed may still be in the queue, and would delay the next load."""
PROJECT = Path(__file__).resolve().parents[3]
CONDITIONS = {
    "painted": "performance.getEntriesByName('first-contentful-paint').length > 0",
    "live": "document.querySelector('[data-link=live]') !== null",
}


def test_first_load_on_a_bad_network(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root makes a network namespace")
    numbers = [str(KBIT), str(DELAY_MS), str(LOSS_PERCENT)]
    serve = [sys.executable, "-m", "tests.bench.web.test_slow_network", "serve", str(tmp_path), *numbers]
    unshare = ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "sh"]
    process = subprocess.run([*unshare, *serve], cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True)
    for name, seconds in json.loads(process.stdout.splitlines()[-1]).items():
        print(f"\n{name}: median {median(seconds):.2f} s, 90 % within {quantiles(seconds, n=10)[-1]:.2f} s", end="")
    print()


async def serve(folder: str, kbit: str, delay_ms: str, loss_percent: str) -> None:
    """Serve a kiosk with every page, and run the measurement behind the slow network."""
    async with open_full_kiosk(Path(folder), "0.0.0.0") as full_kiosk:  # noqa: S104  in a namespace of its own
        pages = {name: full_kiosk.pages[name] for name in ("guide", "venue", "live")}
        measure = [sys.executable, "-m", "tests.bench.web.test_slow_network", "measure", str(full_kiosk.kiosk.port)]
        await run_behind_slow_network(float(kbit), float(delay_ms), float(loss_percent), [*measure, json.dumps(pages)])


async def measure(port: str, pages: str) -> None:
    """Load each page `LOADS` times, and print the seconds of each load until it is painted and until it is live."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        load_times: dict[str, list[float]] = {}
        for name, path in LOADS * list(json.loads(pages).items()):
            context = await browser.new_context(locale="es-MX", viewport={"width": 390, "height": 844})
            page = await context.new_page()
            started = time.perf_counter()
            await page.goto(f"http://{SERVER}:{port}{path}", wait_until="commit")
            for condition, script in CONDITIONS.items():
                if name == "guide" and condition == "live":
                    continue
                while not await page.evaluate(script):
                    await asyncio.sleep(0.02)
                load_times.setdefault(f"{name}, {condition}", []).append(time.perf_counter() - started)
            await context.close()
            await asyncio.sleep(QUEUE_IS_EMPTY_AFTER_S)
        await browser.close()
    print(json.dumps(load_times))


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[2:]) if sys.argv[1] == "serve" else measure(*sys.argv[2:]))
