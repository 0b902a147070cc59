# Everything that is done with this repository. `make serve` and `make test` do all that they need by themselves.
.PHONY: help serve test lint types contracts tests lock docs audit pictures clean python
.DEFAULT_GOAL := help

# The newest Python that is known to work, found by asking each.
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python3.14 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
RUN := .venv/bin/python -m
HOST ?= 127.0.0.1
PORT ?= 7860

help: ## Say what can be made
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

serve: python ## Install, build the index of the sample library where there is none, and serve the web chat
	@$(PYTHON) setup/environment.py serve
	@.venv/bin/planwatch serve --host $(HOST) --port $(PORT)

test: python ## Install what tests need; check style, types and import contracts; run all tests
	@$(PYTHON) setup/environment.py test
	@$(MAKE) --no-print-directory lint types contracts tests

lint: python ## Check style
	@$(PYTHON) setup/environment.py test
	$(RUN) ruff check
	$(RUN) ruff format --check

types: ## Check types
	$(RUN) mypy

contracts: ## Check which package imports which
	.venv/bin/lint-imports

tests: ## Run all tests, two files at a time
	$(RUN) pytest --numprocesses 2 --dist loadfile

lock: python ## Write the locks anew from pyproject.toml
	@$(PYTHON) setup/environment.py test
	.venv/bin/python setup/lock.py

docs: ## Write the pages of docs/ that are made from the code
	$(RUN) app.cli.reference > docs/commands.md

audit: ## Hold the lock against the databases of known vulnerabilities (docs/operating.md says how without the network)
	.venv/bin/python setup/audit.py

pictures: ## Take the pictures of docs/pictures in a real browser
	PLANWATCH_SCREENSHOTS=docs/pictures $(RUN) pytest tests/test_web_browser.py -k pictures

clean: ## Remove the environment and what tools have cached; the library and the index stay
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@test -n "$(PYTHON)" || { echo "Planwatch needs Python 3.11 or later, and none was found here; install one and run this again." >&2; exit 1; }
