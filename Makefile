# Ringdesk in two commands. On Debian everything but Rust, git and make is installed when missing (assets/install).
#   make run              build and start the program; ARGS="…" passes arguments, without any it opens the window
#   make test             format, lints, all tests, licences, documentation; prints a time for each step
#   make test-usb         the drivers through a real kernel's USB, against simulated boxes in a virtual machine (minutes)
#   make install          program, menu entry and tel: links for this user (PREFIX=$(HOME)/.local; any other PREFIX as well)
#   make install-udev     let the person at the screen use known boxes (asks for root)
#   make bench            the measurements (a store with a million customers)
#   make fuzz             any bytes at the drivers and parsers of boxes: SECONDS=600 for each target; ARGS="…" names targets
#   make gallery          pictures of every view in both languages, light and dark: docs/gallery, at full size target/gallery (minutes)
#   make package          what others install, into target/package: .deb, archives for Linux and Windows (ARGS=linux: without Windows)
#   make signals          what the detectors can stand, measured into docs/signals (some minutes)
SHELL := /bin/sh
export PATH := $(PATH):$(HOME)/.cargo/bin
export CARGO_TERM_PROGRESS_WHEN ?= never
.DEFAULT_GOAL := help
.NOTPARALLEL:

ARGS ?=
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
VECTORS := $(if $(RINGDESK_VECTORS),$(RINGDESK_VECTORS),../shared/vectors)
CORPUS := $(wildcard $(VECTORS)/score.py)
TARGET := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)
TIMES := $(TARGET)/step-times.txt
# A test that hangs is a failed test.
PATIENCE := timeout --kill-after=10 2400
# What the build without window, USB and sound shows by itself. Its unit tests are those of the other build, and clippy reads
# them here as well: building them twice would cost minutes and find nothing.
PURE_TESTS := --test store --test cli --test headless --test player

# $(call step,NAME,COMMAND): says what runs, how long it took, and stops at the first failure.
define step
	@printf '\n== %s\n' '$(1)'; begun=$$(date +%s); \
	if $(2); then state=ok; else state=FAILED; fi; \
	line=$$(printf '%-44s %-6s %4d s' '$(1)' $$state $$(($$(date +%s) - begun))); \
	mkdir -p $(TARGET); echo "$$line" >> $(TIMES); echo "== $$line"; test $$state = ok
endef

.PHONY: help run test test-usb bench fuzz signals install install-desktop install-udev package packages-run packages-test begin fmt clippy unit pure deny doc corpus end gallery

help:
	@sed -n '2,11s/^#   //p' Makefile

run: packages-run
	cargo run --release --locked -- $(ARGS)

PREFIX ?= $(HOME)/.local
install: packages-run
	cargo build --release --locked
	install -D -m 755 $(TARGET)/release/ringdesk $(DESTDIR)$(PREFIX)/bin/ringdesk
	@$(MAKE) --no-print-directory install-desktop
	@case ":$$PATH:" in *":$(PREFIX)/bin:"*) ;; *) echo 'note: $(PREFIX)/bin is not in PATH; links and menu need it there' ;; esac

# The menu entry, and the program as the one that dials tel: and callto: links. Asks nobody, overrules no choice made before.
APPLICATIONS = $(DESTDIR)$(PREFIX)/share/applications
install-desktop:
	install -D -m 644 assets/ringdesk.desktop $(APPLICATIONS)/ringdesk.desktop
	install -D -m 644 assets/ringdesk-dial.desktop $(APPLICATIONS)/ringdesk-dial.desktop
	install -D -m 644 assets/icon.png $(DESTDIR)$(PREFIX)/share/icons/hicolor/128x128/apps/ringdesk.png
	@if command -v update-desktop-database >/dev/null; then update-desktop-database -q $(APPLICATIONS) || true; fi
	@if test -z '$(DESTDIR)' && command -v xdg-mime >/dev/null; then for scheme in tel callto; do \
		test -n "$$(xdg-mime query default x-scheme-handler/$$scheme 2>/dev/null)" || \
		xdg-mime default ringdesk-dial.desktop x-scheme-handler/$$scheme; done; fi

install-udev:
	$(SUDO) install -m 644 udev/70-ringdesk.rules /etc/udev/rules.d/70-ringdesk.rules
	@if command -v udevadm >/dev/null; then $(SUDO) udevadm control --reload && $(SUDO) udevadm trigger --subsystem-match=usb; \
	else echo 'udev is not running here: the rules count from the next start'; fi

