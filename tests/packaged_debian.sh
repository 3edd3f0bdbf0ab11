#!/usr/bin/env bash
# The Debian package of `make package`, tried: a Debian that has nothing installs it, runs the program without a window and with
# one, and removes it again. Not part of `make test`: needs root, debootstrap and some minutes.
# Host packages: debootstrap xvfb x11-utils imagemagick.
#
#   tests/packaged_debian.sh DEB PICTURE    a picture of the screen once the window is up; SUITE=bookworm names the Debian
#
# The new system is a minbase debootstrap in a temporary folder, from the mirror this machine uses. It has no udev running, as a
# container has none. Mounts and folder go away at the end, however it ends. SETTLE=SECONDS waits before the picture (10).
set -euo pipefail

deb=$(realpath "${1:?usage: $0 DEB PICTURE}")
picture=${2:?usage: $0 DEB PICTURE}
suite=${SUITE:-bookworm}
[ "$(id -u)" -eq 0 ] || { echo "debootstrap, mount and chroot need root" >&2; exit 1; }
for tool in debootstrap Xvfb xwininfo import; do
    command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done

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

step "apt install ./ringdesk.deb"
inside apt-get update -q >/dev/null
inside apt-get install -y -q /srv/ringdesk.deb >"$new/srv/apt.log" 2>&1 || { tail -n 30 "$new/srv/apt.log"; fail "apt install"; }
grep -E 'newly installed|Setting up ringdesk' "$new/srv/apt.log"
inside ringdesk --version
missing=$(inside sh -c 'dpkg -L ringdesk | while read -r path; do [ -e "$path" ] || echo "$path"; done' |
    grep -vE '^/usr/share/(man|doc|locale)' || true)
[ -z "$missing" ] || fail "not there: $missing"
inside dpkg --verify ringdesk | grep -v ' /usr/share/doc/' || true

step "a call on the simulated line, without a window"
events=$(as_li ringdesk run --headless --json --line sim --scenario /usr/share/doc/ringdesk/scenarios/first_call.txt 2>&1 || true)
if ! grep -q '"event":"call_ended"' <<<"$events"; then
    # minbase may leave documentation out; then the scenario is written here.
    printf 'cadence fast\n0.2 ring 13812345678 name=Wang when=before\n+4 lift\n+1 speak\n+2 hangup\n+0.5 replace\nend\n' >"$new/tmp/call.txt"
    events=$(as_li ringdesk run --headless --json --line sim --scenario /tmp/call.txt)
fi
grep -E '"event":"(caller|answered|recorded|call_ended)"' <<<"$events" || fail "no call: $events"
as_li ringdesk check
as_li sh -c 'test "$(stat -c %a ~/.local/share/ringdesk/ringdesk.db)" = 600' || fail "others may read the data"

display=:$((80 + $$ % 900))
Xvfb "$display" -screen 0 1280x900x24 -nolisten tcp >/dev/null 2>&1 &
started+=($!)
sleep 2
step "ringdesk on display $display"
export DISPLAY=$display
set -m
as_li ringdesk --line sim &
program=$!
set +m
started+=("$program")
until xwininfo -root -tree 2>/dev/null | grep -qi '"ringdesk'; do
    kill -0 "$program" 2>/dev/null || fail "the program ended before it showed a window"
    sleep 0.2
done
step "the window is up"
sleep "${SETTLE:-10}"
xwininfo -root -tree | grep -i '"ringdesk' || fail "the window is gone again"
import -window root "$picture"
kill -- "-$program"
wait "$program" || true
unset DISPLAY

step "apt remove ringdesk"
said=$(inside apt-get purge -y -q ringdesk 2>&1)
grep -A3 'Ringdesk is removed' <<<"$said" || fail "nothing was said: $said"
grep -q '/home/li/.local/share/ringdesk' <<<"$said" || fail "the data was not named"
[ -s "$new/home/li/.local/share/ringdesk/ringdesk.db" ] || fail "the data is gone"
[ ! -e "$new/usr/bin/ringdesk" ] || fail "the program is still there"
[ ! -e "$new/usr/lib/udev/rules.d/70-ringdesk.rules" ] || fail "the rules are still there"
step "done: $picture"
