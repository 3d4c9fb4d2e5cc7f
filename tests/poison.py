"""Readers for tests of batches: one that makes a tiny result at once, and documents that misbehave as their text says.

Nothing in the package knows of them; a test names them as the run's reader.
"""

from __future__ import annotations

import ctypes
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

from vndocparse.batches.outcome import Answer, Figures, Report
from vndocparse.batches.settings import Settings
from vndocparse.errors import DamagedFileError

_POISON = re.compile(rb"^POISON ([a-z-]+)(?: (\S+))?")

_SLOW = re.compile(rb"^SLOW(\d*) ")
"""With milliseconds; 20 by default."""

CODES = {
    "segv": "crash",
    "abort": "crash",
    "exit": "crash",
    "hang": "stalled",
    "spin": "time-limit",
    "hog": "memory",
    "fork": "forbidden",
    "exec": "forbidden",
    "net": "forbidden",
    "write": "internal",
    "remove": "internal",
    "shoot": "internal",
    "raise": "internal",
    "damaged": "damaged-file",
    "babble": "bad-result",
    "boast": "bad-result",
    "other": "bad-result",
}
"""What becomes of each kind of poison."""


def read(data: bytes, sha256: str, settings: Settings, report: Report) -> Answer:
    """A result made without reading, or whatever the document asks for."""
    report(0, 1)
    found = _POISON.match(data)
    if found:
        _act(found[1].decode(), (found[2] or b"").decode())
        if found[1] == b"other":
            sha256 = "0" * 64
    slow = _SLOW.match(data)
    if slow:
        time.sleep(int(slow[1] or 20) / 1000)
    return answer(sha256)


def answer(sha256: str) -> Answer:
    """The least result there can be."""
    text = (
        f'{{"schema_version":"1","source":{{"name":"x","sha256":"{sha256}","media_type":"text/plain",'
        '"page_count":1,"text_origin":"plain"},"documents":[],"problems":[]}\n'
    )
    return Answer("ok", Figures(pages=1, documents=1), text.encode())


def _act(kind: str, argument: str) -> None:
    if kind == "segv":
        ctypes.string_at(0)
    elif kind == "abort":
        os.abort()
    elif kind == "exit":
        os._exit(3)
    elif kind == "hang":
        time.sleep(1000)
    elif kind == "spin":
        while True:
            pass
    elif kind == "hog":
        held = []
        while True:
            held.append(bytes(64 * 1024**2))  # never touched: the bound of memory is met before that of time
    elif kind == "fork":
        if os.fork() == 0:
            time.sleep(1000)
    elif kind == "exec":
        subprocess.run(["/bin/true"], check=False)
    elif kind == "net":
        socket.create_connection(("127.0.0.1", 9), timeout=5)
    elif kind == "write":
        Path(argument).write_text("written")
    elif kind == "remove":
        Path(argument).unlink()
    elif kind == "shoot":
        os.kill(int(argument), signal.SIGKILL)
    elif kind == "raise":
        raise RuntimeError("the secret text of the document")
    elif kind == "damaged":
        raise DamagedFileError("Broken.", remedy="Mend it.")
    elif kind in ("babble", "boast"):
        _babble(b"what is this?" * 100 if kind == "babble" else b"R" + b"\xff" * 12)


def _babble(text: bytes) -> None:
    """Speak to the supervisor directly, as code that took over a worker would."""
    for entry in list(Path("/proc/self/fd").iterdir()):
        try:
            if os.fspath(entry.readlink()).startswith("socket:"):
                os.write(int(entry.name), text)
        except OSError:
            continue
    time.sleep(1000)
