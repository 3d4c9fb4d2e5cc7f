"""References by name, without a number of their own: laws, Hiến pháp, Điều lệ Đảng, resolutions of congresses …"""

from __future__ import annotations

import re

from vndocparse.fields.citation_congress import resolution_at
from vndocparse.fields.citation_law import law_name
from vndocparse.fields.citation_mention import SURE, Mention, Tail, read_tail
from vndocparse.fields.citation_number import NUMBER, read_number
from vndocparse.fields.citation_text import Folded, day_at, line_start, locator_before, next_word
from vndocparse.rules.citations import load_citation_rules
from vndocparse.rules.load import rule_cache
from vndocparse.text import bare

_UP = "A-ZĐÂÊÔƠƯĂÁÀẢÃẠẮẰẲẴẶẤẦẨẪẬÉÈẺẼẸẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌỐỒỔỖỘỚỜỞỠỢÚÙỦŨỤỨỪỬỮỰÝỲỶỸỴ"


@rule_cache
def named_pattern() -> re.Pattern[str]:
    """First words of acts that are cited by name."""
    general = load_citation_rules().named_alternatives
    not_law = "".join(rf"(?<!{word} )" for word in ("pháp", "kỷ", "quy", "bộ", "dự"))
    return re.compile(
        rf"(?<!\w)(?:(?<!-)(?P<abbreviated>NQ|KL)(?=\s?TW\s?\d)"
        rf"|(?:(?P<law>LUẬT|BỘ LUẬT|PHÁP LỆNH|Luật|Bộ [Ll]uật|Pháp [Ll]ệnh|bộ luật(?=\s[{_UP}])"
        rf"|{not_law}luật(?=\s\w))"
        r"|(?P<code>BLHS|BLDS|BLTTHS|BLTTDS|BLLĐ)"
        r"|(?P<constitution>Hiến pháp|HIẾN PHÁP)"
        r"|(?P<charter>Điều [Ll]ệ [Đđ]ảng|ĐIỀU LỆ ĐẢNG)"
        r"|(?P<platform>Cương lĩnh|CƯƠNG LĨNH)"
        r"|(?P<capital>NGHỊ QUYẾT|KẾT LUẬN)(?=\s+(?:ĐẠI HỘI|TRUNG ƯƠNG|HỘI NGHỊ|TW))"
        rf"|(?P<general>{general}|Điều lệ)(?!\s+(?:số|này|\d|đó|trên)))(?!\w))"
    )


@rule_cache
def _any_type() -> re.Pattern[str]:
    """Another type's word inside a name: then that one is cited."""
    return re.compile(rf"(?<!\w)(?:{load_citation_rules().named_alternatives}|Luật|Nghị định|Thông tư)(?!\w)")


_FULL_CODE = {
    "BLHS": "Hình sự",
    "BLDS": "Dân sự",
    "BLTTHS": "Tố tụng hình sự",
    "BLTTDS": "Tố tụng dân sự",
    "BLLĐ": "Lao động",
}
_LAW_CODE = {"luat": "L", "bo luat": "BL", "phap lenh": "PL"}
_NUMBER_FOLLOWS = re.compile(r"\s{0,3}(?:,\s?)?(?:so\s{0,2}:?\s{0,3}|\s)(?=\d)")
_EDITION = re.compile(r"\s{1,3}\(?((?:19|20)\d\d)(?![\d/\-])\)?")
_STATE = re.compile(
    r"\s{1,3}nuoc\s{1,3}(?:cong\s{1,3}hoa\s{1,3}xa\s{1,3}hoi\s{1,3}chu\s{1,3}nghia\s{1,3}viet\s{1,3}nam|chxhcn\s?(?:vn|viet\s{1,3}nam))"
)
_PARTY = re.compile(r"\s{1,3}cong\s{1,3}san\s{1,3}viet\s{1,3}nam")
_ADOPTED = re.compile(r"\s{1,3}(?:do|duoc)\s{1,3}dai\s{1,3}hoi\s[a-z\s,\d]{0,70}?\s(?=thong\s{1,3}qua\s{1,3}ngay\s)")
"""What stands between the charter's name and its day: "do Đại hội đại biểu toàn quốc lần thứ XI thông qua ngày …"."""
_PLATFORM = re.compile(
    r"(?:\s{1,3}(?:chinh\s{1,3}tri|xay\s{1,3}dung\s{1,3}dat\s{1,3}nuoc(?:\s{1,3}trong\s{1,3}thoi\s{1,3}ky\s{1,3}qua\s{1,3}do\s{1,3}len\s{1,3}chu\s{1,3}nghia\s{1,3}xa\s{1,3}hoi)?))?"
    r"(?:\s{1,3}\([^()\n]{0,30}nam\s{1,3}((?:19|20)\d\d)\s?\)|\s{1,3}(?:nam\s{1,3})?((?:19|20)\d\d)(?![\d/\-]))"
)
_OF = re.compile(r"(?<![a-z])cua\s{1,3}")
_NAME_BREAK = re.compile(r"[.;:()“”\"\d]|\n\s*\n|,\s")
_BASED = re.compile(r"can\s{1,3}cu(?:\s{1,3}vao)?\s{1,3}\Z")


