"""One stress document from a seed: head, body, foot and the options of its rendering, as a corpus entry."""

from __future__ import annotations

import random
from typing import Any

from tools.corpus.spec import Block, DocSpec, Entry
from tools.stress import words as w

STATE = {"T/M": "TM.", "K/T": "KT.", "T/L": "TL."}
ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
ORDINALS = ("nhất", "hai", "ba", "bốn", "năm")
LETTERS = "abcdđe"
PAGED = ("born-digital", "scan")
"""Forms whose lines the renderer breaks."""


LEFT_OUT = [
    "citations", "cited_numbers", "number", "issued", "organ", "place", "doc_type", "signatures", "recipients",
]  # fmt: skip
"""Fields of an attachment that its decision may lend it."""


def scheme_of(text: str) -> tuple[str, ...]:
    """ "I-h > 1.p": the marker of each level and how it goes on, see ``stock.toml``."""
    return tuple(text.split(" > ")) if text else ()


class Composer:
    """Draws one entry; every choice comes from ``seed``."""

    def __init__(self, seed: int, form: str) -> None:
        """``form``: txt, md, html, docx or born-digital."""
        self.r = random.Random(f"{form}-{seed}")
        self.form, self.seed = form, seed
        self.places = {k: self.r.choice(v) for k, v in w.PLACES.items()}

    def maybe(self, share: float) -> bool:
        return self.r.random() < share

    def fill(self, text: str, **more: str) -> str:
        names = {**self.places, **{k.upper(): v.upper() for k, v in self.places.items()}}
        return text.format(**names, **more)

    def person(self) -> str:
        r = self.r
        while True:
            name = " ".join(
                x
                for x in (r.choice(w.NAMES["surnames"]), r.choice(w.NAMES["middles"]), r.choice(w.NAMES["given"]))
                if x
            )
            if 2 <= len(name.split()) <= 5:
                return name.upper() if self.caps_names else name

    def cited(self) -> str:
        return "{{" + self.r.choice(w.TEXTS["cites"]) + "}}"

    # body ---------------------------------------------------------------------------------

    def sentence(self) -> str:
        return self.r.choice(w.TEXTS["sentences"] if self.maybe(0.6) else w.TEXTS["traps"])

    def marker(self, shape: str, k: int, above: str) -> str:
        if shape.startswith("Phần thứ"):
            return f"Phần thứ {ORDINALS[k]}"
        if shape.startswith(("Phần", "Chương")):
            return f"{shape.split()[0]} {ROMANS[k]}"
        if shape.startswith("Mục"):
            return f"Mục {k + 1}"
        if shape.startswith("Điều"):
            self.article += 1
            return f"Điều {self.article}{shape[6:]}"
        if shape[0] == "I":
            return ROMANS[k] + shape[1:]
        if shape[0] == "A":
            return "ABCDE"[k] + shape[1:]
        if shape[0] == "a":
            return LETTERS[k] + shape[1:]
        if "." in shape[1:-1] or shape in ("1.1", "2.1-"):
            mark = shape[-1] if shape[-1] in ".-" else ""
            return f"{above}.{k + 1}{mark}"
        return f"{k + 1}{shape[1:]}"

    def sections(self, scheme: tuple[str, ...], level: int, above: str) -> list[Block]:
        r, out = self.r, []
        spec = scheme[level]
        shape, how = spec[:-1], spec[-1]
        top = 2 + (level == 0) + (len(scheme) == 1)
        for k in range(r.randint(2, min(top + 1, 5))):
            mark = self.marker(shape, k, above)
            label = mark.rstrip(" .-/):")
            big = shape.startswith(("Phần", "Chương"))
            if how in "hHs":
                if how == "H":
                    heading = (
                        r.choice(w.TEXTS["headings"]).capitalize() if level == 0 else r.choice(w.TEXTS["subheads"])
                    )
                elif shape[0] in "IA" or big:
                    heading = r.choice(w.TEXTS["headings"])
                else:
                    heading = r.choice(w.TEXTS["subheads"])
                split = big or how == "s"
                style = "p" if how == "H" and not split else ""
                out.append(Block("section", "", mark, heading, level + 1, split, style))
                if level + 1 == len(scheme) or self.maybe(0.25):
                    out += [Block("para", self.sentence()) for _ in range(r.randint(1, 2))]
            else:
                text = r.choice(w.TEXTS["points"])
                if self.maybe(0.3):
                    text += " " + r.choice(w.TEXTS["sentences"])
                if self.maybe(0.15):
                    text = text.rstrip(".;") + " theo " + self.cited() + "."
                out.append(Block("section", text, mark, None, level + 1))
                if self.maybe(0.12):
                    out.append(Block("para", self.sentence()))
            if level + 1 < len(scheme) and (how in "hHs" or self.maybe(0.4)):
                if self.maybe(0.85):
                    out += self.sections(scheme, level + 1, label)
                elif how in "hHs":
                    out.append(Block("para", self.sentence()))
        return out

    def body(self, code: str, organ: w.Organ) -> list[Block]:
        r = self.r
        self.article = 0
        topic = r.choice(w.TEXTS["topics"])
        out: list[Block] = []
        if code == "QĐ" or self.maybe(0.2):
            for text in r.sample(w.TEXTS["bases"], r.randint(2, 3)):
                out.append(
                    Block(
                        "para", text.replace("{{{cite}}}", self.cited()), style="i" if organ.family == "state" else ""
                    )
                )
        lead = (
            r.choice(w.TEXTS["leads"])
            .replace("{short}", organ.short)
            .replace("{topic}", topic)
            .replace("{{{cite}}}", self.cited())
        )
        scheme = scheme_of(r.choice(w.TEXTS["schemes"]))
        if code == "QĐ" and self.type == "QUYẾT ĐỊNH":
            scheme = r.choice((("Điều 1.p",), ("Điều 1:p",), ("Điều 1.h", "1.p", "a)p"), ("Điều 1-p",)))
            whose = {"state": organ.short.upper(), "organisation": "BAN THƯỜNG VỤ"}.get(organ.family, "")
            if whose and self.maybe(0.5):
                out.insert(0, Block("center", whose, style="b"))
            out.append(Block("center", r.choice(("QUYẾT ĐỊNH:", "QUYẾT ĐỊNH")), style="b"))
        elif code in ("GGT", "GM"):
            scheme = r.choice((("1.p",), ()))
            out.append(Block("para", lead))
        else:
            out.append(Block("para", lead))
        if scheme:
            out += self.sections(scheme, 0, "")
        else:
            out += [Block("para", self.sentence()) for _ in range(r.randint(2, 4))]
        if self.maybe(0.15):
            out.append(
                Block("table", rows=w.TABLE, caption="Kết quả thực hiện một số chỉ tiêu" if self.maybe(0.5) else None)
            )
        if self.maybe(0.2):
            out.append(
                Block("para", "Trên đây là kết quả thực hiện; kính báo cáo cấp trên xem xét, cho ý kiến chỉ đạo./.")
            )
        return [b for b in out if not (b.kind == "table" and self.form == "txt")]

    # head and foot --------------------------------------------------------------------------

    def signature(self, shape: str, family: str) -> dict[str, Any]:
        left, _, position = (p.strip() for p in shape.partition(">"))
        out: dict[str, Any] = {"name": self.person()}
        if position:
            out["position"] = position
        if left:
            first, _, second = (p.strip() for p in left.partition("+"))
            mark, _, whose = first.partition(" ")
            slash = "/" in mark
            if self.swap and mark in ("T/M", "K/T", "T/L", "TM.", "KT.", "TL."):
                mark = {v: k for k, v in STATE.items()}.get(mark) or STATE[mark]
            out["authority"] = mark
            out["second" if mark in ("K/T", "KT.") else "on"] = whose
            if second:
                out["authority2"], _, out["second"] = second.partition(" ")
                out["authority2"] = "K/T" if "/" in mark else "KT."
            del slash
        if self.maybe(0.12):
            out["mark"] = self.r.choice(("(Đã ký)", "Đã ký", "(đã ký)"))
        return out

    def recipients(self) -> list[str]:
        r = self.r
        if self.maybe(0.1):
            return []
        out = []
        items = r.sample(w.TEXTS["recipients"], r.randint(1, 6))
        brace = self.maybe(0.12) and len(items) > 2
        for i, item in enumerate(items):
            why = r.choice(w.TEXTS["purposes"]) if self.maybe(0.4) else ""
            if brace:
                why = "}b/c" if i < 2 else ""
            out.append(f"{item}|{why}" if why.startswith("}") else f"{item} | {why}" if why else item)
        if self.maybe(0.15):
            out.insert(0, r.choice(("Như trên", "Như Điều 3", "Như kính gửi")))
        return [*out, r.choice(w.TEXTS["files"]).rstrip(".")]

    def date(self) -> str:
        r = self.r
        year = r.choice((1998, 2004, 2013, 2018, 2024, 2026))
        day, month = r.randint(1, 28), r.randint(1, 12)
        if self.maybe(0.1):
            return r.choice(
                (
                    f"ngày     tháng {month} năm {year}",
                    f"ngày     tháng     năm {year}",
                    f"ngày ... tháng {month:02} năm {year}",
                )
            )
        if self.maybe(0.06):
            return f"ngày {day}/{month}/{year}"
        return (
            f"ngày {day:02} tháng {month:02} năm {year}"
            if month < 3 or self.maybe(0.3)
            else f"ngày {day:02} tháng {month} năm {year}"
        )

    def wrapped(self, lines: list[str]) -> list[str]:
        """Long names broken over two lines in a text form, now and then."""
        out = []
        for line in lines:
            words = line.split()
            if self.form not in PAGED and len(line) > 24 and self.maybe(0.25):
                cut = self.r.randint(3, len(words) - 1)
                out += [" ".join(words[:cut]), " ".join(words[cut:])]
            else:
                out.append(line)
        return out

    def number(self, code: str, organ: w.Organ) -> str:
        n = "" if self.maybe(0.08) else f"{self.r.choice((3, 17, 45, 128, 999, 2204)):02}"
        code = code or "CV"
        if organ.family == "state":
            return f"{n}/{'' if code == 'CV' else code + '-'}{organ.code}" + ("-NV" if code == "CV" else "")
        if organ.code in ("MTTQ-BTT",):
            return f"{n}/{code}-{organ.code}"
        return f"{n}-{code}/{organ.code}"

    def head(self) -> tuple[dict[str, Any], w.Organ, str]:
        r = self.r
        organ = r.choice(w.ORGANS)
        self.type, code = r.choice(w.TYPES)
        if organ.family == "state" and code in ("KL", "TT", "QC"):
            self.type, code = "KẾ HOẠCH", "KH"
        if organ.family == "state" and self.type == "QUY ĐỊNH":
            self.type = "QUYẾT ĐỊNH"
        self.swap = self.maybe(0.1)
        self.caps_names = self.maybe(0.05)
        date = self.date()
        head: dict[str, Any] = {
            "family": organ.family,
            "organ": self.wrapped([self.fill(x) for x in organ.lines]),
            "place": self.fill(organ.place),
            "date": date,
            "number": self.number(code, organ),
        }
        if organ.superior:
            head["superior"] = self.wrapped([self.fill(x) for x in organ.superior])
        if organ.family == "organisation":
            head["motto"] = organ.motto
        if self.type:
            head["type"] = self.type
        if code:
            head["code"] = code
        subject = r.choice(w.TEXTS["subjects"]).format(
            topic=r.choice(w.TEXTS["topics"]), cite=r.choice(w.TEXTS["cites"])
        )
        if code == "CV":
            subject = r.choice(("V/v ", "V/v: ", "Về việc ", "")) + subject.removeprefix("về việc ").removeprefix(
                "Về việc "
            ).removeprefix("về ")
            if self.maybe(0.7):
                head["addressees"] = r.sample(w.TEXTS["addressees"], r.randint(1, 3))
        if self.type == "TỜ TRÌNH" or (self.type == "BÁO CÁO" and self.maybe(0.3)):
            head["addressees"] = r.sample(w.TEXTS["addressees"], 1)
        if code == "GGT" or (code == "GM" and self.maybe(0.5)):
            subject = ""
        if subject:
            head["subject"] = subject
            if self.type and organ.family == "party" and self.maybe(0.12) and subject.startswith("về"):
                head["author"] = r.choice(w.TEXTS["authors"])
            elif self.type and self.maybe(0.06) and "{{" not in subject:
                head["subject"] = subject.upper()
        for key, texts in w.MARKS.items():
            if self.maybe(0.05):
                head[key] = r.choice(texts)
        return head, organ, code

    def signatures(self, organ: w.Organ, code: str) -> list[dict[str, Any]]:
        r = self.r
        if code == "BB":
            return [{"position": "THƯ KÝ", "name": self.person()}, {"position": "CHỦ TRÌ", "name": self.person()}]
        first = self.signature(r.choice(organ.signs), organ.family)
        if self.maybe(0.07):
            second = self.signature(r.choice(organ.signs), organ.family)
            return [first, second]
        return [first] if not self.maybe(0.03) else []

    def document(self) -> DocSpec:
        head, organ, code = self.head()
        blocks = self.body(code, organ)
        head["signatures"] = self.signatures(organ, code)
        head["recipients"] = self.recipients()
        if self.form in ("born-digital", "txt", "md") and organ.family == "party" and self.maybe(0.05):
            head["copies"] = [self.copy()]
        return DocSpec(head, tuple(blocks))

    def copy(self) -> dict[str, Any]:
        """A certified-copy block."""
        sign = {"authority": "T/L", "on": "BAN THƯỜNG VỤ", "position": "CHÁNH VĂN PHÒNG", "name": self.person()}
        return {
            "kind": self.r.choice(("SAO Y BẢN CHÍNH", "SAO LỤC", "TRÍCH SAO")),
            "superior": self.fill("ĐẢNG BỘ HUYỆN {H}"),
            "organ": self.fill("ĐẢNG UỶ XÃ {X}"),
            "number": "12-BS/ĐU",
            "place": self.fill("{x}"),
            "date": "ngày 03 tháng 5 năm 2025",
            "signatures": [sign],
            "recipients": ["Các chi bộ trực thuộc", "Lưu Đảng uỷ"],
        }

    def attachment(self, first: DocSpec) -> DocSpec:
        """A regulation or list that the decision issues, without a header block."""
        self.article = 0
        source = f"Quyết định số {first.get('number')}, {first.get('date')} của Ban Thường vụ"
        head = {
            "role": "attachment",
            "header": False,
            "family": first.get("family"),
            "type": self.r.choice(("QUY CHẾ", "QUY ĐỊNH", "QUY TRÌNH")),
            "code": "QC",
            "subject": "về " + self.r.choice(w.TEXTS["topics"]),
            "note_under_title": f"(Ban hành kèm theo {source})",
            "leave_out": LEFT_OUT,
        }
        scheme = self.r.choice((("Chương Ih", "Điều 1.h", "1.p"), ("Điều 1.h", "1.p", "a)p"), ("I-h", "1-p")))
        return DocSpec(head, tuple(self.sections(scheme, 0, "")))

    # the file ---------------------------------------------------------------------------------

    def drawn(self, name: str) -> dict[str, Any]:
        """One value of each option of the renderer."""
        return {key: self.r.choice(values) for key, values in w.OPTIONS[name].items()}

    def options(self, family: str) -> dict[str, Any]:
        text = self.drawn("text") | (self.drawn(self.form) if self.form in ("txt", "md", "html") else {})
        if family == "organisation":
            text["tagline"] = ""
        return text

    def entry(self) -> Entry:
        r = self.r
        first = self.document()
        docs = [first]
        family = first.get("family")
        if first.get("type") == "QUYẾT ĐỊNH" and self.maybe(0.35):
            docs.append(self.attachment(first))
        file: dict[str, Any] = {
            "family": family,
            "form": self.form,
            "title": "stress",
            "text": self.options(family),
            "seed": self.seed,
        }
        if family == "organisation" and first.get("motto") == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM":
            file["text"]["tagline"] = "Độc lập - Tự do - Hạnh phúc"
            file["style"] = {"tagline": "Độc lập - Tự do - Hạnh phúc"}
        if self.maybe(0.06):
            file["form_code"] = r.choice(("Mẫu 4-KNĐ", "Mẫu số 02", "(Mẫu 3-213)"))
        if self.form == "docx":
            file["word"] = self.drawn("docx")
        if self.form == "born-digital":
            file["style"] = file.get("style", {}) | self.drawn("born-digital")
        return Entry(f"stress-{self.form}-{self.seed}", file, tuple(docs))


def compose(seed: int, form: str) -> Entry:
    """The stress entry of a seed in a form; the same seed gives the same entry."""
    return Composer(seed, form).entry()
