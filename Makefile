# make serve: build the graph when it is stale and serve it. make test: run every test. Neither needs root.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 7878
BIN := .venv/bin

.PHONY: serve test coverage bench chaos fuzz lock clean

serve: .venv/runtime
	@$(BIN)/allegata build
	@$(BIN)/allegata serve --host $(HOST) --port $(PORT)

test: .venv/test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -n 2 --dist loadgroup --durations=30 --durations-min=4

# The same tests, and how much of the code they run: tracing takes nearly as long again.
coverage: .venv/test
	@$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered --cov-fail-under=95

# Ratios against other servers, measured in one run; wrk and Virtuoso take part if they are installed.
bench: .venv/test
	@$(BIN)/allegata build
	@$(BIN)/python -m tests.bench

# Kills at random while it is written to, and hostile queries beside honest ones.
chaos: .venv/test
	@$(BIN)/python -m tests.chaos

# Requests made and mutated to harm it.
fuzz: .venv/test
	@$(BIN)/python -m tests.fuzz --requests 50000 --seed 1

# Exact versions and hashes of everything, written anew from pyproject.toml (needs uv).
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.txt pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra test -c requirements.txt -o requirements-test.txt pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra ftm -c requirements-test.txt -o requirements-ftm.txt pyproject.toml

clean:
	rm -rf .venv .allegata build *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Allegata needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python cannot make a virtual environment here; on Debian: apt-get install python3-venv"; exit 2; }

.venv/runtime: .venv/bin/python requirements.txt pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/test: .venv/runtime requirements-test.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-test.txt
	@touch $@

# What FollowTheMoney needs; ICU's headers (libicu-dev, pkg-config) and a C++ compiler must be there.
.venv/ftm: .venv/test requirements-ftm.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-ftm.txt
	@touch $@
