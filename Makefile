PYTHON ?= $(shell command -v python3.11 || command -v python3)
MATCHER := .venv/bin/matcher
export HF_HUB_OFFLINE := 1

# Judged sets in the form of BEIR, and where the vectors of their records are kept.
DATA ?= ../shared/data
BENCH_DATA ?= var/bench-quality
BENCH_INDEX ?= var/bench
BENCH_COST ?= var/bench-cost
OPTIONS ?=
# How long the long trial runs on each database.
MINUTES ?= 30
BENCH_SETS := eval/award_to_firm eval/patent_to_company eval/korean_to_english_company ir/scifact

# What is run over every engine.
ENGINE_TESTS := tests/conformance

# What is checked for known mistakes in security: what ships, and the commands of this file.
SHIPPED := corpus index matcher api requirements
# Versions and hashes are those of requirements/*.txt, for what builds packages too: nothing else is fetched.
LOCKED := .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes
PROJECT := .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
UV := 0.13.9
UPGRADE ?=

.PHONY: demo test test-engines install check release-check sbom lock unit test-postgresql test-long soak format pictures bench bench-cost bench-quality clean

## demo: install, import the sample corpus, build the index, print matches, serve the pages
demo: .venv/installed
	$(MATCHER) demo

## test: install with development tools, then lint, types, import contracts and the whole suite
test: check unit

## install: the environment .venv and the command .venv/bin/matcher
install: .venv/installed

check: .venv/installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/bandit --quiet --configfile pyproject.toml --recursive $(SHIPPED)
	.venv/bin/python requirements/advisories.py

## release-check: as check, and fails where an advisory service could not be asked about every package
release-check: check sbom
	.venv/bin/python requirements/advisories.py --strict

## sbom: the bill of materials (CycloneDX) of what is installed, into build/sbom.json
sbom: .venv/installed-dev
	.venv/bin/python requirements/bill.py build/sbom.json

## lock: versions and hashes into requirements/*.txt, after pyproject.toml changed; UPGRADE=--upgrade takes the newest
lock: build/lock/bin/uv
	$(PYTHON) requirements/renew.py --uv build/lock/bin/uv $(UPGRADE)

unit: .venv/installed-dev
	.venv/bin/pytest -n 2 --dist worksteal

## test-engines: one suite over every engine that may keep vectors, none of them left out
test-engines: .venv/installed-engines
	REQUIRE_ENGINES=1 REQUIRE_POSTGRES=1 .venv/bin/pytest -n 2 --dist worksteal $(ENGINE_TESTS)

## test-postgresql: the whole suite with every database on a PostgreSQL server that the tests start
test-postgresql: .venv/installed-dev
	REQUIRE_POSTGRES=1 .venv/bin/pytest -n 2 --dist worksteal --database postgresql

## test-long: what docs/reliability.md promises, at full length, and the figures into it; some twenty minutes
test-long: .venv/installed-dev
	REQUIRE_POSTGRES=1 REQUIRE_BROWSER=1 .venv/bin/pytest -n 2 --dist worksteal --long -m row --write-figures=docs/reliability.md

## soak: two serving processes and two workers in mixed use for MINUTES, on SQLite and on PostgreSQL
soak: .venv/installed-dev
	.venv/bin/python -m bench.soak --minutes $(MINUTES)
	.venv/bin/python -m bench.soak --minutes $(MINUTES) --postgresql

format: .venv/installed-dev
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

## pictures: the pages of the demo as they look, into docs/images (needs Chromium)
pictures: .venv/installed-dev
	.venv/bin/python -m tests.browser.pictures docs/images

## bench: speed beside peers, into docs/performance.md, then bench-cost; BENCH_INDEX is a data folder with a generation of companies
bench: .venv/installed-bench
	.venv/bin/python -m bench.speed --data $(DATA) --data-dir $(BENCH_INDEX) --write docs/performance.md $(OPTIONS)
	$(MAKE) bench-cost OPTIONS=

## bench-cost: what a passage costs at 10,000 to a million, with curves, into docs/performance.md; some forty minutes
bench-cost: .venv/installed
	.venv/bin/python -m bench.cost --folder $(BENCH_COST) --write docs/performance.md --pictures docs/images $(OPTIONS)

## bench-quality: this project and its peers on the judged sets of DATA, into docs/quality.md
bench-quality: .venv/installed-bench
	.venv/bin/python -m bench.quality --data-dir $(BENCH_DATA) --write docs/quality.md $(OPTIONS) $(BENCH_SETS:%=$(DATA)/%)

clean:
	rm -rf .venv var build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

.venv/created:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	touch $@

# torch for CPUs where an index offers it, else what PyPI has, with what it asks for.
.venv/installed: .venv/created pyproject.toml $(wildcard requirements/*.txt)
	$(LOCKED) --requirement requirements/build.txt
	$(LOCKED) --requirement requirements/torch-cpu.txt || $(LOCKED) --requirement requirements/torch-pypi.txt
	$(LOCKED) --requirement requirements/service.txt
	$(PROJECT)
	touch $@

.venv/installed-dev: .venv/installed
	$(LOCKED) --requirement requirements/dev.txt
	.venv/bin/python -m pip check
	touch $@

.venv/installed-engines: .venv/installed-dev
	$(LOCKED) --requirement requirements/milvus.txt --requirement requirements/engines.txt
	touch $@

.venv/installed-bench: .venv/installed
	$(LOCKED) --requirement requirements/bench.txt
	touch $@

build/lock/bin/uv:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
