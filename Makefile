# One command each; every one of them sets up first what it needs (see tools/setup.sh).
#
#   make demo      parse a sample scan: card on the terminal, JSON and a drawn page in demo-out/
#   make test      everything that a change must pass: lint, types, import contract, docs, tests
#
# The parts of `make test` alone: lint, types, contract, docs, unit.
# More: make wheel | evaluate | calibrate [REAL=DIR of real documents with gold] | bench | format | clean | distclean
# Long ones, for batches: make kill | mutants | fuzz | soak | ray | patterns

PY := .venv/bin/python
BIN := .venv/bin
SAMPLE ?= corpus/bc-giam-ngheo-huyen-uy-tam-ky-thuong/scan-light.pdf

# Tesseract spins when it shares a core between its own threads; we share out pages by process instead.
export OMP_THREAD_LIMIT := 1

.DEFAULT_GOAL := help
.PHONY: kill mutants fuzz soak ray patterns help setup tessdata demo test lint types contract unit docs wheel evaluate calibrate bench format clean distclean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n '1,7p'

setup: tessdata .venv/.ready

tessdata:
	@tools/setup.sh tessdata

.venv/.ready: pyproject.toml tools/setup.sh
	@tools/setup.sh python

demo: setup
	@mkdir -p demo-out
	$(BIN)/vndocparse parse $(SAMPLE)
	$(BIN)/vndocparse parse $(SAMPLE) --no-progress -o demo-out/sample.json
	$(BIN)/vndocparse show $(SAMPLE) --no-progress -o demo-out/sample.png
	@echo "Look into demo-out/: the whole result is sample.json, the values drawn on the page are sample.png."

test: lint types contract docs unit
	@echo "All checks passed."

lint: .venv/.ready
	$(BIN)/ruff check .

types: .venv/.ready
	$(BIN)/mypy

contract: .venv/.ready
	$(BIN)/lint-imports

unit: setup
	$(PY) -m pytest --quiet --install

docs: .venv/.ready
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

wheel: .venv/.ready
	$(PY) -m build --wheel --outdir dist

evaluate: setup
	$(BIN)/vndocparse evaluate corpus --split dev --by form
	$(BIN)/vndocparse evaluate corpus --split test --by form --misses 0

calibrate: setup
	$(PY) -m training.calibrate corpus $(REAL)

bench: setup
	$(PY) benchmarks/imports.py
	$(PY) benchmarks/digital.py --growth
	$(PY) benchmarks/scans.py
	$(PY) benchmarks/batch.py

# 1,000 times kill -9 of runs and of workers at random moments.
kill: setup
	VNDOCPARSE_KILLS=1000 $(PY) -m pytest -q tests/test_batch_kill.py -k random_moments

# 100,000 broken PDFs.
mutants: setup
	VNDOCPARSE_MUTANTS=100000 $(PY) -m pytest -q -s tests/test_batch_fuzz.py -k mutated

# Ten minutes for each text parser; needs `pip install atheris` (Python 3.11).
fuzz: setup
	$(PY) tools/fuzz/text.py all --minutes 10

soak: setup
	$(PY) tools/batch/soak.py
	$(PY) tools/batch/soak.py --poison

ray: setup
	VNDOCPARSE_RAY=1 $(PY) -m pytest -q tests/test_batch_shard.py -k ray_gives

patterns: setup
	$(PY) tools/fuzz/patterns.py

format: .venv/.ready
	$(BIN)/ruff check --fix .

clean:
	rm -rf build dist site demo-out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv .debian .tessdata
