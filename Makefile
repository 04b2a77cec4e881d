# Two commands are all it takes: `make run` and `make test`. Everything else is for people who build Hallway.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SEED ?= scale_summit_2017

# What is not of the long tiers.
SHORT := not audit and not long

.DEFAULT_GOAL := help
.PHONY: help run test check assets faults bench audit screenshots words lock clean

help: ## what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/ready assets ## set up, build, migrate, load the seed if there is nothing, serve to the local network
	@HALLWAY_HOST=$${HALLWAY_HOST:-0.0.0.0} $(BIN)/hallway serve --seed $(SEED) --welcome

test: $(VENV)/ready assets ## set up and run the tests
	@echo "Testing (what is left out is said at the end, with the reason)"
	@$(BIN)/pytest -rs -n 2 -m "not browser and $(SHORT)"
	@echo "In two browsers"
	@$(BIN)/pytest -rs -n 2 --dist worksteal -m "browser and $(SHORT)"

check: $(VENV)/ready assets ## every gate: format, lint, types, import order, tests
	@echo "Format"; $(BIN)/ruff format --check --quiet .
	@echo "Lint"; $(BIN)/ruff check --quiet .
	@echo "Types"; $(BIN)/mypy --no-error-summary
	@echo "Import order"; $(BIN)/lint-imports --no-cache > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }
	@$(MAKE) --no-print-directory test

assets: $(VENV)/ready ## build the front end, if anything of it changed
	@$(BIN)/python static/build.py

faults: $(VENV)/ready assets ## kill, starve and restart real servers (long)
	@$(BIN)/pytest -rs -m faults tests/faults
	@echo "The journeys on two workers"
	@HALLWAY_TEST_WORKERS=2 $(BIN)/pytest -rs --timeout 600 tests/journeys

bench: $(VENV)/ready assets ## measure (long; a quiet machine helps)
	@$(BIN)/python -m tests.bench

audit: $(VENV)/ready assets ## accessibility and Lighthouse, page by page, in a real browser (long)
	@$(BIN)/pytest -rs -m audit tests/audit
	@echo "Lighthouse"
	@$(BIN)/python -m tests.audit.lighthouse

screenshots: $(VENV)/ready assets ## the README's pictures, taken by the journeys' own script
	@$(BIN)/python -m tests.journeys.screenshots

words: $(VENV)/ready ## collect every text for people into the catalogues of app/locale
	@$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --add-comments "words:" --sort-by-file \
	  --add-location file --no-wrap --project Hallway --output-file app/locale/hallway.pot app templates
	@$(BIN)/pybabel --quiet update --input-file app/locale/hallway.pot --output-dir app/locale --domain hallway \
	  --no-fuzzy-matching --ignore-obsolete --no-wrap

lock: $(VENV)/ready ## pin what pyproject.toml asks for
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras \
	  --no-emit-index-url --no-header pyproject.toml -o requirements.txt

clean: ## remove what was built, never the data
	@rm -rf $(VENV) static/built static/fonts static/node_modules tests/audit/node_modules tests/validity/node_modules tests/bench/peers/node_modules tests/kernel/markdown/commonmark/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Hallway needs Python 3.11 or newer.")'
	@echo "Setting up Python packages in $(VENV) (a minute or two, the first time)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@echo "Building the front end"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
