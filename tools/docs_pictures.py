"""Makes the pictures of the documentation from documents of the corpus.

    python tools/docs_pictures.py

writes docs/pictures/: the values drawn on a page, and the card as a terminal shows it.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

from PIL import Image
from rich.console import Console

import vndocparse
from vndocparse.card import print_card
from vndocparse.messages import messages

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PLAN = ROOT / "corpus" / "kh-thu-vien-ban-cuoi" / "source.pdf"
SCAN = ROOT / "corpus" / "bc-giam-ngheo-huyen-uy-tam-ky-thuong" / "scan-light.pdf"


def draw(source: Path, name: str, page: str = "1", width: int = 1000) -> None:
    """The values of a page drawn on it, small enough for a web page."""
    target = PICTURES / name
    command = [Path(sys.executable).with_name("vndocparse"), "show", source, "--page", page, "-o", target]
    subprocess.run([*map(str, command), "--dpi", "150", "--no-progress"], check=True)
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


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(exist_ok=True)
    draw(PLAN, "page.png")
    card(PLAN, "card.svg")
    draw(SCAN, "scan.png")


if __name__ == "__main__":
    main()
