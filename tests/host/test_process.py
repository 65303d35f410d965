"""The open files limit, raised in a subprocess."""

import subprocess
import sys

RAISED = """
import resource
from goat_kiosk.host.process import raise_file_limit
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 300))
"""


def test_the_open_files_limit_is_raised_to_the_hard_limit() -> None:
    script = f"{RAISED}print(raise_file_limit(), resource.getrlimit(resource.RLIMIT_NOFILE))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout == "300 (300, 300)\n"
