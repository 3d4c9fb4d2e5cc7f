"""Faults of the foot: authority, position and name of the signer, recipients."""

from __future__ import annotations

from typing import Any

from tools.faults.model import Draft, plant


def _signed(d: Draft, family: str) -> dict[str, Any] | None:
    signs = d.doc.get("signatures") or []
    if d.family != family or len(signs) != 1 or signs[0].get("print"):
        return None
    first: dict[str, Any] = signs[0]
    return first


def _sign(d: Draft, rule: str, **values: str | None) -> bool:
    d.doc["signatures"][0].update(values)
    d.touched.add("signatures")
    d.expect(rule, "signatures")
    return True


@plant
def authority_with_dot(d: Draft) -> bool:
    s = _signed(d, "party")
    if s is None or s.get("authority") not in ("T/M", "T/L", "K/T"):
        return False
    return _sign(d, "signing-slash", authority=s["authority"].replace("/", "") + ".")


@plant
def authority_with_slash(d: Draft) -> bool:
    s = _signed(d, "state")
    if s is None or s.get("authority") not in ("TM.", "KT.", "TL.") or not d.since(2011, 3, 5):
        return False
    return _sign(d, "signing-dot", authority=f"{s['authority'][0]}/{s['authority'][1]}")


@plant
def authority_gone(d: Draft) -> bool:
    """A secretary who signs as if for himself."""
    s = _signed(d, "party")
    if s is None or s.get("authority") != "T/M" or s.get("position") not in ("BÍ THƯ", "PHÓ BÍ THƯ"):
        return False
    return d.code not in ("BB", "GM") and _sign(d, "signing-collective", authority=None, on=None)


@plant
def authority_for_secretary(d: Draft) -> bool:
    """K/T BÍ THƯ."""
    s = _signed(d, "party")
    if s is None or s.get("position") not in ("BÍ THƯ", "PHÓ BÍ THƯ"):
        return False
    return _sign(d, "signing-no-deputy", authority="K/T", on=None, second="BÍ THƯ", position="PHÓ BÍ THƯ")


@plant
def authority_by_order(d: Draft) -> bool:
    """T/L with a secretary."""
    s = _signed(d, "party")
    if s is None or s.get("position") not in ("BÍ THƯ", "PHÓ BÍ THƯ") or not s.get("on"):
        return False
    return _sign(d, "signing-order", authority="T/L")


@plant
def deputy_alone(d: Draft) -> bool:
    """A deputy of an advisory body without K/T."""
    s = _signed(d, "party")
    if (
        s is None
        or not str(s.get("position") or "").endswith(("CHÁNH VĂN PHÒNG", "TRƯỞNG BAN"))
        or d.code in ("BB", "GM")
    ):
        return False
    position = str(s["position"])
    deputy = position if position.startswith("PHÓ") else f"PHÓ {position}"
    return _sign(d, "signing-deputy", authority=None, on=None, second=None, position=deputy)


