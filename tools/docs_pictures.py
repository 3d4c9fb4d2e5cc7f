"""Makes the pictures of the documentation from documents of the corpus.

    python -m tools.docs_pictures

writes docs/pictures/: the values drawn on a page, findings of the check, and the card as a terminal shows it.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from rich.console import Console
from tools.corpus.spec import entries
from tools.faults.model import PLANTS, draft_of
from tools.faults.score import rendered

import vndocparse
from vndocparse.card import print_card
from vndocparse.messages import messages

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PLAN = ROOT / "corpus" / "kh-thu-vien-ban-cuoi" / "source.pdf"
SCAN = ROOT / "corpus" / "bc-giam-ngheo-huyen-uy-tam-ky-thuong" / "scan-light.pdf"


def draw(source: Path, name: str, page: str = "1", width: int = 1000, command: str = "show") -> None:
    """The values of a page, or its findings (``check``), drawn on it, small enough for a web page."""
    target = PICTURES / name
    output = ["--draw", target] if command == "check" else ["-o", target]
    call = [Path(sys.executable).with_name("vndocparse"), command, source, "--page", page, *output]
    # A check that finds an error ends with 20.
    subprocess.run([*map(str, call), "--dpi", "150", "--no-progress"], check=command == "show")
    with Image.open(target) as image:
        height = round(image.height * width / image.width)
        small = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    # A palette halves the file and is not seen on type and thin lines.
    small.quantize(128).save(target, optimize=True)
    target.chmod(0o644)  # results are written for their owner alone


def card(source: Path, name: str) -> None:
    """The card of a file as a drawing of a terminal."""
    console = Console(record=True, width=104, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    print_card(vndocparse.parse(source), console, messages("en"))
    drawing = console.export_svg(title=f"vndocparse parse {source.name}")
    # The drawing would fetch a font from the network when it is looked at.
    drawing = re.sub(r"@font-face \{.*?\}\s*", "", drawing, flags=re.DOTALL)
    (PICTURES / name).write_text(drawing, "utf-8")


def draw_findings(name: str, plants: tuple[str, ...], picture: str) -> None:
    """Faults planted into a composition, checked, and drawn on its first page beside those of its last."""
    draft = draft_of(entries(name)[0])
    for plant in plants:
        PLANTS[plant](draft)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "plan.pdf"
        source.write_bytes(rendered(draft)[0])
        draw(source, picture, command="check")


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(exist_ok=True)
    draw(PLAN, "page.png")
    card(PLAN, "card.svg")
    draw(SCAN, "scan.png")
    draw_findings(
        "kh-thu-vien-ban-cuoi", ("number-order", "authority-gone", "recipients-without-stop"), "check-page.png"
    )


if __name__ == "__main__":
    main()
