"""How many files and connections the system lets this process open: each phone that follows is one."""

import sys

WITHOUT_A_LIMIT = 1_000_000
"""Said where there is none, or where none can be read, as on Windows."""


def raise_file_limit() -> int:
    """Raise the limit to what the system permits without asking, and return it."""
    if sys.platform == "win32":
        return WITHOUT_A_LIMIT
    import resource  # noqa: PLC0415  not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = WITHOUT_A_LIMIT
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))
    except (OSError, ValueError):  # macOS names a limit that it does not permit
        return soft
    return max(soft, hard)
