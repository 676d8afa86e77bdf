# The one way in. `make help` lists what there is.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build host everything image test-image sharing-image service-image tools unmonitored-image trace-image demo-package run bench test unit-test system-test soak lint size coverage sanitize fuzz clean bench-page

# The scenario that `make run` boots, and anything to add to its command line.
SCENARIO ?= scenarios/demo.yaml
ARGS ?=
# Seconds for each fuzz target.
FUZZ_SECONDS ?= 60

# Release, because the host tool hashes hundreds of megabytes and a debug build takes a minute for that. `swift build`
# and `swift test` must say exactly the same to the compiler, or each would throw away what the other built: hence
# testing enabled by hand in both, and not by `swift test`'s own option.
HOST_BUILD = -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error
HOST = --disable-xctest --disable-testable-imports $(HOST_BUILD)

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

setup: ## install missing tools, fetch the guests' kernels and firmware (MARTLET_CACHE=DIR: where to)
	@scripts/setup

image: setup ## the hypervisor and its bare-metal guests, checked, in build/
	@scripts/image
	@scripts/check_image.py build/martlet.elf

test-image: setup ## the image whose hooks let tests provoke faults at EL2, in build/test-hooks/
	@scripts/image --test-hooks

# Two at a time: an image is linked by one core.
TWO = $(MAKE) --no-print-directory --jobs=2 --output-sync=line

build: ## the images and the host tool
	@$(TWO) image sharing-image service-image host

everything: image sharing-image service-image test-image trace-image unmonitored-image tools host

host: setup
	@swift build $(HOST_BUILD)

trace-image: setup ## the image that keeps a trace of its events (docs/tracing.md), in build/trace/
	@scripts/image --trace
	@scripts/check_image.py --variant traced build/trace/martlet.elf

sharing-image: setup ## the image that shares cores (docs/scheduling.md), in build/sharing/
	@scripts/image --sharing
	@scripts/check_image.py --variant sharing build/sharing/martlet.elf

service-image: setup ## the image with channels between VMs (docs/channels.md), in build/service/
	@scripts/image --service
	@scripts/check_image.py --variant service build/service/martlet.elf

tools: setup ## what runs inside Linux guests: martletctl (docs/martletctl.md), in build/tools/
	@scripts/tools

unmonitored-image: setup ## the same without the monitor (docs/monitor.md), in build/sharing-without-monitor/
	@scripts/image --sharing --without-monitor
	@scripts/check_image.py --variant sharing build/sharing-without-monitor/martlet.elf

# A Linux for the demonstration's own to create.
demo-package: build
	@.build/release/martlet build --vm scenarios/vms/guest.yaml --for scenarios/demo.yaml -o build/second.vm
	@scripts/tools build/second.vm

run: build $(if $(filter scenarios/demo.yaml,$(SCENARIO)),demo-package) ## boot SCENARIO under QEMU (default: scenarios/demo.yaml)
	@.build/release/martlet run $(SCENARIO) $(ARGS)

bench: build trace-image sharing-image ## what exits cost, beside bare metal and Xen, into build/bench/ (ARGS: more for `martlet bench`)
	@scripts/setup --bench
	@mkdir -p build/bench
	@.build/release/martlet bench --json build/bench/bench.json --chart build/bench/bench.svg --markdown build/bench/bench.md --budgets Benchmarks/budgets.json $(ARGS)

bench-page: build trace-image sharing-image ## docs/benchmarks.*, measured anew, and budgets lowered to what was reached
	@scripts/setup --bench
	@.build/release/martlet bench --json docs/benchmarks.json --chart docs/benchmarks.svg --markdown docs/benchmarks.md --budgets Benchmarks/budgets.json --tighten

test: ## every test, with one summary
	@$(TWO) everything
	@scripts/setup --test
	@scripts/test $(HOST)

unit-test: setup ## only what needs no QEMU
	@swift test $(HOST) --skip '^SystemTests\.'

system-test: ## only what boots under QEMU (FILTER=NAME: one of them)
	@$(TWO) everything
	@scripts/setup --test
	@swift test $(HOST) --no-parallel --filter '^SystemTests\..*$(FILTER)'

soak: build ## the system tests that take long, up to some hours
	@scripts/setup --test
	@MARTLET_SOAK=1 swift test $(HOST) --no-parallel --filter '^SystemTests\..*SoakTests'

lint: ## formatting, as strict as it goes, and the rules of the house
	@swift format lint --strict --parallel -r Package.swift Sources Tests
	@for script in scripts/setup scripts/image scripts/tools scripts/test scripts/fuzz scripts/lib/*.sh .ci/run; do bash -n $$script || exit 1; done
	@scripts/check_house.py

size: ## lines of code of the hypervisor, against the limit
	@scripts/check_house.py --size

coverage: setup ## line coverage of Core; fails under 90 %
	@swift test --disable-xctest --scratch-path .build/coverage --enable-code-coverage --skip '^SystemTests\.'
	@scripts/coverage.py "$$(swift test --scratch-path .build/coverage --show-codecov-path)" Sources/Core/ 90

# Leaks are not looked for: Foundation and the Swift runtime keep what they made until the process ends.
sanitize: setup ## unit tests under AddressSanitizer, then under ThreadSanitizer
	@ASAN_OPTIONS=detect_leaks=0 swift test --disable-xctest --scratch-path .build/address --sanitize=address --skip '^SystemTests\.'
	@swift test --disable-xctest --scratch-path .build/thread --sanitize=thread --skip '^SystemTests\.'

fuzz: setup ## every libFuzzer target for FUZZ_SECONDS (default: 60)
	@scripts/fuzz $(FUZZ_SECONDS)

clean: ## what was built; the cache of downloads stays
	@rm -rf .build build
