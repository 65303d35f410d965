"""The kernel's ring, where the system has one."""

import pytest

from goat_kiosk.hub.io_uring import Ring


@pytest.fixture
def ring() -> Ring:
    try:
        return Ring()
    except OSError as error:
        pytest.skip(f"no io_uring here: {error.strerror}")
