"""ELF reader for the libraries that a library needs (https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html)."""

import struct
from collections.abc import Iterator
from pathlib import Path

_SECTION = struct.Struct("<IIQQQQIIQQ")
_KIND, _OFFSET, _SIZE, _LINK = 1, 4, 5, 6
_DYNAMIC, _NEEDED = 6, 1


def needed(library: Path) -> Iterator[str]:
    """Yield the names that the dynamic linker looks for when it loads `library`, a file of 64 bits."""
    data = library.read_bytes()
    (start,), (count,) = struct.unpack_from("<Q", data, 0x28), struct.unpack_from("<H", data, 0x3C)
    sections = [_SECTION.unpack_from(data, start + place * _SECTION.size) for place in range(count)]
    for section in (one for one in sections if one[_KIND] == _DYNAMIC):
        names = sections[section[_LINK]][_OFFSET]
        for tag, value in struct.iter_unpack("<QQ", data[section[_OFFSET] : section[_OFFSET] + section[_SIZE]]):
            if tag == _NEEDED:
                begin = names + value
                yield data[begin : data.index(b"\0", begin)].decode()
