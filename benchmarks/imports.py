"""What it costs to import the library and to ask the command line for help.

Runs alternate, each in a process of its own, and medians are compared: a machine's speed changes while it
is measured.  "net" is without what the bare interpreter costs.

    python benchmarks/imports.py [--runs 15]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

STATEMENTS = {
    "bare interpreter": "pass",
    "import pydantic": "import pydantic",
    "from pydantic import BaseModel": "from pydantic import BaseModel",
    "import vndocparse": "import vndocparse",
    "from vndocparse import ParseResult": "from vndocparse import ParseResult",
    "from vndocparse import parse": "from vndocparse import parse",
}
HELP = "vndocparse --help"


def _run(command: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the table and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs

    commands = {name: [sys.executable, "-c", code] for name, code in STATEMENTS.items()}
    commands[HELP] = [str(Path(sys.executable).with_name("vndocparse")), "--help"]
    for command in commands.values():  # compiled files and the disk's cache are ready for all alike
        _run(command)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(_run(command))

    wall = {name: statistics.median(t[0] for t in runs) for name, runs in times.items()}
    cpu = {name: statistics.median(t[1] for t in runs) for name, runs in times.items()}
    bare = cpu["bare interpreter"]
    print(f"{runs} runs each, alternating; medians; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(f"{'':36}{'wall s':>8}{'CPU s':>8}{'net CPU s':>11}")
    for name in commands:
        print(f"{name:36}{wall[name]:8.3f}{cpu[name]:8.3f}{cpu[name] - bare:11.3f}")
    ratio = cpu["import vndocparse"] / cpu["import pydantic"]
    full = (cpu["from vndocparse import parse"] - bare) / (cpu["from pydantic import BaseModel"] - bare)
    print(f"\nimport vndocparse / import pydantic: {ratio:.2f} (goal: at most 1.5)")
    print(f"the same with parse and BaseModel loaded, net: {full:.2f}")
    print(f"{HELP}: {wall[HELP]:.2f} s wall (goal: under 0.4 on an idle machine)")


if __name__ == "__main__":
    main()
