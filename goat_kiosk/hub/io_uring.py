"""Linux's io_uring: many sends in one system call, because the way into the kernel is what sends can share.

No Python library for it is maintained, and of its interface little is needed here: send these bytes to each of these
sockets, as much as fits now. All names below are the kernel's own, from ``linux/io_uring.h``; the protocol is described
in https://man7.org/linux/man-pages/man7/io_uring.7.html.

**Setup.** ``io_uring_setup(entries, params)`` returns a file descriptor and fills in ``io_uring_params``: where, in the
memory that is shared with the kernel, the heads, the tails and the arrays lie. Two mappings are made of the descriptor.

- The rings, at offset 0 (with ``IORING_FEAT_SINGLE_MMAP`` one mapping has both). The *submission queue* is an array of
  indices into the entries: ``array[0] = 7`` means that entry 7 is submitted first. The *completion queue* is an array
  of ``io_uring_cqe``, twice as long as the submission queue.
- The submission queue entries, ``io_uring_sqe``, at offset ``IORING_OFF_SQES``.

**One batch.** We write the entries, then the submission queue's tail: how many entries were submitted ever. Then
``io_uring_enter(fd, to_submit, min_complete, IORING_ENTER_GETEVENTS)`` executes them and returns when all are done. The
kernel has written a completion for each: ``res`` is what ``send()`` would have returned, or a negative error number,
and ``user_data`` is the number that we gave the entry, because completions may come in any order. We read them and
write the completion queue's head: how many completions were consumed ever.

**What makes it simple.** A batch is always full: `BATCH` entries, each at its place. So the array of indices is written
once (0, 1, 2, …) and nothing ever wraps in the middle of a batch; completions fill the first and the second half of
their queue in turn. An entry that is left over has `NO_SOCKET` as its descriptor and fails at once with ``EBADF``;
``IORING_SETUP_SUBMIT_ALL`` (Linux 5.18) has the kernel go on after such an entry. ``MSG_DONTWAIT`` makes each send
complete at once, so when the call returns the kernel holds none of our bytes and writes nothing into the shared memory
while we read it: no memory barrier is needed, the system call is one.

**What makes it fast.** A field of all entries is written by one assignment to a strided `memoryview` (`_column`), and
the address of the bytes only when they change.

There may be no io_uring: on another system, on an older kernel, or where it is forbidden, as in many containers. Then
`SendRing` raises `OSError`, and `sender` sends to each socket by a call of its own.
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
NO_SOCKET = -1
"""A file descriptor that is none."""

SYS_IO_URING_SETUP = 425
SYS_IO_URING_ENTER = 426
"""System call numbers, the same on every architecture that Qt for Python runs on."""
IORING_SETUP_SUBMIT_ALL = 1 << 7
IORING_FEAT_SINGLE_MMAP = 1 << 0
IORING_ENTER_GETEVENTS = 1 << 0
IORING_OFF_SQES = 0x1000_0000
IORING_OP_SEND = 26
MSG_DONTWAIT = 0x40
MSG_NOSIGNAL = 0x4000

_u8, _u16, _u32, _u64, _s32 = ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32, ctypes.c_uint64, ctypes.c_int32


class io_uring_sqe(ctypes.Structure):  # noqa: N801  the kernel's name
    """A submission queue entry, 64 bytes; of the kernel's unions, the members of ``IORING_OP_SEND``."""

    _fields_ = (
        ("opcode", _u8), ("flags", _u8), ("ioprio", _u16), ("fd", _s32), ("off", _u64), ("addr", _u64), ("len", _u32),
        ("msg_flags", _u32), ("user_data", _u64), ("buf_index", _u16), ("personality", _u16), ("file_index", _u32),
        ("addr3", _u64), ("__pad2", _u64),
    )  # fmt: skip


class io_uring_cqe(ctypes.Structure):  # noqa: N801  the kernel's name
    """A completion queue event, 16 bytes."""

    _fields_ = (("user_data", _u64), ("res", _s32), ("flags", _u32))


class io_sqring_offsets(ctypes.Structure):  # noqa: N801  the kernel's name
    """Where the submission queue's parts lie in the mapping of the rings, in bytes."""

    _fields_ = (
        ("head", _u32), ("tail", _u32), ("ring_mask", _u32), ("ring_entries", _u32), ("flags", _u32),
        ("dropped", _u32), ("array", _u32), ("resv1", _u32), ("user_addr", _u64),
    )  # fmt: skip


class io_cqring_offsets(ctypes.Structure):  # noqa: N801  the kernel's name
    """Where the completion queue's parts lie in the mapping of the rings, in bytes."""

    _fields_ = (
        ("head", _u32), ("tail", _u32), ("ring_mask", _u32), ("ring_entries", _u32), ("overflow", _u32),
        ("cqes", _u32), ("flags", _u32), ("resv1", _u32), ("user_addr", _u64),
    )  # fmt: skip


class io_uring_params(ctypes.Structure):  # noqa: N801  the kernel's name
    """The flags requested at setup (``flags``), and what the kernel offers (everything else)."""

    _fields_ = (
        ("sq_entries", _u32), ("cq_entries", _u32), ("flags", _u32), ("sq_thread_cpu", _u32), ("sq_thread_idle", _u32),
        ("features", _u32), ("wq_fd", _u32), ("resv", _u32 * 3),
        ("sq_off", io_sqring_offsets), ("cq_off", io_cqring_offsets),
    )  # fmt: skip


