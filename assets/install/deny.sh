#!/bin/sh
# Licences, sources and bans of every crate, and known faults where the advisory database can be had. Says what it left out.
set -eu

if fault=$(timeout 60 cargo deny --locked fetch db 2>&1); then
    exec cargo deny --locked check
fi
printf '%s\n' "$fault" | tail -n 1 >&2
echo "NOT CHECKED: advisories. The RustSec database could not be fetched (see the line above); bans, licences and sources are checked."
exec cargo deny --locked check bans licenses sources
