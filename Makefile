# The tasks of pandian; bare `make` lists them. Works from any folder (make -C) and as any user.
.DEFAULT_GOAL := help
.PHONY: help run test check fix bench prove docs vendor lock
.NOTPARALLEL:
SHELL := /bin/bash
HERE := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
BIN := $(HERE)/.venv/bin
# the first Python that is new enough
PYTHON := $(shell for p in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PREPARE = @$(if $(PYTHON),,echo "make: needs Python 3.11 or later (apt-get install python3)" >&2; exit 1;) \
  $(PYTHON) $(HERE)/setup/prepare.py
# make bench ARGS="--size small", make prove MINUTES=30, make test T="tests/house -k sizes"
ARGS ?=
MINUTES ?= 30
HISTORIES ?= 100000
T ?=

help:
	@echo "盘点 pandian"
	@echo "  make run      set up, build the demo and serve it at 127.0.0.1; Ctrl-C stops everything"
	@echo "  make test     set up and run every test (T=\"...\" for some)"
	@echo "  make check    ruff, mypy --strict, import directions, types of the browser code"
	@echo "  make fix      let ruff repair what it can"
	@echo "  make bench    measure speed (ARGS=\"...\")"
	@echo "  make prove    the long proofs (MINUTES=30 HISTORIES=100000)"
	@echo "  make docs     say which setting, command or API path the docs do not name"
	@echo "  make vendor   fetch the pinned browser libraries again"
	@echo "  make lock     resolve all dependencies anew (requirements/, package-lock.json)"

run:
	$(PREPARE) run
	@cd $(HERE) && exec $(BIN)/python -m pandian.config.main up --demo $(ARGS)

test:
	$(PREPARE) dev
	@cd $(HERE) && $(BIN)/python setup/tests.py $(T)

check:
	$(PREPARE) dev
	@cd $(HERE) && $(BIN)/python setup/check.py

fix:
	$(PREPARE) dev
	@cd $(HERE) && $(BIN)/ruff check --fix .

bench:
	$(PREPARE) dev
	@cd $(HERE) && $(BIN)/python -m pandian.config.main bench $(ARGS)

prove:
	$(PREPARE) dev
	@cd $(HERE) && PANDIAN_PROVE_MINUTES=$(MINUTES) PANDIAN_HISTORIES=$(HISTORIES) \
	  $(BIN)/pytest -m prove -s $(T)

docs:
	$(PREPARE) dev
	@cd $(HERE) && $(BIN)/pytest -q tests/house/test_docs.py

vendor:
	@rm -f $(HERE)/pandian/static/vendor/stamp
	$(PREPARE) dev

lock:
	@$(HERE)/setup/lock.sh
