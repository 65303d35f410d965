"""Runtime hook of the one-folder build: restores LD_LIBRARY_PATH, so that child processes load system libraries.

PyInstaller's loader points LD_LIBRARY_PATH into the folder. This process has already read it, but aplay and
systemd-inhibit would load the bundled OpenSSL instead of the system's.
https://pyinstaller.org/en/stable/common-issues-and-pitfalls.html#launching-external-programs-from-the-frozen-application
"""

import os

_VARIABLE = "LD_LIBRARY_PATH"

if (before := os.environ.pop(f"{_VARIABLE}_ORIG", None)) is not None:
    os.environ[_VARIABLE] = before
else:
    os.environ.pop(_VARIABLE, None)
