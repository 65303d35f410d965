"""Slow network between two network namespaces: a TUN forwarder with a rate, a delay and loss for each direction.

    unshare --net python -m tests.bench.web.slow_network KBIT DELAY_MS LOSS_PERCENT COMMAND...

The kernel of a test machine may lack netem (https://man7.org/linux/man-pages/man8/tc-netem.8.html), so packets pass
through this program, which queues, delays or drops them. The command runs in a second namespace at 10.9.0.2; the
server listens in this one at 10.9.0.1. Both namespaces are new, so nothing else is slowed down.

Invariant: packets of one direction keep their order; each is delivered one delay after its last byte was sent.
"""

import asyncio
import fcntl
import os
import random
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

SERVER, CLIENT = "10.9.0.1", "10.9.0.2"
_TUNSETIFF = 0x400454CA
_IFF_TUN_WITHOUT_INFO = 0x1001
_MTU = 1500
_QUEUE_S = 1.0
"""Seconds that a packet may wait in the queue; a router drops it after that."""


class Direction:
    """One direction of the network: it reads packets from one device and writes them to the other, delayed."""

    def __init__(self, source: int, target: int, kbit: float, delay_ms: float, loss_percent: float, seed: int) -> None:
        self._source = source
        self._target = target
        self._random = random.Random(seed)  # noqa: S311  no secret
        self._free_at = 0.0
        self.set_quality(kbit, delay_ms, loss_percent)
        asyncio.get_running_loop().add_reader(source, self._on_packet)

    def set_quality(self, kbit: float, delay_ms: float, loss_percent: float) -> None:
        """Make it better or worse from the next packet on."""
        self._bytes_a_second = kbit * 1000 / 8
        self._delay_s = delay_ms / 1e3
        self._loss = loss_percent / 100

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
    """Create a TUN device in this namespace, and return its file descriptor."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH", name.encode(), _IFF_TUN_WITHOUT_INFO))
    return device


def configure_device(name: str, address: str, peer: str, new_namespace: int | None = None) -> None:
    """Set the address of a device and bring it up, in the namespace of the process `new_namespace` if that is given."""
    inside = ["nsenter", f"--net=/proc/{new_namespace}/ns/net"] if new_namespace else []
    for command in (f"addr add {address} peer {peer} dev {name}", f"link set {name} up mtu {_MTU}", "link set lo up"):
        subprocess.run([*inside, "ip", *command.split()], check=True)


def connect_namespaces(namespace_pid: int) -> None:
    """Move the device `far` into the namespace of a process, and configure both devices."""
    subprocess.run(["ip", "link", "set", "far", "netns", str(namespace_pid)], check=True)
    configure_device("near", SERVER, CLIENT)
    configure_device("far", CLIENT, SERVER, namespace_pid)


@contextmanager
def new_namespace() -> Iterator[int]:
    """Create a network namespace until the block ends; yield the id of the process that keeps it."""
    command = ["unshare", "--net", "sh", "-c", "echo; exec sleep infinity"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        try:
            yield holder.pid
        finally:
            holder.kill()


@asynccontextmanager
async def slow_network(kbit: float, delay_ms: float, loss_percent: float) -> AsyncIterator[tuple[int, list[Direction]]]:
    """Join this namespace and a new one; yield the process that holds the new one, and the two directions."""
    near, far = open_device("near"), open_device("far")
    with new_namespace() as namespace_pid:
        connect_namespaces(namespace_pid)
        ends = [(near, far), (far, near)]
        directions = [Direction(*two, kbit, delay_ms, loss_percent, seed) for seed, two in enumerate(ends)]
        yield namespace_pid, directions
        for device in (near, far):
            asyncio.get_running_loop().remove_reader(device)


async def run_behind_slow_network(kbit: float, delay_ms: float, loss_percent: float, command: list[str]) -> int:
    """Run the command behind the slow network, and return its exit code."""
    async with slow_network(kbit, delay_ms, loss_percent) as (namespace_pid, _):
        inside = ["nsenter", f"--net=/proc/{namespace_pid}/ns/net", *command]
        return await (await asyncio.create_subprocess_exec(*inside)).wait()


if __name__ == "__main__":
    kbit, delay_ms, loss_percent = map(float, sys.argv[1:4])
    sys.exit(asyncio.run(run_behind_slow_network(kbit, delay_ms, loss_percent, sys.argv[4:])))
