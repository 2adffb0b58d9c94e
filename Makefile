# Everything runs inside .venv, which the first target that needs it creates from the locked requirements.
# A fresh Debian with Python 3.11 or newer and make is enough.

PYTHON ?= python3
PORT ?= 8000
CHROMIUM ?= /usr/bin/chromium

VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/run.ready
TEST_READY := $(VENV)/test.ready
# No source distributions: they would fetch build tools that no hash covers.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
APT_INSTALL := apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	apt-get install -qq -y --no-install-recommends -o Dpkg::Use-Pty=0
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header pyproject.toml

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test test-core bench lint lock clean chromium

help: ## List the targets and what they do (the default)
	@echo "Zhiti – usage: make TARGET [PORT=8000] [PYTHON=python3]"
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(RUN_READY) ## Set up, load the demo data into ./var (once) and serve on http://localhost:PORT
	@export ZHITI_PORT=$(PORT)
	$(BIN)/zhiti demo load
	exec $(BIN)/zhiti serve

test: chromium test-core ## Everything: test-core, then the tests in headless Chromium (installed where it can be)
	@CHROMIUM=$(CHROMIUM) $(BIN)/python -m pytest tests/browser

test-core: lint ## lint, then all tests on SQLite and on PostgreSQL, without the browser
	@$(BIN)/python -m pytest -m "not browser"

lint: $(TEST_READY) ## Style and format (ruff), types (mypy), directions of import (import-linter)
	@$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	# Apart, as scripts: as modules they would be taken for the library alembic.
	$(BIN)/mypy alembic/env.py alembic/versions/*.py
	$(BIN)/lint-imports

bench: $(TEST_READY) ## Print the figures of bench/: units rated and answers saved per second
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

lock: $(TEST_READY) ## Resolve pyproject.toml into requirements/*.txt with hashes, keeping the pins (UPGRADE=1: newest)
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --group build --output-file requirements/run.txt >/dev/null
	$(COMPILE) $(if $(UPGRADE),--upgrade) --group test --constraints requirements/run.txt \
		--output-file requirements/test.txt >/dev/null

clean: ## Remove the environment, caches and built files; ./var with its data stays
	@rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the targets stand on ----------------------------------------------------------------------------

$(BIN)/python:
	@if ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
		echo "Zhiti needs Python 3.11 or newer: install it, or name it with make PYTHON=/path/to/python3" >&2
		exit 1
	fi
	if ! "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then
		package=$$("$(PYTHON)" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
		if [ "$$(id -u)" != 0 ] || [ ! -f /etc/debian_version ]; then
			echo "Python lacks its venv module: install it first (Debian: apt-get install $$package)" >&2
			exit 1
		fi
		echo "Installing $$package"
		$(APT_INSTALL) "$$package" >/dev/null
	fi
	echo "Creating $(VENV)"
	"$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUN_READY): requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing requirements/run.txt into $(VENV)"
	$(INSTALL) --requirement requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(TEST_READY): requirements/test.txt $(RUN_READY)
	@echo "Installing requirements/test.txt into $(VENV)"
	$(INSTALL) --requirement requirements/test.txt
	touch $@

# Ubuntu's chromium package is a snap stub, so only Debian's is installed. The font is looked for because a
# page without one is empty boxes and its lines have other widths; playwright's driver needs libatomic.
chromium: $(TEST_READY) ## Look for Chromium and a Chinese font; install them on Debian as root, else say how
	@missing=()
	[ -x "$(CHROMIUM)" ] || missing+=(chromium)
	[ -n "$$(fc-list :lang=zh 2>/dev/null)" ] || missing+=(fontconfig fonts-noto-cjk)
	$(BIN)/playwright --version >/dev/null 2>&1 || missing+=(libatomic1)
	[ "$${#missing[@]}" -gt 0 ] || exit 0
	if [ "$$(id -u)" = 0 ] && grep -qx 'ID=debian' /etc/os-release; then
		echo "Installing $${missing[*]}"
		$(APT_INSTALL) "$${missing[@]}" >/dev/null
	else
		echo "The browser tests need Chromium at $(CHROMIUM) (another place: make CHROMIUM=...) and a Chinese font." >&2
		echo "Missing here; on Debian: apt-get install $${missing[*]}" >&2
		echo "make test-core runs everything but the browser tests." >&2
		exit 1
	fi
