"""Import path for packaging/: its scripts are no package and import each other from their own folder."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "packaging"))
