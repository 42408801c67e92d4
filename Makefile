# make run: the product. make test: everything. README.md says more.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2# of the test run: a third one collects and imports longer than it helps
ARGS ?=
CASE ?=
PY := .venv/bin/python
# Or each of a run's processes would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install chromium compiled ready run test check bench requirements clean

help:
	@echo "make run            start everything on http://127.0.0.1:8000 (PORT=…), Ctrl-C stops it"
	echo "make test           the whole suite; ARGS=\"tests/… -k …\" for a part of it"
	echo "make check          lint, import contracts, types, templates, migrations"
	echo "make bench          benchmarks; CASE=name for one"
	echo "make install        only the environment in .venv"
	echo "make requirements   compile requirements*.txt from the .in files"
	echo "make clean          remove caches; data in var/ stays"

# Installed anew whenever the lock file differs from the one that was installed. pip brings uv and
# uv the rest in a tenth of the time; where it can't reach what pip's own settings name, pip does it.
LOCK := --require-hashes -r requirements-dev.txt
UV := UV_HTTP_TIMEOUT=20 UV_HTTP_RETRIES=1 VIRTUAL_ENV=.venv .venv/bin/uv pip install --system-certs
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-compile

install:
	@if ! cmp -s requirements-dev.txt .venv/requirements-dev.txt; then
	  $(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	  if [ ! -x $(PY) ]; then
	    $(PYTHON) -m venv .venv || { echo "On Debian: apt-get install python3-venv"; exit 1; }
	  fi
	  echo "Installing requirements into .venv …"
	  sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > .venv/uv.txt
	  $(PIP) --require-hashes -r .venv/uv.txt
	  $(UV) --quiet $(LOCK) || $(PIP) $(LOCK)
	  cp requirements-dev.txt .venv/requirements-dev.txt
	fi

# Chromium without its windows, which every page would cost once more: Debian's own; without the
# right to install that, any Chromium that is here; without one, Playwright's.
SHELL_IS_HERE := command -v chromium-headless-shell >/dev/null
HAS_BROWSER := $(SHELL_IS_HERE) || command -v chromium >/dev/null || command -v google-chrome >/dev/null
APT := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends

chromium:
	@if ! ($(SHELL_IS_HERE)) && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then
	  apt-get update -qq && $(APT) chromium-headless-shell fonts-noto-cjk >/dev/null ||
	    ($(HAS_BROWSER)) || $(APT) chromium fonts-noto-cjk >/dev/null
	fi

# In a fresh clone, while apt waits for its mirror: or each worker of the run would compile it all.
compiled: install
	@[ -d tests/__pycache__ ] || $(PY) -m pytest -qq --collect-only >/dev/null || true

# Both at once: apt waits for its mirror, pip for its own.
ready:
	@$(MAKE) --no-print-directory --jobs 2 compiled chromium
	($(HAS_BROWSER)) || $(PY) -m playwright install --only-shell chromium

run: install
	@exec $(PY) manage.py run --port $(PORT)

test: ready
ifeq ($(ARGS),)
	@# Of the tests themselves, which nobody asks for.
	export PYTHONWARNINGS="ignore:Unable to activate pytest branch coverage"
	$(PY) -m slipcover -m pytest -p tests.handing_out -q -n $(WORKERS) --dist worksteal
	$(PY) -m tests.covered .coverage.json
else
	@$(PY) -m pytest -q -n $(WORKERS) --dist worksteal $(ARGS)
endif

check: install
	@$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	$(PY) -m mypy
	$(PY) -m wuhao.template_rules templates
	$(PY) manage.py makemigrations --check --dry-run
	WUHAO_HTTPS=1 WUHAO_HOSTS=wuhao.example $(PY) manage.py check --deploy --fail-level WARNING

bench: install
	@$(PY) -m bench $(CASE)

requirements: install
	@for name in requirements requirements-dev; do
	  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-emit-index-url --output-file $$name.txt $$name.in
	done

clean:
	@rm -rf .coverage.json .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
