"""A batch over the machines of a Ray cluster (extra ``ray``): one task for each shard, the same supervisor inside.

Ray shares out shards and repeats those whose machine or process was lost; documents that crash, hang or hog memory
never reach it, for inside a task they are in processes of their own.  Results and journals go to the output folder,
which all machines must see; only counts come back.  A repeated task goes on where the lost one stopped.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from vndocparse.batches.merge import merge
from vndocparse.batches.options import BatchOptions
from vndocparse.errors import UsageError
from vndocparse.extras import need

LOCAL = "local"
"""In place of an address: a cluster on this machine, for as long as the run lasts."""
_RETRIES = 3
"""How often Ray repeats a task whose process or machine died."""
_TASKS_PER_SLOT = 4
"""Shards for each task that can run at once: enough that nobody waits long for the last."""


def run_on_ray(inputs: list[str], options: BatchOptions, address: str, shards: str | int | None) -> Counter[str]:
    """Run all shards on the cluster at ``address`` and join their journals; outcomes by status.

    Args:
        options: those of the whole run; ``workers`` is the number of processes, and of cores, of one task.
        address: of the cluster's head, "auto" for the one that this machine belongs to, or ``LOCAL``.
        shards: how many tasks; by default four for each that can run at once.

    Raises:
        MissingExtraError: ray is not installed.
        UsageError: ``shards`` is no number.
    """
    ray = need("ray", "ray")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    started = not ray.is_initialized()
    if started:
        ray.init(
            address=None if address == LOCAL else address,
            include_dashboard=False if address == LOCAL else None,
            log_to_driver=False,
        )
    try:
        workers = options.workers or 1
        slots = max(1, int(ray.cluster_resources().get("CPU", 1)) // workers)
        count = _count(shards, slots * _TASKS_PER_SLOT)
        task = ray.remote(num_cpus=workers, max_retries=_RETRIES, max_calls=1)(run_shard)
        given = ray.put(inputs)
        here = replace(options, workers=workers, out=os.path.abspath(options.out))  # noqa: PTH100
        pending = [task.remote(given, replace(here, shard=(i + 1, count))) for i in range(count)]
        total: Counter[str] = Counter()
        try:
            while pending:
                done, pending = ray.wait(pending, num_returns=1)
                for counts in ray.get(done):
                    total.update(counts)
        except KeyboardInterrupt:
            for one in pending:
                ray.cancel(one, force=False)  # a task in work keeps what is done and ends
            raise
    finally:
        if started:
            ray.shutdown()
    merge(Path(options.out), [])
    return total


def run_shard(inputs: list[str], options: BatchOptions) -> dict[str, int]:
    """One task: a shard under a supervisor of its own; outcomes by status."""
    from vndocparse.batches.api import make_run

    run = make_run(inputs, options)
    with closing(run.outcomes()) as outcomes:  # type: ignore[type-var]
        for _ in outcomes:
            pass
    return dict(run.counts)


def _count(shards: str | int | None, default: int) -> int:
    if shards is None:
        return default
    try:
        count = int(shards)
    except ValueError:
        count = 0
    if count < 1:
        raise UsageError("With Ray, --shard is the number of shards.", remedy="Give --shard 64, or leave it out.")
    return count