class SendRing:
    """Sends to at most `BATCH` sockets at a time, called by one thread at a time."""

    _syscall: Callable[..., int]
    _enter: tuple[object, ...]
    _completed: int
    _loaded: bytes

    def __init__(self) -> None:
        """Raise `OSError` when io_uring is not available."""
        if sys.platform != "linux":
            raise OSError(errno.ENOSYS, "io_uring is Linux's")
        syscall = ctypes.CDLL(None, use_errno=True).syscall
        syscall.restype = ctypes.c_long
        self._syscall = syscall
        params = io_uring_params(flags=IORING_SETUP_SUBMIT_ALL)
        descriptor = self._syscall(ctypes.c_long(SYS_IO_URING_SETUP), ctypes.c_uint(BATCH), ctypes.byref(params))
        if descriptor < 0:
            raise OSError(ctypes.get_errno(), "io_uring cannot be used")
        weakref.finalize(self, os.close, descriptor)
        if not params.features & IORING_FEAT_SINGLE_MMAP:
            raise OSError(errno.ENOSYS, "io_uring is too old")
        self._map_rings(descriptor, params)
        self._map_entries(descriptor)
        self._enter = (
            *(ctypes.c_long(SYS_IO_URING_ENTER), ctypes.c_int(descriptor), ctypes.c_uint(BATCH), ctypes.c_uint(BATCH)),
            *(ctypes.c_uint(IORING_ENTER_GETEVENTS), None, ctypes.c_size_t(0)),
        )
        self._completed = 0
        self._loaded = b""

    def _map_rings(self, descriptor: int, params: io_uring_params) -> None:
        queued, completions = params.sq_off.array, params.cq_off.cqes
        cqes_size = 2 * BATCH * ctypes.sizeof(io_uring_cqe)
        rings = memoryview(mmap.mmap(descriptor, max(queued + 4 * BATCH, completions + cqes_size)))
        self._words = rings.cast("I")
        self._sq_tail, self._cq_head = params.sq_off.tail // 4, params.cq_off.head // 4
        self._words[queued // 4 : queued // 4 + BATCH] = array("I", range(BATCH))
        cqes = rings[completions : completions + cqes_size]
        owners, results = _column(cqes, io_uring_cqe, "user_data", "Q"), _column(cqes, io_uring_cqe, "res", "i")
        self._halves = [(owners[start : start + BATCH], results[start : start + BATCH]) for start in (0, BATCH)]

    def _map_entries(self, descriptor: int) -> None:
        size = BATCH * ctypes.sizeof(io_uring_sqe)
        sqes = memoryview(mmap.mmap(descriptor, size, offset=IORING_OFF_SQES))
        _column(sqes, io_uring_sqe, "opcode", "B")[:] = array("B", [IORING_OP_SEND] * BATCH)
        _column(sqes, io_uring_sqe, "msg_flags", "I")[:] = array("I", [MSG_DONTWAIT | MSG_NOSIGNAL] * BATCH)
        _column(sqes, io_uring_sqe, "user_data", "Q")[:] = array("Q", range(BATCH))
        self._fd = _column(sqes, io_uring_sqe, "fd", "i")
        self._addr = _column(sqes, io_uring_sqe, "addr", "Q")
        self._len = _column(sqes, io_uring_sqe, "len", "I")

    def send(self, data: bytes, descriptors: Sequence[int]) -> list[int]:
        """Send `data` to at most `BATCH` sockets; return how many bytes each took, or a negative error number.

        Raises `OSError` when the ring cannot be used any more: some may have been sent, and nobody knows to whom.
        """
        # Every call submits BATCH entries and consumes BATCH completions. So tail and head are equal between calls, the
        # completions of a call are one half of their queue, and `data` is referenced by nobody once it has returned.
        if data is not self._loaded:
            self._load(data)
        padding = [NO_SOCKET] * (BATCH - len(descriptors))
        self._fd[:] = array("i", [*descriptors, *padding])
        owners, results = self._halves[self._completed // BATCH % 2]
        self._completed = self._completed + BATCH & 0xFFFF_FFFF
        self._words[self._sq_tail] = self._completed
        submitted = self._syscall(*self._enter)
        if submitted != BATCH:
            raise OSError(ctypes.get_errno(), "io_uring has not sent all that it was given")
        self._words[self._cq_head] = self._completed
        sent = results.tolist()
        if sent.count(len(data)) < len(descriptors):  # else the order of the completions does not matter
            sent = [count for _, count in sorted(zip(owners.tolist(), sent, strict=True))]
        return sent[: len(descriptors)]

    def _load(self, data: bytes) -> None:
        address = ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value or 0
        self._addr[:] = array("Q", [address]) * BATCH
        self._len[:] = array("I", [len(data)]) * BATCH
        self._loaded = data


def _column(structs: memoryview, struct: type[ctypes.Structure], field: str, code: str) -> memoryview:
    """Return one field of an array of structs as numbers of the `memoryview` format `code`."""
    descriptor = getattr(struct, field)
    start, stride = descriptor.offset // descriptor.size, ctypes.sizeof(struct) // descriptor.size
    return structs.cast("B").cast(code)[start::stride]  # type: ignore[call-overload,no-any-return]  # it knows the code
