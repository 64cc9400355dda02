# Two commands matter: `make refresh` and `make test`. Everything installs itself into .venv first.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALLED := .venv/.installed
PORT ?= 3000
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.PHONY: help refresh test unit ui lint score bench soak

help:
	@echo "make refresh   read seeds/, rebuild, judge and publish the warehouse"
	@echo "make ui        the Dagster UI on http://127.0.0.1:$(PORT), sensor and schedule running"
	@echo "make test      everything that must hold: lint, unit, gates, marts, pipeline"
	@echo "make unit      the quick tests"
	@echo "make lint      ruff, mypy, sqlfluff"
	@echo "make score     the extraction against the labelled bulletins"
	@echo "make bench     measurements"
	@echo "make soak      the long tests of faults and hostile input"

# The lock's hashes decide what is installed; a newer lock, and nothing else, installs again.
$(INSTALLED): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@echo "Installing into .venv"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q orchestration expectations
	@touch $@

refresh: $(INSTALLED)
	@$(BIN)/gongbao refresh

ui: $(INSTALLED)
	@exec $(BIN)/gongbao ui --port $(PORT)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/mypy & types=$$!; \
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar dbt_project/models dbt_project/tests; sql=$$?; \
	wait $$types && exit $$sql

unit: $(INSTALLED)
	$(BIN)/pytest tests/unit -n 2

test: lint unit
	$(BIN)/pytest --ignore tests/unit -m "not soak" -n 2 --dist loadfile --no-loadscope-reorder

score: $(INSTALLED)
	@$(BIN)/python -m tests.score_labels

bench: $(INSTALLED)
	@$(BIN)/python -m tests.bench

soak: $(INSTALLED)
	$(BIN)/pytest -m soak -v -n 2 --dist loadfile --no-loadscope-reorder
