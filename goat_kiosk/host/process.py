"""Process limits: the number of open files that the system allows, and how often garbage is collected.

Each phone that follows is an open file, and the default limit is a few hundred. The collector's defaults are for small
programs: here it would look through everything that thousands of connections hold, again and again while more arrive,
which is half the cost of accepting one.
"""

import gc
import sys

UNLIMITED_FILES = 1_000_000
"""Open files where there is no limit, or none that Python can read, as on Windows."""
GC_THRESHOLD = 50_000
"""Allocations before a collection of the youngest generation: some hundred requests, a few megabytes."""


def raise_file_limit() -> int:
    """Raise the limit of open files to the hard limit, and return it."""
    if sys.platform == "win32":
        return UNLIMITED_FILES
    import resource  # noqa: PLC0415  not on Windows

    soft_limit, hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard_limit == resource.RLIM_INFINITY:
        hard_limit = UNLIMITED_FILES
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft_limit, hard_limit), hard_limit))
    except (OSError, ValueError):  # macOS names a limit that it does not permit
        return soft_limit
    return max(soft_limit, hard_limit)


def tune_gc() -> None:
    """Exclude all current objects from garbage collection, and collect less often. Called once, after the start."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 50)
