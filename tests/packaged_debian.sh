#!/usr/bin/env bash
# The packages for Linux of `make package`, tried: a Debian that has nothing installs the .deb, runs the program without a window,
# starts it from its menu entry, goes through the first run up to a call on the simulated line, and removes it again; the archive
# is installed and removed by a person and by root. Not part of `make test`: needs root, debootstrap and some minutes.
# Host packages: debootstrap xvfb x11-utils xdotool imagemagick sqlite3 python3 desktop-file-utils sox; lintian is used if there.
#
#   tests/packaged_debian.sh DEB FOLDER [ARCHIVE]    FOLDER gets a picture of each step; SUITE=bookworm names the Debian
#
# The new system is a minbase debootstrap in a temporary folder, from the mirror this machine uses. It has no udev running, as a
# container has none. Mounts and folder go away at the end, however it ends.
set -euo pipefail

usage="usage: $0 DEB FOLDER [ARCHIVE]"
deb=$(realpath "${1:?$usage}")
pictures=${2:?$usage}
archive=${3:+$(realpath "$3")}
suite=${SUITE:-bookworm}
project=$(cd "$(dirname "$0")/.." && pwd)
[ "$(id -u)" -eq 0 ] || { echo "debootstrap, mount and chroot need root" >&2; exit 1; }
for tool in debootstrap Xvfb xwininfo xdotool import sqlite3 python3 desktop-file-validate soxi; do
    command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done

mkdir -p "$pictures"
pictures=$(realpath "$pictures")
rm -f "$pictures"/*.png

new=$(mktemp -d "${TMPDIR:-/tmp}/packaged-debian.XXXXXX")
chmod 755 "$new"
mounted=()
started=()

clean_up() {
    local status=$? i
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do # the program before its display
        kill -- "-${started[i]}" 2>/dev/null || kill "${started[i]}" 2>/dev/null || true
        wait "${started[i]}" 2>/dev/null || true
    done
    for ((i = ${#mounted[@]} - 1; i >= 0; i--)); do
        umount "${mounted[i]}" || umount -l "${mounted[i]}" || true
    done
    if grep -q " $new/" /proc/mounts; then
        echo "something is still mounted below $new: not removed" >&2
    else
        rm -rf --one-file-system "$new"
    fi
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

step() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

inside() { # a command in the new system, with nothing of this one's environment
    chroot "$new" /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin ${DISPLAY:+DISPLAY="$DISPLAY"} "$@"
}

as_li() { # the same, as a person without rights
    inside setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/li "$@"
}

as_wang() { # the same, as a second person, who sits at a screen
    inside setpriv --reuid=1001 --regid=1001 --clear-groups env HOME=/home/wang LANG=zh_CN.UTF-8 XDG_RUNTIME_DIR=/run/user/1001 \
        DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1001/bus "$@"
}

start() { # a command that stays; ends with this script
    set -m
    "$@" >>"$new/srv/session.log" 2>&1 &
    set +m
    started+=($!)
}

until_so() { # seconds, command: waits until it succeeds
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || fail "in vain: $*"
        sleep 0.2
    done
}

mirror=$({
    grep -hE '^URIs:' /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '{ print $2 }'
    grep -hE '^deb ' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | sed 's/\[[^]]*\] *//' | awk '{ print $2 }'
} | grep -E '/debian/?$' | head -n 1 || true)

step "debootstrap $suite from ${mirror:?no Debian mirror in /etc/apt} into $new"
debootstrap --variant=minbase --include=ca-certificates "$suite" "$new" "$mirror" >"$new.log" 2>&1 ||
    { tail -n 20 "$new.log"; exit 1; }
rm -f "$new.log"
cp /etc/resolv.conf "$new/etc/resolv.conf"
for folder in /dev/shm /tmp; do
    mount -t tmpfs tmpfs "$new$folder"
    mounted+=("$new$folder")
done
mount -t proc proc "$new/proc"
mounted+=("$new/proc")
mount --bind -o ro /etc/ssl/certs "$new/etc/ssl/certs"
mounted+=("$new/etc/ssl/certs")
cp "$deb" "$new/srv/ringdesk.deb"
inside useradd --create-home --uid 1000 li
inside useradd --create-home --uid 1001 wang
inside install -d -m 700 -o wang -g wang /run/user/1001

ours() { # files and folders that bear our name, outside of homes and of what apt and this script keep
    (cd "$new" && find . -xdev \( -path ./home -o -path ./proc -o -path ./srv -o -path ./var/lib/apt -o -path ./var/cache/apt \
        -o -path ./var/log \) -prune -o -iname '*ringdesk*' -print)
}
[ -z "$(ours)" ] || fail "a bare Debian has something of ours: $(ours)"

step "the package, looked at"
dpkg-deb -f "$deb" Package Version Architecture Depends Recommends
for library in libasound2 libudev1 libc6; do
    dpkg-deb -f "$deb" Depends | grep -qw "$library" || fail "does not depend on $library"
done
if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning "$deb" || fail "lintian"
fi

step "apt install ./ringdesk.deb"
inside apt-get update -q >/dev/null
inside apt-get install -y -q /srv/ringdesk.deb >"$new/srv/apt.log" 2>&1 || { tail -n 30 "$new/srv/apt.log"; fail "apt install"; }
grep -E 'newly installed|Setting up ringdesk' "$new/srv/apt.log"
inside ringdesk --version
missing=$(inside sh -c 'dpkg -L ringdesk | while read -r path; do [ -e "$path" ] || echo "$path"; done')
[ -z "$missing" ] || fail "not there: $missing"
said=$(inside dpkg --verify ringdesk)
[ -z "$said" ] || fail "not as packed: $said"

