# Telar: every task a person or a machine runs. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test check bench kill intake sittings agree fuzz wheel frozen lock translations format clean

help: ## List these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

run: $(VENV)/.runtime ## Open the program (without a display: run `telar demo` offscreen)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" = Darwin ] || [ "$$OS" = Windows_NT ]; then \
	  $(BIN)/python -m desktop_app; \
	else \
	  echo "No display: running the demonstration offscreen."; \
	  QT_QPA_PLATFORM=offscreen $(BIN)/python -m desktop_app demo --one-look $(OUT)/demo; \
	fi

test: export PYTHONDONTWRITEBYTECODE :=# the many programs that tests start would compile all of it anew
test: check ## Check and test everything
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -n 2 --dist worksteal

check: $(VENV)/.dev ## ruff, mypy, import-linter and the project's own checks
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python packaging/checks.py

bench: $(VENV)/.dev ## Measure speed as ratios against floors and peers in the same run (FORM=file.xml: with that form)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks $(if $(FORM),--form $(FORM))

kill: $(VENV)/.dev ## Kill the program while answers are typed (200 times) and while packages go and receipts come (300)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.end_to_end.kill_storm --times 200
	$(BIN)/python -m tests.end_to_end.trust_storm --times 300

intake: $(VENV)/.dev ## Receive a folder of 10,000 packages, some broken, in one go and killed 20 times: the same books, and how fast
	$(BIN)/python -m tests.end_to_end.intake_storm --files 10000 --times 20

sittings: $(VENV)/.dev ## Let 1,000 made-up respondents loose on the window: shown, stored and exported stay one
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.end_to_end.sittings --times 1000

agree: $(VENV)/.dev ## Fill 10,000 random steps in JavaRosa and here, and explain every difference
	$(BIN)/python -m tests.conformance.agreement --steps 10000

fuzz: $(VENV)/.dev requirements-fuzz.lock ## Fuzz all that comes from outside: forms, instances, packages, receipts, kits, QR texts; ten minutes a target
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-fuzz.lock
	$(BIN)/python -m tests.fuzz --findings $(OUT)/fuzz

wheel: $(VENV)/.dev ## Build the wheel and prove it in a clean environment with run-time requirements only
	packaging/prove_wheel.sh

frozen: $(VENV)/.dev ## Build the one-folder program and run its demonstration
	packaging/prove_frozen.sh

lock: $(VENV)/.dev ## Pin and hash the requirements anew
	packaging/lock.sh

translations: $(VENV)/.dev ## Collect the window's sentences and compile their English
	packaging/translations.sh

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

clean: ## Remove what the other targets made
	rm -rf $(VENV) build dist $(OUT)

$(VENV)/bin/python:
	PYTHON=$(PYTHON) packaging/debian.sh
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock packaging/debian.sh | $(VENV)/bin/python
	PYTHON=$(PYTHON) packaging/debian.sh tests
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@ $(VENV)/.runtime