def named_at(t: Folded, m: re.Match[str], done: int) -> list[Mention]:
    """The references that begin with ``m``, a match of ``named_pattern``; none where the words are bare."""
    kind = m.lastgroup
    if kind == "law":
        return _law(t, m, done)
    if kind == "code":
        return _short_code(t, m, done)
    if kind == "constitution":
        return _constitution(t, m, done)
    if kind == "charter":
        return _charter(t, m, done)
    if kind == "platform":
        return _platform(t, m)
    return resolution_at(t, m, done) or ([] if kind in {"capital", "abbreviated"} else _general(t, m, done))


# --- laws ---


def _law(t: Folded, m: re.Match[str], done: int) -> list[Mention]:
    rules = load_citation_rules()
    word = " ".join(t.plain[m.start() : m.end()].split())
    code = _LAW_CODE[word]
    start, at = m.start(), m.end()
    lead = t.text[max(0, start - 16) : start].lower().rstrip()
    if any(d.end() == len(lead) for d in rules.words["law_decoy"].finditer(lead)):
        return []
    if (
        m[0].isupper()
        and (t.text[at : at + 1] == "\n" or re.match(r"\s*\n", t.text[at : at + 3]))
        and line_start(t, start)
    ):
        return []  # a law's own title
    if _NUMBER_FOLLOWS.match(t.plain, at):
        return []  # the number is an anchor of its own
    name = law_name(t, at, code, strict=m[0][0].islower())
    if name is None:
        return []
    end, number, symbol = name.end, None, None
    named = t.show(start, end)
    if lead_in := _NUMBER_FOLLOWS.match(t.plain, end):
        figures = NUMBER.match(t.text, lead_in.end())
        symbol = read_number(figures, rules) if figures else None
        if (
            figures
            and symbol
            and (symbol.code in {None, "PL", "L", "LCT"} or symbol.organ.startswith(("QH", "UBTVQH")))
        ):
            end, number = figures.end("symbol"), symbol.text
        else:
            symbol = None
    tail = read_tail(t, end, year_printed=symbol.year if symbol else None, several=False, organ="QH")
    edition = None
    if number is None and tail.end == end and (e := _EDITION.match(t.plain, end)):
        edition, tail = int(e[1]), read_tail(t, e.end(), year_printed=None, several=False, organ="QH")
    if m[0].isupper() and not (name.known or name.anchored or number):
        return []
    identified = number or tail.day or tail.year or edition or tail.term
    if not identified and m[0][0].islower() and not (name.known and t.text[next_word(t, at)].isupper()):
        return []
    if not identified and name.known and _is_abbreviation(t, next_word(t, at), name.end):
        return []  # an alias
    clauses = locator_before(t, done, start)
    type_name = {"L": "Luật", "BL": "Bộ luật", "PL": "Pháp lệnh"}[code]
    if symbol and symbol.code:
        code = symbol.code
    full = f"{type_name} {name.known.name}" if name.known else named[:1].upper() + named[1:]
    return [
        Mention(
            start=clauses[0] if clauses else start,
            end=tail.end,
            kind="number" if number else "named",
            doc_type=type_name,
            type_code=code,
            number=number,
            name=full if number else _with_year(full, tail, edition),
            date=tail.day.iso if tail.day else None,
            year=(tail.day.year if tail.day else None) or tail.year or edition or (symbol.year if symbol else None),
            issuer=tail.issuer,
            term=tail.term,
            locator=clauses[1] if clauses else tail.locator,
            inferred=tuple(sorted(tail.inferred | ({"number"} if symbol and symbol.mended else set()))),
            confidence=SURE if number or name.known or name.anchored else 0.75,
            core=start,
        )
    ]


def _with_year(name: str, tail: Tail, edition: int | None) -> str:
    year = tail.year or edition
    return f"{name} năm {year}" if year else name


def _is_abbreviation(t: Folded, start: int, end: int) -> bool:
    words = t.text[start:end].split()
    return (
        len(words) == 1 and len(words[0]) > 1 and words[0].isupper() and not t.text[max(0, start - 5) : start].isupper()
    )


def _short_code(t: Folded, m: re.Match[str], done: int) -> list[Mention]:
    tail = read_tail(t, m.end(), year_printed=None, several=False, organ="QH")
    edition = _EDITION.match(t.plain, m.end()) if tail.end == m.end() else None
    year = tail.year or (int(edition[1]) if edition else None)
    if not year:
        return []
    clauses = locator_before(t, done, m.start())
    return [
        Mention(
            start=clauses[0] if clauses else m.start(),
            end=edition.end() if edition else tail.end,
            kind="named",
            doc_type="Bộ luật",
            type_code="BL",
            name=f"Bộ luật {_FULL_CODE[m['code']]} năm {year}",
            year=year,
            locator=clauses[1] if clauses else tail.locator,
            confidence=0.9,
            core=m.start(),
        )
    ]


