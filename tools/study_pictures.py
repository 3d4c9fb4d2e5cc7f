"""Makes the pictures of docs/study.md by running its own code, so that text and pictures cannot differ.

    python tools/study_pictures.py

Needs Chromium for the picture of the page; the plots come without it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PLOTS = ("study-most-cited.png", "study-lags.png", "study-spread.png", "study-chains.png")
PAGE = "study-graph.png"


def run_study(folder: Path) -> None:
    """Run the page's blocks of Python in ``folder``, where the corpus is at hand."""
    (folder / "corpus").symlink_to(ROOT / "corpus")
    os.chdir(folder)
    text = (ROOT / "docs" / "study.md").read_text("utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        exec(compile(block, "study.md", "exec"), names)


def save(source: Path, target: Path, width: int) -> None:
    """A picture of at most ``width`` pixels, with a palette that keeps the few strong colours among many greys."""
    with Image.open(source) as image:
        height = round(image.height * min(width / image.width, 1))
        small = image.convert("RGB").resize((min(width, image.width), height), Image.Resampling.LANCZOS)
    small.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, optimize=True)


def photograph(page: Path, target: Path) -> None:
    """The page as a browser shows it with one document picked."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print(f"{PAGE} is left as it is: there is no Chromium")
        return
    with tempfile.TemporaryDirectory() as profile:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync",
                   f"--user-data-dir={profile}", "--window-size=1500,950", f"--screenshot={target}"]  # fmt: skip
        url = f"{page.as_uri()}#vn-cpv%3Atw%2FVIII%2Fct%2F30"
        subprocess.run([browser, *options, url], check=True, capture_output=True)


def main() -> None:
    """Make all pictures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        run_study(folder)
        for name in PLOTS:
            save(folder / name, PICTURES / name, 1000)
        photograph(folder / "study-graph.html", folder / PAGE)
        if (folder / PAGE).exists():
            save(folder / PAGE, PICTURES / PAGE, 1400)
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
