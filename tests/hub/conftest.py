"""io_uring fixture: skips the test where the kernel has none."""

import pytest

from goat_kiosk.hub.io_uring import SendRing


@pytest.fixture
def ring() -> SendRing:
    try:
        return SendRing()
    except OSError as error:
        pytest.skip(f"no io_uring here: {error.strerror}")
