"""Gold annotation of an entry: what follows from its composition, in the shape of the output contract."""

from __future__ import annotations

import re
from typing import Any

from tools.corpus.cite import citations, fold
from tools.corpus.spec import Block, DocSpec, Entry, plain

MOTTO = {
    "party": "ĐẢNG CỘNG SẢN VIỆT NAM",
    "state": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "organisation": None,
}
ROMAN = re.compile(r"[IVXLC]+")
FILE_MARK = re.compile(r"^Lưu\b")
SAME = re.compile(r"^(Như |Đã nêu)")
PERSON = re.compile(r"^(Đồng chí|Đ/c|Ông|Bà) ")


def kind_of(label: str) -> str:
    """The kind of a section by its label."""
    for word, kind in (("Phần", "part"), ("Chương", "chapter"), ("Mục", "heading"), ("Điều", "article")):
        if label.casefold().startswith(word.casefold()):
            return kind
    if ROMAN.fullmatch(label):
        return "roman"
    if re.fullmatch(r"\d+", label):
        return "arabic"
    if re.fullmatch(r"\d+(\.\d+)+", label):
        return "decimal"
    return "capital" if label.isupper() else "letter"


def lines_of(value: str | list[str] | None) -> list[str]:
    """An organ's printed lines: a string is one line."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def field(text: str | None) -> dict[str, Any] | None:
    return {"text": fold(text)} if text else None


def number_field(number: str | None) -> dict[str, Any] | None:
    """The contract's number: a blank one keeps its symbol and has ordinal null."""
    if number is None:
        return None
    number = re.sub(r"\s+", "", number)
    m = re.fullmatch(r"(\d+)?[a-z]?(?:/(\d{4}))?[-–/](.+)", number)
    if not m:
        raise ValueError(f"number {number!r}")
    type_code: str | None
    if "-" in number and re.fullmatch(r"\d*[a-z]?[-–].*", number):  # Party form: 13-KH/ĐUK
        type_code, _, organ = m[3].partition("/")
        if not organ:
            type_code, organ = None, m[3]
    else:  # State form: 158/KH-UBND, 4912/UBND-NC
        head, _, rest = m[3].partition("-")
        codes = {
            "CĐ",
            "CV",
            "QĐ",
            "KH",
            "CT",
            "TB",
            "BC",
            "TTr",
            "NQ",
            "HD",
            "GM",
            "BB",
            "CTr",
            "ĐA",
            "QC",
            "PA",
            "QTr",
            "TC",
            "GGT",
            "PC",
        }
        type_code, organ = (head, rest) if head in codes else ("CV", m[3])
    out = {
        "text": number,
        "ordinal": int(m[1]) if m[1] else None,
        "type_code": type_code,
        "organ_code": organ,
    }
    if m[2]:
        out["year"] = int(m[2])
    return out


def issued_field(date: str | None) -> dict[str, Any] | None:
    """The contract's date of issue: ``date`` only where day, month and year stand."""
    if not date:
        return None
    text = fold(date)
    nums = re.search(r"(?i)ngày\s*(\d+)?\D*?(?:tháng|/|-)\s*(\d+)?\D*?(?:năm|/|-)\s*(\d{4})?", text)
    out: dict[str, Any] = {"text": text, "date": None}
    if nums:
        day, month, year = nums.groups()
        if year:
            edtf = year + (f"-{int(month):02}" if month else "") + (f"-{int(day):02}" if day and month else "")
            out["edtf"] = edtf
            out["date"] = edtf if day and month else None
    return out


def recipient(line: str) -> dict[str, Any]:
    """One line of Nơi nhận: ``text | purpose``, ``|}`` where a brace holds the purpose of several lines."""
    text, _, purpose = line.partition("|")
    group = purpose.startswith("}")
    text = fold(text)
    kind = (
        "file" if FILE_MARK.match(text) else "same_as_above" if SAME.match(text)
        else "person" if PERSON.match(text) else "organ"
    )  # fmt: skip
    out: dict[str, Any] = {"text": text, "purpose": fold(purpose.lstrip("}")) or None, "group": group, "kind": kind}
    return out


def signature(s: dict[str, Any]) -> dict[str, Any]:
    return {
        "authority": s.get("authority"),
        "on_behalf_of": s.get("on"),
        "position": s.get("position"),
        "name": s.get("name"),
        "second_position": s.get("second"),
        "mark": re.sub(r"[()]", "", s["mark"]) if s.get("mark") else None,
    }


