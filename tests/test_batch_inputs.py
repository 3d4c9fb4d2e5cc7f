"""What a batch reads: files, folders, globs, archives, addresses; and what it refuses without hanging."""

from __future__ import annotations

import io
import lzma
import os
import tarfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.batch_help import ROOT, by_name, documents, run, tree
from vndocparse.batches.intake import discover
from vndocparse.batches.settings import BatchLimits
from vndocparse.batches.source_file import RefusedError

MANY = 1 << 40


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "src")]))


def codes(paths: Any, out: Path, **arguments: Any) -> dict[str, str]:
    """Codes by the last part of the name."""
    return {n.rpartition("/")[2]: o.code for n, o in by_name(run(paths, out, **arguments)).items()}


def test_what_is_no_ordinary_file_is_refused_and_nothing_hangs(tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.mkdir()
    os.mkfifo(place / "pipe.pdf")
    (place / "zero.pdf").symlink_to("/dev/zero")
    (place / "loop").symlink_to("loop")
    (place / "dangling").symlink_to("nowhere")
    (place / "circle").symlink_to(place)
    (place / "good.txt").write_text("x")
    (place / "alias.txt").symlink_to("good.txt")
    with (place / "sparse.pdf").open("wb") as sparse:
        sparse.truncate(3 * 1024**3)
    told = codes(place, tmp_path / "out")
    assert told == {
        "pipe.pdf": "irregular",
        "zero.pdf": "link",
        "loop": "link",
        "dangling": "link",
        "circle": "link",
        "alias.txt": "link",
        "sparse.pdf": "too-large",
        "good.txt": "ok",
    }
    followed = codes(place, tmp_path / "out-2", follow_links=True)
    assert followed == {
        **told,
        "zero.pdf": "irregular",
        "loop": "unreadable",
        "dangling": "missing",
        "alias.txt": "ok",
    }


def test_names_of_any_bytes(tmp_path: Path) -> None:
    place = os.fsencode(tmp_path / "in")
    os.mkdir(place)  # noqa: PTH102
    names = ["Kế hoạch số 1.txt".encode(), b"line\nfeed.txt", b"\xff\xfe.txt", b"-rf.txt", b"x" * 200 + b".txt"]
    for at, name in enumerate(names):
        with open(os.path.join(place, name), "w") as file:  # noqa: PTH118, PTH123
            file.write(str(at))
    outcomes = run(tmp_path / "in", tmp_path / "out")
    assert {os.fsencode(o.name).rpartition(b"/")[2] for o in outcomes} == set(names)
    assert Counter(o.code for o in outcomes) == {"ok": 5}
    assert all(o.reused for o in run(tmp_path / "in", tmp_path / "out"))


def test_links_given_by_name_are_followed(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to("x.txt")
    assert codes(tmp_path / "link.txt", tmp_path / "out") == {"link.txt": "ok"}


def test_globs_and_what_is_missing(tmp_path: Path) -> None:
    documents(tmp_path / "in" / "deep", 3)
    (tmp_path / "in" / "other.pdf").write_text("x")
    wanted = [str(tmp_path / "in" / "**" / "*.txt"), str(tmp_path / "no" / "*.txt"), str(tmp_path / "gone.pdf")]
    told = codes(wanted, tmp_path / "out")
    assert Counter(told.values()) == {"ok": 3, "missing": 2}


def test_the_output_inside_the_input_is_not_read(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 3)
    assert len(run(source, source / "out")) == 3
    assert len(run(source, source / "out")) == 3


def test_the_order_of_inputs_is_fixed(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "c.txt", "a/0.txt", "a/z/9.txt"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    keys = [f.key for f in discover([tmp_path / "in"], most_unpacked=MANY)]
    assert keys == ["c.txt", "a/0.txt", "a/1.txt", "a/z/9.txt", "b/2.txt"]


def test_bounds_of_size_are_exact(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "at.txt").write_bytes(b"x" * 1000)
    (tmp_path / "in" / "over.txt").write_bytes(b"x" * 1001)
    told = codes(tmp_path / "in", tmp_path / "out", limits=BatchLimits(size=1000))
    assert told == {"at.txt": "ok", "over.txt": "too-large"}


# -- archives ------------------------------------------------------------------------------------


def make_zip(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def make_tar(path: Path, members: dict[str, bytes], mode: str) -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return path


MEMBERS = {"a.txt": b"one", "deep/b.txt": b"two", "../../escape.txt": b"three"}


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("x.zip", ""),
        ("x.tar", "w"),
        ("x.tar.gz", "w:gz"),
        ("x.tgz", "w:gz"),
        ("x.tar.bz2", "w:bz2"),
        ("x.tar.xz", "w:xz"),
        ("x.txz", "w:xz"),
    ],
)
def test_members_of_archives_are_inputs(tmp_path: Path, name: str, mode: str) -> None:
    """Their names are data: none of them leads anywhere, and a link is no member."""
    path = make_tar(tmp_path / name, MEMBERS, mode) if mode else make_zip(tmp_path / name, MEMBERS)
    outcomes = run(path, tmp_path / "out")
    assert sorted(o.name for o in outcomes) == sorted(f"{path}!/{member}" for member in MEMBERS)
    assert {o.code for o in outcomes} == {"ok"}
    assert not list(tmp_path.rglob("escape.txt"))
    assert all(o.reused for o in run(path, tmp_path / "out"))


def test_a_member_and_a_file_of_the_same_bytes_are_one_content(tmp_path: Path) -> None:
    make_zip(tmp_path / "x.zip", {"a.txt": b"one"})
    (tmp_path / "a.txt").write_bytes(b"one")
    outcomes = run([tmp_path / "x.zip", tmp_path / "a.txt"], tmp_path / "out")
    assert len(outcomes) == 2
    assert len(tree(tmp_path / "out")) == 1


def test_bombs_are_known_by_what_they_unpack_to(tmp_path: Path) -> None:
    zeros = bytes(40 * 1024**2)
    make_zip(tmp_path / "ratio.zip", {"bomb.txt": zeros, "good.txt": b"x"})
    make_tar(tmp_path / "ratio.tar.gz", {"first.txt": b"y", "bomb.txt": zeros, "behind.txt": b"z"}, "w:gz")
    told = {o.name.rpartition("/")[2]: o.code for o in run(tmp_path / "ratio.zip", tmp_path / "o1")}
    assert told == {"bomb.txt": "archive-bomb", "good.txt": "ok"}
    told = {o.name.rpartition("/")[2]: o.code for o in run(tmp_path / "ratio.tar.gz", tmp_path / "o2")}
    assert told == {"first.txt": "ok", "bomb.txt": "archive-bomb"}, "even to skip it would be to unpack it"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_members_of_a_zip_packed_otherwise(tmp_path: Path, method: int) -> None:
    """Four kilobytes of these unpack to many megabytes, so they are read in sips."""
    path = make_zip(tmp_path / "x.zip", {**MEMBERS, "bomb.txt": bytes(40 * 1024**2)}, method)
    assert sorted(codes(path, tmp_path / "out").items()) == [
        ("a.txt", "ok"), ("b.txt", "ok"), ("bomb.txt", "archive-bomb"), ("escape.txt", "ok"),
    ]  # fmt: skip


def test_lzma_that_asks_for_gigabytes_of_memory_is_refused(tmp_path: Path) -> None:
    """Its header says how much: of 5 bytes the last four, in a zip behind 4 others, in .lzma at the start."""
    data = bytearray(make_zip(tmp_path / "x.zip", {"a.txt": b"one"}, zipfile.ZIP_LZMA).read_bytes())
    at = 30 + len("a.txt") + 5
    data[at : at + 4] = (0xF0000000).to_bytes(4, "little")
    (tmp_path / "x.zip").write_bytes(data)
    plain = make_tar(tmp_path / "plain.tar", MEMBERS, "w").read_bytes()
    alone = bytearray(lzma.compress(plain, lzma.FORMAT_ALONE))
    (tmp_path / "small.tar.lzma").write_bytes(alone)
    alone[1:5] = (0xF0000000).to_bytes(4, "little")
    (tmp_path / "x.tar.lzma").write_bytes(alone)
    assert codes(tmp_path / "x.zip", tmp_path / "o1") == {"a.txt": "archive-bomb"}
    assert codes(tmp_path / "small.tar.lzma", tmp_path / "o2") == {"a.txt": "ok", "b.txt": "ok", "escape.txt": "ok"}
    assert codes(tmp_path / "x.tar.lzma", tmp_path / "o3") == {"x.tar.lzma": "archive-damaged"}


def test_xz_files_of_several_streams_and_cut_off(tmp_path: Path) -> None:
    plain = make_tar(tmp_path / "plain.tar", {f"{i}.txt": os.urandom(20_000) for i in range(8)}, "w").read_bytes()
    half = len(plain) // 2
    whole = lzma.compress(plain[:half]) + bytes(8) + lzma.compress(plain[half:])
    (tmp_path / "two.tar.xz").write_bytes(whole)
    (tmp_path / "cut.tar.xz").write_bytes(whole[: len(whole) // 2])
    found = list(discover([tmp_path / "two.tar.xz"], most_unpacked=MANY))
    assert [f.name.rpartition("/")[2] for f in found] == [f"{i}.txt" for i in range(8)]
    cut = [f.read for f in discover([tmp_path / "cut.tar.xz"], most_unpacked=MANY)]
    with pytest.raises(RefusedError):
        cut[-1](MANY)


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_what_is_not_a_member_is_no_way_around_the_bounds(tmp_path: Path, mode: str) -> None:
    """A header before a member is read into memory whole; a member of an unknown kind is unpacked to be skipped."""
    path = tmp_path / f"x.tar.{mode[2:]}"
    for kind in (tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, b"Z"):
        with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
            info = tarfile.TarInfo("big")
            info.type, info.size = kind, 40 * 1024**2
            archive.fileobj.write(info.tobuf(tarfile.GNU_FORMAT))
            archive.fileobj.write(bytes(info.size))
        assert [o.code for o in run(path, tmp_path / "out")] == ["archive-bomb"]


def test_an_archive_has_a_bound_for_all_its_members(tmp_path: Path) -> None:
    make_zip(tmp_path / "x.zip", {f"{i}.txt": bytes([i]) * 1000 for i in range(10)}, zipfile.ZIP_STORED)
    told = codes(tmp_path / "x.zip", tmp_path / "out", limits=BatchLimits(archive=4500))
    assert Counter(told.values()) == {"ok": 4, "archive-bomb": 6}


def test_damaged_and_locked_archives(tmp_path: Path) -> None:
    (tmp_path / "junk.zip").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "junk.tar").write_bytes(b"no archive" * 100)
    good = make_zip(tmp_path / "good.zip", MEMBERS).read_bytes()
    (tmp_path / "cut.zip").write_bytes(good[: len(good) // 2])
    locked = bytearray(make_zip(tmp_path / "locked.zip", {"a.txt": b"one"}).read_bytes())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    given = [tmp_path / name for name in ("junk.zip", "junk.tar", "cut.zip", "locked.zip")]
    told = [o.code for o in sorted(run(given, tmp_path / "out"), key=lambda o: o.name)]
    assert told == ["archive-damaged", "archive-damaged", "archive-damaged", "archive-encrypted"]


# -- addresses ------------------------------------------------------------------------------------


def test_addresses_are_read_through_fsspec(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    for i in range(3):
        store.pipe(f"/box/deep/{i}.txt", f"document {i}".encode())
    try:
        outcomes = run(["memory://box", "memory://nothing"], tmp_path / "out")
        assert sorted((o.name, o.code) for o in outcomes) == [
            ("memory:///box/deep/0.txt", "ok"),
            ("memory:///box/deep/1.txt", "ok"),
            ("memory:///box/deep/2.txt", "ok"),
            ("memory://nothing", "missing"),
        ]
        assert sum(o.reused for o in run(["memory://box"], tmp_path / "out")) == 3
    finally:
        store.rm("/box", recursive=True)


def test_a_store_that_fails_is_an_outcome(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    (outcome,) = run(["nosuchstore://box"], tmp_path / "out")
    assert outcome.code == "remote"
