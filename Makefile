# The commands of this repository; what they promise stands in README.md. `make test` alone checks everything.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test lint vm format fuzz bench docs voice screens pages lock clean

BIN := .venv/bin
PYTEST_ARGS ?=
FUZZ_ARGS ?=

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

setup: ## Debian packages, .venv and the project
	@tools/setup.sh run

setup-test: ## the same, and what the tests need (Xvfb, Chromium, fonts, PostgreSQL)
	@tools/setup.sh test

demo: setup ## run a whole hall on this machine; TOUR=1 plays one visit, checks it and ends
	@$(BIN)/python tools/demo.py $(if $(TOUR),--tour)

# Every check runs even when an earlier one failed; pytest comes last so that its closing line does too.
test: setup-test ## every static check and every test
	@rc=0; $(MAKE) --no-print-directory lint || rc=1; \
	$(BIN)/pytest -n 2 --dist loadgroup $(PYTEST_ARGS) || rc=1; exit $$rc

lint: ## ruff, mypy --strict, import-linter
	@rc=0; \
	$(BIN)/ruff check || rc=1; \
	$(BIN)/ruff format --check || rc=1; \
	$(BIN)/mypy --strict || rc=1; \
	$(BIN)/lint-imports || rc=1; exit $$rc

vm: setup-test ## boot a Debian kernel in qemu and drive the hall's machines through its real drivers
	@$(BIN)/python -m tests.vm

format: ## bring the code into the house format
	@$(BIN)/ruff check --fix --exit-zero; $(BIN)/ruff format

fuzz: setup ## coverage-guided fuzzing of every decoder and parser; FUZZ_ARGS="onbon -max_total_time=600"
	@$(BIN)/python -m tests.fuzz $(FUZZ_ARGS)

bench: setup-test ## run the benchmarks, write bench/results.json; BENCH_VISITS=10000 for a whole day at the kiosk
	@$(BIN)/python bench/run.py

docs: setup ## bring the generated parts of docs/ up to date
	@$(BIN)/python tools/docs.py

voice: setup ## make the default recordings of the voice anew (with espeak-ng)
	@$(BIN)/python tools/voice_pack.py

screens: setup-test ## draw every screen of the kiosk in every language, look and size into build/screens
	@$(BIN)/python tools/screens.py

pages: setup-test ## draw every page of staff and citizens in both languages and three sizes into build/pages
	@$(BIN)/python tools/pages.py

lock: ## pin every dependency anew (needs uv; docs/adr/0004)
	@uv pip compile -q --upgrade --universal --python-version 3.11 --all-extras \
	  --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock

clean: ## remove the virtual environment and every cache
	@rm -rf .venv .vm build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
