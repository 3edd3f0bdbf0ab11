#!/bin/bash
# The key that dials what is marked in any program, on X11. By hand:
#
#   tests/hotkey.sh PROGRAM
#
# PROGRAM is ringdesk with its window. Needs sqlite3, openbox, xclip, x11-utils (xev), xdotool and xvfb.
set -euo pipefail

if [ -z "${INSIDE:-}" ]; then
    INSIDE=yes exec xvfb-run -a -s '-screen 0 1400x900x24' bash "$0" "$(realpath "$1")"
fi
program=$1
folder=$(mktemp -d)
running=()
trap 'kill "${running[@]}" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

data=$folder/d.db
"$program" whereis 10086 --db "$data" >/dev/null 2>&1 || true
export HOME=$folder XDG_RUNTIME_DIR=$folder
openbox >/dev/null 2>&1 & running+=($!)
"$program" run --line sim --db "$data" >"$folder/out" 2>&1 & first=$!
running+=("$first")
xdotool search --sync --name '^Ringdesk$' >/dev/null
sleep 2
kill "$first"; wait "$first" || true
sqlite3 "$data" "insert or replace into settings (key, value) values ('first_run_done', 'true'), ('welcome_done', 'true'),
    ('dialling', json_set(coalesce((select value from settings where key = 'dialling'), '{}'), '$.hotkey', json('true')))"
"$program" run --line sim --db "$data" >"$folder/out" 2>&1 & running+=($!)
xdotool search --sync --name '^Ringdesk$' >/dev/null
xev -name elsewhere -geometry 200x200+10+10 >/dev/null & running+=($!)
sleep 3
xdotool search --name '^elsewhere$' windowactivate --sync
printf ' 021-5550 1234 ' | xclip -selection primary
xdotool key ctrl+shift+F9
for _ in $(seq 25); do
    [ "$(xdotool getwindowfocus getwindowname 2>/dev/null || true)" != Ringdesk ] || break
    sleep 0.2
done
[ "$(xdotool getwindowfocus getwindowname)" = Ringdesk ] || fail "the window did not come"
[ -z "${PICTURE:-}" ] || { sleep 1; import -window root "$PICTURE"; }
sleep 1
xdotool key Return
for _ in $(seq 50); do
    [ "$(sqlite3 -readonly "$data" "select number from calls where direction = 'outgoing'")" != '021-5550 1234' ] || break
    sleep 0.2
done
[ "$(sqlite3 -readonly "$data" "select number from calls where direction = 'outgoing'")" = '021-5550 1234' ] || fail "dialled: $(sqlite3 -readonly "$data" "select id, direction, number, outcome from calls")"
echo ok
