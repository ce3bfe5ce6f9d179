# What a person types. Everything else is `.venv/bin/newshouse --help`.
#
# The environment is made once, from requirements/*.lock, and again only when those change.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUN_READY := $(VENV)/.ready-run
TEST_READY := $(VENV)/.ready-test
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: help run test test-fast dev sql lint format docs bench lock clean

help: ## Show what can be made.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(RUN_READY) ## Read raw/ into warehouse/ and show what to try next.
	@$(BIN)/newshouse run

dev: $(RUN_READY) ## Start the Dagster UI and its daemon on loopback.
	@$(BIN)/newshouse dev

sql: $(RUN_READY) ## Open a read-only SQL shell on the warehouse.
	@$(BIN)/newshouse sql

test: $(TEST_READY) ## Run all tests, with the coverage of etl/ by branch.
	@$(BIN)/python -m pytest -n auto --cov --cov-report=term $(TESTS)

test-fast: $(TEST_READY) ## Run the tests that need no servers, kills or real archives.
	@$(BIN)/python -m pytest -n auto -m "not slow and not archives" $(TESTS)

lint: $(TEST_READY) ## Check style, types and SQL.
	@$(BIN)/ruff check etl docs tests benchmarks training
	@$(BIN)/ruff format --check etl docs tests benchmarks training
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes 0 --disable-progress-bar sql

format: $(TEST_READY) ## Put code and SQL in the house style.
	@$(BIN)/ruff check --fix etl docs tests benchmarks training
	@$(BIN)/ruff format etl docs tests benchmarks training
	@$(BIN)/sqlfluff fix --processes 0 sql

docs: $(TEST_READY) ## Write the pages of docs/ that follow from code.
	@$(BIN)/python -m docs.generate

bench: $(TEST_READY) ## Measure what the README states, on the sample archive.
	@$(BIN)/python -m benchmarks.line --raw raw

lock: $(TEST_READY) ## Write requirements/*.lock anew from pyproject.toml (needs uv).
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --upgrade --quiet -o requirements/run.lock
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade --quiet \
		-c requirements/run.lock -o requirements/test.lock

clean: ## Remove the environment and what a run made; raw/ stays.
	rm -rf $(VENV) warehouse .dagster

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "newshouse needs Python 3.11 or newer; found none on PATH." \
		"Install one, or run: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version) ..." >&2
	@$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements/run.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked packages (once) ..." >&2
	@$(PIP) install --require-hashes --no-deps -r requirements/run.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

# The test extras contain all that a run needs.
$(TEST_READY): requirements/test.lock requirements/run.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked packages with the test extras (once) ..." >&2
	@$(PIP) install --require-hashes --no-deps -r requirements/test.lock
	@$(PIP) install --no-deps --editable .
	@touch $@ $(RUN_READY)
