"""Import path for packaging/: its scripts are not a package, and import each other by name."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "packaging"))
