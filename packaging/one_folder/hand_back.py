"""Runs before the program in the one-folder build: gives the programs that it starts their own libraries back.

PyInstaller's loader points LD_LIBRARY_PATH into the folder. This process has read it already, but aplay and
systemd-inhibit would load our OpenSSL instead of theirs.
https://pyinstaller.org/en/stable/common-issues-and-pitfalls.html#launching-external-programs-from-the-frozen-application
"""

import os

_OURS = "LD_LIBRARY_PATH"

if (before := os.environ.pop(f"{_OURS}_ORIG", None)) is not None:
    os.environ[_OURS] = before
else:
    os.environ.pop(_OURS, None)
