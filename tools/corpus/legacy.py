"""Encodings that old files come in: TCVN3 (ABC), VNI, decomposed Unicode, UTF-16.

The tables are the published code charts of the two fonts' encodings. TCVN3 has no accented capitals: capitals in such
files are set in a capital font (.VnTimeH) over the codes of the small letters, so their case is lost in the bytes.
"""

from __future__ import annotations

import unicodedata

_TCVN3_LOWER = dict(zip(
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ",
    strict=True,
))  # fmt: skip
_TCVN3_CAPS = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))

_VNI_TONE = {"\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_BREVE = {"": "ê", "\u0300": "è", "\u0301": "é", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_VNI_HAT = {"": "â", "\u0300": "à", "\u0301": "á", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_VNI_WHOLE = {
    "đ": "ñ", "Đ": "Ñ", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "Ì": "Ì",
    "Í": "Í", "Ỉ": "Æ", "Ĩ": "Ó", "Ị": "Ò", "ỵ": "î", "Ỵ": "Î",
}  # fmt: skip


def tcvn3(text: str) -> str:
    """TCVN3 codes read as Latin-1."""
    return "".join(_TCVN3_CAPS.get(c) or _TCVN3_LOWER.get(c.lower(), c) for c in unicodedata.normalize("NFC", text))


def vni(text: str) -> str:
    """VNI codes read as Latin-1."""
    out = []
    for c in unicodedata.normalize("NFC", text):
        if c in _VNI_WHOLE:
            out.append(_VNI_WHOLE[c])
            continue
        parts = unicodedata.normalize("NFD", c)
        base, marks = parts[0], parts[1:]
        tone = "".join(m for m in marks if m in _VNI_TONE)
        if "\u0306" in marks:
            code = base + _case(_VNI_BREVE[tone], base)
        elif "\u0302" in marks:
            code = base + _case(_VNI_HAT[tone], base)
        elif "\u031b" in marks:
            horn = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[base]
            code = horn + (_case(_VNI_TONE[tone], base) if tone else "")
        elif tone and base.isalpha():
            code = base + _case(_VNI_TONE[tone], base)
        else:
            code = c
        out.append(code)
    return "".join(out)


def _case(mark: str, base: str) -> str:
    return mark.upper() if base.isupper() else mark


def encode(text: str, encoding: str) -> bytes:
    """Bytes of a text file; quotes and dashes beyond the old fonts' charts are plain there."""
    if encoding == "utf-8":
        return text.encode()
    if encoding == "utf-8-bom":
        return b"\xef\xbb\xbf" + text.encode()
    if encoding == "nfd":
        return unicodedata.normalize("NFD", text).encode()
    if encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    flat = text.translate(str.maketrans("“”‘’–…", "\"\"''-."))
    if encoding == "tcvn3":
        return tcvn3(flat).encode("latin-1")
    if encoding == "tcvn3-utf8":
        return tcvn3(flat).encode()
    if encoding == "vni-utf8":
        return vni(flat).encode()
    if encoding == "vni":
        return vni(flat).encode("latin-1")
    raise ValueError(f"encoding {encoding!r}")
