"""Disturbances of a text form that leave what it says as it is: other spaces, letters, escapes, page marks."""

from __future__ import annotations

import random
import re
import textwrap
import unicodedata
from collections.abc import Callable

Rand = random.Random
ASIDE = "\u00ad"


def nbsp(text: str, r: Rand) -> str:
    return re.sub(" ", lambda m: "\u00a0" if r.random() < 0.25 else " ", text)


def soft_hyphens(text: str, r: Rand) -> str:
    """Soft hyphens inside words of running text."""
    return re.sub(r"(?<=[a-zà-ỹ]{2})(?=[a-zà-ỹ]{2})", lambda m: ASIDE if r.random() < 0.05 else "", text)


def decomposed(text: str, r: Rand) -> str:
    return unicodedata.normalize("NFD", text)


def eth(text: str, r: Rand) -> str:
    return re.sub("Đ", lambda m: "Ð" if r.random() < 0.5 else "Đ", text)


def full_width(text: str, r: Rand) -> str:
    """Figures and colons of East Asian width in a third of the places."""
    return re.sub(r"[0-9:](?![^|]*---)", lambda m: chr(ord(m[0]) + 0xFEE0) if r.random() < 0.3 else m[0], text)


def crlf(text: str, r: Rand) -> str:
    return text.replace("\n", "\r\n")


def trailing(text: str, r: Rand) -> str:
    return re.sub(r"(?m)(?<=\S)$", lambda m: " " * r.randint(0, 3), text)


def indented(text: str, r: Rand) -> str:
    """Paragraphs begin with a tab or blanks, as in copies from Word."""
    return re.sub(r"(?m)^(?=[^\s|#>*\-])", lambda m: r.choice(("\t", "    ", "", "")), text)


def page_marks(text: str, r: Rand) -> str:
    """A page number on a line of its own between paragraphs of the second half."""
    parts = text.split("\n\n")
    mark = r.choice(("2", "- 2 -", "Trang 2", "\f2", "<!-- page 2 -->", "Trang 2/3", "[Page 2]", "--- Trang 2 ---"))
    at = int(len(parts) * 0.6)
    if len(parts) > 8:
        parts.insert(at, mark)
    return "\n\n".join(parts)


def zero_width(text: str, r: Rand) -> str:
    return re.sub(" ", lambda m: " \u200b" if r.random() < 0.05 else " ", "\ufeff" + text)


def dashes(text: str, r: Rand) -> str:
    """Hyphens of numbers as other dashes: U+2011, en dash."""
    return re.sub(r"(?<=\d)-(?=[A-ZĐ])", lambda m: r.choice("-\u2011–"), text)


def spaced_numbers(text: str, r: Rand) -> str:
    return re.sub(r"(?<=\d)-(?=[A-ZĐ])", lambda m: r.choice(("-", " - ", "- ", " -")), text)


def escapes(text: str, r: Rand) -> str:
    """Markdown escapes as pandoc writes them."""
    text = re.sub(r"(?m)^(\d+)\.(?= )", r"\1\\.", text)
    text = re.sub(r"(?m)^([A-Z]+)\.(?= )", r"\1\\.", text)
    text = re.sub(r"(?m)^-(?= )", r"\\-", text)
    return re.sub(r"(?m)^\*$", r"\\*", text)


def remnants(text: str, r: Rand) -> str:
    """HTML left in Markdown."""
    text = re.sub(
        r"(?m)^(\*\*[^*\n|]+\*\*)$",
        lambda m: r.choice((m[0], f"<center>{m[0]}</center>", f'<p align="center">{m[0]}</p>', f"<u>{m[0]}</u>")),
        text,
    )
    return re.sub(r"(?<=\w) (?=\w)", lambda m: "&nbsp;" if r.random() < 0.01 else " ", text)


def underscores(text: str, r: Rand) -> str:
    """Bold as ``__x__`` and italics as ``_x_``."""
    return re.sub(r"(?<!\*)\*(?![*\s])([^*\n]+)\*(?!\*)", r"_\1_", text.replace("**", "__"))


