"""``vndocparse.batch``: the run as a function."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Literal

from vndocparse.batches.options import BatchOptions
from vndocparse.batches.outcome import Outcome
from vndocparse.batches.run import Run
from vndocparse.batches.settings import BatchLimits, OnSecret
from vndocparse.doctor import old_packages

if TYPE_CHECKING:
    Paths = Iterable[str | os.PathLike[str]] | str | os.PathLike[str]


def batch(
    paths: Paths,
    *,
    out: str | os.PathLike[str],
    workers: int | None = None,
    engine: str = "auto",
    rules: str | os.PathLike[str] | None = None,
    catalogue: str | os.PathLike[str] | None = None,
    bullets: bool = False,
    words: bool = False,
    effort: Literal["full", "fast"] | float = "full",
    mend: str | Iterable[str] = "all",
    password: str | None = None,
    limits: BatchLimits | None = None,
    on_secret: OnSecret = "warn",
    retry: Iterable[str] = (),
    verify: bool = False,
    shard: str | tuple[int, int] | None = None,
    follow_links: bool = False,
    confined: bool = True,
) -> Iterator[Outcome]:
    """Reads many documents (xử lý hàng loạt), each in a process that can be ended, and keeps what was done.

    ::

        for outcome in vndocparse.batch("archive/", out="results/", workers=8):
            print(outcome.name, outcome.status, outcome.code)

    Args:
        paths: files, folders, archives (zip, tar), globs, and addresses that fsspec knows; one or many.
        out: the output folder; made where it does not exist.
        workers: processes that read; one per core by default.
        engine, rules, catalogue, bullets, words, effort, mend, password: as for ``parse``; the engine by its name,
            the catalogue as a file.
        limits: bounds for one document.
        on_secret: what to do about a document with a mark of secrecy: "warn" notes it in the figures, "refuse"
            keeps nothing of it, "allow" says nothing.
        retry: statuses that are not taken from the journal but read again; "failed" stands for those without a result.
        verify: hash all inputs and result files anew, and read again what does not agree.
        shard: (i, n) or "i/n": only this part of the inputs.
        follow_links: read files behind symbolic links inside folders.
        confined: workers have no network, no children and write nothing; only an engine of your own may need it off.

    Returns:
        One outcome for each input, as they are done; each is in the journal before it is given out.

    Guarantees: result files hold the same bytes for any number of workers, on any machine, and whether or not
    the run was interrupted and taken up again.  To stop early, close the iterator: what was given out is kept.

    Raises:
        OutputError: the output cannot be written or is in use; run it again to go on.
        UsageError: an argument makes no sense.
        RuleDataError: the catalogue cannot be read or is broken.
    """
    _warn_of_old_packages()
    options = BatchOptions(
        out=out, workers=workers, engine=engine, rules=rules, catalogue=catalogue, bullets=bullets, words=words,
        effort=effort, mend=mend, password=password, limits=limits, on_secret=on_secret, retry=retry, verify=verify,
        shard=shard, follow_links=follow_links, confined=confined,
    )  # fmt: skip
    return make_run([paths] if isinstance(paths, str | os.PathLike) else paths, options).outcomes()


def make_run(paths: Iterable[str | os.PathLike[str]], options: BatchOptions) -> Run:
    """The run that ``batch`` iterates over, for callers that want to stop it or look at it.

    Raises:
        UsageError: an option makes no sense.
        RuleDataError: the catalogue cannot be read or is broken.
    """
    return Run(paths, options.plan(), options.settings())


@cache
def _warn_of_old_packages() -> None:
    """Name packages older than is safe, once in a process; the command names them in its own way."""
    for package in old_packages():
        have = package.version or "missing"
        told = f"{package.name} is {have}, and {package.wanted} or later is needed, for reasons of safety too."
        warnings.warn(f"{told} {package.mend}", RuntimeWarning, stacklevel=3)
