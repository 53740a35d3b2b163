# Needs Python 3.11 or newer, git and make; `make demo` and `make test` fetch everything else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCHMARKS := gate sensitivity wrong_messages noise combinations collisions calibration \
	random_words spread_sensitivity spread_combinations spread_noise spread_wrong \
	spread_crowds speed crowds latency

# One core each: two test runners whose BLAS takes all cores wait for each other.
export OPENBLAS_NUM_THREADS := 1

.DELETE_ON_ERROR:
.PHONY: demo test lint bench bench-full docs pictures clean

demo: $(VENV)/runtime.stamp
	$(BIN)/beacon406 demo

test: lint $(VENV)/debian.stamp
	$(BIN)/pytest -n 2

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pyright

# One after the other: a benchmark needs the machine to itself. Those of the alerts and of the live
# station are shortened.
bench: $(VENV)/dev.stamp $(VENV)/debian.stamp
	for name in $(BENCHMARKS); do \
	echo; echo "$$name"; $(BIN)/python benchmarks/$$name.py || exit 1; done
	$(BIN)/python benchmarks/delivery_chaos.py --alerts 200 --kills 8
	$(BIN)/python benchmarks/delivery_backlog.py --bursts 1000
	$(BIN)/python benchmarks/hostile_input.py --minutes 1
	$(BIN)/python benchmarks/event_streams.py
	$(BIN)/python benchmarks/live_station.py --minutes 2
	$(BIN)/python benchmarks/live_faults.py --times 1
	$(BIN)/python benchmarks/live_kills.py --times 5

# Hours; stops at Ctrl-C or after HOURS=8. Those of the decoder go on where they stopped.
bench-full: $(VENV)/dev.stamp $(VENV)/debian.stamp
	$(BIN)/python benchmarks/delivery_chaos.py
	$(BIN)/python benchmarks/delivery_backlog.py
	$(BIN)/python benchmarks/hostile_input.py --minutes 10
	$(BIN)/python benchmarks/live_station.py
	$(BIN)/python benchmarks/live_faults.py
	$(BIN)/python benchmarks/live_kills.py
	$(BIN)/python benchmarks/full.py $(if $(HOURS),--hours $(HOURS))

# Pages and schemas that are made from the code; the tests fail when they drift.
docs: $(VENV)/dev.stamp
	$(BIN)/python -m alerts.schema
	$(BIN)/python -m decoder.document protocols > docs/protocols.md
	$(BIN)/python -m decoder.document reasons > docs/reasons.md
	$(BIN)/python -m alerts.incidents.document > docs/incidents.md
	$(BIN)/python docs/make_pictures.py

# Of the page, in a browser; each is of the time when it was made.
pictures: $(VENV)/dev.stamp $(VENV)/debian.stamp
	$(BIN)/python docs/make_screenshots.py

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Installs Debian package $(1) where that needs no password, else says what to type.
define debian
if [ "$$(id -u)" = 0 ]; then root=env; \
elif sudo -n true 2>/dev/null; then root="sudo -n"; \
else echo "make: $(1) is missing; type: sudo apt-get install $(1)" >&2; exit 1; fi; \
$$root apt-get update -qq && \
$$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(1) \
|| { echo "make: $(1) is missing and apt-get could not install it" >&2; exit 1; }
endef

# Debian splits ensurepip off into python3-venv, and without it leaves half a venv behind.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "make: Python 3.11 or newer is needed; type: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(call debian,python3-venv); }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade 'pip>=25.1'

$(VENV)/runtime.stamp: pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --editable '.[broker]'
	touch $@

$(VENV)/dev.stamp: pyproject.toml | $(VENV)/runtime.stamp
	$(BIN)/pip install --quiet --group dev
	touch $@

# A fresh Debian keeps mosquitto in /usr/sbin, which is not in everybody's PATH.
$(VENV)/debian.stamp: | $(BIN)/pip
	@PATH="$$PATH:/usr/sbin"; command -v mosquitto >/dev/null || { $(call debian,mosquitto); }
	@command -v chromium >/dev/null || { $(call debian,chromium); }
	@command -v systemd-analyze >/dev/null || { $(call debian,systemd); }
	@command -v promtool >/dev/null || { $(call debian,prometheus); }
	touch $@
