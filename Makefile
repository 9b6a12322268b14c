# Every target does its own set-up; all it needs is Python >= 3.11 with pip and venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CODE := mendeley_sync tests benchmarks tools
# One process for each core; tests that replay cassettes share one (their group).
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test lint format types contracts tests mutations soak test-examples test-clients bench lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## Compare the shipped list with the practice library and show the report
	@state=$$(mktemp -d) && trap 'rm -rf "$$state"' EXIT INT TERM && \
	$(BIN)/mendeley-sync --sandbox --state-dir "$$state" diff && \
	printf '\n%s\n' 'Try them: put $(BIN)/ before each command, as in $(BIN)/mendeley-sync --sandbox resolve'

test: lint types contracts tests ## Everything that must be true before a change lands

lint: $(VENV)/.test
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)

types: $(VENV)/.test
	$(BIN)/mypy $(CODE)
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 mendeley_sync

contracts: $(VENV)/.test
	$(BIN)/lint-imports --no-logo

tests: $(VENV)/.test
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup -m "not soak"

mutations: $(VENV)/.test ## Take each rail and each verification out; a test must notice (minutes)
	$(BIN)/python -m tests.laws.rail_mutations

format: $(VENV)/.test ## Bring the code into the house's form
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

soak: $(VENV)/.test ## 500 simulated days of the scheduled job, 200 runs ended by TERM; some minutes
	$(BIN)/pytest -q -n $(WORKERS) --dist loadfile -m soak tests

test-examples: $(VENV)-examples/.done ## The examples, in an environment of their own; not part of `make test`
	cd examples/dlt && RUNTIME__DLTHUB_TELEMETRY=false ../../$(VENV)-examples/bin/python -m pytest -q -p no:cacheprovider .

$(VENV)-examples/.done: examples/dlt/requirements.txt requirements/run.txt
	$(PYTHON) -m venv $(VENV)-examples
	$(VENV)-examples/bin/python -m pip install --quiet --disable-pip-version-check -r examples/dlt/requirements.txt
	$(VENV)-examples/bin/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

test-clients: $(VENV)/.test $(VENV)-clients/.done ## Public clients against the sandbox, from their registries; skipped in `make test` without them
	$(BIN)/pytest -q -rs tests/contract/clients

$(VENV)-clients/.done:
	$(PYTHON) -m venv $(VENV)-clients
	$(VENV)-clients/bin/python -m pip install --quiet --disable-pip-version-check "mendeley-mcp==0.8.*"
	-cd $(VENV)-clients && npm install --silent --no-audit --no-fund @mendeley/api@10 axios@0.14
	@touch $@

# The locked set first, with hashes; then the project itself, which brings nothing with it.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements/test.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run

bench: $(VENV)/.test ## Measure: the HTML page, the main job, formats, citation lines
	$(BIN)/python -m benchmarks.page
	$(BIN)/python -m benchmarks.diff
	$(BIN)/python -m benchmarks.formats
	$(BIN)/python -m benchmarks.citations

lock: ## Make the locked requirements anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --custom-compile-command "make lock" requirements/build.in pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --custom-compile-command "make lock" -c requirements/run.txt \
	  requirements/build.in pyproject.toml --group dev -o requirements/test.txt

clean: ## Remove what the other targets made
	rm -rf $(VENV) $(VENV)-examples .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
