# Everything a newcomer types: `make run` serves the demo, `make test` proves the whole.
# Both set up what they need: a virtual environment from the lock files, web assets, a browser.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
REGION ?= val-commun
DATA ?=
PORT ?= 8080
HOST ?= 127.0.0.1
CONFORMANCE ?= tests/golden/cases
WORKERS ?= 2

BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
NPM := tools/npm
RUNTIME := .venv/runtime.stamp
DEV := .venv/dev.stamp
PACKAGES := node_modules/.package-lock.json
WEB := api/web/static/manifest.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard api/web/translations/*/LC_MESSAGES/messages.po))
WEB_SOURCES := $(shell find api/web/src -type f 2>/dev/null) api/web/build.mjs package.json tsconfig.json
OPTIONS := --region "$(REGION)" $(if $(DATA),--data "$(DATA)")

.PHONY: help run build test check check-python check-web test-python debian-packages bench bench-routing bench-criteria conformance translations lock clean

help: ## Say what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(RUNTIME) $(WEB) $(CATALOGUES) ## Serve a region (REGION=, DATA=, PORT=, HOST=)
	@PORT="$(PORT)" HOST="$(HOST)" $(BIN)/correspondance serve $(OPTIONS)

build: $(RUNTIME) $(CATALOGUES) ## Build a region's network without serving it
	@$(BIN)/correspondance build $(OPTIONS)

test: check test-python ## Check and test everything

check: check-python check-web ## Lint, types, import contracts

check-python: $(DEV)
	@echo "── lint, types, contracts"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/codespell README.md CHANGELOG.md CONTRIBUTING.md docs benchmarks/README.md

check-web: $(PACKAGES)
	@echo "── web: types and unit tests"
	@$(NPM) run --silent check
	@$(NPM) run --silent test

test-python: $(DEV) $(WEB) $(CATALOGUES) debian-packages
	@echo "── tests"
	@$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile

debian-packages: ## Install the Debian packages that tests drive, where they are absent
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
	  || missing="$$missing postgresql"; \
	[ -z "$$missing" ] || { \
	  echo "Installing$$missing (Debian packages) …"; \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo "sudo -n"); \
	  $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; }

bench: $(DEV) ## Time searches and HTTP answers (REAL_DATA= adds the real regions)
	@$(BIN)/python -m benchmarks

bench-routing: $(DEV) ## Time the search on many networks, beside minotor (REAL_DATA=, COMPARE=earlier.json)
	@$(BIN)/python -m benchmarks.routing $(if $(COMPARE),--compare "$(COMPARE)")

bench-criteria: $(DEV) ## Time searches that count walking and CO2e against time alone (REAL_DATA=)
	@$(BIN)/python -m benchmarks.criteria

conformance: $(DEV) ## Run the conformance cases (CONFORMANCE=folder): passed and failed by theme
	@$(BIN)/python -m tests.support.conformance "$(CONFORMANCE)"

translations: $(DEV) ## Gather the texts of pages and answers into the catalogues
	@$(BIN)/pybabel -q extract -F api/web/babel.cfg -k lazy --no-location --sort-output \
	  --omit-header -o api/web/translations/messages.pot api
	@$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	  -i api/web/translations/messages.pot -d api/web/translations
	@$(MAKE) $(CATALOGUES)

%.mo: %.po $(RUNTIME)
	@$(BIN)/pybabel -q compile -i $< -o $@

lock: $(DEV) ## Recompile the lock files from requirements*.in
	@for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate $$name.in -o $$name.lock; done

clean: ## Remove everything that can be made again
	@rm -rf .venv node_modules api/web/static .mypy_cache .ruff_cache .pytest_cache .hypothesis var
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) tools/make_venv.py .venv

$(RUNTIME): requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing Python packages from requirements.lock …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Installing test and lint tools from requirements-dev.lock …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(PACKAGES): package.json package-lock.json $(RUNTIME)
	@echo "Installing web packages from package-lock.json …"
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB): $(PACKAGES) $(WEB_SOURCES)
	@echo "Building web assets …"
	@$(NPM) run --silent build
	@touch $@
