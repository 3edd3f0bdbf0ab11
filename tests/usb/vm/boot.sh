#!/bin/sh
# boot.sh VMLINUX INITRAMFS: starts the guest, shows what it says, ends with the status of its test program.
#
# CLOCK=icount (default): guest time is counted in executed instructions and idle time is skipped. A slow or shared host
#   changes how long the run takes, not what the guest sees. The shift must be fixed: with `auto` transfers come late.
# CLOCK=real: guest time is host time, with real concurrency. Off the gate: a stall of the host is one of the guest.
# GUEST: further words for its kernel; NAME=VALUE is in the environment of the test program.
set -u

case ${CLOCK:-icount} in
icount) clock="-accel tcg,thread=single -cpu max -icount shift=1,sleep=off -rtc clock=vm -smp 1" ;;
real) clock="-accel tcg,thread=multi -cpu max -smp 2" ;;
*) echo "CLOCK is icount or real" >&2; exit 2 ;;
esac
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # the clock is several words
timeout --kill-after=5 "${LIMIT:-900}" qemu-system-x86_64 -M q35 $clock -m 512 -nodefaults -display none \
    -serial stdio -no-reboot -kernel "$1" -initrd "$2" \
    -append "console=ttyS0 loglevel=1 panic=-1 tsc=reliable ${GUEST:-}" </dev/null | tr -d '\r' | tee "$log"
status=$(sed -n 's/^USB-STATUS=//p' "$log" | tail -n 1)
[ -n "$status" ] || echo "the guest did not come to its end (patience: ${LIMIT:-900} s)" >&2
exit "${status:-99}"