step "menu entries, telephone links, manual page, completion"
desktop-file-validate "$new"/usr/share/applications/ringdesk*.desktop || fail "a menu entry is wrong"
for scheme in tel callto; do
    opener=$(as_li xdg-mime query default x-scheme-handler/$scheme)
    [ "$opener" = ringdesk-dial.desktop ] || fail "$scheme: links are opened by '$opener'"
done
inside apt-get install -y -q --no-install-recommends man-db bash-completion >/dev/null 2>&1 || fail "man-db, bash-completion"
as_li man --warnings=all --local-file /usr/share/man/man1/ringdesk.1.gz >"$new/srv/man.txt" 2>"$new/srv/man.err"
[ ! -s "$new/srv/man.err" ] || fail "the manual page: $(cat "$new/srv/man.err")"
for part in NAME SYNOPSIS EXAMPLES; do grep -q "^$part" "$new/srv/man.txt" || fail "the manual page has no $part"; done
as_li man -w ringdesk
# shellcheck disable=SC2016 # for the shell in there
offered=$(as_li bash -c '. /usr/share/bash-completion/bash_completion
    _completion_loader ringdesk
    COMP_WORDS=(ringdesk de) COMP_CWORD=1 COMP_LINE="ringdesk de" COMP_POINT=11
    $(complete -p ringdesk | sed "s/.*-F \([^ ]*\).*/\1/") ringdesk de ringdesk
    echo "${COMPREPLY[@]}"')
[ "$offered" = "demo decode devices" ] || [ "$(tr ' ' '\n' <<<"$offered" | sort | xargs)" = "decode demo devices" ] ||
    fail "bash offers after 'ringdesk de': $offered"
echo "bash offers after 'ringdesk de': $offered"

step "a call on the simulated line, without a window"
scenario=/usr/share/doc/ringdesk/scenarios/first_call.txt
events=$(as_li ringdesk run --headless --json --line sim --scenario "$scenario" 2>&1)
grep -E '"event":"(caller|answered|recorded|call_ended)"' <<<"$events" || fail "no call: $events"
as_li ringdesk check
# shellcheck disable=SC2016
as_li sh -c 'test "$(stat -c %a ~/.local/share/ringdesk/ringdesk.db)" = 600' || fail "others may read the data"

step "a screen, with what a screen reader needs"
inside apt-get install -y -q --no-install-recommends at-spi2-core dbus gir1.2-atspi-2.0 openbox python3-gi >"$new/srv/apt.log" 2>&1 ||
    { tail -n 30 "$new/srv/apt.log"; fail "apt install"; }
cp "$project/tests/packaged_window.py" "$new/srv/window.py"
display=:$((80 + $$ % 900))
Xvfb "$display" -screen 0 1280x900x24 -nolisten tcp >/dev/null 2>&1 &
started+=($!)
export DISPLAY=$display
until_so 20 xwininfo -root
start as_wang dbus-daemon --session --address=unix:path=/run/user/1001/bus --nofork --nopidfile
until_so 20 test -S "$new/run/user/1001/bus"
start as_wang openbox
as_wang dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.freedesktop.DBus.Properties.Set \
    string:org.a11y.Status string:IsEnabled variant:boolean:true >/dev/null || fail "no accessibility bus"

step "the menu entry's command"
# shellcheck disable=SC2034 # for the first run
database=$new/home/wang/.local/share/ringdesk/ringdesk.db
screen() { as_wang python3 /srv/window.py "$@"; }
# shellcheck source=tests/packaged_first_run.sh
. "$project/tests/packaged_first_run.sh"
command=$(sed -n 's/^Exec=//p' "$new/usr/share/applications/ringdesk.desktop")
# shellcheck disable=SC2086 # words of the entry
start as_wang $command
program=${started[-1]}
until_so 60 sh -c 'xwininfo -root -tree | grep -qi "\"ringdesk"'

step "the first run: $command"
first_run
kill -0 "$program" 2>/dev/null || fail "the program is gone"
step "closed by its window's button"
xdotool search --name '^Ringdesk' windowactivate --sync key --clearmodifiers alt+F4
until_so 20 sh -c "! kill -0 $program 2>/dev/null"
wait "$program" || fail "it ended with $?"
cat "$new/srv/session.log"

step "what is kept of it"
as_wang ringdesk check
as_wang ringdesk export calls --out /home/wang/calls.csv >/dev/null
cat "$new/home/wang/calls.csv"
[ "$(tail -n +2 "$new/home/wang/calls.csv" | grep -c .)" = 1 ] || fail "not one call"
recording=$(find "$new/home/wang/.local/share/ringdesk/recordings" -name '*.wav')
soxi "$recording" | sed -n 's/^\(Duration.*\)/\1/p'
unset DISPLAY

step "apt purge ringdesk"
inside dpkg -L ringdesk >"$new/srv/packed"
said=$(inside apt-get purge -y -q ringdesk 2>&1)
grep -A4 'Ringdesk is removed' <<<"$said" || fail "nothing was said: $said"
for person in li wang; do
    grep -q "/home/$person/.local/share/ringdesk" <<<"$said" || fail "the data of $person were not named"
    [ -s "$new/home/$person/.local/share/ringdesk/ringdesk.db" ] || fail "the data of $person are gone"
done
[ -s "$recording" ] || fail "the recording is gone"
while read -r path; do
    [ ! -f "$new$path" ] || fail "still there: $path"
done <"$new/srv/packed"
[ -z "$(ours)" ] || fail "left over: $(ours)"

if [ -n "$archive" ]; then
    . "$project/tests/packaged_archive.sh"
    archive_tried
fi
step "done: $pictures"
