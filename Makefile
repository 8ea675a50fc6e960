# The verbs of the house. `make` alone lists them; nothing here needs more than Python 3.11, git and the registries.
.DEFAULT_GOAL := help
.PHONY: help demo test tests check bench docs install install-dev format lock
.PHONY: compiled tests-of-everything measure-on-postgresql people-on-postgresql
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
export PORT
unexport PYTHONDONTWRITEBYTECODE  # the checks start hundreds of processes: what they read is compiled once

BIN := .venv/bin
UV := $(BIN)/uv pip
INSTALL := $(UV) install --quiet --python $(BIN)/python

# Run again on PostgreSQL, on a server for each group: what a fold may read depends on every transaction of its server.
ON_POSTGRESQL_measure := tests/web/measure tests/attacks tests/faults tests/web/work $(addprefix tests/web/test_,moments.py prepared.py)
ON_POSTGRESQL_people := tests/web/places tests/web/people $(addprefix tests/web/neighbourhood/,exchanges listings lending)

help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

demo: install ## open the site on this machine (PORT=8000), with every French commune and a simulated quartier
	@$(BIN)/mitoyen serve --sample

test: install-dev ## install what the tests need, then run every check and every test, browser included
	@$(BIN)/python -m tools.browser
	@$(MAKE) --no-print-directory --jobs=2 check compiled
	@$(MAKE) --no-print-directory --keep-going --jobs=3 tests

compiled: # what the tests read, by one process while the types are checked: each of those to come would do it anew
	@$(BIN)/mitoyen evidence compile >/dev/null
	@$(BIN)/mitoyen project --commune 35288 >/dev/null
	@$(BIN)/pytest --collect-only --quiet >/dev/null 2>&1 || true

tests: tests-of-everything measure-on-postgresql people-on-postgresql # at once: each often waits for its servers

tests-of-everything:
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder  # a file keeps its server; tests/conftest.py orders them

measure-on-postgresql people-on-postgresql: %-on-postgresql: # says what it has to say when it is over
	@told=$$($(BIN)/python -m tools.postgres $(BIN)/pytest $(ON_POSTGRESQL_$*) 2>&1); code=$$?; \
	  echo "Again on PostgreSQL: $*"; echo "$$told"; exit $$code

check: install-dev ## style, types and the doors between rooms, in under a minute
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.messages --check

bench: install-dev ## measure against the peers and rewrite docs/performance.md
	$(BIN)/python -m benchmarks

docs: install-dev ## rewrite docs/reference/ and the English catalogue from the code
	$(BIN)/python -m tools.reference
	$(BIN)/python -m tools.messages

install: .venv/.installed
install-dev: .venv/.installed-dev

format: install-dev # rewrite the code in the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: install-dev # choose newer versions within pyproject.toml and rewrite the three hashed locks
	$(BIN)/python -m tools.lock

$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3.12 python3.13; do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec $$python -m venv .venv; fi; done; \
	echo "Mitoyen needs Python 3.11 or newer with its venv module (on Debian: apt-get install python3-venv)." \
	  "If yours has another name, say it: make PYTHON=/path/to/python3.11 demo" >&2; exit 2

.venv/.installed: requirements-install.lock requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Mitoyen needs into .venv (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-install.lock
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing what the checks need into .venv (once) …"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
