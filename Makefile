# Shouhou: everything a person does with a clone. `make` alone lists it.

BIN := .venv/bin
READY := .venv/.ready
WORKERS ?= 2
PYTEST := $(BIN)/pytest -n $(WORKERS)
QUICK := not slow and not browser and not postgres

.DEFAULT_GOAL := help
.PHONY: help setup run browser test test-all check lint types contracts dependencies security quick coverage docs bench lock clean

help: ## list these targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv from the lock files (nothing to do when they have not changed)

$(READY): requirements/dev.txt pyproject.toml scripts/setup
	@scripts/setup

run: $(READY) ## make the demo business in ./demo-desk if absent and serve it at http://127.0.0.1:8000
	@$(BIN)/shouhou demo --serve

browser: ## install Chromium and a Chinese font by apt where they are missing
	@scripts/browser

test: $(READY) browser ## every test but the slow ones: both databases, real browser
	$(PYTEST) -m "not slow"

test-all: $(READY) browser ## every test
	$(PYTEST)

check: lint types contracts dependencies security quick ## what to run before a commit: checkers, then the quick tests

lint: $(READY) ## ruff
	$(BIN)/ruff check .

types: $(READY) ## mypy, strict
	$(BIN)/mypy

contracts: $(READY) ## which layer may import which
	$(BIN)/lint-imports --no-logo

dependencies: $(READY) ## imports and declared dependencies agree
	$(BIN)/deptry .

security: $(READY) ## bandit, medium severity and above
	$(BIN)/bandit --quiet --recursive --severity-level medium --configfile pyproject.toml core plugins cli.py

quick: $(READY) ## tests without browser, PostgreSQL and slow ones
	$(PYTEST) -q -m "$(QUICK)"

coverage: $(READY) ## quick tests with branch coverage
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -m "$(QUICK)"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

docs: $(READY) ## write the reference pages that follow from the code
	@$(BIN)/python scripts/references.py

bench: $(READY) ## the benchmarks, one after the other
	@$(BIN)/python -m benchmarks

# No address of a registry and no path of a machine may end up in the lock files: tests/test_repository.py looks.
COMPILE := $(BIN)/uv pip compile pyproject.toml --extra pdf --extra postgres --extra scaled --universal \
	--python-version 3.11 --generate-hashes --no-annotate --no-header --quiet --no-config $(UPGRADE)
lock: $(READY) ## lock the dependencies again (UPGRADE=--upgrade takes newer ones)
	$(COMPILE) --group dev --output-file requirements/dev.txt
	$(COMPILE) --constraint requirements/dev.txt --output-file requirements/runtime.txt

clean: ## remove the environment and what checks leave behind; the demo desk stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov build dist
