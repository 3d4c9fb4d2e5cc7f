"""Each format goes all four ways, and what is to be left out is left out on each of them."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

import vndocparse
from tests.corpus_results import FOLDERS
from vndocparse.cli.entry import run
from vndocparse.errors import UsageError
from vndocparse.export import FORMATS, ExportOptions, encode, read_results
from vndocparse.export.stored import stored_files
from vndocparse.library.folded import without_marks
from vndocparse.model.document import ParseResult

SOURCE = FOLDERS[0] / "nq-duong-thon-lac-giang" / "source.pdf"
COMMON = ["--engine", "none", "--no-progress"]


@cache
def result() -> ParseResult:
    return vndocparse.parse(SOURCE, engine="none", words=True)


@cache
def in_python(name: str, redact: tuple[str, ...] = ()) -> dict[str, bytes]:
    files = {result().source.sha256: str(SOURCE)}
    return _parts(result().export(name, files=files, redact=redact))


def _parts(content: bytes | dict[str, bytes]) -> dict[str, bytes]:
    return {"": content} if isinstance(content, bytes) else dict(content)


def _written(path: Path) -> list[bytes]:
    """The contents of all files, by their names."""
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return [p.read_bytes() for p in files]


@pytest.mark.parametrize("name", FORMATS)
def test_parse_and_export_of_a_result_write_what_python_writes(name: str, tmp_path: Path) -> None:
    words = ["--words"] if FORMATS[name].needs or name in ("json", "jsonl") else []
    kept = result() if words else result().model_copy(update={"pages": []})
    wanted = sorted(_parts(kept.export(name, files={result().source.sha256: str(SOURCE)})).values())
    assert run(["parse", str(SOURCE), "-f", name, *words, *COMMON, "-o", str(tmp_path / "parsed")]) == 0
    assert sorted(_written(tmp_path / "parsed")) == wanted
    given = SOURCE if name == "pdfa" else tmp_path / "result.json"  # its pictures are in the file alone
    if name != "pdfa":
        given.write_text(kept.to_json(), "utf-8")
    assert run(["export", str(given), "--to", name, *COMMON, "-o", str(tmp_path / "exported")]) == 0
    assert sorted(_written(tmp_path / "exported")) == wanted


TEXT = FOLDERS[0] / "kh-va-ket-luan-gui-kem-lac-dien" / "source.md"


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of a batch over a PDF and a text, which has run: who runs it again reads nothing anew."""
    root = tmp_path_factory.mktemp("batch")
    (root / "in").mkdir()
    for source in (SOURCE, TEXT):
        (root / "in" / source.name).write_bytes(source.read_bytes())
    command = ["batch", str(root / "in"), "-o", str(root / "out"), "--words", "--workers", "1", "--no-report", *COMMON]
    assert run(command) == 0
    return command


@pytest.mark.parametrize("name", FORMATS)
def test_a_batch_writes_what_the_export_of_its_stored_results_is(name: str, batch: list[str], tmp_path: Path) -> None:
    """Byte for byte, with the signer and without; the stored results stay whole."""
    out = Path(batch[3])
    results = [r for p in stored_files(out) for r in read_results(p.read_bytes())]
    assert len(results) == 2
    files = {sha256(p.read_bytes()).hexdigest(): str(p) for p in Path(batch[1]).iterdir()}
    for at, redact in enumerate(((), ("signer",))):
        there = tmp_path / f"there{at}"
        left_out = ["--redact", ",".join(redact)] if redact else []
        assert run([*batch, "--export", str(there), "--to", name, *left_out]) == 0
        options = ExportOptions(files=files, redact=redact)
        together = [results] if FORMATS[name].joined else [[r] for r in results]
        wanted = [data for some in together for data in _parts(encode(some, name, options)).values()]
        assert sorted(_written(there)) == sorted(wanted)
    signers = [s.name or "?" for r in results for s in r.documents[0].signatures]
    kept = "".join(p.read_text("utf-8") for p in stored_files(out))
    assert signers and all(name in kept for name in signers)


@pytest.mark.parametrize(
    "options",
    [["--to", "csv"], ["--redact", "signer"], ["--export", "out/x.csv"], ["--export", "x", "--to", "html", "--set", "a=b"],
     ["--export", "x.unknown"]],
)  # fmt: skip
def test_a_batch_refuses_before_it_begins(options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["batch", "in", "-o", "out", *options]) == UsageError.exit_code
    assert not Path("out").exists()


# --- redaction -----------------------------------------------------------------------------------


