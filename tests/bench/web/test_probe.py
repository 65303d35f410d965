"""Long fuzzing of the API with Schemathesis: more examples than in `tests/web`."""

import time

from tests.web.prober import Target
from tests.web.test_api_probed import probe_kiosk, target

__all__ = ["target"]

EXAMPLES = 100


def test_every_response_matches_the_openapi_document(target: Target) -> None:
    began = time.monotonic()
    report = probe_kiosk(target, EXAMPLES)
    assert {role for role, _ in report} == set(target.keys)
    by_status = {
        status: sum(n for (_, s), n in report.items() if s == status) for status in sorted({s for _, s in report})
    }
    print(f"\n{report.total():,} requests in {time.monotonic() - began:.0f} s: {by_status}")
