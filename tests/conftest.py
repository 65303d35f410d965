"""What every test stands on: a log that complains fails the test, as a warning does."""

import logging
from collections.abc import Iterator
from typing import Literal

import pytest

from tests.properties import register_profiles

register_profiles()

PHASES: tuple[Literal["setup"], Literal["call"]] = ("setup", "call")


@pytest.fixture(autouse=True)
def no_complaint_is_logged(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on any record of WARNING or worse; a test that means to cause one is marked ``logs_a_complaint``."""
    yield
    complaints = [
        record.getMessage()
        for phase in PHASES
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    if request.node.get_closest_marker("logs_a_complaint"):
        assert complaints, "the test is marked as causing a complaint, and none was logged"
    else:
        assert not complaints
