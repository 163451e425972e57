PY := .venv/bin/python
STAMP := .venv/.installed
TEST_STAMP := .venv/.installed-test
NOTEBOOK_STAMP := .venv/.installed-notebook
BENCH_STAMP := .venv/.installed-bench

.PHONY: run serve demo notebook dictionary bench test test-slow test-all check setup clean

run: $(STAMP)
	$(PY) -m flows.clean --raw data/raw --clean data/clean

serve: $(STAMP)
	$(PY) -m flows.serve --raw data/raw --clean data/clean

demo: $(STAMP)
	.venv/bin/howto-etl run data/raw data/clean
	.venv/bin/howto-etl report data/clean --out build/report

notebook: $(NOTEBOOK_STAMP) data/clean/manifest.json
	.venv/bin/jupyter lab notebooks/explore.ipynb

dictionary: $(STAMP)
	$(PY) -m pipeline.export.dictionary > docs/data_dictionary.md

# make bench BENCH="--corpus FOLDER --repeats 5", or BENCH=--quick
bench: $(BENCH_STAMP)
	$(PY) -m benchmarks.run $(BENCH)

test: $(TEST_STAMP) check
	$(PY) -m pytest -q

test-slow: $(TEST_STAMP)
	$(PY) -m pytest -q -m slow

test-all: $(TEST_STAMP) check
	$(PY) -m pytest -q -m ""

check: $(TEST_STAMP)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

setup: $(TEST_STAMP)

# The first Python that is new enough; PYTHON=... names another.
.venv/bin/pip:
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec $$python -m venv .venv; \
	  fi; \
	done; echo "Python 3.11 or newer is needed, with its venv module." >&2; exit 1
	.venv/bin/python -m pip install -q --upgrade "pip>=25"

$(STAMP): pyproject.toml constraints.txt | .venv/bin/pip
	.venv/bin/pip install -q -c constraints.txt -e .
	touch $@

$(BENCH_STAMP): pyproject.toml constraints.txt | .venv/bin/pip
	.venv/bin/pip install -q -c constraints.txt -e '.[bench]'
	touch $@ $(STAMP)

$(TEST_STAMP): pyproject.toml constraints.txt | .venv/bin/pip
	.venv/bin/pip install -q -c constraints.txt -e '.[test]'
	touch $@ $(STAMP)

$(NOTEBOOK_STAMP): pyproject.toml constraints.txt | .venv/bin/pip
	.venv/bin/pip install -q -c constraints.txt -e '.[notebook]'
	touch $@ $(STAMP)

data/clean/manifest.json: | $(STAMP)
	.venv/bin/howto-etl run data/raw data/clean --quiet

clean:
	rm -rf .venv build *.egg-info
