"""What can befall a file: bits that turn, pages that are zeroed, an end that is missing, rubbish in the middle."""

import random
from collections.abc import Callable

PAGE = 4096

Harm = Callable[[random.Random, bytearray], None]


def flip(chance: random.Random, content: bytearray) -> None:
    for _ in range(chance.choice((1, 10, 300))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def zero(chance: random.Random, content: bytearray) -> None:
    for _ in range(chance.choice((1, 3))):
        at = PAGE * chance.randrange(len(content) // PAGE)
        content[at : at + PAGE] = bytes(PAGE)


def cut(chance: random.Random, content: bytearray) -> None:
    del content[chance.randrange(len(content)) :]


def rubbish(chance: random.Random, content: bytearray) -> None:
    at, length = chance.randrange(len(content)), chance.randrange(20_000)
    content[at : at + length] = chance.randbytes(min(length, len(content) - at))


ALL: list[Harm] = [flip, zero, cut, rubbish]
