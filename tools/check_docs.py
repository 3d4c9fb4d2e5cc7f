"""``python -m tools.check_docs``: writes the tables of docs/check.md from the rule data; ``--check`` compares."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from vndocparse.rules.formchecks import FILES, CheckRule, Regulation, check_rules, regulations
from vndocparse.rules.load import load_records

PAGE = Path(__file__).resolve().parents[1] / "docs" / "check.md"
_TITLES = {
    "components": "Components and their places",
    "number": "Number and symbol",
    "date": "Place and date",
    "title": "Type, subject, addressees",
    "text": "Text",
    "numbering": "Numbering",
    "signing": "Signing",
    "recipients": "Recipients",
    "marks": "Marks of secrecy and urgency",
    "setting": "Sizes, typeface, margins, paper",
    "pages": "Page numbers",
    "consistency": "Consistency",
    "authority": "Who may issue what",
}
_FAMILIES = {"party": "Party", "state": "State", "organisation": "organisations"}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("{found}", "…").replace("{expected}", "…").replace("*", "\\*")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _period(rule: CheckRule | Regulation) -> str:
    first, last = rule.valid_from, rule.valid_to
    if first is None and last is None:
        return "always"
    return f"{first or ''} – {last or ''}".strip()


def regulation_table() -> str:
    """The regulations with their days and what was read of them."""
    rows = ["| id | regulation | family | in force | what was read |", "| --- | --- | --- | --- | --- |"]
    for r in regulations():
        read = ". ".join(_cell(t) for t in (r.source, r.note) if t)
        rows.append(_row(f"`{r.id}`", r.name, _FAMILIES[r.family], _period(r), read))
    return "\n".join(rows)


def rule_tables() -> str:
    """One table per file of rules."""
    parts = [f"{len(check_rules())} rules."]
    for name in FILES:
        parts.append(f"### {_TITLES[name]}")
        rows = ["| rule | severity | asked of | since | what it says | source | known from |",
                "| --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
        for r in load_records(f"check/{name}.toml", "rule", CheckRule):
            families = "all" if len(r.families) == 3 else ", ".join(_FAMILIES[f] for f in r.families)
            source = r.source if not r.clause or r.clause == "–" else f"{r.source}; {r.clause}"
            level = r.level if r.primary_from in (None, r.valid_from) else f"{r.level} since {r.primary_from}"
            rows.append(_row(f"`{r.id}`", r.severity, families, _period(r), _cell(r.message.en), _cell(source), level))
        parts.append("\n".join(rows))
    return "\n\n".join(parts)


def page(text: str) -> str:
    """The page with its tables as they should be."""
    for name, table in (("regulations", regulation_table()), ("rules", rule_tables())):
        text = re.sub(
            rf"(<!-- {name}: made by tools/check_docs.py -->\n).*?(\n<!-- end of {name} -->)",
            lambda m, table=table: f"{m[1]}\n{table}\n{m[2]}",
            text,
            flags=re.DOTALL,
        )
    return text


def main() -> int:
    """Write the page, or say with 1 that it is out of date."""
    old = PAGE.read_text("utf-8")
    new = page(old)
    if "--check" in sys.argv[1:]:
        return int(old != new)
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