def readable(name: str, data: bytes) -> str:
    """What can be read in a file of any format, its packed parts too."""
    if name == "pdfa":
        pdf = pypdfium2.PdfDocument(data)
        return " ".join(page.get_textpage().get_text_range() for page in pdf) + _inside_pdf(data)
    if name == "parquet":
        import pyarrow.parquet

        return str(pyarrow.parquet.read_table(io.BytesIO(data)).to_pydict())
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(unescape(archive.read(item).decode("utf-8", "replace")) for item in archive.namelist())
    return data.decode("utf-8", "replace")


def _inside_pdf(data: bytes) -> str:
    """Its metadata, and every stream unpacked: metadata, fonts, operators with the words as code units."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [
            o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/DCTDecode" not in str(o.get("/Filter"))
        ]
        told = [str(v) for v in pdf.docinfo.values()] + [s.read_bytes().decode("utf-8", "replace") for s in streams]
    codes = re.findall(r"<((?:[0-9A-F]{4})+)> Tj", " ".join(told))
    return " ".join([*told, *(bytes.fromhex(c).decode("utf-16-be", "replace") for c in codes)])


@pytest.mark.parametrize("name", FORMATS)
def test_a_signer_is_in_no_format_without_marks_either(name: str) -> None:
    """Names of addresses (Akoma Ntoso, anchors, files) have none, and join words by a dash."""
    signer = without_marks(result().documents[0].signatures[0].name or "?")
    parts = in_python(name, ("signer", "recipients"))
    whole = without_marks(" ".join([*parts, *(readable(name, data) for data in parts.values())]))
    assert signer not in " ".join(re.split(r"[\W_]+", whole))
    plain = without_marks(" ".join(readable(name, data) for data in in_python(name).values()))
    assert all(word in plain for word in signer.split()) or name in ("dc", "ead", "jsonld")


@pytest.mark.parametrize("name", FORMATS)
def test_a_signer_is_in_no_format(name: str) -> None:
    """As one run of words, in no case of letters, in no metadata and in no notes."""
    signer = result().documents[0].signatures[0].name or "?"
    whole = "\n".join(readable(name, data) for data in in_python(name, ("signer", "recipients")).values())
    bare = re.sub(r"<[^>]+>|\s+", " ", whole).casefold()
    assert " ".join(signer.casefold().split()) not in " ".join(bare.split())
    plain = "\n".join(readable(name, data) for data in in_python(name).values())
    words = signer.split()
    assert all(word in plain for word in words) or name in ("dc", "ead", "jsonld")
    assert not all(re.search(rf"\b{word}\b", whole) for word in words)


def test_a_signer_is_not_in_the_picture_of_the_pdf() -> None:
    """The page is drawn anew with the words painted over: neither the pixels nor the hidden layer show them."""
    places = [
        w.bbox for p in result().pages for w in p.words if w.text in (result().documents[0].signatures[0].name or "")
    ]
    (data,) = in_python("pdfa", ("signer",)).values()
    pages = pypdfium2.PdfDocument(data)
    names = set((result().documents[0].signatures[0].name or "").split())
    count = 0
    for page in result().pages:
        picture = pages[page.number - 1].render(scale=1).to_pil().convert("L")
        boxes = [w.bbox for w in page.words if w.text in names and w.bbox]
        lines = [
            e.bbox for s in result().documents[0].signatures for e in s.evidence if e.page == page.number and e.bbox
        ]
        for x0, top, x1, bottom in boxes:
            if any(a[1] - 1 <= top and bottom <= a[3] + 1 for a in lines):
                count += 1
                inner = picture.crop((round(x0) + 1, round(top) + 1, round(x1) - 1, round(bottom) - 1))
                assert max(inner.tobytes()) < 60
    assert count == len(names) and places


def test_a_library_holds_no_signer(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(result().to_json(), "utf-8")
    library = tmp_path / "lib.sqlite"
    assert run(["index", str(tmp_path / "r.json"), "-o", str(library), "--redact", "signer,recipients"]) == 0
    signer = result().documents[0].signatures[0].name or "?"
    with sqlite3.connect(library) as connection:
        dump = "\n".join(connection.iterdump())
    assert signer not in dump and signer.casefold() not in dump.casefold()
    assert (result().documents[0].title or vndocparse.FieldValue(text="?")).text[:20] in dump  # type: ignore[index]
    assert signer.encode() not in library.read_bytes()


def test_options_of_one_call_are_those_of_another() -> None:
    assert encode(result(), "csv", ExportOptions(redact=("signer",))) == result().export("csv", redact="signer")
