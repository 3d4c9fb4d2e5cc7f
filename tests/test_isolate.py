"""Parses in a process of their own: what comes back, what each way of dying becomes, and that nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.handmade import result
from vndocparse import isolate
from vndocparse.errors import (
    CrashError,
    DamagedFileError,
    LimitError,
    TimeLimitError,
    VndocparseError,
)
from vndocparse.geometry import Box
from vndocparse.isolate import run_isolated
from vndocparse.model.page import Word
from vndocparse.ocr.team import dismiss
from vndocparse.source.base import Limits
from vndocparse.wire import decode, encode

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

Report = Callable[[int, int], None]


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """After each test: no child, no zombie, no descriptor more than before."""
    dismiss()  # workers that other tests of this process kept
    before = descriptors()
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert descriptors() == before


def descriptors() -> int:
    """How many are open; 0 where the system does not tell."""
    return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0


def alive(pid: int) -> bool:
    """True while a process runs; one that was killed may take a moment to vanish."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True


def times(number: int, factor: int, report: Report) -> int:
    for k in range(3):
        report(k + 1, 3)
    return number * factor


class TestWhatComesBack:
    def test_the_result_and_the_progress(self) -> None:
        seen: list[tuple[int, int]] = []
        assert run_isolated(times, 6, 7, on_progress=lambda n, m: seen.append((n, m))) == 42
        assert seen == [(1, 3), (2, 3), (3, 3)]

    def test_a_function_may_be_named(self) -> None:
        assert run_isolated("tests.test_isolate:times", 2, 3) == 6

    def test_a_parse_result_with_pictures(self) -> None:
        parsed = result()
        back = run_isolated(lambda report: (parsed, [b"\x89PNG\0"], 3))
        assert back == (parsed, [b"\x89PNG\0"], 3)

    def test_a_large_result(self) -> None:
        """Larger than what a pipe holds."""
        assert run_isolated(lambda report: "ộ" * 3_000_000) == "ộ" * 3_000_000

    def test_it_runs_in_another_process_and_session(self) -> None:
        pid, session = run_isolated(lambda report: (os.getpid(), os.getsid(0)))
        assert pid != os.getpid()
        assert session == pid

    def test_nothing_is_printed_and_nothing_can_be_read(self, capfd: pytest.CaptureFixture[str]) -> None:
        def noisy(report: Report) -> bytes:
            os.write(1, b"text of the document")
            os.write(2, b"text of the document")
            return os.read(0, 10)

        assert run_isolated(noisy) == b""
        assert capfd.readouterr() == ("", "")


class TestErrors:
    def test_an_error_of_the_library_is_raised_as_it_was(self) -> None:
        def damaged(report: Report) -> None:
            raise DamagedFileError("No page can be read.", remedy="Fetch it again.")

        with pytest.raises(DamagedFileError) as caught:
            run_isolated(damaged)
        assert caught.value.message == "No page can be read."
        assert caught.value.remedy == "Fetch it again."

    @pytest.mark.parametrize("cls", [VndocparseError, *VndocparseError.__subclasses__(), TimeLimitError])
    def test_each_class_comes_back(self, cls: type[VndocparseError]) -> None:
        def fails(report: Report) -> None:
            raise cls("why")

        with pytest.raises(cls) as caught:
            run_isolated(fails)
        assert type(caught.value) is cls

    def test_an_error_that_nobody_foresaw_is_a_crash_and_quotes_nothing(self) -> None:
        def fails(report: Report) -> None:
            raise ValueError("text of the document")

        with pytest.raises(CrashError, match=r"builtins\.ValueError") as caught:
            run_isolated(fails)
        assert "document" not in str(caught.value)
        assert caught.value.__cause__ is None

    def test_a_result_that_cannot_be_sent_is_a_crash(self) -> None:
        with pytest.raises(CrashError, match="TypeError"):
            run_isolated(lambda report: object())

    @pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS])
    def test_death_by_a_signal(self, number: signal.Signals) -> None:
        with pytest.raises(CrashError, match=number.name):
            run_isolated(lambda report: os.kill(os.getpid(), number))

    def test_an_exit_without_a_word(self) -> None:
        with pytest.raises(CrashError, match="status"):
            run_isolated(lambda report: os._exit(3))

    def test_system_exit_is_a_crash_too(self) -> None:
        with pytest.raises(CrashError, match="SystemExit"):
            run_isolated(lambda report: sys.exit(0))


