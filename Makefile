# The contributor's menu: `make` alone prints it.

SHELL         := bash
.SHELLFLAGS   := -euo pipefail -c
.DEFAULT_GOAL := help

LINT_VERSION := v2.15.0
LINT         := .bin/golangci-lint-$(LINT_VERSION)
FUZZTIME     ?= 30s
ROUNDS       ?= 1000

# The interoperability tests run this Python. It is there after `make setup`, unless the environment names another.
ifneq ($(wildcard .venv/bin/python),)
export SKYCAMPAIGN_PYTHON ?= $(CURDIR)/.venv/bin/python
endif
ifneq ($(wildcard .venv-pandas2/bin/python),)
export SKYCAMPAIGN_PYTHON_PANDAS2 ?= $(CURDIR)/.venv-pandas2/bin/python
endif
ifneq ($(wildcard .venv-butler/bin/python),)
export SKYCAMPAIGN_PYTHON_BUTLER ?= $(CURDIR)/.venv-butler/bin/python
endif
ifneq ($(wildcard .venv-exports/bin/python),)
export SKYCAMPAIGN_PYTHON_EXPORTS ?= $(CURDIR)/.venv-exports/bin/python
endif

.PHONY: help demo test check fmt lint tidy go-test campaign-long python-test fuzz bench bench-peers setup clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## cut a campaign's input with the lists that the repository ships
	@bash examples/demo.sh

test: setup ## all that CI runs, Python and a short fuzzing too; install what it needs
	$(MAKE) check
	$(MAKE) fuzz FUZZTIME=3s
	$(MAKE) python-test

check: fmt lint tidy go-test ## the one check before a commit

fmt: ## fail on a file that gofmt would change
	@files=$$(gofmt -l .); [ -z "$$files" ] || { echo "run gofmt -w on:" $$files >&2; exit 1; }

lint: $(LINT) ## go vet and the linter
	go vet ./...
	$(LINT) run --allow-parallel-runners

tidy: ## fail where go.mod does not fit the code
	go mod tidy -diff

# A program with the race detector sleeps for a second before it ends, and the scripts run thousands. It takes ten times as long
# for what computes, so that with it properties are tried on fewer lists.
go-test: export GORACE = atexit_sleep_ms=0
go-test: ## the Go tests, in random order; once more with the race detector
	go test -shuffle=on ./...
	go test -race -short -shuffle=on ./...

campaign-long: ## kill a notebook's writers a thousand times (ROUNDS=1000), and flip every value; an hour
	SKYCAMPAIGN_ROUNDS=$(ROUNDS) go test -count 1 -timeout 3h ./campaign/...

python-test: ## the tests beside the Python examples
	"$${SKYCAMPAIGN_PYTHON:?run make setup}" -m pytest -q examples/python --ignore examples/python/test_pyspark.py
	"$${SKYCAMPAIGN_PYTHON_PANDAS2:?run make setup}" -m pytest -q examples/python/test_pandas.py examples/python/test_pyspark.py
	"$${SKYCAMPAIGN_PYTHON_BUTLER:?run make setup}" -m pytest -q -n 2 --dist loadfile examples/butler
	"$${SKYCAMPAIGN_PYTHON_EXPORTS:?run make setup}" -m pytest -q examples/exports

fuzz: ## every fuzz target, for FUZZTIME=30s each
	FUZZTIME=$(FUZZTIME) .ci/fuzz

bench: ## every Go benchmark, in the form that benchstat reads
	go test -run '^$$' -bench . -benchmem ./...

bench-peers: ## race DuckDB, Polars and others on the same work; an hour (benchmarks/README.md)
	go run ./benchmarks -out benchmarks/results

setup: ## install what the tests need: C compiler, Java, PostgreSQL, Python environments, object stores
	@.ci/setup

clean: ## remove what make installed
	rm -rf .bin .venv .venv-* .servers

$(LINT):
	GOBIN=$(CURDIR)/.bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv .bin/golangci-lint $@
