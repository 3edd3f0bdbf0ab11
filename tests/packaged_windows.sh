#!/usr/bin/env bash
# The package for Windows of `make package`, tried under wine: verbs that need no window, a second copy, install.cmd and
# uninstall.cmd, and the window on a virtual screen. Not part of `make test`: takes a minute and needs what is named here.
# Host packages: wine64 unzip sox gcc-mingw-w64-x86-64, and for the window xvfb x11-utils imagemagick.
#
#   tests/packaged_windows.sh ZIP [PICTURE]    PICTURE: of the window; without it the window is left out
#
# RINGDESK=PATH is a program for this machine, which must say the same about a recording. Everything happens in a temporary folder
# with a Windows of its own, which goes away at the end, however it ends. wine is not Windows: what works here is no proof that it works there.
set -euo pipefail

usage="usage: $0 ZIP [PICTURE]"
zip=$(realpath "${1:?$usage}")
picture=${2:-}
project=$(cd "$(dirname "$0")/.." && pwd)
export PATH=$PATH:/usr/lib/wine # Debian's place of wine64, without its 32-bit half
for tool in wine64 wineserver unzip sox iconv x86_64-w64-mingw32-gcc $([ -z "$picture" ] || echo Xvfb xwininfo import); do
    command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done
wine() { wine64 "$@" 2> >(grep -v '^ALSA lib' >&2); }

