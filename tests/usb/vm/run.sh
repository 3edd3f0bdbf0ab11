#!/bin/sh
# The drivers against simulated boxes through a real kernel's USB core, usbfs and libusb, in a virtual machine that needs
# neither root nor hardware virtualization nor a network. `make test-usb` calls it; ARGUMENTS filter the scenarios:
#   tests/usb/vm/run.sh [NAME...]          see tests/usb/main.rs
# KEEP=1 leaves the initramfs; CLOCK and LIMIT: see boot.sh.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
target=${CARGO_TARGET_DIR:-target}
cache=$target/usb-vm
began=$(date +%s)
stage() { printf '   %s (after %s s)\n' "$*" "$(($(date +%s) - began))"; }

if [ "$(uname -m)" != x86_64 ]; then
    echo "test-usb needs an x86-64 machine: the guest runs the program built here" >&2
    exit 1
fi

built=$(cargo test --locked --no-run --message-format=json --no-default-features --features usb,sound --test usb |
    sed -n 's/.*"name":"usb".*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
[ -n "$built" ] || { echo "cargo names no test program usb" >&2; exit 1; }
stage "built"

kernel=$("$here/kernel.sh" "$cache")
stage "kernel $(basename "$kernel")"

work=$(mktemp -d "$cache/run.XXXXXX")
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
strip -o "$work/usb" "$built"
printf '%s\n' "$*" >"$work/arguments"
"$here/pack.sh" "$work/initramfs" "$kernel/tree" "vhci-hcd cdc-acm hid-generic usbhid snd-usb-audio" \
    "$work/usb:/usr/bin/usb" "$work/arguments:/etc/arguments" \
    "$(command -v udevadm):/usr/lib/systemd/systemd-udevd" \
    /usr/share/alsa:/usr/share/alsa \
    "udev/70-ringdesk.rules:/usr/lib/udev/rules.d/70-ringdesk.rules"
stage "packed, $(du -h "$work/initramfs" | cut -f1)"

# Two guests side by side, each with every other scenario: guest time does not depend on how busy the host is.
boot() {
    GUEST="${GUEST:-} RINGDESK_USB_SHARE=$1" "$here/boot.sh" "$kernel/vmlinux" "$work/initramfs"
}
status=0
if [ -n "$*" ]; then
    boot 0/1 || status=$?
else
    { boot 1/2 >"$work/second" 2>&1 || echo $? >"$work/failed"; } &
    boot 0/2 || status=$?
    wait
    cat "$work/second"
    [ ! -e "$work/failed" ] || status=$(cat "$work/failed")
fi
stage "the guest ended with status $status"
exit "$status"
