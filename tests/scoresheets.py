"""The real ACL scoresheets that ship with the project, as test data."""

from functools import cache

import msgspec

from goat_kiosk.domain.rounds.scoresheet import Scoresheet
from goat_kiosk.settings.paths import RESOURCES

FOLDER = RESOURCES / "scoresheets"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def scoresheet(name: str) -> Scoresheet:
    return msgspec.json.decode((FOLDER / f"{name}.json").read_bytes(), type=Scoresheet)
