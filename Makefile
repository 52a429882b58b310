# PYTHON makes the environment in .venv; everything else runs inside it.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup extract check accept test lint bench review
.DELETE_ON_ERROR:

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
		printf 'make %-9s %s\n' "$$name" "$$text"; done

setup: $(READY) ## make .venv with all that is needed, as pinned in requirements.txt

extract: $(READY) ## read the documents in raw/ and write output/
	$(BIN)/python -m pipeline extract

check: $(READY) ## compare what the documents in raw/ give now with fixtures/
	$(BIN)/python -m pipeline check

accept: $(READY) ## make what a document gives now its golden file: make accept DOCUMENT=staff-pay-2024-25
	@test -n "$(DOCUMENT)" || { echo 'make accept: which document? Say DOCUMENT=its-id' >&2; exit 2; }
	$(BIN)/python -m pipeline accept $(DOCUMENT)

test: lint ## lint, then run the tests
	$(BIN)/python -m pytest

lint: $(READY) ## check style, form and types
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

bench: $(READY) ## measure the output against the truth
	$(BIN)/python -m tests.bench

review: ## print what the last extraction noticed
	@cat output/findings.csv

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or later is needed: make PYTHON=/path/to/python3.11' >&2; exit 3; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
