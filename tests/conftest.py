"""Fixtures for every test: a logged warning fails the test, as a Python warning does."""

import logging
from collections.abc import Iterator
from typing import Literal

import pytest

from tests.properties import register_profiles

register_profiles()

PHASES: tuple[Literal["setup"], Literal["call"]] = ("setup", "call")


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
