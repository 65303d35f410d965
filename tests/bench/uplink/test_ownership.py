"""Long property test of ownership: thousands of random histories of three kiosks and one Redis, thirty steps each."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from goat_kiosk.uplink.protocol.connection import RedisUrl
from tests.uplink.published.test_ownership import run_histories
from tests.uplink.redis_server import redis_server

HISTORIES, STEPS = 2_000, 30


def test_ownership_holds_in_thousands_of_random_histories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.perf_counter()
    suppressed = [HealthCheck.too_slow, HealthCheck.data_too_large]
    profile = settings(
        max_examples=HISTORIES, stateful_step_count=STEPS, derandomize=False, suppress_health_check=suppressed
    )
    with redis_server(tmp_path) as redis:
        run_histories(RedisUrl(redis.url), monkeypatch, profile)
    print(f"{HISTORIES} histories of {STEPS} steps, {time.perf_counter() - began:.0f} s, no counterexample")
