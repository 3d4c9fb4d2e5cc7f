"""Finding the inputs: files, all that is below folders, members of archives, addresses; each exactly once."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from vndocparse.batches.archive import ARCHIVES, members
from vndocparse.batches.remote import discover_remote
from vndocparse.batches.source_file import Found, read_regular, refused, stamp_of


def discover(
    paths: Iterable[str | os.PathLike[str]],
    *,
    most_unpacked: int,
    follow_links: bool = False,
    leave_out: Path | None = None,
) -> Iterator[Found]:
    """The inputs behind what was given, in a fixed order: files, all files below folders, members of archives.

    Args:
        paths: files, folders, archives (zip, tar), globs, and addresses for fsspec.
        most_unpacked: bytes that the members of one archive may have together.
        follow_links: read files behind symbolic links inside folders; those given by name are always followed.
        leave_out: the output folder, where it lies inside.
    """
    for given in paths:
        path = os.fspath(given)
        if "://" in path[:16] or "::" in path:
            yield from discover_remote(path)
        elif os.path.lexists(path):
            yield from _local(path, most_unpacked, follow_links, leave_out)
        elif glob.has_magic(path):
            yield from _globbed(path, most_unpacked, follow_links, leave_out)
        else:
            yield refused(path, "missing")


def _globbed(pattern: str, most: int, follow: bool, leave_out: Path | None) -> Iterator[Found]:
    hits = sorted(glob.iglob(pattern, recursive=True, include_hidden=True))  # noqa: PTH207  (names may be no text)
    for path in hits:
        if "**" in pattern and os.path.isdir(path):  # noqa: PTH112
            continue  # its files match too
        yield from _local(path, most, follow, leave_out)
    if not hits:
        yield refused(pattern, "missing")


def _local(path: str, most: int, follow: bool, leave_out: Path | None) -> Iterator[Found]:
    if not os.path.isdir(path):  # noqa: PTH112
        yield from _file(path, os.path.basename(path), most, True)  # noqa: PTH119
        return
    skipped = str(leave_out.resolve()) if leave_out is not None and leave_out.exists() else None
    yield from _below(path, "", most, follow, skipped)


def _below(folder: str, prefix: str, most: int, follow: bool, skipped: str | None) -> Iterator[Found]:
    """All files below a folder; folders behind links are never entered, for they may lead in circles."""
    stack = [(folder, prefix)]
    while stack:
        place, key = stack.pop()
        if skipped is not None and os.path.realpath(place) == skipped:
            continue
        try:
            with os.scandir(place) as entries:
                inside = sorted(entries, key=lambda e: e.name)
        except OSError:
            yield refused(place, "unreadable")
            continue
        folders = []
        for entry in inside:
            below = f"{key}{entry.name}"
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((entry.path, below + "/"))
                elif (entry.is_symlink() and not follow) or (entry.is_symlink() and entry.is_dir()):
                    yield refused(entry.path, "link")
                else:
                    yield from _file(entry.path, below, most, follow, entry)
            except OSError:
                yield refused(entry.path, "unreadable")
        stack.extend(reversed(folders))


def _file(path: str, key: str, most: int, follow: bool, entry: os.DirEntry[str] | None = None) -> Iterator[Found]:
    if path.casefold().endswith(ARCHIVES):
        yield from members(path, key, most)
        return
    try:
        stamp = stamp_of(entry.stat() if entry is not None else os.stat(path))  # noqa: PTH116
    except OSError:
        stamp = None
    yield Found(path, key, lambda limit: read_regular(path, limit, follow=follow), stamp)