def section_tree(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """The tree of sections; a paragraph belongs to the section that is open where it stands."""
    roots: list[dict[str, Any]] = []
    stack: list[dict[str, Any]] = []
    for b in blocks:
        if b.kind == "section":
            node: dict[str, Any] = {
                "label": b.label,
                "kind": kind_of(b.label),
                "level": b.level,
                "heading": plain(b.heading).rstrip(":") if b.heading else None,
                "text": plain(b.text),
                "children": [],
            }
            del stack[b.level - 1 :]
            (stack[-1]["children"] if stack else roots).append(node)
            stack.append(node)
        elif b.kind == "para" and stack:
            node = stack[-1]
            node["text"] = f"{node['text']}\n{plain(b.text)}".strip()
    return roots


def body_marked_text(doc: DocSpec) -> str:
    """Title, body, appendix in reading order, with citation marks."""
    parts = [doc.get("author") or "", doc.get("subject") or "", doc.get("note_under_title") or ""]
    for b in (*doc.blocks, *doc.after):
        parts += [b.heading or "", b.text, *(c for row in b.rows for c in row)]
    return "\n".join(parts)


def copy_block(c: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": c["kind"].lower(),
        "organ": field(" ".join(lines_of(c.get("organ")))),
        "number": number_field(c.get("number")),
        "place": field(c.get("place")),
        "issued": issued_field(c.get("date")),
        "signatures": [signature(s) for s in c.get("signatures", [])],
        "recipients": [recipient(r) for r in c.get("recipients", [])],
    }


def document(doc: DocSpec, entry: Entry, pages: tuple[int, int] | None, table_pages: list[int]) -> dict[str, Any]:
    """The gold of one document."""
    get = doc.get
    family = get("family", entry.get("family"))
    header = get("header", True)
    number = number_field(get("number"))
    code = get("code")
    out: dict[str, Any] = {"role": get("role", "main"), "family": family}
    if pages:
        out["page_range"] = list(pages)
    out["motto"] = field(get("motto", MOTTO[family]) if header else None)
    out["superior_organ"] = field(" ".join(lines_of(get("superior"))))
    out["organ"] = field(" ".join(lines_of(get("organ"))))
    out["number"] = number
    out["place"] = field(get("place"))
    out["issued"] = issued_field(get("date"))
    out["doc_type"] = {"text": get("type"), "code": code} if code or get("type") else None
    out["author"] = field(plain(get("author")))
    out["title"] = field(re.sub(r"^V/v:?\s+", "", plain(get("subject"))))
    for key in ("secrecy", "urgency", "circulation", "draft"):
        out[key] = field(get(key))
    out["addressees"] = [{"text": fold(a)} for a in get("addressees", [])]
    blocks = doc.blocks
    first = next((i for i, b in enumerate(blocks) if b.kind == "section"), len(blocks))
    if all(b.kind == "para" for b in blocks[:first]) and first < len(blocks):
        out["preamble"] = {"text": "\n".join(plain(b.text) for b in blocks[:first])} if first else None
    out["sections"] = section_tree(blocks) + section_tree(doc.after)
    cited = citations(body_marked_text(doc))
    out["citations"] = cited
    out["cited_numbers"] = sorted({c["number"] for c in cited if c.get("number")})
    out["recipients"] = [recipient(r) for r in get("recipients", [])]
    if entry.get("form") in ("md", "txt", "html", "docx") and any(r["group"] for r in out["recipients"]):
        for r in out["recipients"]:  # a brace behind the list does not say which lines it spans
            if r["group"] or not r["purpose"]:
                del r["purpose"], r["group"]
    out["signatures"] = [signature(s) for s in get("signatures", [])]
    out["copies"] = [copy_block(c) for c in get("copies", [])]
    tables = [b for b in (*blocks, *doc.after) if b.kind == "table"]
    out["tables"] = [
        {"page": page, "rows": [[plain(c) for c in row] for row in t.rows], "caption": plain(t.caption) or None}
        for t, page in zip(tables, table_pages or [1] * len(tables), strict=True)
    ]
    out["marginalia"] = marginalia(doc, entry)
    hand = entry.get("hand", []) if out["role"] == "main" else []
    if out["role"] == "main" and entry.get("ink", {}).get("urgency_stamp"):
        hand = [*hand, "urgency"]
    names = {
        "urgency": ["urgency"],
        "number": ["number", "number.ordinal"],
        "day": ["issued.date"],
        "month": ["issued.date"],
    }
    marked = [n for h in hand for n in names.get(h, [])]
    for key in get("leave_out", []):
        out.pop(key)
    if marked:
        out["handwritten"] = list(dict.fromkeys(marked))
    return out


def marginalia(doc: DocSpec, entry: Entry) -> list[dict[str, Any]]:
    """What was planted around the text; page numbers are left out."""
    main = doc.get("role", "main") == "main"
    out: list[dict[str, Any]] = []
    if main:
        out += [{"text": fold(t), "kind": "note"} for t in entry.get("top_notes", [])]
        for key in ("form_code", "running_header", "running_footer", "typist"):
            if entry.get(key):
                out.append({"text": fold(entry.get(key)), "kind": key})
        if entry.get("digital_stamp"):
            out.append({"text": fold(" ".join(entry.get("digital_stamp"))), "kind": "digital_signature"})
        if stamp := entry.get("ink", {}).get("received"):
            parts = (f"{a} {b}" for a, b in zip(stamp["lines"], stamp["fills"], strict=True))
            out.append({"text": fold(" ".join(parts)), "kind": "receipt_stamp"})
    out += [{"text": plain(t), "kind": "footnote"} for t in doc.footnotes.values()]
    return out


def gold(entry: Entry, pages: list[tuple[int, int]] | None, table_pages: list[list[int]] | None) -> dict[str, Any]:
    """Gold of a whole entry; ``pages`` and ``table_pages`` come from the page renderer, None for text forms."""
    return {
        "documents": [
            document(d, entry, pages[i] if pages else None, table_pages[i] if table_pages else [])
            for i, d in enumerate(entry.docs)
        ]
    }
