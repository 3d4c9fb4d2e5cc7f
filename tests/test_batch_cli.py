"""``vndocparse batch``: what a person types, sees and gets."""

from __future__ import annotations

import inspect
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest

import vndocparse
from tests.batch_help import ROOT, documents, plan, run, wait_until
from vndocparse.batches.journal import Journal
from vndocparse.batches.report import report_html
from vndocparse.batches.summary import open_journal, summarise
from vndocparse.cli.entry import spelled_out
from vndocparse.messages import messages


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "src")]))


def cli(*arguments: str | Path, given: bytes | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vndocparse", "batch", *map(str, arguments)]
    done = subprocess.run(command, input=given, capture_output=True, timeout=600, check=False)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def plans(folder: Path, count: int) -> Path:
    folder.mkdir()
    for i in range(count):
        (folder / f"{i:03}.txt").write_text(plan(i + 1), "utf-8")
    return folder


def test_a_run_its_state_and_its_report(tmp_path: Path) -> None:
    source = plans(tmp_path / "in", 4)
    out = tmp_path / "out"
    done = cli(source, "-o", out, "--engine", "none")
    assert done.returncode == 0, done.stderr
    assert re.search(r"ok +4", done.stdout)
    report = (out / "report.html").read_text("utf-8")
    assert "http" not in re.sub(r'http-equiv="Content-Security-Policy"', "", report), "nothing is fetched"
    assert "<script" not in report
    (source / "bad").write_bytes(b"\x7fELF" + bytes(100))
    again = cli(source, "-o", out, "--engine", "none", "--lang", "vi")
    assert again.returncode == 16
    assert "không đọc được" in again.stdout
    state = cli("status", out)
    assert state.returncode == 0
    assert re.search(r"failed +1 +unsupported-format 1", state.stdout)


def test_json_lines(tmp_path: Path) -> None:
    source = plans(tmp_path / "in", 3)
    done = cli(source, "-o", tmp_path / "out", "--engine", "none", "--log-json", "--no-report")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line["status"]) for line in lines] == [("outcome", "ok")] * 3
    assert done.stdout == ""
    assert not (tmp_path / "out" / "report.html").exists()
    assert "MỤC ĐÍCH" not in done.stderr


@pytest.mark.parametrize("mark", [b"\n", b"\0", b"\r\n"])
def test_names_on_standard_input(tmp_path: Path, mark: bytes) -> None:
    source = plans(tmp_path / "in", 3)
    names = mark.join(os.fsencode(p) for p in sorted(source.iterdir())) + mark
    done = cli("-", "-o", tmp_path / "out", "--engine", "none", given=names)
    assert done.returncode == 0, done.stderr
    assert re.search(r"ok +3", done.stdout)


def test_without_an_output_it_says_what_is_missing(tmp_path: Path) -> None:
    done = cli(tmp_path)
    assert done.returncode == 2
    assert "-o OUT" in done.stderr
    assert cli("status", tmp_path).returncode == 2
    assert cli("merge", tmp_path).returncode == 2


def test_an_output_in_use_or_not_writable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = cli(tmp_path, "-o", tmp_path / "file" / "out")
    assert done.returncode == 15


def test_a_secret_is_named_on_standard_error(tmp_path: Path) -> None:
    text = plan(1).replace("Số 1-KH/ĐUK\n", "Số 1-KH/ĐUK\nMẬT\n")
    (tmp_path / "x.txt").write_text(text, "utf-8")
    assert "bears a mark of secrecy" in cli(tmp_path / "x.txt", "-o", tmp_path / "o1", "--engine", "none").stderr
    allowed = cli(tmp_path / "x.txt", "-o", tmp_path / "o2", "--engine", "none", "--on-secret", "allow")
    assert "secrecy" not in allowed.stderr
    refused = cli(tmp_path / "x.txt", "-o", tmp_path / "o3", "--engine", "none", "--on-secret", "refuse")
    assert refused.returncode == 16


