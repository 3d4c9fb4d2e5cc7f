"""The way out: methods of results and documents that write them in other formats."""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast


class Outward:
    """``export`` by name, and a method for each format that people ask for by hand.

    Writers live in ``vndocparse.export``, a layer above: looked up when called, never at import.
    """

    def export(self, to: str, **options: Any) -> bytes | dict[str, bytes]:
        """In the format named ``to``; the formats and options are those of ``vndocparse.export``.

        Raises:
            UsageError: there is no such format or option, or the result lacks what the format needs.
            MissingExtraError: the format needs an optional package.
        """
        written = import_module("vndocparse.export.outward").export(self, to, options)
        return cast("bytes | dict[str, bytes]", written)

    def _text(self, to: str, options: dict[str, Any]) -> str:
        return cast(bytes, self.export(to, **options)).decode("utf-8-sig")

    def to_json(self, **options: Any) -> str:
        """Everything, loss-free; ``ParseResult.model_validate_json`` reads it back."""
        return self._text("json", options)

    def to_markdown(self, **options: Any) -> str:
        """A reading copy."""
        return self._text("markdown", options)

    def to_html(self, **options: Any) -> str:
        """A reading copy as a page that stands alone."""
        return self._text("html", options)

    def to_csv(self, **options: Any) -> str:
        """One row per document; ``columns`` names a preset or a column map."""
        return self._text("csv", options)

    def to_akn(self, **options: Any) -> str:
        """Akoma Ntoso 3.0 (LegalDocML)."""
        return self._text("akn", options)

    def to_xlsx(self, **options: Any) -> bytes:
        """An Excel workbook; ``columns`` names a preset or a column map."""
        return cast(bytes, self.export("xlsx", **options))

    def to_alto(self, **options: Any) -> str:
        """ALTO 4.4; needs a result that keeps its words."""
        return self._text("alto", options)

    def to_hocr(self, **options: Any) -> str:
        """hOCR 1.2; needs a result that keeps its words."""
        return self._text("hocr", options)

    def to_page_xml(self, **options: Any) -> dict[str, bytes]:
        """PAGE-XML, one file for each page by its name; needs a result that keeps its words."""
        return cast("dict[str, bytes]", self.export("page", **options))

    def to_arrow(self) -> dict[str, Any]:
        """Tidy tables as ``pyarrow`` tables, by name; see ``vndocparse.export.arrow``."""
        result = import_module("vndocparse.export.outward").as_result(self)
        return cast("dict[str, Any]", import_module("vndocparse.export.arrow").to_arrow(result))

    def to_docx(self, **options: Any) -> bytes:
        """An editable copy, laid out by the regulation of its day."""
        return cast(bytes, self.export("docx", **options))

    def to_pdfa(self, file: str | bytes, **options: Any) -> bytes:
        """Searchable PDF/A-2b of ``file``, from which this result was read with ``words=True``."""
        digest = getattr(self, "source").sha256  # noqa: B009  (only a result has a source)
        return cast(bytes, self.export("pdfa", files={digest: file}, **options))
