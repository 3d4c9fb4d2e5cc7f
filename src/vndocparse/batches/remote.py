"""Inputs at addresses (``s3://``, ``https://``, ``memory://`` …) through fsspec, the extra ``remote``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from vndocparse.batches.archive import ARCHIVES
from vndocparse.batches.source_file import Found, RefusedError, Stamp, refused
from vndocparse.extras import need

_PART = 1 << 20


def discover_remote(address: str) -> Iterator[Found]:
    """The file at an address, or all files below it, in a fixed order.  Archives there are not opened.

    Raises:
        MissingExtraError: fsspec is not installed.
    """
    fsspec = need("fsspec", "remote")
    try:
        system, root = fsspec.url_to_fs(address)
        found: dict[str, dict[str, Any]] = system.find(root, detail=True)
    except Exception as error:  # each store has errors of its own
        yield refused(address, "remote", f"The store cannot be listed ({type(error).__name__}).")
        return
    if not found:
        yield refused(address, "missing")
    for path in sorted(found):
        name = system.unstrip_protocol(path)
        key = path.removeprefix(root).lstrip("/") or path.rpartition("/")[2]
        if path.casefold().endswith(ARCHIVES):
            yield refused(name, "remote", "Archives are opened on local disks alone: fetch it first.")
        else:
            yield _found(system, path, name, key, found[path])


def _found(system: Any, path: str, name: str, key: str, info: dict[str, Any]) -> Found:
    stamp = _stamp(info)

    def read(most: int) -> tuple[bytes, Stamp | None]:
        if (info.get("size") or 0) > most:
            raise RefusedError("too-large")
        parts: list[bytes] = []
        size = 0
        try:
            with system.open(path, "rb") as file:
                while part := file.read(_PART):
                    parts.append(part)
                    size += len(part)
                    if size > most:
                        raise RefusedError("too-large")
        except RefusedError:
            raise
        except Exception as error:  # each store has errors of its own
            raise RefusedError("remote", f"The store does not give it ({type(error).__name__}).") from None
        return b"".join(parts), stamp

    return Found(name, key, read, stamp)


def _stamp(info: dict[str, Any]) -> Stamp | None:
    """Size and what the store says of the version; None where it says nothing, and the file is fetched each time."""
    told = [str(info[k]) for k in ("ETag", "etag", "md5", "mtime", "LastModified", "created", "updated") if info.get(k)]
    if not told or info.get("size") is None:
        return None
    digest = hashlib.sha256("|".join(told).encode()).digest()
    return int(info["size"]), int.from_bytes(digest[:7]), int.from_bytes(digest[8:15])