def _constitution(t: Folded, m: re.Match[str], done: int) -> list[Mention]:
    end = m.end()
    full = _STATE.match(t.plain, end)
    if full:
        end = full.end()
    tail = read_tail(t, end, year_printed=None, several=False, organ="QH")
    edition = _EDITION.match(t.plain, end) if tail.end == end else None
    if edition:
        tail = read_tail(t, edition.end(), year_printed=None, several=False, organ="QH")
    year = tail.year or (int(edition[1]) if edition else None) or (tail.day.year if tail.day else None)
    if not full and not year:
        return []
    clauses = locator_before(t, done, m.start())
    return [
        Mention(
            start=clauses[0] if clauses else m.start(),
            end=tail.end,
            kind="named",
            doc_type="Hiến pháp",
            type_code="HP",
            name=f"Hiến pháp năm {year}" if year else "Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam",
            date=tail.day.iso if tail.day else None,
            year=year,
            locator=clauses[1] if clauses else tail.locator,
            confidence=SURE,
            core=m.start(),
        )
    ]


def _charter(t: Folded, m: re.Match[str], done: int) -> list[Mention]:
    """Điều lệ Đảng: with its full name, an edition, clauses, or as a basis; bare it is no reference."""
    end = m.end()
    full = _PARTY.match(t.plain, end)
    if full:
        end = full.end()
    adopted = _ADOPTED.match(t.plain, end)
    start = adopted.end() if adopted else end
    tail = read_tail(t, start, year_printed=None, several=False, organ="", year_brackets=True)
    if adopted and not tail.day:
        tail = read_tail(t, end, year_printed=None, several=False, organ="", year_brackets=True)
    edition = _EDITION.match(t.plain, tail.end) if not tail.year else None
    stop = edition.end() if edition else tail.end
    year = (tail.day.year if tail.day else None) or tail.year or (int(edition[1]) if edition else None)
    clauses = locator_before(t, done, m.start())
    based = _BASED.search(t.plain, max(0, m.start() - 12), m.start())
    if not (full or tail.term or year or clauses or based):
        return []
    name = "Điều lệ Đảng" + (" Cộng sản Việt Nam" if full else "")
    return [
        Mention(
            start=clauses[0] if clauses else m.start(),
            end=stop,
            kind="named",
            doc_type="Điều lệ",
            type_code="ĐL",
            name=name + (f" khóa {tail.term}" if tail.term else f" năm {year}" if year else ""),
            date=tail.day.iso if tail.day else None,
            year=year,
            issuer=tail.issuer,
            term=tail.term,
            locator=clauses[1] if clauses else tail.locator,
            confidence=SURE,
            core=m.start(),
        )
    ]


def _platform(t: Folded, m: re.Match[str]) -> list[Mention]:
    more = _PLATFORM.match(t.plain, m.end())
    if not more:
        return []
    year = int(more[1] or more[2])
    return [
        Mention(
            start=m.start(),
            end=more.end(),
            kind="named",
            doc_type="Cương lĩnh",
            type_code="CL",
            name=t.show(m.start(), more.end()),
            year=year,
            confidence=SURE,
            core=m.start(),
        )
    ]


def _general(t: Folded, m: re.Match[str], done: int) -> list[Mention]:
    """ "Quy chế làm việc của Ủy ban Kiểm tra Trung ương khóa XII", "Kết luận ngày 18/4/2022 của Ban Bí thư"."""
    rules = load_citation_rules()
    start, end = m.start(), m.end()
    rule = rules.types.get(" ".join(bare(m[0]).split()))
    type_name, code = (rule.name, rule.code) if rule else ("Điều lệ", "ĐL")
    tail: Tail | None = None
    if day_at(t.plain, next_word(t, end)) or t.plain.startswith("cua", next_word(t, end)):
        tail = read_tail(t, end, year_printed=None, several=False, organ="")
        if not ((tail.day and tail.day.iso) or (tail.term and tail.issuer)):
            tail = None
    if tail is None:
        stop = min(len(t.plain), end + 110)
        broken = _NAME_BREAK.search(t.plain, end, stop)
        stop = broken.start() if broken else stop
        for of in _OF.finditer(t.plain, end, stop):
            between = t.text[end : of.start()]
            if _any_type().search(between) or len(between.split()) > 12:
                break
            read = read_tail(t, of.start(), year_printed=None, several=False, organ="")
            if read.issuer and read.term:
                tail = read
                break
    if tail is None:
        return []
    clauses = locator_before(t, done, start)
    return [
        Mention(
            start=clauses[0] if clauses else start,
            end=tail.end,
            kind="named",
            doc_type=type_name,
            type_code=code,
            name=t.show(start, tail.end),
            date=tail.day.iso if tail.day else None,
            year=tail.day.year if tail.day else tail.year,
            issuer=tail.issuer,
            term=tail.term,
            locator=clauses[1] if clauses else tail.locator,
            inferred=tuple(sorted(tail.inferred)),
            confidence=SURE if tail.day and tail.issuer else 0.93,
            core=start,
        )
    ]
