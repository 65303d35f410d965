"""Atheris fuzzer for one target of `tests.fuzz`: `python -m tests.bench.fuzz.fuzzer TARGET -runs=N …`.

libFuzzer ends its process after a failure, and writes the input that caused it to `-artifact_prefix`.
"""

import sys

import atheris

with atheris.instrument_imports(include=["goat_kiosk"]):
    from tests.fuzz.targets import TARGETS

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