# The same commit gives the same bytes: assets/package/build.sh says how.
package:
	@assets/install/packages.sh build package
	@assets/install/rust.sh run
	@case '$(ARGS)' in linux) ;; *) assets/install/rust.sh package ;; esac
	assets/package/package.sh $(ARGS)

gallery:
	cargo test --locked --test ui showroom::gallery -- --ignored

bench: packages-run
	cargo bench --locked

# The targets are those of tests/fuzz; everything they make is below the build folder. What a run found is kept there, too.
FUZZ_TARGETS := at_dle cdc_notifications hid yealink raw_fsk
SECONDS ?= 600
fuzz:
	@assets/install/packages.sh build
	@assets/install/rust.sh run
	@for tool in 'cargo fuzz --version:cargo install --locked --version 0.13.2 cargo-fuzz' \
		'cargo +nightly --version:rustup toolchain install --profile minimal nightly'; do \
		$${tool%%:*} >/dev/null 2>&1 || { echo "missing: $${tool%%:*}; to get it: $${tool#*:}" >&2; missing=1; }; \
	done; test -z "$$missing"
	RINGDESK_SEEDS=$(abspath $(TARGET))/fuzz/corpus cargo test --locked --no-default-features --test boxes_fuzz seeds
	@mkdir -p $(TARGET); : > $(TIMES)
	$(foreach target,$(if $(ARGS),$(ARGS),$(FUZZ_TARGETS)),$(call fuzz-one,$(target)))
	@printf '\n== all targets\n'; cat $(TIMES)

# $(call fuzz-one,TARGET). Our code is free of `unsafe`, so no sanitizer: twice as many runs.
define fuzz-one
	@mkdir -p $(TARGET)/fuzz/corpus/$(1) $(TARGET)/fuzz/artifacts/$(1)
	$(call step,fuzz $(1) ($(SECONDS) s),cargo +nightly fuzz run --fuzz-dir tests/fuzz --target-dir $(TARGET)/fuzz --sanitizer none $(1) $(abspath $(TARGET))/fuzz/corpus/$(1) -- -max_total_time=$(SECONDS) -max_len=4096 -timeout=30 -artifact_prefix=$(abspath $(TARGET))/fuzz/artifacts/$(1)/)

endef

# Needs neither window nor devices. The picture is of a recording made by the program's own transmitter.
signals:
	cargo run --release --locked --no-default-features --example signals -- $(ARGS)
	cargo run --release --locked --no-default-features -- decode tests/data/own_v23.wav --plot docs/signals/burst.png --from 0.84 --to 1.0

test: begin packages-test fmt clippy unit pure deny doc corpus end

# Needs no root, no USB, no KVM. ARGS="…" names scenarios, the rest is left out.
test-usb:
	@assets/install/packages.sh build usb
	@assets/install/rust.sh run
	@mkdir -p $(TARGET)
	$(call step,drivers through real USB,tests/usb/vm/run.sh $(ARGS))

packages-run:
	@assets/install/packages.sh build window
	@assets/install/rust.sh run

begin:
	@mkdir -p $(TARGET); : > $(TIMES)

packages-test:
	$(call step,packages and tools,assets/install/packages.sh build window test $(if $(CORPUS),corpus) && assets/install/rust.sh test)

fmt:
	$(call step,cargo fmt --check,cargo fmt --check)

clippy:
	$(call step,clippy (all features),cargo clippy --locked --all-targets -- -D warnings)
	$(call step,clippy (no default features),cargo clippy --locked --all-targets --no-default-features -- -D warnings)

unit:
	$(call step,tests (all features),$(PATIENCE) cargo test --locked)

pure:
	$(call step,tests (no default features),$(PATIENCE) cargo test --locked --no-default-features $(PURE_TESTS))

deny:
	$(call step,cargo deny,assets/install/deny.sh)

doc:
	$(call step,cargo doc,RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps)

corpus:
ifneq ($(CORPUS),)
	$(call step,signal corpus,python3 $(CORPUS) --cmd "$(abspath $(TARGET))/debug/ringdesk decode {wav} --json")
else
	@printf '\n== signal corpus: not here (%s), skipped\n' '$(VECTORS)'
endif

end:
	@printf '\n== all steps\n'; cat $(TIMES)