def bold_italic_marks(text: str, r: Rand) -> str:
    """A bold mark that ends inside the line, as OCR models write: ``**I.** MỤC`` or ``**KẾ HOẠCH** ``."""
    return re.sub(r"(?m)^\*\*([IVX]+|\d+)([.\-/]) ([^*\n]+)\*\*$", r"**\1\2** **\3**", text)


def tone_old(text: str, r: Rand) -> str:
    """Both ways of placing tones in one document."""
    return re.sub(r"(?<!q)u([ỷỵ])", r"u\1", text.replace("hoà", "hòa")) if r.random() < 0.5 else text


def fenced(text: str, r: Rand) -> str:
    """The whole answer of a model inside a code fence."""
    return f"```markdown\n{text}```\n"


def fronted(text: str, r: Rand) -> str:
    return f"<!-- page 1 -->\n![](images/con-dau.png)\n\n{text}"


def damaged_motto(text: str, r: Rand) -> str:
    """The motto with a slip, or without its marks."""
    slips = ("ĐẢNG CÔNG SẢN VIỆT NAM", "ĐẢNG CỘNG SÀN VIỆT NAM", "DANG CONG SAN VIET NAM", "ĐẢNG  CỘNG  SẢN  VIỆT  NAM")
    return text.replace("ĐẢNG CỘNG SẢN VIỆT NAM", r.choice(slips))


def solid(text: str, r: Rand) -> str:
    """No blank lines at all."""
    return re.sub(r"\n\s*\n+", "\n", text)


def loose(text: str, r: Rand) -> str:
    """A blank line behind every line that is not a table's."""
    return re.sub(r"(?m)^(?!\|)(.*\S.*)\n(?=\S)", r"\1\n\n", text)


def rewrapped(text: str, r: Rand) -> str:
    """Running text wrapped anew, as extractors of PDF text leave it."""
    width = r.choice((64, 78, 90))
    out = []
    for line in text.split("\n"):
        long = len(line) > width and not line.lstrip().startswith(("|", "#", "*", "<"))
        out += textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) if long else [line]
    return "\n".join(out)


def bulleted(text: str, r: Rand) -> str:
    mark = r.choice(("• ", "– ", "‐ ", "▪ ", "* "))
    return re.sub(r"(?m)^- (?=\w)", lambda m: mark, text)


def bold_headings(text: str, r: Rand) -> str:
    """Markdown headings that are bold as well."""
    return re.sub(r"(?m)^(#+) ([^#*\n]+)$", r"\1 **\2**", text)


def running_head(text: str, r: Rand) -> str:
    """A site's or scanner's lines above and below."""
    top = r.choice(("Trang chủ > Văn bản > Chi tiết", "Scanned by CamScanner", "Tải về tại: vanban.example.vn"))
    return f"{top}\n\n{text}\n\n{r.choice((top, 'Lượt xem: 120'))}\n"


def quoted(text: str, r: Rand) -> str:
    """Straight quotation marks for curved ones."""
    return text.replace("“", '"').replace("”", '"')


Change = Callable[[str, Rand], str]
COMMON: tuple[Change, ...] = (nbsp, soft_hyphens, eth, crlf, dashes, spaced_numbers, damaged_motto, quoted)
PLAIN: tuple[Change, ...] = (
    *COMMON, decomposed, full_width, trailing, indented, page_marks, zero_width, solid, loose,
    rewrapped, bulleted, running_head,
)  # fmt: skip
MARKED: tuple[Change, ...] = (
    *COMMON, escapes, remnants, underscores, bold_italic_marks, fenced, fronted, page_marks, solid, loose,
    rewrapped, bulleted, bold_headings, running_head,
)  # fmt: skip
KINDS = {"txt": PLAIN, "md": MARKED, "html": COMMON}


def disturb(data: bytes, form: str, seed: int) -> bytes:
    """Nought to two disturbances of the form's own kind; PDF and DOCX stay as they are."""
    kinds = KINDS.get(form)
    if kinds is None:
        return data
    r = random.Random(f"disturb-{form}-{seed}")
    text = data.decode()
    for change in r.sample(kinds, r.choice((0, 1, 1, 2))):
        if form == "html":  # the tags stay as they are
            text = "".join(part if part[:1] == "<" else change(part, r) for part in re.split(r"(<[^>]*>)", text))
        else:
            text = change(text, r)
    return text.encode()
