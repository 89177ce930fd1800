# The two commands of the README: `make japan-eu` and `make test`. Both set up `.venv` first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help setup japan-eu test test-all format lock clean

help:
	@echo "make japan-eu   set up, solve the Japan-EU instance, audit it, write results/japan-eu"
	@echo "make test       set up, check format, style, types and imports, run all tests"
	@echo "make test-all   all tests, also the long ones, and ten times the random examples"
	@echo "make format     set up, format the code"
	@echo "make lock       write requirements.lock anew from pyproject.toml"
	@echo "make clean      remove .venv and caches (results stay)"

# Set-up is skipped while the lock and pyproject.toml are older than the last one.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(READY)

japan-eu: $(READY)
	$(BIN)/junkan solve instances/japan-eu --out results/japan-eu

test: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2

test-all: $(READY)
	HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest -n 2 -m ""

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:
	rm -rf $(VENV)-lock
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check '.[dev]'
	{ echo "# Exact versions of everything that .venv holds; made by \`make lock\`."; \
	  $(VENV)-lock/bin/python -m pip freeze --disable-pip-version-check --exclude junkan; } > requirements.lock
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
