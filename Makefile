# `make run` and `make test` do everything, and install what is missing.

export SHELL := /usr/bin/env bash
CARGO ?= cargo
BINARY := target/release/switchboard
# Where the browser tests and measurements find the program.
export SWITCHBOARD_BIN ?= $(CURDIR)/$(BINARY)

.PHONY: help run test check unit e2e relay-servers bench docs build setup setup-wasm setup-browser clean

help: ## What can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build, then serve the editor at http://127.0.0.1:4000
	$(BINARY) serve $(ARGS)

test: setup check unit relay-servers build e2e ## Every test

check: ## Formatting and lints
	$(CARGO) fmt --check
	SWITCHBOARD_SKIP_APP=1 $(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	$(CARGO) run --quiet --locked --package flow --example widget_table | diff docs/widgets.md - || { echo "docs/widgets.md is out of date: run make docs"; exit 1; }

unit: ## The tests of the core, the server and the app's plain functions
	SWITCHBOARD_SKIP_APP=1 $(CARGO) test --locked --workspace

relay-servers: ## Relay servers in four stacks, and Twilio's own checks of a handshake
	SWITCHBOARD_SKIP_APP=1 e2e/relay-servers/test.sh

docs: ## The documents that are made from the code
	$(CARGO) run --quiet --locked --package flow --example widget_table > docs/widgets.md

build: setup-wasm ## The program, with the editor in it
	$(CARGO) build --locked --release

e2e: ## The browser's tests, on the program as it was built
	cd e2e && npx playwright test

bench: build setup-browser ## Measure the core, the relay sessions and the editor
	$(CARGO) run --locked --release --package flow --example speed
	$(CARGO) run --locked --release --package server --example relay_bench
	$(CARGO) run --locked --release --package server --example throughput
	cd e2e && node bench/size.mjs && node bench/load.mjs 1000 && node bench/panel.mjs && node bench/canvas.mjs 1000 2000

setup: setup-wasm setup-browser ## Install what is missing

setup-wasm:
	@server/build/wasm-target.sh

setup-browser:
	@e2e/setup.sh

clean: ## Forget everything that was built
	$(CARGO) clean
	rm -rf e2e/node_modules e2e/test-results e2e/screenshots
