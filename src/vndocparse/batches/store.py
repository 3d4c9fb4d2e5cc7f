"""Result files: written whole or not at all, named by what was read and with what.

``ab/cd/<sha256>.<fingerprint>.json`` below the output folder, or ``….error.json`` where there is no result: two
levels of 256 folders hold ten million files with 150 in each.  Names come from hashes alone, so that no name inside
an archive leads anywhere, and files are for their owner's eyes only.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from vndocparse.batches.steps import step
from vndocparse.errors import OutputError

SHORT = 8
"""Digits of the fingerprint in a file's name."""
_TEMPORARY = ".tmp"
_REMEDIES = {
    errno.ENOSPC: "Make room on the disk and run the same command again: it goes on where it stopped.",
    errno.EDQUOT: "Make room within your quota and run the same command again.",
    errno.EROFS: "Give an output folder on a medium that can be written.",
    errno.EACCES: "Give an output folder that you may write to.",
}


class Store:
    """The result files of one output folder.

    Guarantees: a name below it holds the whole content or does not exist, also after a power cut: the file is
    flushed before it is renamed, and its folder after.

    Raises:
        OutputError: from each method that writes; nothing half-written is left under a name.
    """

    def __init__(self, root: Path, mark: str = "run") -> None:
        self.root = root
        self.temporary = root / _TEMPORARY / mark
        self.made: set[str] = set()

    def prepare(self) -> None:
        """Make the folder, and sweep what a run that was killed left behind."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.temporary.parent.mkdir(exist_ok=True, mode=0o700)
            self.temporary.mkdir(exist_ok=True, mode=0o700)
            for left in self.temporary.iterdir():
                left.unlink()
        except OSError as error:
            fail(error)

    def name(self, sha256: str, fingerprint: str, *, error: bool = False) -> str:
        """Where the file for this content is, below the root."""
        ending = ".error.json" if error else ".json"
        return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.{fingerprint[:SHORT]}{ending}"

    def exists(self, name: str) -> bool:
        return (self.root / name).exists()

    def write(self, name: str, data: bytes) -> str:
        """Put ``data`` under ``name``; returns its SHA-256.  Safe to call from several threads."""
        part = self.temporary / secrets.token_hex(12)
        target = self.root / name
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                view = memoryview(data)
                while view:
                    view = view[os.write(handle, view) :]
                step("written")
                os.fsync(handle)
            finally:
                os.close(handle)
            step("flushed")
            self.make_folder(target.parent)
            part.replace(target)
            step("renamed")
            flush_folder(target.parent)
            step("kept")
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            fail(error)
        return hashlib.sha256(data).hexdigest()

    def remove(self, name: str) -> None:
        """Take away the file of that name, if there is one."""
        with suppress(FileNotFoundError):
            (self.root / name).unlink()

    def digest(self, name: str) -> str | None:
        """SHA-256 of the file of that name; None where it is missing or cannot be read."""
        try:
            with (self.root / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None

    def make_folder(self, folder: Path) -> None:
        """Make a folder and the one above it, each kept in the one above."""
        key = str(folder)
        if key in self.made:
            return
        folder.parent.mkdir(exist_ok=True, mode=0o700)  # each by itself: "parents" would not take the mode
        folder.mkdir(exist_ok=True, mode=0o700)
        flush_folder(folder.parent)
        flush_folder(folder.parent.parent)
        self.made.add(key)


class Listing:
    """Which result files of one fingerprint there are, as each folder was when it was first asked for.

    A million names are a million searches of the disk; their 65,536 folders are sixteen times fewer.  Of each name 48
    bits of its hash are held, besides the 16 that are its folder: 13 bytes for each file of a large archive.
    """

    def __init__(self, root: Path, fingerprint: str) -> None:
        self._root = f"{root}/"
        self._result, self._error = f".{fingerprint[:SHORT]}.json", f".{fingerprint[:SHORT]}.error.json"
        self._folders: dict[str, str] = {}

    def has(self, name: str) -> bool:
        """Whether the file is there, or was when its folder was first asked for."""
        held = self._folders.get(name[:_FOLDER])
        if held is None:
            held = self._folders[name[:_FOLDER]] = self._listed(name[:_FOLDER])
        return (name[_HELD] + ("x" if name.endswith(self._error) else "r")) in held

    def _listed(self, folder: str) -> str:
        held = []
        with suppress(OSError):
            for name in os.listdir(self._root + folder):  # noqa: PTH208  (65,536 times)
                if name.endswith(self._result):
                    held.append(name[4:16] + "r")
                elif name.endswith(self._error):
                    held.append(name[4:16] + "x")
        return "".join(held)


_FOLDER = len("ab/cd")
_HELD = slice(len("ab/cd/abcd"), len("ab/cd/abcd") + 12)


def flush_folder(folder: Path) -> None:
    """Make names in a folder outlast a power cut, where the file system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def fail(error: OSError) -> NoReturn:
    """``error`` as the library's own.

    Raises:
        OutputError: always.
    """
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    raise OutputError(
        f"The output cannot be written: {reason}.",
        remedy=_REMEDIES.get(error.errno or 0, "Check the output folder and run the same command again."),
    ) from error
