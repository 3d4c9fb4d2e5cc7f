"""A library of results (thư viện): one SQLite file with full-text search, tables and views that open in Datasette.

``Library`` writes and searches it.  Search finds with and without diacritics, and with either place of the tone mark.
"""

from __future__ import annotations

from vndocparse.library.schema import FACETS
from vndocparse.library.search import Facet, Hit, Wanted
from vndocparse.library.store import Library

__all__ = ["FACETS", "Facet", "Hit", "Library", "Wanted"]
