"""A result of several documents as several results of one, or as main documents with what is attached."""

from __future__ import annotations

from collections.abc import Iterable

from vndocparse.model.document import Document, ParseResult


def single_documents(result: ParseResult) -> list[ParseResult]:
    """``result`` split so that each holds one document, problems shared out by page."""
    if len(result.documents) < 2:
        return [result]
    homes = []
    for problem in result.problems:
        on = (
            i
            for i, d in enumerate(result.documents)
            if problem.page and d.page_range[0] <= problem.page <= d.page_range[1]
        )
        homes.append(next(on, 0))
    return [
        result.model_copy(
            update={"documents": [d], "problems": [p for p, at in zip(result.problems, homes, strict=True) if at == i]}
        )
        for i, d in enumerate(result.documents)
    ]


def grouped(documents: Iterable[Document]) -> list[list[Document]]:
    """Each main document with the attachments behind it."""
    groups: list[list[Document]] = []
    for document in documents:
        if document.role == "main" or not groups:
            groups.append([document])
        else:
            groups[-1].append(document)
    return groups
