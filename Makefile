# Needs Python 3.11 or newer, git and make. Everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Keep compiled modules whatever the environment says: the tests start the program hundreds of times.
unexport PYTHONDONTWRITEBYTECODE

# The versions that the project is developed with; `make lock` writes them, `make LOCK= ...` uses the newest.
LOCK ?= --constraint constraints.txt
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "commreg needs Python 3.11 or newer; choose one with: make PYTHON=/path/to/python3.12 ..."; exit 2; }
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing commreg and what it needs ..."
	@$(PIP) install $(LOCK) --editable . && touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "Installing what the tests and checks need ..."
	@$(PIP) install --upgrade pip && $(PIP) install $(LOCK) --group test --group lint --group build && touch $@

.PHONY: demo
demo: $(VENV)/.run ## Install into .venv and show what ends in the next 24 months
	@$(BIN)/commreg expiring --within 24m

.PHONY: test
test: $(VENV)/.dev ## Run the tests on the source tree
	@echo "Running the tests ..."
	@$(BIN)/python -m pytest -n 2 --dist worksteal

.PHONY: cover
cover: $(VENV)/.dev ## Run all tests and all generated examples on the source tree, and measure coverage
	@COMMREG_THOROUGH=1 $(BIN)/python -m pytest -n 2 --dist worksteal -q --cov --cov-report=term

.PHONY: test-browser
test-browser: $(VENV)/.dev ## Test the website in Chromium, which must be installed
	@$(PIP) install --group browser
	@COMMREG_THOROUGH=1 $(BIN)/python -m pytest -q tests/test_site_browser.py

# Enough of the commands to show that nothing is missing from the package: templates, tables, explanations, starter.
WHEEL_TESTS := $(addprefix tests/test_,cli.py corpus.py snapshots.py papers.py init.py recommissioning.py deadlines.py \
  export_csv.py export_transparency_code.py import_update.py)

.PHONY: test-wheel
test-wheel: $(VENV)/.dev ## Build the wheel, install it separately, and run the tests of the commands on it
	@rm -rf build/wheel && mkdir -p build/wheel
	@$(BIN)/python -m build --wheel --outdir build/wheel . >build/wheel/log 2>&1 || { cat build/wheel/log; exit 1; }
	@$(PYTHON) -m venv --clear build/wheel/venv
	@build/wheel/venv/bin/python -m pip --quiet --disable-pip-version-check install --upgrade pip
	@build/wheel/venv/bin/python -m pip --quiet --disable-pip-version-check install build/wheel/*.whl --group test
	@build/wheel/venv/bin/python -m pytest -n 2 -q -m "not source_only" $(WHEEL_TESTS)

.PHONY: test-lowest
test-lowest: $(VENV)/.dev ## Run the tests of the commands with the lowest versions of the dependencies
	@mkdir -p build && $(BIN)/python tests/lowest.py >build/lowest.txt
	@$(PYTHON) -m venv --clear build/lowest
	@build/lowest/bin/python -m pip --quiet --disable-pip-version-check install --upgrade pip
	@build/lowest/bin/python -m pip --quiet --disable-pip-version-check install -r build/lowest.txt --group test
	@PYTHONPATH=$(CURDIR)/src build/lowest/bin/python -m pytest -n 2 -q -p no:cacheprovider -W ignore::DeprecationWarning $(WHEEL_TESTS)

FUZZ_SECONDS ?= 600

.PHONY: fuzz
fuzz: $(VENV)/.dev ## Fuzz what reads text from outside for FUZZ_SECONDS (600); atheris leads the search if it is installed
	@PYTHONPATH=src $(BIN)/python tests/fuzz/fuzz.py $(FUZZ_SECONDS)

MODULES ?= commreg.values.dates*

.PHONY: mutate
mutate: $(VENV)/.dev ## Change the code of MODULES in small ways, and list the changes that no test notices
	@$(PIP) install --group mutation
	@nice -n 10 $(BIN)/mutmut run --max-children 1 "$(MODULES)" && $(BIN)/mutmut results

.PHONY: lint-workflows
lint-workflows: $(VENV)/.dev ## Check workflows and shell scripts with zizmor and shellcheck
	@$(PIP) install --group audit
	@$(BIN)/zizmor --offline .github/workflows action.yml
	@$(BIN)/shellcheck --shell=bash .ci/run src/commreg/scaffold/github/*.sh

.PHONY: audit
audit: $(VENV)/.dev ## Look for known vulnerabilities in what is installed (needs the network)
	@$(PIP) install --group audit
	@$(BIN)/python -m pip_audit --skip-editable --requirement constraints.txt --no-deps --disable-pip

.PHONY: lock
lock: $(VENV)/.dev ## Write the versions that are installed into constraints.txt
	@mkdir -p build && { grep '^#' constraints.txt; $(BIN)/python -m pip freeze --exclude-editable --exclude pip | sort -f; } >build/lock.txt
	@mv build/lock.txt constraints.txt

.PHONY: lint
lint: $(VENV)/.dev ## Check style, types and that generated files are up to date
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/python docs/generate.py --check

.PHONY: docs
docs: $(VENV)/.run ## Write the reference pages and contract.schema.json from the code
	@$(BIN)/python docs/generate.py

.PHONY: snapshots
snapshots: $(VENV)/.dev ## Write the expected outputs of the tests; then read the diff
	@$(BIN)/python -m pytest -q --snapshot-update tests/test_*.py

.PHONY: register
register: $(VENV)/.run ## Check the register in this repository, and the format of its files
	@$(BIN)/commreg validate
	@$(BIN)/commreg fmt --check

.PHONY: bench
bench: $(VENV)/.dev ## Time validate against other validators, in one run
	@$(PIP) install --group bench
	@$(BIN)/python benchmarks/bench.py

.PHONY: bench-many
bench-many: $(VENV)/.dev ## Make a dataset of 320 councils with 1,000 contracts each and time the queries
	@$(BIN)/python benchmarks/many_councils.py build/councils

.PHONY: spark
spark: ## Run the queries on a small dataset with DuckDB and with Spark, and compare (needs Java 17)
	@$(PYTHON) -m venv build/spark
	@build/spark/bin/python -m pip --quiet --disable-pip-version-check install $(LOCK) '.[query]' 'pyspark>=4,<5'
	@build/spark/bin/python benchmarks/many_councils.py build/spark-councils --councils 9 --contracts 60 --spark

.PHONY: clean
clean: ## Remove what the other targets created
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .coverage .coverage.* .hypothesis
