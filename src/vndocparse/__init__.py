"""Reads documents of the Communist Party of Vietnam into typed objects with evidence.

    >>> import vndocparse
    >>> result = vndocparse.parse("plan.pdf")  # doctest: +SKIP
    >>> result.documents[0].number.text  # doctest: +SKIP
    '13-KH/ĐUK'

Names are loaded when first used, so that ``import vndocparse`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vndocparse.batches.api import batch
    from vndocparse.batches.outcome import Outcome
    from vndocparse.batches.settings import BatchLimits
    from vndocparse.build import build_document
    from vndocparse.calibration import check_below
    from vndocparse.errors import (
        CrashError,
        DamagedFileError,
        EmptyFileError,
        EncryptedFileError,
        LimitError,
        MissingEngineError,
        MissingExtraError,
        MissingLanguageError,
        NotAResultError,
        OutputError,
        RuleDataError,
        SourceNotFoundError,
        TimeLimitError,
        UnsupportedFormatError,
        UsageError,
        VndocparseError,
    )
    from vndocparse.export.frames import Frames, to_frames
    from vndocparse.fields.cite import cite, cite_short
    from vndocparse.fields.parts import split_parts
    from vndocparse.formcheck import check
    from vndocparse.graph import CitationGraph, build_graph, load_results
    from vndocparse.layout.lines import group_lines
    from vndocparse.layout.zones import label_lines
    from vndocparse.model.document import (
        Citation,
        Document,
        Evidence,
        FieldValue,
        ParseResult,
        Recipient,
        Section,
        ShortReference,
        Signature,
    )
    from vndocparse.model.finding import Finding
    from vndocparse.ocr.effort import Effort
    from vndocparse.partreading import read_part
    from vndocparse.pipeline import parse
    from vndocparse.reading import read_pages
    from vndocparse.rules.catalogue import CatalogueEntry, load_catalogue, read_catalogue
    from vndocparse.source import open_source
    from vndocparse.source.base import Limits

__version__ = "0.1.0"

_HOME = {
    "vndocparse.errors": (
        "CrashError", "DamagedFileError", "EmptyFileError", "EncryptedFileError", "LimitError", "MissingEngineError",
        "MissingExtraError", "MissingLanguageError", "NotAResultError", "OutputError", "RuleDataError",
        "SourceNotFoundError",
        "TimeLimitError", "UnsupportedFormatError", "UsageError", "VndocparseError",
    ),
    "vndocparse.calibration": ("check_below",),
    "vndocparse.export.frames": ("Frames", "to_frames"),
    "vndocparse.graph": ("CitationGraph", "build_graph", "load_results"),
    "vndocparse.model.document": (
        "Citation", "Document", "Evidence", "FieldValue", "ParseResult", "Recipient", "Section",
        "ShortReference", "Signature",
    ),
    "vndocparse.model.finding": ("Finding",),
    "vndocparse.formcheck": ("check",),
    "vndocparse.ocr.effort": ("Effort",),
    "vndocparse.pipeline": ("parse",),
    "vndocparse.batches.api": ("batch",),
    "vndocparse.batches.outcome": ("Outcome",),
    "vndocparse.batches.settings": ("BatchLimits",),
    "vndocparse.build": ("build_document",),
    "vndocparse.partreading": ("read_part",),
    "vndocparse.reading": ("read_pages",),
    "vndocparse.source": ("open_source",),
    "vndocparse.source.base": ("Limits",),
    "vndocparse.layout.lines": ("group_lines",),
    "vndocparse.layout.zones": ("label_lines",),
    "vndocparse.fields.parts": ("split_parts",),
    "vndocparse.fields.cite": ("cite", "cite_short"),
    "vndocparse.rules.catalogue": ("CatalogueEntry", "load_catalogue", "read_catalogue"),
}  # fmt: skip
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "BatchLimits",
    "CatalogueEntry",
    "Citation",
    "CitationGraph",
    "CrashError",
    "DamagedFileError",
    "Document",
    "Effort",
    "EmptyFileError",
    "EncryptedFileError",
    "Evidence",
    "FieldValue",
    "Finding",
    "Frames",
    "LimitError",
    "Limits",
    "MissingEngineError",
    "MissingExtraError",
    "MissingLanguageError",
    "NotAResultError",
    "Outcome",
    "OutputError",
    "ParseResult",
    "Recipient",
    "RuleDataError",
    "Section",
    "ShortReference",
    "Signature",
    "SourceNotFoundError",
    "TimeLimitError",
    "UnsupportedFormatError",
    "UsageError",
    "VndocparseError",
    "batch",
    "build_document",
    "build_graph",
    "check",
    "check_below",
    "cite",
    "cite_short",
    "group_lines",
    "label_lines",
    "load_catalogue",
    "load_results",
    "open_source",
    "parse",
    "read_catalogue",
    "read_pages",
    "read_part",
    "split_parts",
    "to_frames",
]


def __getattr__(name: str) -> Any:
    """Loads a public name from its module (PEP 562); the type checker sees the imports above."""
    if name in _MODULE_OF:
        value = getattr(import_module(_MODULE_OF[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'vndocparse' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
