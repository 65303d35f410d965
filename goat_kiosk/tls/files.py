"""Certificate files of the venue, reloaded when they change."""

from pathlib import Path

from goat_kiosk.errors import Unavailable
from goat_kiosk.tls import pem


class CertificateFiles:
    """A certificate and its key, in files."""

    authority: bytes | None = None
    fingerprint = ""

    def __init__(self, certificate: Path, key: Path | None) -> None:
        """Without `key`, the key is in the certificate's file. Raises `Unavailable`."""
        self._certificate, self._key = certificate, key
        self._read_times = self._modification_times()
        self.context = pem.server_context()
        self.load()

    def renew(self) -> bool:
        """Return whether the files have changed since the last call. Raises `Unavailable`."""
        previous, self._read_times = self._read_times, self._modification_times()
        return previous != self._read_times

    def load(self) -> None:
        """Use the files for new connections. Raises `Unavailable`."""
        pem.load_into(self.context, self._certificate, self._key)
        self.expires = pem.expiry(self._certificate)

    def _modification_times(self) -> list[int]:
        try:
            return [file.stat().st_mtime_ns for file in (self._certificate, self._key) if file]
        except OSError as error:
            raise Unavailable(
                "{file}, the certificate, cannot be read: {reason}.", file=error.filename, reason=error.strerror
            ) from error
