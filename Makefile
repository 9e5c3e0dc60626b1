# What a developer types. The scripts behind it are in .ci/ and can be called by hand.

PKG       ?= ./...
BENCH     ?= .
BENCHTIME ?= 200ms
ROUNDS    ?= 9

.DEFAULT_GOAL := help
.PHONY: help dev quick test lint bench soak

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

dev: ## runs everything on this machine with a demo city; needs Go only
	go run ./cmd/laurel dev

quick: ## vet and the tests that need Go only; for while you write
	go vet $(PKG)
	go test -short $(PKG)

test: ## all tests, with servers and browser of its own; installs what is missing (PKG=./tenants/...)
	@.ci/test $(PKG)

lint: ## every linter of .golangci.yml; installs golangci-lint at the first call
	@.ci/lint $(PKG)

bench: ## benchmarks, and how near each comes to its limit; into bench.txt (PKG, BENCH, BENCHTIME, ROUNDS)
	@BENCH='$(BENCH)' BENCHTIME='$(BENCHTIME)' ROUNDS='$(ROUNDS)' .ci/servers run .ci/bench $(PKG)

soak: ## the long forms of the tests, up to an hour for each package
	@.ci/install
	LAUREL_SOAK=1 .ci/servers run go test -timeout 60m $(PKG)
