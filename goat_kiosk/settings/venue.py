"""Venue profile: the venue's name and its courts, as set in the window, in a small file in the data folder.

It is not in `window.json`, because a kiosk without a window has the same name; and not in `config.toml`, which a person
wrote: a program must not rewrite a file with somebody's comments in it. A name in an argument, in the environment or in
`config.toml` was set on purpose for this machine, so it wins over the one chosen here.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import Unavailable
from goat_kiosk.host import atomic_write
from goat_kiosk.host.byte_order_mark import to_utf8

FILE_NAME = "venue.json"
MAX_COURTS = 64
"""More than any venue has; a typing mistake must not make an endless list."""

VenueName = Annotated[str, msgspec.Meta(max_length=MAX_NAME_LENGTH)]


class VenueProfile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A venue. By default it has no name and no courts."""

    name: VenueName = ""
    courts: Annotated[tuple[VenueName, ...], msgspec.Meta(max_length=MAX_COURTS)] = ()
    """In the order in which they are offered for new games."""


def read(folder: Path) -> VenueProfile:
    """Return the profile in `folder`; an empty one when it cannot be read, so that the kiosk still opens."""
    try:
        profile = msgspec.json.decode(to_utf8((folder / FILE_NAME).read_bytes()), type=VenueProfile)
    except (OSError, ValueError, RecursionError):
        return VenueProfile()
    return VenueProfile(clean_text(profile.name, MAX_NAME_LENGTH), parse_courts(",".join(profile.courts)))


def write(folder: Path, profile: VenueProfile) -> None:
    """Save `profile` in `folder`. Raises `Unavailable`."""
    file = folder / FILE_NAME
    try:
        atomic_write.write(file, msgspec.json.format(msgspec.json.encode(profile), indent=1))
    except OSError as error:
        raise Unavailable(
            "The venue’s name and courts cannot be kept in {file}: {reason}.", file=file, reason=error.strerror
        ) from error


def parse_courts(text: str) -> tuple[str, ...]:
    """Return the courts named in `text`, separated by commas, without duplicates."""
    names = (clean_text(part, MAX_NAME_LENGTH) for part in text.split(","))
    courts: dict[str, str] = {}
    for name in filter(None, names):
        courts.setdefault(court_key(name), name)
    return tuple(courts.values())[:MAX_COURTS]


class Venue:
    """The venue as the window shows and changes it. Listeners are called with each new name."""

    def __init__(self, name: str = "", folder: Path | None = None, *, fixed: bool = False) -> None:
        """`name` is in force; with `fixed` it comes from elsewhere and stays. Without `folder` nothing is stored."""
        self.name = name
        self.fixed = fixed
        self._folder = folder
        self._profile = read(folder) if folder else VenueProfile()
        self._rename_listeners: list[Callable[[str], object]] = []

    @property
    def courts(self) -> tuple[str, ...]:
        """The courts in order; empty when the venue has named none."""
        return self._profile.courts

    def list_courts(self) -> tuple[str, ...]:
        """Return the courts: a callback for the form of a new game."""
        return self.courts

    def subscribe(self, listener: Callable[[str], object]) -> None:
        """Call `listener` with each new name from now on."""
        self._rename_listeners.append(listener)

    def update(self, name: str, courts: str) -> None:
        """Set the name (an empty one changes nothing) and the courts, separated by commas. Raises `Unavailable`."""
        new_name = self.name if self.fixed else clean_text(name, MAX_NAME_LENGTH) or self.name
        stored_name = self._profile.name if new_name == self.name else new_name
        profile = VenueProfile(stored_name, parse_courts(courts))
        if self._folder is not None and profile != self._profile:
            write(self._folder, profile)
        self._profile = profile
        if new_name != self.name:
            self.name = new_name
            for listener in self._rename_listeners:
                listener(new_name)
