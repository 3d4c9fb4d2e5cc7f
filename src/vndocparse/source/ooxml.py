"""A DOCX as a zip of XML parts, read without trust: sizes bounded, no entities, no network, no macros."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from vndocparse.errors import DamagedFileError, EncryptedFileError, LimitError

MOST_PART = 200 * 1024 * 1024
"""Bytes of one part when unpacked; a page of text has about 30,000."""
_TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
W = "{" + _TRANSITIONAL + "}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DAMAGED = "Copy it again, or repair it in a word processor."


class Package:
    """The parts of a DOCX.

    Raises:
        DamagedFileError: it is no zip, or its document is missing.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._names = set(self._zip.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise DamagedFileError("The DOCX file is cut off or damaged.", remedy=_DAMAGED) from error
        self.document = self._main_part()
        self.folder = self.document.rpartition("/")[0]

    def _main_part(self) -> str:
        relations = self.xml("_rels/.rels")
        if relations is not None:
            for relation in relations.iter(_RELATIONS + "Relationship"):
                if relation.get("Type", "").endswith("/officeDocument"):
                    target = str(relation.get("Target", "")).lstrip("/")
                    if target in self._names:
                        return target
        for name in sorted(self._names):
            if name.startswith("word/document") and name.endswith(".xml"):
                return name
        raise DamagedFileError("The DOCX file holds no document.", remedy=_DAMAGED)

    def beside(self, name: str) -> Any:
        """The part ``name`` in the document's own folder, parsed; None where there is none."""
        return self.xml(f"{self.folder}/{name}" if self.folder else name)

    def xml(self, name: str) -> Any:
        """The part as an element; None where it is missing.

        Raises:
            DamagedFileError: the part is broken.
            LimitError: it unpacks to more than ``MOST_PART`` bytes.
        """
        if name not in self._names:
            return None
        from lxml import etree

        data = self._read(name)
        if _STRICT.encode() in data[:8192]:  # ISO "strict": the same elements under another name
            data = data.replace(_STRICT.encode(), _TRANSITIONAL.encode())
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DamagedFileError("A part of the DOCX file is broken.", remedy=_DAMAGED) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise DamagedFileError("A part of the DOCX file declares entities, which no DOCX does.", remedy=_DAMAGED)
        return root

    def _read(self, name: str) -> bytes:
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise EncryptedFileError("The DOCX file needs a password.", remedy="Save it without one, or as PDF.")
        try:
            with self._zip.open(info) as part:
                data = part.read(MOST_PART + 1)  # the size that the directory tells may be a lie
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
            raise DamagedFileError("A part of the DOCX file cannot be unpacked.", remedy=_DAMAGED) from error
        except Exception as error:  # zlib.error and lzma.LZMAError, which have no common base but Exception
            raise DamagedFileError("A part of the DOCX file cannot be unpacked.", remedy=_DAMAGED) from error
        if len(data) > MOST_PART:
            raise LimitError(
                f"A part of the DOCX file unpacks to more than {MOST_PART} bytes.", remedy="Save the file as PDF."
            )
        return data


def value(element: Any, name: str = "val") -> str | None:
    """The attribute ``w:name`` of an element; None where the element or it is missing."""
    return None if element is None else element.get(W + name)


def is_on(element: Any) -> bool | None:
    """A switch such as ``w:b``: None where it is missing."""
    if element is None:
        return None
    return element.get(W + "val", "1").lower() not in ("0", "false", "off", "none")
