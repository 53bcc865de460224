# make            lists the targets
# make run        installs what is missing, builds, and serves demo data
# make test       the same, and runs every test; ends with "N passed, N failed"

SHELL := /bin/bash
.DEFAULT_GOAL := help
BUILD := build
JOBS := $(shell nproc)
LAUNCHER := $(shell command -v ccache)
LINKER := $(if $(shell command -v mold),-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold)

PACKAGES := g++ cmake ninja-build pkg-config ccache mold curl jq \
  libgtest-dev libbenchmark-dev librapidcheck-dev libboost1.81-dev libsimdjson-dev libsqlite3-dev libsodium-dev \
  libhowardhinnant-date-dev tzdata libyaml-cpp-dev libcli11-dev libfmt-dev zlib1g-dev libzstd-dev \
  libqrencode-dev libhpdf-dev poppler-utils zbar-tools
FUZZ_PACKAGES := clang-14 libclang-rt-14-dev
LINT_PACKAGES := clang-format clang-tidy
BENCH_PACKAGES := wrk
# what has threads: the other rooms start none
THREADED := habitue store_test service_test http_test cli_test crash_test same_history_test

define install
	@missing=$$(for package in $(1); do dpkg-query -W -f='$${Status}\n' $$package 2>/dev/null | grep -q 'ok installed' || echo $$package; done); \
	if [ -n "$$missing" ]; then \
	  echo "installing" $$missing >&2; \
	  as_root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

.PHONY: help
help: ## lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.PHONY: setup
setup: ## installs the Debian packages that are missing
	$(call install,$(PACKAGES))

$(BUILD)/build.ninja: | setup
	cmake --preset release $(LINKER) $(if $(LAUNCHER),-DCMAKE_CXX_COMPILER_LAUNCHER=$(LAUNCHER)) >/dev/null

.PHONY: build
build: setup $(BUILD)/build.ninja ## builds build/habitue
	@ninja -C $(BUILD) -j $(JOBS) habitue

.PHONY: run
run: build ## serves demo data on http://127.0.0.1:8080/
	@$(BUILD)/habitue serve --demo --data data/demo

.PHONY: test
test: setup $(BUILD)/build.ninja ## builds and runs every test
	@ninja -C $(BUILD) -j $(JOBS)
	@tests/run.sh $(BUILD)

.PHONY: test-long
test-long: setup $(BUILD)/build.ninja ## the same with the crash test of 200 kills and the long random lives
	@ninja -C $(BUILD) -j $(JOBS)
	@HABITUE_LONG=1 tests/run.sh $(BUILD)

.PHONY: bench
bench: setup $(BUILD)/build.ninja ## prints the measured figures, one JSON line each, as ratios within one run
	$(call install,$(BENCH_PACKAGES))
	@ninja -C $(BUILD) -j $(JOBS) habitue habitue_bench
	@bench/run.sh $(BUILD)

.PHONY: fuzz
fuzz: setup ## runs each fuzzer for FUZZ_SECONDS (60)
	$(call install,$(FUZZ_PACKAGES))
	@cmake --preset fuzz $(if $(LAUNCHER),-DCMAKE_CXX_COMPILER_LAUNCHER=$(LAUNCHER)) >/dev/null && ninja -C build-fuzz -j $(JOBS) habitue_fuzz
	@tests/fuzz/run.sh build-fuzz $${FUZZ_SECONDS:-60}

.PHONY: asan tsan
asan: setup ## every test under the address and undefined-behaviour sanitizers
	@cmake --preset asan $(LINKER) $(if $(LAUNCHER),-DCMAKE_CXX_COMPILER_LAUNCHER=$(LAUNCHER)) >/dev/null && ninja -C build-asan -j $(JOBS)
	@tests/run.sh build-asan
tsan: setup ## the tests with threads under the thread sanitizer
	@cmake --preset tsan $(LINKER) $(if $(LAUNCHER),-DCMAKE_CXX_COMPILER_LAUNCHER=$(LAUNCHER)) >/dev/null && ninja -C build-tsan -j $(JOBS) $(THREADED)
	@tests/run.sh build-tsan

.PHONY: fmt
fmt: ## formats the sources
	$(call install,$(LINT_PACKAGES))
	@git ls-files '*.h' '*.cpp' | xargs clang-format -i

.PHONY: lint
lint: setup $(BUILD)/build.ninja ## clang-format and clang-tidy
	$(call install,$(LINT_PACKAGES))
	@git ls-files '*.h' '*.cpp' | xargs clang-format --dry-run -Werror
	@git ls-files 'src/*.cpp' | grep -vE 'fuzz/|_test\.cpp$$' | xargs -P $(JOBS) -n 4 clang-tidy -p $(BUILD) --quiet --extra-arg=-w

.PHONY: clean
clean: ## removes what was built
	@rm -rf build build-*
