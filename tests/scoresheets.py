"""The real ACL scoresheets that ship with the project, as test data."""

from functools import cache
from pathlib import Path

import msgspec

from goat_kiosk.domain.scoresheet import Scoresheet

FOLDER = Path(__file__).parent.parent / "resources" / "scoresheets"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def scoresheet(name: str) -> Scoresheet:
    return msgspec.json.decode((FOLDER / f"{name}.json").read_bytes(), type=Scoresheet)
