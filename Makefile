# One word each; every target sets up what it needs (a virtual environment in .venv) on a fresh machine.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
WORKERS ?= 2

.PHONY: help venv demo demo-loop test test-all lint docs readme bench bench-forecast bench-staffing bench-simulation clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo      plan June 1999 of a real call centre, from call history to a published roster and its report'
	@echo 'make demo-loop the loop once round on generated people: month, week, day, peak, rewards, next month (some 8 minutes)'
	@echo 'make test      the tests of every change (some minutes)'
	@echo 'make test-all  those and the slow ones'
	@echo 'make lint      style, types, import direction, generated pages'
	@echo 'make docs      write the generated reference pages anew'
	@echo 'make readme    run the demo and put its output and a picture of its report into README.md'
	@echo 'make bench     the figures of benchmarks/'
	@echo 'make bench-forecast  forecasts against statsforecast, Prophet and LightGBM on the series in WFM_DATA (some hours)'
	@echo 'make bench-staffing  speed of the requirement, beside pyworkforce'
	@echo 'make bench-simulation  speed of the simulation, beside Ciw'
	@echo 'make venv      set up .venv only        make clean   remove what the targets made'
	@echo 'Another Python: make venv PYTHON=python3.12'

venv: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "wfm needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make venv PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
	  echo "No virtual environment could be made; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo 'Installing wfm and its tools into .venv (once) ...' >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(STAMP)
	@rm -rf demo/bank-1999
	@PATH="$(CURDIR)/$(BIN):$$PATH" scenarios/bank-1999/demo.sh demo/bank-1999

demo-loop: $(STAMP)
	@rm -rf demo/loop
	@PATH="$(CURDIR)/$(BIN):$$PATH" scenarios/loop/demo.sh demo/loop

test: $(STAMP)
	@$(BIN)/python -m pytest -n $(WORKERS) -m 'not slow'

test-all: $(STAMP)
	@$(BIN)/python -m pytest -n $(WORKERS)

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@for page in docs/generate_*.py; do echo "$$page --check"; $(BIN)/python $$page --check || exit 1; done

docs: $(STAMP)
	@for page in docs/generate_*.py; do echo "$$page"; $(BIN)/python $$page || exit 1; done

readme: $(STAMP)
	@mkdir -p demo
	@$(MAKE) --no-print-directory demo > demo/demo.log 2>&1 || { cat demo/demo.log; exit 1; }
	$(BIN)/python docs/refresh_readme.py

bench: $(STAMP)
	$(BIN)/python benchmarks/run.py roster --agents 0 60 120 300 1000 --seconds 120 --exact-seconds 60

FORECAST_PEERS := .venv-forecast-peers

$(FORECAST_PEERS)/.installed: benchmarks/forecast/peers.txt
	@test -x $(FORECAST_PEERS)/bin/python || $(PYTHON) -m venv $(FORECAST_PEERS)
	@$(FORECAST_PEERS)/bin/python -m pip install -qq --disable-pip-version-check -r benchmarks/forecast/peers.txt
	@touch $@

bench-forecast: $(STAMP) $(FORECAST_PEERS)/.installed
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/forecast/run.py \
	  --peer-python $(FORECAST_PEERS)/bin/python --json benchmarks/forecast/last-run.json $(BENCH_OPTIONS)

STAFFING_PEERS := .venv-staffing-peers

$(STAFFING_PEERS)/.installed: benchmarks/peers_staffing.txt
	@test -x $(STAFFING_PEERS)/bin/python || $(PYTHON) -m venv $(STAFFING_PEERS)
	@$(STAFFING_PEERS)/bin/python -m pip install -qq --disable-pip-version-check -r benchmarks/peers_staffing.txt
	@touch $@

bench-staffing: $(STAMP) $(STAFFING_PEERS)/.installed
	$(BIN)/python benchmarks/staffing.py --peer-python $(STAFFING_PEERS)/bin/python

SIMULATION_PEERS := .venv-simulation-peers

$(SIMULATION_PEERS)/.installed: benchmarks/peers_simulation.txt
	@test -x $(SIMULATION_PEERS)/bin/python || $(PYTHON) -m venv $(SIMULATION_PEERS)
	@$(SIMULATION_PEERS)/bin/python -m pip install -qq --disable-pip-version-check -r benchmarks/peers_simulation.txt
	@touch $@

bench-simulation: $(STAMP) $(SIMULATION_PEERS)/.installed
	$(BIN)/python benchmarks/simulation.py day
	$(BIN)/python benchmarks/simulation.py peer --peer-python $(SIMULATION_PEERS)/bin/python
	$(BIN)/python benchmarks/simulation.py month

clean:
	rm -rf .venv $(FORECAST_PEERS) $(STAFFING_PEERS) $(SIMULATION_PEERS) demo build dist wfm.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find wfm docs tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