work=$(mktemp -d "${TMPDIR:-/tmp}/packaged-windows.XXXXXX")
export WINEPREFIX=$work/windows WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
unset DISPLAY WAYLAND_DISPLAY
export LC_ALL=C.UTF-8
started=()
clean_up() {
    local status=$? pid
    wineserver -k 2>/dev/null || true
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

step() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

until_so() { # seconds, command: waits until it succeeds
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || fail "in vain: $*"
        sleep 0.2
    done
}

ringdesk() { wine "$program" "$@"; }

step "a Windows of its own"
wine64 wineboot --init >/dev/null 2>&1
wineserver -w
# Where Rust's standard library gets its randomness. Every Windows since 7 has it, wine before 9 has not.
if [ ! -e "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" ]; then
    printf '%s\n' '#include <windows.h>' 'BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);' '__declspec(dllexport) BOOL WINAPI' \
        'ProcessPrng(PBYTE bytes, SIZE_T length) { return SystemFunction036(bytes, (ULONG)length); }' >"$work/random.c"
    x86_64-w64-mingw32-gcc -shared -s -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" "$work/random.c" -ladvapi32
fi
place="$work/windows/drive_c/电话 desk"
mkdir -p "$place"
unzip -q "$zip" -d "$place"
place=$place/Ringdesk
program=$place/ringdesk.exe
for name in ringdesk.exe Ringdesk-window.exe install.cmd uninstall.cmd READ-ME.txt THIRD-PARTY.txt scenarios/first_call.txt; do
    [ -s "$place/$name" ] || fail "$name is not in the archive"
done
cd "$place"
ringdesk --version | tee "$work/version"
grep -q "^ringdesk $(sed -n 's/^version = "\(.*\)"$/\1/p' "$project/Cargo.toml" | head -n 1)" "$work/version" || fail "another version"
data=$(dirname "$(find "$WINEPREFIX/drive_c/users" -path '*/AppData/Roaming/Microsoft' -print -quit)")/Ringdesk

step "decode"
for name in own_v23 own_call own_dtmf; do
    cp "$project/tests/data/$name.wav" "$work/$name.wav"
    (cd "$work" && ringdesk decode "$name.wav" --json) >"$work/$name.windows"
    grep -c . "$work/$name.windows"
    if [ -n "${RINGDESK:-}" ]; then
        (cd "$work" && "$RINGDESK" decode "$name.wav" --json) >"$work/$name.linux"
        cmp "$work/$name.windows" "$work/$name.linux" || fail "decode $name.wav says another thing than on this machine"
    fi
done
grep -q '"type":"caller_id"\|caller_id' "$work/own_v23.windows" || fail "no caller in: $(cat "$work/own_v23.windows")"

step "run --headless --json --line sim"
ringdesk run --headless --json --line sim --scenario 'scenarios\first_call.txt' >"$work/events"
grep -E '"event":"(caller|answered|recorded|call_ended)"' "$work/events" || fail "no call: $(cat "$work/events")"
grep -q '王伟' "$work/events" || fail "the caller's name is not UTF-8: $(cat "$work/events")"
[ -s "$data/ringdesk.db" ] || fail "no database in $data"
mapfile -t recordings < <(find "$data/recordings" -name '*.wav')
[ "${#recordings[@]}" = 1 ] || fail "recordings: ${recordings[*]}"
sox "${recordings[0]}" -n stat 2>&1 | grep -E 'Length|RMS +amplitude'

step "import a list in GBK"
printf '姓名,电话,地址\r\n王伟,13812345678,人民路 1 号\r\n李娜,021-55501234,解放路 2 号\r\n' | iconv -f UTF-8 -t GBK >"$work/客户.csv"
ringdesk import "$(wine winepath -w "$work/客户.csv")" --dry-run
ringdesk import "$(wine winepath -w "$work/客户.csv")"
ringdesk export customers --out 'C:\cards.csv'
grep -q '李娜' "$WINEPREFIX/drive_c/cards.csv" || fail "not imported: $(cat "$WINEPREFIX/drive_c/cards.csv")"
ringdesk export calls --out 'C:\calls.xlsx'

step "check, verify, backup, restore, where, devices, doctor"
ringdesk check
ringdesk verify
mkdir "$WINEPREFIX/drive_c/backups"
ringdesk backup --to 'C:\backups' --recordings
copy=$(find "$WINEPREFIX/drive_c/backups" -maxdepth 1 -name '*.db')
[ -s "$copy" ] || fail "no backup"
ringdesk import --undo
ringdesk restore "$(wine winepath -w "$copy")"
ringdesk export customers --out 'C:\again.csv'
cmp "$WINEPREFIX/drive_c/cards.csv" "$WINEPREFIX/drive_c/again.csv" || fail "the backup did not bring the customers back"
ln "$program" "$WINEPREFIX/drive_c/where.exe" # (a Chinese wine needs a Chinese locale here before it finds a Chinese folder)
said=$(cd / && env LC_ALL=zh_CN.UTF-8 wine64 cmd /c 'set LC_ALL=& set LANG=& C:\where.exe where 021-55501234')
[ "$said" = '021-55501234: 上海 (021)' ] || fail "not in the language of the desktop: $said"
ringdesk devices
ringdesk doctor --line sim --seconds 3
ringdesk demo --make --language zh-CN
ringdesk demo --remove

step "a second copy"
printf '12 ring 13812345678\n+2 hangup\nend\n' >"$work/wait.txt"
ringdesk run --headless --json --line sim --scenario "$(wine winepath -w "$work/wait.txt")" >"$work/first" 2>&1 &
first=$!
until_so 20 grep -q line_ready "$work/first"
said=$(ringdesk run --headless --line sim 2>&1) && fail "a second copy was let in"
echo "$said"
grep -q 'is in use\|already in use' <<<"$said" || fail "it was not told so"
ringdesk dial 10086 >"$work/dial" 2>&1 || true
cat "$work/dial"
ringdesk backup --to 'C:\backups' # beside a running copy
wait "$first" || fail "the first copy: $(cat "$work/first")"
grep -q '"event":"call_ended"' "$work/first" || fail "the first copy had no call"

step "install.cmd, from a folder with a blank and Chinese letters"
wine cmd /c install.cmd
home=$(dirname "$(dirname "$data")")
menu="$data/../Microsoft/Windows/Start Menu/Programs/Ringdesk.url"
installed=$home/Local/Programs/Ringdesk
[ -s "$installed/Ringdesk-window.exe" ] || fail "not in $installed"
cat "$menu"
wine "$installed/ringdesk.exe" --version
wine reg query 'HKCU\Software\Classes\Ringdesk.tel\shell\open\command' /ve | tee "$work/command"
grep -q 'Ringdesk-window.exe" dial "%1"' "$work/command" || fail "telephone links are not handed over"
if [ -n "$picture" ]; then
    step "the window"
    display=:$((80 + $$ % 900))
    Xvfb "$display" -screen 0 1280x900x24 -nolisten tcp >/dev/null 2>&1 &
    started+=($!)
    export DISPLAY=$display
    until_so 20 xwininfo -root
    wineserver -k || true # what has begun without a screen knows of none
    wineserver -w
    wine "$installed/Ringdesk-window.exe" >"$work/window" 2>&1 || fail "Ringdesk-window.exe: $(cat "$work/window")"
    until_so 60 sh -c 'xwininfo -root -tree | grep -q "\"Ringdesk"'
    until_so 30 sh -c "import -window root '$picture' && [ \$(identify -format %k '$picture') -gt 50 ]"
    echo "picture: $picture"
    said=$(wine "$installed/ringdesk.exe" 2>&1)
    echo "$said"
    grep -q 'already running; its window was brought to the front' <<<"$said" || fail "a second copy was not told so"
    # (Asked to close it would stay beside the clock; its menu is out of wine's reach, and taskkill closes windows that nobody sees, too.)
    wine taskkill /f /im ringdesk.exe
    until_so 20 sh -c '! xwininfo -root -tree | grep -q "\"Ringdesk"'
    unset DISPLAY
fi

step "uninstall.cmd"
wine reg add 'HKCU\Software\Microsoft\Windows\CurrentVersion\Run' /v Ringdesk /d x /f >/dev/null
wine reg add 'HKCU\Software\Classes\AppUserModelId\Ringdesk' /v DisplayName /d Ringdesk /f >/dev/null
# (wine keeps the file open that it carries out; then its folder can only be emptied. The same file in another place has no such trouble.)
wine cmd /c "$(wine winepath -w "$installed/uninstall.cmd")"
[ -z "$(find "$installed" -type f)" ] || fail "still there: $(ls "$installed")"
wine cmd /c install.cmd >/dev/null
wine cmd /c uninstall.cmd | tee "$work/said"
grep -q 'Ringdesk is removed.*AppData' "$work/said" || fail "it does not say where the data are"
[ ! -e "$installed" ] || fail "still there: $(ls "$installed")"
[ ! -e "$menu" ] || fail "the menu still has it"
! wine reg query 'HKCU\Software\Ringdesk' >/dev/null 2>&1 || fail "the registry still has it"
! wine reg query 'HKCU\Software\Classes\Ringdesk.tel' >/dev/null 2>&1 || fail "telephone links still lead to it"
! wine reg query 'HKCU\Software\Microsoft\Windows\CurrentVersion\Run' /v Ringdesk >/dev/null 2>&1 || fail "it still starts with the session"
! wine reg query 'HKCU\Software\Classes\AppUserModelId\Ringdesk' >/dev/null 2>&1 || fail "the name of its notices is still there"
[ -s "$data/ringdesk.db" ] || fail "the data are gone"
step "done"
