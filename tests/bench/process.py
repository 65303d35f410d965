"""What a process has taken so far, as Linux counts it: the whole of it, with every thread."""

import os
from pathlib import Path


def processor_time(pid: int) -> float:
    """Return the seconds of one core that a process has had. Counted in hundredths, and the same on a busy machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Return the memory that a process holds, in MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
