"""Views of a document: for a prompt, a notebook, spaCy, and today's map."""

from __future__ import annotations

from vndocparse.views.notebook import describe, document_card_html, result_html, summary
from vndocparse.views.places import PlaceToday, place_today, places_today
from vndocparse.views.spacy_doc import to_spacy, vietnamese_pipeline
from vndocparse.views.tokens import Token, tokens

__all__ = [
    "PlaceToday",
    "Token",
    "describe",
    "document_card_html",
    "place_today",
    "places_today",
    "result_html",
    "summary",
    "to_spacy",
    "tokens",
    "vietnamese_pipeline",
]
