#!/bin/sh
# Says what is missing of the Rust tools, and how to get it. Installs cargo-deny, from crates.io, into cargo's own folder, and the
# standard library for Windows where rustup is at hand. Usage: rust.sh run | test | package
set -eu

say() { printf '%s\n' "$*" >&2; }
need=1.95

if ! command -v cargo >/dev/null 2>&1; then
    say "cargo is not there: Ringdesk is built with Rust $need or newer (https://rustup.rs)."
    exit 1
fi
have=$(rustc --version | awk '{ print $2 }')
oldest=$(printf '%s\n%s\n' "$need" "${have%%-*}" | sort -V | head -n 1)
if [ "$oldest" != "$need" ]; then
    say "Rust $have is too old: Ringdesk needs $need or newer. With rustup: rustup update stable"
    exit 1
fi
if [ "$1" = package ]; then
    windows=x86_64-pc-windows-gnu
    [ ! -d "$(rustc --print sysroot)/lib/rustlib/$windows" ] || exit 0
    rustup target add "$windows" && exit 0
    say "Rust's standard library for $windows is missing. With rustup: rustup target add $windows"
    exit 1
fi
[ "$1" = test ] || exit 0

for part in fmt clippy; do
    cargo "$part" --version >/dev/null 2>&1 && continue
    say "cargo $part is missing; trying: rustup component add rustfmt clippy"
    rustup component add rustfmt clippy && break
    say "That did not work. Install the components rustfmt and clippy of your Rust and try again."
    exit 1
done

case $(cargo deny --version 2>/dev/null) in
"cargo-deny 0.20."*) ;;
*)
    say "cargo-deny 0.20 is missing (it checks licences and sources of every crate): building it, about three minutes, once."
    # Its own release profile links for ten minutes what is used for one second.
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
        cargo install --locked --version '^0.20' cargo-deny
    ;;
esac