class TestLimits:
    def test_cpu_time(self) -> None:
        def spins(report: Report) -> None:
            while True:
                pass

        with pytest.raises(TimeLimitError, match="1 seconds"):
            run_isolated(spins, limits=Limits(max_seconds=1))

    def test_a_process_that_is_stuck(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(isolate, "WALL_EXTRA", 0.1)
        monkeypatch.setattr(isolate, "WALL_FACTOR", 0.1)
        with pytest.raises(TimeLimitError):
            run_isolated(lambda report: time.sleep(600), limits=Limits(max_seconds=2))

    def test_memory(self) -> None:
        with pytest.raises(LimitError, match="memory") as caught:
            run_isolated(lambda report: len(bytearray(1 << 30)), limits=self.more(200))
        assert type(caught.value) is LimitError

    def test_memory_hidden_in_another_error(self) -> None:
        """pdfminer wraps what it catches."""

        def wraps(report: Report) -> None:
            try:
                bytearray(1 << 30)
            except MemoryError as error:
                raise RuntimeError("wrapped") from error

        with pytest.raises(LimitError, match="memory"):
            run_isolated(wraps, limits=self.more(200))

    def test_within_the_limits(self) -> None:
        limits = self.more(600, seconds=30)
        assert run_isolated(lambda report: len(bytearray(100 << 20)), limits=limits) == 100 << 20

    @staticmethod
    def more(mebibytes: int, seconds: float | None = None) -> Limits:
        """What this process has already, and so much more."""
        pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
        if not pages:
            pytest.skip("needs /proc")
        return Limits(max_seconds=seconds, max_memory=pages * os.sysconf("SC_PAGESIZE") + (mebibytes << 20))


class TestNothingIsLeft:
    def test_a_process_started_by_the_parse_ends_with_it(self) -> None:
        """It holds the pipe open, too."""

        def leaves_one(report: Report) -> int:
            pid = os.fork()
            if pid == 0:
                time.sleep(600)
                os._exit(0)
            return pid

        started = time.monotonic()
        pid = run_isolated(leaves_one)
        assert not alive(pid)
        assert time.monotonic() - started < 60

    def test_a_crash_with_a_process_left_over(self) -> None:
        def leaves_one(report: Report) -> None:
            pid = os.fork()
            if pid == 0:
                time.sleep(600)
                os._exit(0)
            report(pid, 0)
            os.kill(os.getpid(), signal.SIGSEGV)

        pids: list[int] = []
        with pytest.raises(CrashError, match="SIGSEGV"):
            run_isolated(leaves_one, on_progress=lambda pid, _: pids.append(pid))
        assert not alive(pids[0])

    def test_an_interrupt_ends_the_child(self) -> None:
        pids: list[int] = []

        def works(report: Report) -> None:
            report(os.getpid(), 1)
            time.sleep(600)

        def interrupted(pid: int, _: int) -> None:
            pids.append(pid)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run_isolated(works, on_progress=interrupted)
        assert not alive(pids[0])

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux tells the child of its parent's death")
    def test_the_child_dies_with_a_killed_parent(self, root: Path) -> None:
        code = (
            "import os, time\nfrom vndocparse.isolate import run_isolated\n"
            "def works(report):\n    report(os.getpid(), 1)\n    time.sleep(600)\n"
            "run_isolated(works, on_progress=lambda pid, _: print(pid, flush=True))"
        )
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=root) as parent:
            assert parent.stdout is not None
            pid = int(parent.stdout.readline())
            parent.kill()
            parent.wait()
            assert not alive(pid)

    def test_a_child_that_talks_nonsense_is_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def lies(write_end: int, kind: bytes, payload: bytes) -> None:
            os.write(write_end, b"\x80\x04pickle" * 50)
            time.sleep(600)

        monkeypatch.setattr(isolate, "_send", lies)
        with pytest.raises(CrashError, match="no result"):
            run_isolated(lambda report: 1)


class TestWire:
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.integers(), inner),
        max_leaves=20,
    )

    @given(values)
    def test_values_come_back_as_they_were(self, value: object) -> None:
        back = decode(encode(value))
        assert back == value
        assert type(back) is type(value)

    def test_types_of_the_library_come_back(self) -> None:
        word = Word("Đảng", Box(1, 2, 3, 4), bold=True)
        assert decode(encode([word, (word.box,), result()])) == [word, (word.box,), result()]

    @pytest.mark.parametrize("value", [object(), {1, 2}, Path("x"), json.JSONDecoder(), print])
    def test_other_types_are_not_sent(self, value: object) -> None:
        with pytest.raises(TypeError):
            encode(value)

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\x80\x04K\x01.",
            b"{}",
            b'{"\\u0001":[]}',
            b'{"\\u0001":["model","os:system",{}]}',
            b'{"\\u0001":["data","subprocess:Popen",{"args":"true"}]}',
            b'{"\\u0001":["data","vndocparse.isolate:run_isolated",{}]}',
            b'{"\\u0001":["named","vndocparse.wire:json",[]]}',
            b'{"\\u0001":["data","vndocparse.model.page:Word",{"no":1}]}',
            b'{"\\u0001":["model","vndocparse.model.document:ParseResult",{"a":1}]}',
            b'{"\\u0001":["model","vndocparse.__main__:Thing",{}]}',
            b'{"\\u0001":["model","vndocparse.no_such:Thing",{}]}',
            b"[" * 100_000,
        ],
    )
    def test_what_a_hostile_child_may_send(self, data: bytes) -> None:
        with pytest.raises(ValueError, match=r".*"):
            decode(data)


def test_a_file_that_kills_pdfium(shared: Path) -> None:
    """A form within a form within a form …: pdfium aborts, and we do not."""

    def read(path: str, report: Report) -> Any:
        from vndocparse.source.pdf import open_pdf

        with open_pdf(Path(path).read_bytes()) as source:
            return len(source.page(0).words)

    path = shared / "badpdfs" / "own__synth" / "flate_x3_bomb_4g.pdf"
    if not path.exists():
        pytest.skip("the broken files are not on this machine")
    with pytest.raises((CrashError, LimitError)):
        run_isolated(read, str(path), limits=Limits(max_seconds=20, max_memory=1 << 30))
