"""Faults of form planted into the project's own corpus, and how well ``vndocparse check`` finds them.

python -m tools.faults score --split dev        precision and recall per rule
python -m tools.faults show ID PLANT -o FILE    one planted document, to look at
"""