@plant
def deputy_alone_state(d: Draft) -> bool:
    s = _signed(d, "state")
    if (
        s is None
        or not d.since(2011, 3, 5)
        or s.get("position") not in ("CHỦ TỊCH", "PHÓ CHỦ TỊCH", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    ):
        return False
    deputy = f"PHÓ {s['position'].removeprefix('PHÓ ')}"
    return _sign(d, "signing-deputy", authority=None, on=None, second=None, position=deputy)


@plant
def head_for_himself(d: Draft) -> bool:
    s = _signed(d, "state")
    if s is None or s.get("position") not in ("CHỦ TỊCH", "PHÓ CHỦ TỊCH", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"):
        return False
    head = s["position"].removeprefix("PHÓ ")
    return _sign(d, "signing-head", authority="KT.", on=None, second=head, position=head)


@plant
def body_for_head(d: Draft) -> bool:
    """T/M VĂN PHÒNG."""
    s = _signed(d, "party")
    if s is None or s.get("position") not in ("CHÁNH VĂN PHÒNG", "TRƯỞNG BAN") or not d.since(2018, 4, 3):
        return False
    on = "VĂN PHÒNG" if s["position"] == "CHÁNH VĂN PHÒNG" else "BAN TỔ CHỨC"
    return s.get("authority") is None and _sign(d, "signing-body", authority="T/M", on=on)


@plant
def body_signed_for(d: Draft) -> bool:
    """KT. ỦY BAN NHÂN DÂN."""
    s = _signed(d, "state")
    if s is None or s.get("position") not in ("CHỦ TỊCH", "PHÓ CHỦ TỊCH") or not d.since(2011, 3, 5):
        return False
    return _sign(d, "signing-collective", authority="KT.", on="ỦY BAN NHÂN DÂN", second=None, position="PHÓ CHỦ TỊCH")


@plant
def signer_gone(d: Draft) -> bool:
    """The position without a name."""
    s = _signed(d, "party") or _signed(d, "state")
    filled = d.day is not None and not d.doc.get("draft") and not d.entry.get("hand")
    return s is not None and bool(s.get("name")) and filled and _sign(d, "signer-missing", name=None, mark=None)


@plant
def signer_with_degree(d: Draft) -> bool:
    s = _signed(d, "party") or _signed(d, "state")
    if s is None or not s.get("name") or not d.since(2018, 4, 3):
        return False
    if any(w in f"{d.doc.get('organ')}".lower() for w in ("trường", "bệnh viện", "học viện")) and d.family == "state":
        return False
    return _sign(d, "signer-title", name=f"TS. {s['name']}")


@plant
def signer_in_capitals(d: Draft) -> bool:
    s = _signed(d, "state")
    return (
        s is not None
        and bool(s.get("name"))
        and d.since(2011, 3, 5)
        and _sign(d, "signer-case", name=s["name"].upper())
    )


@plant
def signature_gone(d: Draft) -> bool:
    s = _signed(d, "party") or _signed(d, "state")
    if s is None or d.doc.get("copies") or d.style.get("stamp_at") == "sign":
        return False
    d.doc["signatures"] = []
    d.touched.add("signatures")
    d.expect("signature-missing", "signatures")
    return True


# --- recipients -----------------------------------------------------------------------


def _listed(d: Draft) -> list[str]:
    items: list[str] = d.doc.get("recipients") or []
    fits = d.family in ("party", "state") and len(items) >= 3 and items[-1].lower().startswith("lưu")
    return items if fits and not any("|}" in i for i in items) else []


@plant
def recipients_gone(d: Draft) -> bool:
    if d.family not in ("party", "state") or not d.doc.get("recipients") or d.code in ("BB", "GM", "QC", "ĐA"):
        return False
    if d.doc.get("copies") or d.day is None or d.entry.get("hand"):
        return False
    d.doc["recipients"] = []
    d.touched.add("recipients")
    d.expect("recipients-missing", "recipients")
    return True


@plant
def file_copy_gone(d: Draft) -> bool:
    if not _listed(d) or (d.family == "state" and not d.since(2011, 3, 5)):
        return False
    d.doc["recipients"].pop()
    d.expect("recipients-file", "recipients")
    return True


@plant
def file_copy_before_others(d: Draft) -> bool:
    items = _listed(d)
    if not items:
        return False
    items.insert(1, items.pop())
    d.expect("recipients-file-last", "recipients")
    return True


@plant
def file_copy_form(d: Draft) -> bool:
    """ "Lưu VP" instead of "Lưu: VT, …" in a document of the state."""
    items = _listed(d)
    if not items or d.family != "state" or not d.since(2011, 3, 5):
        return False
    items[-1] = "Lưu VP"
    d.touched.add("recipients")
    d.expect("recipients-file-form", "recipients")
    return True


@plant
def recipients_with_commas(d: Draft) -> bool:
    """Commas where the state asks for semicolons."""
    items = _listed(d)
    if not items or d.family != "state" or not d.since(2011, 3, 5):
        return False
    d.set_all("recipient_sep", ",")
    d.touched.add("recipients")
    d.expect("recipients-ends", "recipients")
    return len(d.doc.get("addressees") or []) < 2


@plant
def recipients_without_stop(d: Draft) -> bool:
    """No mark behind the last one."""
    if not _listed(d) or (d.family == "state" and not d.since(2011, 3, 5)) or d.doc.get("copies"):
        return False
    d.set_all("recipient_last", "")
    d.expect("recipients-last-mark", "recipients")
    return d.entry.get("form") not in ("docx", "html")


@plant
def recipients_label_in_capitals(d: Draft) -> bool:
    if not _listed(d) or not d.since(2004, 5, 28) or (d.family == "state" and not d.since(2011, 3, 5)):
        return False
    d.set_all("recipient_title", "NƠI NHẬN:")
    d.expect("recipients-label", "recipients")
    return d.entry.get("form") not in ("docx", "html") and not d.doc.get("copies")


@plant
def same_as_above_gone(d: Draft) -> bool:
    items = _listed(d)
    if not items or d.code != "CV" or not d.doc.get("addressees") or not items[0].lower().startswith("như"):
        return False
    if d.family == "state" and not d.since(2020, 3, 5):
        return False
    items[0] = "Văn phòng"
    d.expect("recipients-same", "recipients")
    return True
