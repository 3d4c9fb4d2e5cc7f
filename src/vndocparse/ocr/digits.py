"""Reads figures written by hand, stamped or printed into the header's blanks: a small net of our own.

The net sees a whole line, "Số: 12 /QĐ-UBND" or "ngày 05 tháng 3 năm", and gives for each narrow column how
probable each token is; ``training/handwriting`` makes it from synthesised strokes.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Columns = NDArray[np.float32]

HEIGHT = 48
"""Pixels of a line's picture from top to bottom: about 1.9 times the size of its type."""
SQUEEZED = (0.9, 1.1)
"""Widths at which a line is read again, in parts of its own: of what three widths together are sure of, fewer lines
are wrong than of what one is."""
STEP = 2
"""Pixels across that share one column of the net's output."""
TOKENS = "0123456789S/NTM"
"""What the net tells apart: figures, and the printed words between them: Số, the symbol's first mark, ngày,
tháng, năm.  Column 0 of its output is "nothing new"."""
KINDS = ("none", "print", "hand", "stamp")
"""What put the ink of a column there, as far as figures go."""


def normalised(grey: NDArray[np.uint8], squeeze: float = 1.0) -> Columns:
    """A line's picture as the net takes it: ``HEIGHT`` pixels high, paper 0, its darkest ink 1.

    Args:
        grey: paper light, ink dark.
        squeeze: width in proportion to height, 1 for as it is.
    """
    import cv2
    import numpy as np

    factor = HEIGHT / grey.shape[0]
    wide = max(STEP * 4, round(grey.shape[1] * factor * squeeze))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    small = cv2.resize(grey, (wide, HEIGHT), interpolation=method).astype(np.float32)
    paper, dark = np.percentile(small, (75, 0.5))
    # A blank line has no ink: its noise must not be stretched into some.
    return np.asarray(np.clip((paper - small) / max(float(paper - dark), 60.0), 0.0, 1.0), dtype=np.float32)


def views(pixels: Columns) -> tuple[Columns, ...]:
    """The line as it is, narrower and wider: what the net reads only at one width is doubtful."""
    import cv2
    import numpy as np

    def drawn(factor: float) -> Columns:
        wide = max(STEP * 4, round(pixels.shape[1] * factor))
        return np.asarray(cv2.resize(pixels, (wide, HEIGHT), interpolation=cv2.INTER_AREA), dtype=np.float32)

    return pixels, *(drawn(factor) for factor in SQUEEZED)


def columns(pixels: Columns) -> tuple[Columns, Columns]:
    """Log-probabilities of "nothing new" and each token, and probabilities of each kind of ink, column by column."""
    import numpy as np

    tokens, kinds = _session().run(None, {"line": np.ascontiguousarray(pixels[None, None])})
    return np.asarray(tokens[0], dtype=np.float32), np.asarray(kinds[0], dtype=np.float32)


@cache
def _session() -> Any:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    model = (files("vndocparse") / "models/handwriting/model.onnx").read_bytes()
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
