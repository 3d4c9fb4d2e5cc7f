"""The mother of all workers: one clean process that has everything loaded and does nothing but fork.

Loading the library takes half a second and most of a worker's memory; a fork takes milliseconds and shares it.  The
caller's own process is no place to fork from: it may have threads, locks and libraries in any state.

The supervisor speaks to it over a socket: ``F`` with a descriptor asks for a worker on it, ``K`` and a number ends one.
It answers with records of births and deaths.  When the socket ends, all workers end.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pkgutil
import selectors
import signal
import socket
import struct
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from vndocparse.batches.settings import Settings
from vndocparse.confine import adopt_orphans, quiet

RECORD = struct.Struct("!cIiQQ")
"""Born or died, process, exit status, microseconds of CPU time, largest memory in KiB."""
BORN, DIED, FORK, KILL = b"B", b"D", b"F", b"K"
PID = struct.Struct("!I")

_PRELOADED = ("source", "ocr", "fields", "layout", "rules", "model", "export")
"""Packages of ours whose modules every worker may need."""
_HEAVY = ("numpy", "cv2", "PIL.Image", "PIL.TiffImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin",
    "PIL.WebPImagePlugin", "pypdfium2", "pdfplumber", "lxml.html", "regex", "encodings.idna", "traceback")  # fmt: skip
_ENGINE = ("tesserocr",)
_SAMPLE = (
    "ĐẢNG BỘ TỈNH MẪU\nHUYỆN UỶ MẪU\n*\nSố 1-KH/HU\nĐẢNG CỘNG SẢN VIỆT NAM\nMẫu, ngày 3 tháng 2 năm 2025\nKẾ HOẠCH\n"
    "thực hiện Kết luận số 2-KL/TW, ngày 1/1/2025 của Bộ Chính trị\n-----\nI- MỤC ĐÍCH\n"
    "1. Thực hiện Nghị quyết Đại hội XIII\n"
    "và khoản 2 Điều 5 Quy định số 37-QĐ/TW.\n- Nghị định số 4/2015/NĐ-CP.\nII- NHIỆM VỤ\n"
    "Nơi nhận:\n- Như trên,\n- Lưu HU.\n"
    "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n(Đã ký)\nNguyễn Văn A\n"
).encode()
_PICTURE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 103>>stream
BT /F 12 Tf 72 700 Td (So 1-KH/TU) Tj ET 72 500 200 100 re S 72 550 m 272 550 l S 172 500 m 172 600 l S
endstream endobj
trailer<</Root 1 0 R>>
%%EOF
"""
"""Our own text and page: read once so that rules, tables and libraries are ready before the first fork."""


def main() -> None:
    """Serve the supervisor on the descriptor named by the first argument, with settings from standard input."""
    control = socket.socket(fileno=int(sys.argv[1]))
    settings = Settings.from_json(sys.stdin.buffer.read())
    adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _preload(settings)
    quiet(control.fileno())
    gc.collect()
    gc.freeze()  # so that no worker's collection touches, and thereby copies, what all share
    _Zygote(control, settings).serve()
    os._exit(0)


def _preload(settings: Settings) -> None:
    """Load what workers will need; what is missing is for the reader to say."""
    sys.dont_write_bytecode = True
    import_module(settings.reader.partition(":")[0])
    if settings.reader != Settings().reader:
        return
    names = [f"vndocparse.{name}" for name in _PRELOADED]
    for name in list(names):
        package = import_module(name)
        names += [f"{name}.{found.name}" for found in pkgutil.iter_modules(package.__path__)]
    engines = _ENGINE if settings.engine in ("auto", "tesseract") else ()
    for name in (*names, *_HEAVY, *engines):
        with contextlib.suppress(Exception):
            import_module(name)
    with contextlib.suppress(Exception):
        import_module("cv2").setNumThreads(1)
    for sample in (_SAMPLE, _PICTURE):
        with contextlib.suppress(Exception):
            from vndocparse.batches.read import read_document

            # Without OCR: engines hold threads, which no fork takes along.
            read_document(sample, "", replace(settings, engine="none"), lambda _done, _total: None)


class _Zygote:
    """Forks workers, ends them, and tells of their deaths."""

    def __init__(self, control: socket.socket, settings: Settings) -> None:
        self.control = control
        self.settings = settings
        self.children: set[int] = set()

    def serve(self) -> None:
        """Until the supervisor is gone."""
        read_end, write_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self.control, selectors.EVENT_READ)
                selector.register(read_end, selectors.EVENT_READ)
                while True:
                    for key, _ in selector.select(1.0):
                        if key.fileobj is self.control and not self._command():
                            return
                        if key.fileobj == read_end:
                            with contextlib.suppress(BlockingIOError):
                                os.read(read_end, 4096)
                    self._bury()
        except OSError:  # the supervisor is gone
            return
        finally:
            for pid in list(self.children):
                _end(pid)
            for pid in self.children:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)  # so that its CPU time is counted as ours, and our parent's

    def _command(self) -> bool:
        command, descriptors, _, _ = socket.recv_fds(self.control, 1, 1)
        if not command:
            return False
        if command == FORK:
            self._fork(descriptors[0])
        else:
            (pid,) = PID.unpack(_exactly(self.control, PID.size))
            if pid in self.children:
                _end(pid)
        return True

    def _fork(self, descriptor: int) -> None:
        pid = os.fork()
        if pid == 0:
            self.control.close()
            from vndocparse.batches.worker import work

            work(socket.socket(fileno=descriptor), self.settings)
        os.close(descriptor)
        self.children.add(pid)
        self.control.sendall(RECORD.pack(BORN, pid, 0, 0, 0))

    def _bury(self) -> None:
        """Collect the dead; a process that a worker left behind ends with it."""
        while True:
            try:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if found is None:
                return
            pid = found.si_pid
            if pid in self.children:
                _end(pid)  # its session: it is not collected yet, so the number is still its own
            _, status, usage = os.wait4(pid, 0)
            if pid not in self.children:
                continue
            self.children.discard(pid)
            self._end_strangers()
            micro = int((usage.ru_utime + usage.ru_stime) * 1e6)
            self.control.sendall(RECORD.pack(DIED, pid, status, micro, usage.ru_maxrss))

    def _end_strangers(self) -> None:
        """Linux: processes that left their worker's session are children of ours now."""
        with contextlib.suppress(OSError, ValueError):
            listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
            for pid in map(int, listed.split()):
                if pid not in self.children:
                    os.kill(pid, signal.SIGKILL)


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)  # it may not have made its session yet


def _exactly(channel: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = channel.recv(count - len(data))
        if not part:
            raise OSError("the supervisor is gone")
        data += part
    return data