_SLOW = """
import sys
from vndocparse.batches import settings
from vndocparse.cli import batch as command
old = settings.Settings.__init__
def init(self, *args, **kwargs):
    old(self, *args, **{**kwargs, "reader": "tests.poison:read"})
settings.Settings.__init__ = init
from vndocparse.cli import main
sys.argv = ["vndocparse", "batch", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_the_first_signal_finishes_what_is_in_hand(tmp_path: Path, number: signal.Signals) -> None:
    source = documents(tmp_path / "in", 400, "SLOW300 {i}\n")
    process = _started(source, tmp_path / "out")
    process.send_signal(number)
    _, errors = process.communicate(timeout=600)
    assert process.returncode == 130, errors
    assert b"in hand" in errors
    journal = Journal(tmp_path / "out" / "journal.sqlite3", read_only=True)
    codes = {e.code for e in journal.every()}
    journal.close()
    assert codes == {"ok"}, "all that was begun was finished"


def test_the_second_signal_stops_at_once(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 20, "SLOW {i}\n")
    (source / "00000.txt").write_text("POISON hang")
    process = _started(source, tmp_path / "out")
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    while b"in hand" not in process.stderr.readline():
        assert process.poll() is None
    time.sleep(0.7)
    assert process.poll() is None, "it waits for what hangs"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=600)
    assert process.returncode == 130


def _started(source: Path, out: Path) -> subprocess.Popen[bytes]:
    """A run from the command line that has some results already."""
    command = [sys.executable, "-c", _SLOW, str(source), "-o", str(out), "--engine", "none"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until(lambda: len(list(out.glob("??/??/*"))) >= 5)
    return process


def test_a_terminal_shows_how_it_goes(tmp_path: Path) -> None:
    """Rate, outcomes and the slowest file, on standard error."""
    source = documents(tmp_path / "in", 60, "SLOW {i}\n")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", _SLOW, str(source), "-o", str(tmp_path / "out"), "--engine", "none"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    while process.poll() is None or select.select([ours], [], [], 0)[0]:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                shown += os.read(ours, 4096)
            except OSError:
                break
    os.close(ours)
    assert process.wait(600) == 0
    text = shown.decode(errors="replace")
    assert "/60" in text
    assert "files/s" in text
    assert "slowest" in text


def test_the_report_holds_names_as_text(tmp_path: Path) -> None:
    """A file whose name is markup, or obeys a terminal, is shown as what it is called."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "<img src=x onerror=1>\x1b[31m.txt").write_text("POISON damaged")
    run(tmp_path / "in", tmp_path / "out")
    journal = open_journal(tmp_path / "out")
    report = report_html(summarise(journal), messages("vi"))
    journal.close()
    assert "<img" not in report
    assert "&lt;img src=x onerror=1&gt;" in report
    assert "\x1b" not in report


def test_figures_of_a_summary(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 5)
    (source / "copy.txt").write_bytes((source / "00000.txt").read_bytes())
    (source / "bad.txt").write_text("POISON damaged")
    (source / "link.txt").symlink_to("bad.txt")
    run(source, tmp_path / "out")
    journal = open_journal(tmp_path / "out")
    summary = summarise(journal)
    journal.close()
    assert (summary.inputs, summary.contents, summary.pending) == (8, 6, 0)
    assert summary.statuses == {"ok": 6, "failed": 1, "refused": 1}
    assert summary.codes == {"damaged-file": 1, "link": 1}
    assert {line.code for line in summary.bad} == {"damaged-file", "link"}
    assert summary.without_result == 2


def test_ray_without_an_address_means_this_machine() -> None:
    assert spelled_out(["batch", "x", "--ray"]) == ["batch", "x", "--ray", "local"]
    assert spelled_out(["batch", "--ray", "-o", "out", "x"]) == ["batch", "--ray", "local", "-o", "out", "x"]
    assert spelled_out(["batch", "--ray", "head:6379", "x"]) == ["batch", "--ray", "head:6379", "x"]
    assert spelled_out(["batch", "--", "--ray"]) == ["batch", "--", "--ray"]


def test_old_packages_are_named_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vndocparse import doctor

    monkeypatch.setattr(doctor, "_requirements", lambda: ["Pillow>=99.0.0", "regex>=1.0", "no-such-package>=1"])
    found = {p.name: (p.state, p.mend) for p in doctor.old_packages()}
    assert found == {
        "Pillow": ("old", "pip install 'Pillow>=99.0.0'"),
        "no-such-package": ("missing", "pip install 'no-such-package>=1'"),
    }


def test_code_is_warned_of_old_packages_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vndocparse import doctor
    from vndocparse.batches import api

    monkeypatch.setattr(doctor, "_requirements", lambda: ["Pillow>=99.0.0"])
    api._warn_of_old_packages.cache_clear()
    with pytest.warns(RuntimeWarning, match="Pillow is .*99.0.0 or later.*pip install"):
        list(vndocparse.batch([], out=tmp_path / "out", engine="none"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        list(vndocparse.batch([], out=tmp_path / "out", engine="none"))
    api._warn_of_old_packages.cache_clear()


def test_the_function_and_its_options_have_the_same_names_and_defaults() -> None:
    from vndocparse.batches.options import BatchOptions

    own = {k: p.default for k, p in inspect.signature(vndocparse.batch).parameters.items() if k != "paths"}
    options = {k: p.default for k, p in inspect.signature(BatchOptions).parameters.items() if k != "reader"}
    assert {k: v for k, v in own.items() if k != "password"} == {k: v for k, v in options.items() if k != "password"}
    assert list(own) == list(options)
