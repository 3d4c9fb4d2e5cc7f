"""The project's own corpus: texts composed for it, rendered as files, with gold that follows from the composition.

``python -m tools.corpus build`` writes ``corpus/``; see ``corpus/README.md``.
"""
