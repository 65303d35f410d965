"""Fixtures for every test: a logged warning fails the test, as a Python warning does."""

import gc
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from tests.properties import register_profiles

register_profiles()

BUILD_PAGES = Path(__file__).parents[1] / "packaging" / "assets.py"

# A cycle of an earlier test may hold Qt objects, which may be destroyed in the main thread only. The collector runs in
# whichever thread makes a container, so it is off, and `collect_garbage_in_main_thread` does its work.
gc.disable()
_COLLECT_AFTER = 30_000
"""Containers, some ten megabytes: about every tenth test."""

PHASES: tuple[Literal["setup"], Literal["call"]] = ("setup", "call")


def pytest_configure(config: pytest.Config) -> None:
    """Build the pages first if they are out of date, so that no test reads those of older sources.

    Where the tests are tried beside an installed package, the pages are in that.
    """
    if BUILD_PAGES.exists() and not hasattr(config, "workerinput"):
        subprocess.run([sys.executable, BUILD_PAGES], check=True)


@pytest.fixture(autouse=True)
def collect_garbage_in_main_thread() -> Iterator[None]:
    """Collect the garbage of the tests in their own thread."""
    yield
    young, middle, _ = gc.get_count()
    if young > _COLLECT_AFTER:
        gc.collect(1 if middle < 20 else 2)


@pytest.fixture(autouse=True)
def fail_on_logged_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a log record of WARNING or worse; a test that causes one on purpose is marked ``logs_warnings``."""
    yield
    warnings = [
        record.getMessage()
        for phase in PHASES
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    if request.node.get_closest_marker("logs_warnings"):
        assert warnings, "the test is marked with logs_warnings, but it logged none"
    else:
        assert not warnings
