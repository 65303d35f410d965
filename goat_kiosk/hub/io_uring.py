"""Many sends in one call to the system: Linux's io_uring, without which each send is a call of its own.

Of what a delivery costs, the way into the kernel and back is what can be shared. No library for it is kept up in
Python, and the kernel's own interface is small for somebody who only ever asks the same: send these bytes to each of
these connections, as much as fits now. So it is spoken here, by ctypes and two pieces of shared memory
(https://man7.org/linux/man-pages/man7/io_uring.7.html; the numbers are those of linux/io_uring.h).

A batch is always full, so it fills the ring from its beginning and nothing wraps: a place left over names no
connection, which fails at once. And all is done when the call returns: the kernel holds none of our bytes afterwards,
and nobody writes to the shared memory while we read it.

There may be no ring: on another system, on a kernel before 5.18, or where it is forbidden, as in many containers.
"""

import ctypes
import errno
import mmap
import os
import sys
import weakref
from array import array
from collections.abc import Callable, Sequence

BATCH = 64
"""Sends in one call, a power of two: half a millisecond or less, for which nobody else has the core. Of what they cost
one by one a batch of 16 takes nine tenths, one of 64 seven to nine, and one of 128 a tenth less for twice as long.
"""
NOWHERE = -1
"""A descriptor that no connection has."""

_SETUP, _ENTER = 425, 426
"""Numbers of the calls, the same on every architecture that Qt for Python runs on."""

# struct io_uring_params, in words of four bytes: what is asked and told at the beginning.
_PARAMS, _FLAGS, _FEATURES, _TAIL_AT, _PLACES_AT, _HEAD_AT, _ANSWERS_AT = 30, 2, 5, 11, 16, 20, 25
_GO_ON = 1 << 7
"""``SUBMIT_ALL``: do not stop at a send that cannot even be tried; known since Linux 5.18."""
_ONE_MAPPING = 1 << 0
"""``FEAT_SINGLE_MMAP``, since 5.4."""
_SENDS_AT = 0x1000_0000

# struct io_uring_sqe, 64 bytes: one send. Positions in words of four, and in those of eight.
_SEND, _DESCRIPTOR, _LENGTH, _HOW, _SEND_WORDS = 26, 1, 6, 7, 16
_ADDRESS, _NAME, _SEND_LONGS = 2, 4, 8
_NOW_QUIETLY = 0x40 | 0x4000
"""``MSG_DONTWAIT | MSG_NOSIGNAL``: what does not fit now is not sent later behind our back."""

# struct io_uring_cqe, 16 bytes: one answer. Whose it is in eight, how many bytes in four.
_WHOSE, _SENT, _ANSWER_WORDS = 0, 2, 4
_WAIT = 1 << 0
"""``ENTER_GETEVENTS``: come back when all is done, which it is."""


class SendRing:
    """Takes `BATCH` sends at a time, from one thread at a time."""

    _call: Callable[..., int]
    _enter: tuple[object, ...]
    _done: int
    _loaded: bytes

    def __init__(self) -> None:
        """Raises `OSError` when there is none to be had."""
        if sys.platform != "linux":
            raise OSError(errno.ENOSYS, "io_uring is Linux's")
        syscall = ctypes.CDLL(None, use_errno=True).syscall
        syscall.restype = ctypes.c_long
        self._call = syscall
        asked = (ctypes.c_uint32 * _PARAMS)()
        asked[_FLAGS] = _GO_ON
        descriptor = self._call(ctypes.c_long(_SETUP), ctypes.c_uint(BATCH), asked)
        if descriptor < 0:
            raise OSError(ctypes.get_errno(), "io_uring cannot be used")
        weakref.finalize(self, os.close, descriptor)
        if not asked[_FEATURES] & _ONE_MAPPING:
            raise OSError(errno.ENOSYS, "io_uring is too old")
        self._map(descriptor, list(asked))
        self._enter = (
            *(ctypes.c_long(_ENTER), ctypes.c_int(descriptor), ctypes.c_uint(BATCH), ctypes.c_uint(BATCH)),
            *(ctypes.c_uint(_WAIT), None, ctypes.c_size_t(0)),
        )
        self._done = 0
        self._loaded = b""

    def _map(self, descriptor: int, told: Sequence[int]) -> None:
        """Lay out the shared memory: the ring itself, and the sends that it names."""
        places, answers = told[_PLACES_AT] // 4, told[_ANSWERS_AT] // 4
        end = max(places + BATCH, answers + 2 * BATCH * _ANSWER_WORDS)
        self._ring = memoryview(mmap.mmap(descriptor, end * 4)).cast("I")
        self._tail, self._head = told[_TAIL_AT] // 4, told[_HEAD_AT] // 4
        self._ring[places : places + BATCH] = array("I", range(BATCH))
        whose = self._ring[answers + _WHOSE : end : _ANSWER_WORDS]
        sent = self._ring.cast("B").cast("i")[answers + _SENT : end : _ANSWER_WORDS]
        self._answers = [(whose[at : at + BATCH], sent[at : at + BATCH]) for at in (0, BATCH)]

        sends = memoryview(mmap.mmap(descriptor, BATCH * _SEND_WORDS * 4, offset=_SENDS_AT))
        words, longs = sends.cast("I"), sends.cast("Q")
        sends[:: _SEND_WORDS * 4] = bytes([_SEND]) * BATCH
        words[_HOW::_SEND_WORDS] = array("I", [_NOW_QUIETLY]) * BATCH
        longs[_NAME::_SEND_LONGS] = array("Q", range(BATCH))
        self._descriptors = sends.cast("i")[_DESCRIPTOR::_SEND_WORDS]
        self._lengths = words[_LENGTH::_SEND_WORDS]
        self._addresses = longs[_ADDRESS::_SEND_LONGS]

    def send(self, data: bytes, descriptors: Sequence[int]) -> list[int]:
        """Send `data` to at most `BATCH` connections; return how many bytes each took, or a negative error number.

        Raises `OSError` when the ring cannot be used any more: some may have been sent, and nobody knows to whom.
        """
        if data is not self._loaded:
            self._load(data)
        spare = [NOWHERE] * (BATCH - len(descriptors))
        self._descriptors[:] = array("i", [*descriptors, *spare])
        whose, sent = self._answers[self._done // BATCH % 2]
        self._done = self._done + BATCH & 0xFFFF_FFFF
        self._ring[self._tail] = self._done
        told = self._call(*self._enter)
        if told != BATCH:
            raise OSError(ctypes.get_errno(), "io_uring has not done what it was asked")
        self._ring[self._head] = self._done
        took = sent.tolist()
        if took.count(len(data)) < len(descriptors):  # only then is it of interest whose they are
            took = [count for _, count in sorted(zip(whose.tolist(), took, strict=True))]
        return took[: len(descriptors)]

    def _load(self, data: bytes) -> None:
        address = ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value or 0
        self._addresses[:] = array("Q", [address]) * BATCH
        self._lengths[:] = array("I", [len(data)]) * BATCH
        self._loaded = data
