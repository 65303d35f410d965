"""How long a test waits for what must happen: far longer than it takes, on the busiest machine too.

A test waits for a condition and never for a time: a wait that ends early costs nothing, and one that ends late has
found something. How quick things are is measured in tests/bench.
"""

SOON = 120.0
"""Seconds."""
SOON_MS = 120_000
