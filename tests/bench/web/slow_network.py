"""Slow network between two network namespaces: a TUN forwarder with a rate, a delay and loss for each direction.

    unshare --net python -m tests.bench.web.slow_network KBIT DELAY_MS LOSS_PERCENT COMMAND...

The kernel of a test machine may have no netem (https://man7.org/linux/man-pages/man8/tc-netem.8.html), so packets pass
through this program: they wait in a queue for the rate, then for the delay, or are lost. The command runs in a second
namespace as 10.9.0.2; this one is 10.9.0.1, where a server listens. Both are new ones, so nothing else is slowed down.

Invariant: packets of one direction leave in the order in which they came, each `DELAY` after the last of its bytes.
"""

import asyncio
import fcntl
import os
import random
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SERVER, CLIENT = "10.9.0.1", "10.9.0.2"
_TUNSETIFF = 0x400454CA
_IFF_TUN_WITHOUT_INFO = 0x1001
_MTU = 1500
_QUEUE_S = 1.0
"""A router drops what would wait longer than this."""


class Direction:
    """One direction of the network: packets read from one device, and later written to the other."""

    def __init__(self, source: int, target: int, kbit: float, delay_s: float, loss: float, seed: int) -> None:
        self._source = source
        self._target = target
        self._bytes_a_second = kbit * 1000 / 8
        self._delay_s = delay_s
        self._loss = loss
        self._random = random.Random(seed)  # noqa: S311  no secret
        self._free_at = 0.0
        asyncio.get_running_loop().add_reader(source, self._on_packet)

    def _on_packet(self) -> None:
        loop, packet = asyncio.get_running_loop(), os.read(self._source, _MTU + 100)
        now = loop.time()
        starts = max(now, self._free_at)
        if starts - now > _QUEUE_S:
            return
        self._free_at = starts + len(packet) / self._bytes_a_second
        if self._random.random() >= self._loss:
            loop.call_at(self._free_at + self._delay_s, os.write, self._target, packet)


def open_device(name: str) -> int:
    """Return the file of a new TUN device in this namespace."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH", name.encode(), _IFF_TUN_WITHOUT_INFO))
    return device


def configure(name: str, address: str, peer: str, namespace: int | None = None) -> None:
    """Give a device its address and switch it on; in the namespace of a process, if one is named."""
    inside = ["nsenter", f"--net=/proc/{namespace}/ns/net"] if namespace else []
    for words in (f"addr add {address} peer {peer} dev {name}", f"link set {name} up mtu {_MTU}", "link set lo up"):
        subprocess.run([*inside, "ip", *words.split()], check=True)


def join(holder: int) -> None:
    """Move the far device into the namespace of a process, and configure both."""
    subprocess.run(["ip", "link", "set", "far", "netns", str(holder)], check=True)
    configure("near", SERVER, CLIENT)
    configure("far", CLIENT, SERVER, holder)


@contextmanager
def namespace() -> Iterator[int]:
    """Yield the process whose network namespace is a new one."""
    words = ["unshare", "--net", "sh", "-c", "echo; exec sleep infinity"]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        try:
            yield holder.pid
        finally:
            holder.kill()


async def run(kbit: float, delay_ms: float, loss_percent: float, command: list[str]) -> int:
    """Run the command behind the slow network, and return its exit code."""
    near, far = open_device("near"), open_device("far")
    with namespace() as holder:
        join(holder)
        for seed, (source, target) in enumerate([(near, far), (far, near)]):
            Direction(source, target, kbit, delay_ms / 1e3, loss_percent / 100, seed)
        inside = ["nsenter", f"--net=/proc/{holder}/ns/net", *command]
        exit_code = await (await asyncio.create_subprocess_exec(*inside)).wait()
        for device in (near, far):
            asyncio.get_running_loop().remove_reader(device)
        return exit_code


if __name__ == "__main__":
    kbit, delay_ms, loss_percent = map(float, sys.argv[1:4])
    sys.exit(asyncio.run(run(kbit, delay_ms, loss_percent, sys.argv[4:])))
