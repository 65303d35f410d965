"""Certificate files of the venue, reloaded when they have been renewed."""

from pathlib import Path

from goat_kiosk.errors import Unavailable
from goat_kiosk.tls import pem


class CertificateFiles:
    """A certificate and its key."""

    authority: bytes | None = None
    fingerprint = ""

    def __init__(self, certificate: Path, key: Path | None) -> None:
        """Without `key`, it is in the certificate's file. Raises `Unavailable`."""
        self._certificate, self._key = certificate, key
        self._read_times = self._modification_times()
        self.context = pem.server_context()
        self.load()

    def renew(self) -> bool:
        """Whether there is something new to load."""
        seen, self._read_times = self._read_times, self._modification_times()
        return seen != self._read_times

    def load(self) -> None:
        """Use what the files hold for connections from now on. Raises `Unavailable`."""
        pem.load_into(self.context, self._certificate, self._key)
        self.expires = pem.expiry(self._certificate)

    def _modification_times(self) -> list[int]:
        try:
            return [file.stat().st_mtime_ns for file in (self._certificate, self._key) if file]
        except OSError as error:
            raise Unavailable(
                "{file}, the certificate, cannot be read: {reason}.", file=error.filename, reason=error.strerror
            ) from error
