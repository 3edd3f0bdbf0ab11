#!/bin/bash
# What the window costs, drawn in software (Mesa llvmpipe) on a display of its own: from start to the first frame, time of a
# frame while a person goes through all pages and scrolls (p50, p99, worst), memory, and frames while nothing happens.
#   tests/bench/window.sh PROGRAM DATABASE      (DATABASE: a copy is used, e.g. the one `cargo bench --bench search` builds)
# Needs xvfb and xdotool. Prints a table; changes nothing.
set -eu
program=$1 source=$2
work=$(mktemp -d)
touch "$work/log"
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
cp "$source" "$work/ringdesk.db"
display=:$((RANDOM % 500 + 100))
Xvfb $display -screen 0 1280x800x24 >/dev/null 2>&1 &
export DISPLAY=$display LIBGL_ALWAYS_SOFTWARE=1 RINGDESK_LOG=ringdesk::ui=trace NO_COLOR=1
unset WAYLAND_DISPLAY
for _ in $(seq 50); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; sleep 0.1; done

open() { env LC_ALL=zh_CN.UTF-8 "$program" --db "$work/ringdesk.db" --line sim >"$work/out" 2>"$work/log" & pid=$!; }
drawn() { grep -c ' drawn ' "$work/log" || true; }
shut() { kill -TERM "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }

# The second start counts: the first one reads a cold file.
for try in 1 2; do
  begun=$(date +%s%N); open
  while [ "$(drawn)" -lt 1 ]; do sleep 0.005; kill -0 "$pid" || { cat "$work/log"; exit 1; }; done
  first=$((($(date +%s%N) - begun) / 1000000))
  sleep 2; [ $try = 1 ] && shut
done
echo "start to first frame: $first ms (goal 600)"
sleep 3
before=$(drawn); sleep 5; after=$(drawn)
echo "frames in 5 s of idling: $((after - before)) (goal 0)"
window=$(xdotool search --name Ringdesk | head -1)
xdotool windowfocus "$window"; xdotool mousemove 700 450
for key in F3 F2 ctrl+t ctrl+2 ctrl+3 ctrl+4 F7 F8 F4 F5 F3; do
  xdotool key --clearmodifiers "$key"; sleep 0.6
  for _ in $(seq 12); do xdotool click 5; sleep 0.04; done
  for _ in $(seq 12); do xdotool click 4; sleep 0.04; done
done
xdotool key ctrl+f; xdotool type --delay 120 'wangwei'; sleep 1
memory=$(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")
peak=$(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$pid/status")
shut
echo "memory: $memory MB, at most $peak MB (goal 180)"
sed -n 's/.* drawn before_ms=\([0-9.e-]*\) page=\([A-Za-z]*\).*/\2 \1/p' "$work/log" | awk '
  { page[$1] = 1; all["all", ++count["all"]] = $2; all[$1, ++count[$1]] = $2 }
  function told(name,   n, i, j, value, list) {
    n = count[name]; for (i = 1; i <= n; i++) list[i] = all[name, i] + 0
    for (i = 2; i <= n; i++) { value = list[i]; for (j = i - 1; j > 0 && list[j] > value; j--) list[j + 1] = list[j]; list[j + 1] = value }
    printf "%-12s %5d frames  p50 %5.1f ms  p99 %5.1f ms  worst %5.1f ms\n", name, n, list[int((n + 1) / 2)], list[int(n * 0.99 + 0.999)], list[n]
  }
  END { for (name in page) told(name); told("all"); print "(goal: p99 at most 8 ms)" }'
