"""File damage for tests: flipped bits, zeroed pages, a missing end, random bytes in the middle."""

import random
from collections.abc import Callable

PAGE = 4096

Damage = Callable[[random.Random, bytearray], None]


def flip_bits(rng: random.Random, content: bytearray) -> None:
    for _ in range(rng.choice((1, 10, 300))):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)


def zero_pages(rng: random.Random, content: bytearray) -> None:
    for _ in range(rng.choice((1, 3))):
        at = PAGE * rng.randrange(len(content) // PAGE)
        content[at : at + PAGE] = bytes(PAGE)


def truncate(rng: random.Random, content: bytearray) -> None:
    del content[rng.randrange(len(content)) :]


def random_bytes(rng: random.Random, content: bytearray) -> None:
    at, length = rng.randrange(len(content)), rng.randrange(20_000)
    content[at : at + length] = rng.randbytes(min(length, len(content) - at))


ALL: list[Damage] = [flip_bits, zero_pages, truncate, random_bytes]
