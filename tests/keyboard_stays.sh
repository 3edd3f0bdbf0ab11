#!/bin/bash
# A call's card never takes the keyboard from what somebody is typing into, whatever window manager there is; and it takes
# what is typed once it has been clicked. By hand, as root or anybody:
#
#   tests/keyboard_stays.sh PROGRAM [WINDOW MANAGER …]
#
# PROGRAM is ringdesk with its window. Of the window managers (openbox xfwm4 metacity) those that are there are tried. Needs
# sqlite3, x11-apps or x11-utils (xev), xdotool and xvfb.
set -euo pipefail

program=$(realpath "$1")
shift
managers=("${@:-openbox}")
[ $# -gt 0 ] || managers=(openbox xfwm4 metacity)
folder=$(mktemp -d)
running=()
trap 'kill "${running[@]}" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
cat >"$folder/call.txt" <<'CALL'
time 11-23 09:30
8     ring 13987654321 name="Li Na" standard=bell202 format=mdmf
+20 hangup
end
CALL

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

keyboard_is_at() { # name of a window, seconds
    local at=""
    for _ in $(seq $(($2 * 5))); do
        at=$(xdotool getwindowfocus getwindowname 2>/dev/null || true)
        [ "$at" != "$1" ] || return 0
        sleep 0.2
    done
    fail "the keyboard is at \"$at\" instead of \"$1\""
}

try() { # window manager
    local home=$folder/$1 card
    mkdir -p -m 700 "$home/run"
    as_somebody() { exec env -i HOME="$home" LANG=en_US.UTF-8 XDG_RUNTIME_DIR="$home/run" PATH=/usr/bin:/bin DISPLAY="$DISPLAY" "$@"; }
    as_somebody "$1" >/dev/null 2>&1 & running+=($!)
    sleep 1
    as_somebody "$program" run --line sim --scenario "$folder/call.txt" --db "$home/d.db" >/dev/null 2>&1 & running+=($!)
    xdotool search --sync --name '^Ringdesk$' >/dev/null
    xev -name elsewhere -geometry 200x200+10+10 >/dev/null & running+=($!)
    sleep 1
    xdotool search --name '^elsewhere$' windowactivate
    keyboard_is_at elsewhere 5
    card=$(timeout 30 xdotool search --sync --onlyvisible --name '^Incoming call$' | tail -1) || fail "no card"
    sleep 2
    keyboard_is_at elsewhere 1
    xdotool mousemove --window "$card" 150 350 sleep 0.3 click 1
    keyboard_is_at "Incoming call" 5
    xdotool type "two boxes"
    for _ in $(seq 25); do
        [ "$(sqlite3 -readonly "$home/d.db" 'SELECT text FROM call_notes')" != "two boxes" ] || break
        sleep 0.2
    done
    [ "$(sqlite3 -readonly "$home/d.db" 'SELECT text FROM call_notes')" = "two boxes" ] || fail "the note was not kept"
    kill "${running[@]:1}" 2>/dev/null || true
    running=("${running[0]}")
    sleep 1
    echo "ok: $1"
}

DISPLAY=:$((RANDOM % 400 + 200))
export DISPLAY
Xvfb "$DISPLAY" -screen 0 1280x900x24 -nolisten tcp >/dev/null 2>&1 & running+=($!)
until xdotool getmouselocation >/dev/null 2>&1; do sleep 0.1; done
for manager in "${managers[@]}"; do
    if command -v "$manager" >/dev/null; then try "$manager"; else echo "not there: $manager"; fi
done
