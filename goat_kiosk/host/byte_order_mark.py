"""Byte order mark of a text file that a person hands in, which editors and shells of Windows write.

Notepad puts one before UTF-8, and PowerShell's ``>`` writes UTF-16. No reader of this program may take the mark for a
part of the text: a JSON parser refuses it, and the first word of a list would be another word.
"""

import codecs


def to_utf8(content: bytes) -> bytes:
    """Return the bytes of a text in UTF-8 without a mark; bytes without a mark are returned as they are."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace").encode()
    return content.removeprefix(codecs.BOM_UTF8)
