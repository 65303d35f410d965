"""The scripts of packaging/ are no package: they lie beside each other, and find each other so."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "packaging"))
