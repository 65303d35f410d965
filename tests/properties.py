"""Hypothesis profiles: the same examples each time in `make test`, ten times as many at random in `make bench`.

A counterexample that `make bench` finds becomes an ``@example`` of its test.
"""

from hypothesis import HealthCheck, settings

RANDOM = "random"
_EXAMPLES = 100
_BUSY = [HealthCheck.too_slow]
"""Not checked: how fast Hypothesis makes examples depends on how busy the machine is."""


def register_profiles() -> None:
    """Register both profiles and load the repeatable one; ``--hypothesis-profile=random`` chooses the other."""
    common = settings(deadline=None, suppress_health_check=_BUSY)
    settings.register_profile("repeatable", common, derandomize=True, max_examples=_EXAMPLES)
    settings.register_profile(RANDOM, common, print_blob=True, max_examples=10 * _EXAMPLES)
    settings.load_profile("repeatable")


def examples(count: int, *ignored: HealthCheck) -> settings:
    """Return settings with `count` examples in `make test` and ten times as many in `make bench`."""
    return settings(max_examples=count * settings().max_examples // _EXAMPLES, suppress_health_check=[*_BUSY, *ignored])
