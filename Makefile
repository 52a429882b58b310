# PYTHON makes the environment in .venv; everything else runs inside it.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup extract check accept release test lint bench fuzz audit licences review typesetter engine ocr browser
.DELETE_ON_ERROR:

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
		printf 'make %-9s %s\n' "$$name" "$$text"; done

setup: $(READY) ## make .venv with all that is needed, as pinned in requirements.txt

extract: $(READY) engine ## read the documents in raw/ and write output/
	$(BIN)/python -m pipeline extract

check: $(READY) engine ## compare what the documents in raw/ give now with fixtures/
	$(BIN)/python -m pipeline check

accept: $(READY) engine ## make what a document gives now its golden file: make accept DOCUMENT=staff-pay-2024-25
	@test -n "$(DOCUMENT)" || { echo 'make accept: which document? Say DOCUMENT=its-id' >&2; exit 2; }
	$(BIN)/python -m pipeline accept $(DOCUMENT)

release: $(READY) ## make a folder and a zip file of output/ for analysts, in release/
	$(BIN)/python -m pipeline publish --to release

test: lint typesetter ocr browser ## lint, then run the tests
	$(BIN)/python -m pytest

lint: $(READY) ## check style, form and types
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

bench: $(READY) typesetter ocr ## measure the output against the truth, and beside other tools
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench --scans --sheets 17
	$(BIN)/python -m benchmarks

fuzz: $(READY) ocr ## spoil files and see that nothing breaks: make fuzz SEED=1 MINUTES=10
	$(BIN)/python -m tests.fuzz --seed $(SEED) --minutes $(MINUTES)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		--target .venv-fuzz --upgrade --requirement tests/fuzz/requirements.txt 2>/dev/null || true
	PYTHONPATH=.venv-fuzz $(BIN)/python -m tests.fuzz.guided --seed $(SEED) --seconds 60
SEED ?= 1
MINUTES ?= 10

# pip-audit asks a database on the network. Where that cannot be reached it must not seem to have found nothing: with
# --strict a package that could not be looked up is a failure. Known exceptions stand here, each with date and reason.
AUDIT := .venv-audit/bin
audit: $(AUDIT)/pip-audit ## ask a database whether any pinned package has a known weakness
	@$(AUDIT)/pip-audit --strict --disable-pip --require-hashes --requirement requirements.txt --progress-spinner off || { \
		echo 'make audit: not clean, or the database cannot be reached: the lines above say which' >&2; exit 1; }
$(AUDIT)/pip-audit:
	$(PYTHON) -m venv .venv-audit
	$(AUDIT)/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.10,<3'

licences: $(READY) ## list the licences of all packages; fail where one does not fit
	$(BIN)/python -m pipeline.release.licences

review: $(READY) ## make review/index.html, to hold every value against its document
	$(BIN)/python -m pipeline review

# $(call install,packages of Debian,packages of Homebrew): get what pip does not have, where that may be done.
install = if command -v apt-get >/dev/null && test "$$(id -u)" = 0; then apt-get update -qq && apt-get install -qq -y $(1) >/dev/null; \
	elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then sudo apt-get update -qq && sudo apt-get install -qq -y $(1) >/dev/null; \
	elif command -v brew >/dev/null; then brew install --quiet $(2); fi

# The tests typeset sheets with WeasyPrint, which draws text with the Pango libraries of the system.
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
typesetter: $(READY)
	@$(BIN)/python -c 'import weasyprint' 2>/dev/null || { \
		$(call install,$(PANGO),pango); \
		$(BIN)/python -c 'import weasyprint' 2>/dev/null || \
		{ echo 'make: the tests need the Pango libraries; install them (Debian: apt-get install $(PANGO); macOS: brew install pango)' >&2; exit 3; }; }

# Scans are read with Tesseract. Without it all other documents are: the extraction says which ones it could not read.
TESSERACT := tesseract-ocr tesseract-ocr-eng
READS_SCANS := tesseract --list-langs 2>&1 | grep -qx eng
engine:
	@$(READS_SCANS) || { \
		$(call install,$(TESSERACT),tesseract); \
		$(READS_SCANS) || \
		echo 'make: scans need Tesseract with its English data; install it (Debian: apt-get install $(TESSERACT); macOS: brew install tesseract)' >&2; }

ocr: engine
	@$(READS_SCANS) || exit 3

# The tests look at the review page in Chromium. Without it they say so, and leave that out.
browser:
	@command -v chromium >/dev/null || { \
		$(call install,chromium,--cask chromium); \
		command -v chromium >/dev/null || \
		echo 'make: the tests of the review page need Chromium; install it (Debian: apt-get install chromium; macOS: brew install --cask chromium)' >&2; }

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or later is needed: make PYTHON=/path/to/python3.11' >&2; exit 3; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
