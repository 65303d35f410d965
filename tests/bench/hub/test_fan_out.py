"""Benchmark of the fan-out: the cost of a delivery for the hub and its peers, under the same load in the same run.

Absolute times depend on the machine; the ratios are the result. The peers run in turns, so that other load affects all
alike, and the result is the median of the turns.
"""

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.bench.hub import chart
from tests.bench.peer import (
    ALL_PEERS,
    GO,
    GOAT_KIOSK,
    GOAT_KIOSK_GZIP,
    HERE,
    LOAD_CORE,
    LOOP,
    NAIVE,
    NGINX,
    Missing,
    Peer,
    compile_c,
    run_peer,
)

TURNS = 3
SCENARIOS: dict[str, dict[str, int]] = {
    "1,000 clients, 50 events/s": {"clients": 1_000, "events": 150, "gap_us": 20_000},
    "5,000 clients, 5 events/s": {"clients": 5_000, "events": 25, "gap_us": 200_000},
    "1,000 clients, a burst of 200": {"clients": 1_000, "events": 200, "gap_us": 0},
}
Result = Mapping[str, Any]
Results = dict[Peer, Result]


def run_load(peer: Peer, folder: Path, load_options: Mapping[str, int]) -> Result:
    """Start the peer, run the load against it, and return the measurements."""
    program = compile_c(HERE / "load.c", folder)
    options = {**load_options, "snapshot": int(peer.snapshot), "gzip": int(peer.gzip)}
    with run_peer(peer, folder) as running:
        command = [
            "taskset",
            "-c",
            str(LOAD_CORE),
            str(program),
            str(running.port),
            peer.path,
            str(running.publish_port),
        ]
        command += ["/publish", running.pids(), *(f"{name}={value}" for name, value in options.items())]
        process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 0, f"{peer.name}: {process.stderr}"
    result: Result = json.loads(process.stdout)
    return result


def in_turns(
    folder: Path, load_options: Mapping[str, int], peers: tuple[Peer, ...] = ALL_PEERS, turns: int = TURNS
) -> Results:
    """Run several turns and return the medians of each peer that is not missing."""
    results: dict[Peer, list[Result]] = defaultdict(list)
    missing: set[Peer] = set()
    for _ in range(turns):
        for peer in peers:
            if peer not in missing:
                try:
                    results[peer].append(run_load(peer, folder, load_options))
                except Missing as reason:
                    missing.add(peer)
                    print(f"\n{peer.name}: not measured, {reason}", end="")
    return {
        peer: {name: median(result[name] for result in peer_results) for name in peer_results[0]}
        for peer, peer_results in results.items()
    }


def ratio(results: Results, peer: Peer, base: Peer, figure: str) -> str:
    return f"×{results[peer][figure] / results[base][figure]:.2f}" if base in results else "–"


def table(title: str, columns: tuple[str, ...], rows: Mapping[Peer, tuple[str, ...]]) -> None:
    """Print a table with a row for each peer."""
    for name, cells in ((title, columns), *((peer.name, cells) for peer, cells in rows.items())):
        print(f"{name:42}" + "".join(f"{cell:>14}" for cell in cells))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_cost_of_a_delivery(tmp_path: Path, scenario: str, chart_results: dict[str, Results]) -> None:
    clients, results = SCENARIOS[scenario]["clients"], in_turns(tmp_path, SCENARIOS[scenario])
    rows = {
        peer: (
            f"{result['cpu_us']:.2f} µs",
            *(ratio(results, peer, base, "cpu_us") for base in (LOOP, GO, NGINX)),
            f"{result['p99_ms']:.1f} ms",
            f"{result['bytes']:.0f}",
            f"{result['deliveries'] / result['asked']:.0%}",
            f"{result['right'] / clients:.0%}",
        )
        for peer, result in results.items()
    }
    print("\n")
    table(
        scenario, ("a delivery", "÷ C loop", "÷ Go hub", "÷ nchan", "99 % within", "bytes", "delivered", "right"), rows
    )
    chart_results[scenario] = results
    for peer in (GOAT_KIOSK, GOAT_KIOSK_GZIP):
        assert results[peer]["right"] == clients
        assert results[peer]["went_back"] == 0


def test_new_connections_and_memory(tmp_path: Path) -> None:
    results = in_turns(tmp_path, {"clients": 5_000, "events": 1})
    rows = {
        peer: (
            f"{result['connects_per_s']:.0f}/s",
            ratio(results, peer, GO, "connects_per_s"),
            f"{result['connect_cpu_us']:.0f} µs",
            f"{result['memory'] / 1024:.1f} KiB",
        )
        for peer, result in results.items()
    }
    print("\n")
    table("5,000 new connections", ("a second", "÷ Go hub", "CPU each", "memory each"), rows)
    assert results[GOAT_KIOSK]["refused"] == 0


def test_all_clients_reconnect_at_once(tmp_path: Path) -> None:
    load_options, peers = {"clients": 5_000, "events": 1, "reconnect": 1}, (GOAT_KIOSK, GOAT_KIOSK_GZIP, GO, NAIVE)
    results = in_turns(tmp_path, load_options, peers, turns=1)
    rows = {peer: (f"{result['back_s']:.2f} s", f"{result['refused']:.0f}") for peer, result in results.items()}
    print("\n")
    table("5,000 come back at once", ("all are back", "refused"), rows)
    assert results[GOAT_KIOSK]["refused"] == results[GOAT_KIOSK_GZIP]["refused"] == 0


def test_a_client_that_never_reads_does_not_slow_others(tmp_path: Path) -> None:
    load_options = {"clients": 300, "events": 300, "gap_us": 20_000}
    without_stalled = in_turns(tmp_path, load_options, (GOAT_KIOSK,))[GOAT_KIOSK]
    with_stalled = in_turns(tmp_path, load_options | {"stalled": 1}, (GOAT_KIOSK,))[GOAT_KIOSK]
    print(f"\n\n300 clients: 99 % within {without_stalled['p99_ms']:.2f} ms; beside one that never reads, ", end="")
    print(f"{with_stalled['p99_ms']:.2f} ms: ×{with_stalled['p99_ms'] / without_stalled['p99_ms']:.2f}")
    assert with_stalled["right"] == 300


@pytest.fixture(scope="module")
def chart_results() -> Iterator[dict[str, Results]]:
    """Collect the results of the scenarios, and draw the chart at the end if no scenario is missing."""
    scenarios: dict[str, Results] = {}
    yield scenarios
    if len(scenarios) == len(SCENARIOS):
        bars = {
            name: {peer.name: result["cpu_us"] for peer, result in results.items()}
            for name, results in scenarios.items()
        }
        chart.write(bars, LOOP.name, GOAT_KIOSK.name)
