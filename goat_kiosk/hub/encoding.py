"""Content encodings of a stream: raw, chunked, or compressed with one compressor for all subscribers.

Successive states of a game differ by a few bytes, so one compressor per topic turns 2,000 bytes into about 60, and the
same bytes go to everyone: compressed once, not once per phone. A new subscriber does not replay what the others have
seen: it gets standalone blocks until the next keyframe, where the shared compressor starts anew with a standalone
block, so from there its decoder and everybody's are the same. Each block ends on a byte (``Z_SYNC_FLUSH``), so blocks
of different compressors join into one deflate stream (RFC 1951, section 3.2.3).
"""

import zlib
from enum import Enum, auto

_GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
"""RFC 1952, section 2.3: deflate, no name, no time, unknown system."""
_LAST_CHUNK = b"0\r\n\r\n"
_COMPRESSION_LEVEL = 9
"""The best there is: a state is compressed once for all phones, in about 30 µs."""
_WINDOW_BITS = -15
"""Raw deflate with the largest window, so that a long game's last state is still in it: 32 KB."""


class Encoding(Enum):
    """The transfer and content encoding of a connection's stream."""

    RAW = auto()
    """HTTP/1.0, as some proxies speak it: the end of the connection ends the stream."""
    CHUNKED = auto()
    """HTTP/1.1's chunks, not compressed."""
    GZIP = auto()
    """HTTP/1.1's chunks of one gzip stream."""

    def first(self, raw: bytes) -> bytes:
        """Return `raw` as the beginning of a connection's stream."""
        return _chunk(_GZIP_HEAD + _block(raw)) if self is Encoding.GZIP else self.standalone(raw)

    def standalone(self, raw: bytes) -> bytes:
        """Return `raw` so that it can follow anything that was sent before it."""
        if self is Encoding.GZIP:
            return _chunk(_block(raw))
        return raw if self is Encoding.RAW else _chunk(raw)

    def last(self, raw: bytes) -> bytes:
        """Return `raw` as the end of the stream."""
        return self.standalone(raw) + (b"" if self is Encoding.RAW else _LAST_CHUNK)


class SharedCompressor:
    """The compressor of all subscribers that have had every block since the last keyframe."""

    def __init__(self) -> None:
        self._deflate = _compressor()

    def keyframe(self, raw: bytes) -> bytes:
        """Return `raw` as a standalone block, which later ones refer back to."""
        self._deflate = _compressor()
        return self.delta(raw)

    def delta(self, raw: bytes) -> bytes:
        """Return `raw` as a block that refers back to all since the keyframe."""
        return _chunk(self._deflate.compress(raw) + self._deflate.flush(zlib.Z_SYNC_FLUSH))


def _compressor() -> "zlib._Compress":
    return zlib.compressobj(_COMPRESSION_LEVEL, zlib.DEFLATED, _WINDOW_BITS)


def _block(raw: bytes) -> bytes:
    compressor = _compressor()
    return compressor.compress(raw) + compressor.flush(zlib.Z_SYNC_FLUSH)


def _chunk(raw: bytes) -> bytes:
    """Return `raw` as one chunk of HTTP/1.1's chunked coding (RFC 9112, section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(raw), raw)
