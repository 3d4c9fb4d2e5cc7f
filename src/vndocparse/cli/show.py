"""``vndocparse show``: what was found, drawn on the page."""

from __future__ import annotations

from pathlib import Path

from vndocparse.cli.output import page_numbers, write_file
from vndocparse.cli.reading import STDIN, Drawing, Options, read_and_draw
from vndocparse.cli.streams import complain
from vndocparse.cli.terminal import progress_bar
from vndocparse.errors import UsageError, VndocparseError
from vndocparse.messages import Messages

_MOST_PAGES = 40
"""Pages drawn into one HTML file unless others are chosen: about 10 MB."""


def run_show(
    name: str,
    output: Path,
    page: str | None,
    field: str | None,
    dpi: int | None,
    options: Options,
    say: Messages,
    *,
    progress: bool,
) -> int:
    """Draw the file ``name`` to ``output``: one page, or the piece with ``field``, as PNG; pages or a text as HTML.

    Raises:
        UsageError: the output is of another kind, the page does not exist, or a text is to be a picture.
        VndocparseError: the file cannot be read.
    """
    try:
        if field is not None:
            data = _piece(name, output, field, dpi or 300, options, say, progress)
        else:
            data = _drawn(name, output, page, dpi or 120, options, say, progress)
    except VndocparseError as error:
        complain(say.error(error), name)
        return error.exit_code
    write_file(output, data, say)
    return 0


def _piece(name: str, output: Path, field: str, dpi: int, options: Options, say: Messages, progress: bool) -> bytes:
    if output.suffix.casefold() != ".png":
        raise UsageError(say("usage_image"), remedy=say("usage_field_remedy"))
    with progress_bar(say("progress", name=name), say, wanted=progress) as on_page:
        _, images, _ = read_and_draw(name, options, Drawing(None, dpi, "png", 0, field), on_page)
    if not images:
        raise UsageError(say("usage_no_field"), remedy=say("usage_no_field_remedy"))
    return images[0].data


def _drawn(
    name: str, output: Path, page: str | None, dpi: int, options: Options, say: Messages, progress: bool
) -> bytes:
    kind = output.suffix.casefold()
    if kind not in (".png", ".html", ".htm"):
        raise UsageError(say("usage_image"), remedy=say("usage_image_remedy"))
    numbers = page_numbers(page, say)
    pages = None if numbers is None else tuple(numbers)
    drawing = Drawing((1,), dpi, "png", 1) if kind == ".png" else Drawing(pages, dpi, "jpeg", _MOST_PAGES)
    if kind == ".png" and pages is not None:
        if len(pages) > 1:
            raise UsageError(say("usage_one_page"), remedy=say("usage_one_page_remedy"))
        drawing = Drawing(pages, dpi, "png", 1)
    with progress_bar(say("progress", name=name), say, wanted=progress) as on_page:
        result, images, count = read_and_draw(name, options, drawing, on_page)
    if name == STDIN:
        result = result.model_copy(update={"source": result.source.model_copy(update={"name": STDIN})})

    from vndocparse.show import draw_png, pages_html, text_html

    if kind == ".png":
        if not images:
            raise UsageError(say("usage_png_text"), remedy=say("usage_png_text_remedy"))
        return draw_png(result, images[0], say)
    html = pages_html(result, images, say, left_out=count - len(images)) if images else text_html(result, say)
    return html.encode("utf-8", "backslashreplace")
