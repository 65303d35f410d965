"""CPU time and memory of a process with all its threads, as Linux counts them."""

import os
from pathlib import Path


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds that a process has used, in hundredths; other load does not change them."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
