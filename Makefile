# Everything happens inside this folder: .venv (installed packages) and var (what runs write).
PYTHON ?= python3
BIN := .venv/bin
VAR := $(CURDIR)/var
PREFECT := PREFECT_HOME=$(VAR)/prefect DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false
export TMPDIR := $(VAR)/tmp

.PHONY: help demo test check bench bench-dedup bench-extract bench-insert bench-search bench-tagging drills soak fuzz train format clean

help:
	@echo "make demo   run the real pipeline on a small news world of its own"
	@echo "make test   run the tests, on SQLite and PostgreSQL"
	@echo "make check  formatting, lint, types"
	@echo "make bench  measure ingest, fetching, polling and WARC import against bare loops (needs ../shared)"
	@echo "make bench-dedup  measure recognising copies in a small archive and one of a million articles"
	@echo "make bench-extract  measure extraction against other extractors (needs ../shared)"
	@echo "make bench-search  measure searches in an archive of a million articles, on both engines"
	@echo "make bench-insert  measure storing an article in the archives that bench-search has left in FOLDER"
	@echo "make bench-tagging  measure the tagger: long texts, articles, start, a lexicon grown tenfold"
	@echo "make drills break what can break (disk, database, network, memory, power, clock, Prefect), and look what was lost; ARGS=clock for one"
	@echo "make soak   a thousand scheduled runs of the service, what its memory and Prefect's database grow to; takes two hours"
	@echo "make fuzz   fuzz the HTTP API from its description, for minutes rather than seconds; EXAMPLES=1000 of each kind"
	@echo "make train  teach the reader of pages, the judge of copies and the level of tags anew, with cross-validated scores (needs ../shared)"
	@echo "make format mend formatting and what lint can mend"
	@echo "make clean  remove .venv and var"

demo: .venv/ready
	SCOWATCH_DATA_DIR=$(VAR) $(BIN)/scowatch demo

test: .venv/ready-to-develop
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/ready-to-develop
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layout.py tests/test_docs.py

bench: .venv/ready-to-develop
	$(BIN)/python tests/bench/ingest.py $(ARGS)
	$(BIN)/python tests/bench/fetching.py
	$(BIN)/python tests/bench/warc.py
	$(BIN)/python tests/bench/polling.py

bench-dedup: .venv/ready-to-develop
	$(BIN)/python tests/bench/dedup.py $(ARGS)

bench-extract: .venv-bench/ready
	.venv-bench/bin/python tests/bench/extraction.py $(ARGS)

bench-search: .venv/ready-to-develop
	$(BIN)/python tests/bench/search.py $(ARGS)

bench-insert: .venv/ready-to-develop
	$(BIN)/python tests/bench/inserting.py $(FOLDER)

bench-tagging: .venv/ready-to-develop
	$(BIN)/python tests/bench/tagging.py

drills: .venv/ready-to-develop
	$(BIN)/python -m tests.drills $(ARGS)

soak: .venv/ready-to-develop
	$(BIN)/python tests/bench/soak.py --age 2 $(ARGS)

fuzz: .venv/ready-to-develop
	SCOWATCH_TEST_FUZZ_EXAMPLES=$(or $(EXAMPLES),1000) $(BIN)/python -m pytest -q tests/flows/web/test_fuzz.py

train: .venv/ready-to-develop
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train]'
	$(BIN)/python tests/training/reader.py
	$(BIN)/python tests/training/copies.py
	$(BIN)/python tests/training/level.py

format: .venv/ready-to-develop
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv .venv-bench var

.venv/ready: pyproject.toml constraints.txt
	mkdir -p $(TMPDIR)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "scowatch needs Python 3.11 or newer: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	$(BIN)/python -m compileall -q config extractors storage flows  # an editable install leaves that to the first start
	$(PREFECT) $(BIN)/prefect server database upgrade -y > $(TMPDIR)/prefect-setup.log  # else the first run pays for it
	touch $@

.venv/ready-to-develop: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# An environment of its own, for the others bring much that nothing else needs. pip 23 stumbles over what they ask for.
.venv-bench/ready: pyproject.toml constraints.txt
	mkdir -p $(TMPDIR)
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25'
	.venv-bench/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[bench]'
	touch $@
