#!/usr/bin/env bash
# The contract of README.md, tried: a Debian 12 that has only Rust, git and make runs the program with one command.
# Not part of `make test`: needs root, debootstrap, about 4 GiB and half an hour. Host packages: debootstrap xvfb x11-utils imagemagick.
#
#   tests/fresh_debian.sh packages            only the package stage of `make run`, and again (must then be silent)
#   tests/fresh_debian.sh run PICTURE [ARGS]  `make run ARGS="ARGS"` under Xvfb; a picture of the screen once the window is up
#   tests/fresh_debian.sh test                `make test`
#
# The new system is a minbase debootstrap in a temporary folder, from the mirror this machine uses. It gets the committed state
# of this project by `git clone`, the Rust toolchain of this machine (read-only) and its crate cache, and its name server and
# certificates. SETTLE=SECONDS waits before the picture (10). Mounts and folder go away at the end, however it ends.
set -euo pipefail

project=$(cd "$(dirname "$0")/.." && pwd)
stage=${1:-}
picture=${2:-}
arguments=${3:-}
case $stage in
packages | test) ;;
run) [ -n "$picture" ] || { echo "usage: $0 run PICTURE [ARGS]" >&2; exit 2; } ;;
*) echo "usage: $0 packages | run PICTURE [ARGS] | test" >&2; exit 2 ;;
esac
[ "$(id -u)" -eq 0 ] || { echo "debootstrap, mount and chroot need root" >&2; exit 1; }
for tool in debootstrap git $([ "$stage" = run ] && echo Xvfb xwininfo import); do
    command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done

new=$(mktemp -d "${TMPDIR:-/tmp}/fresh-debian.XXXXXX")
chmod 755 "$new"
mounted=()
started=()

clean_up() {
    local status=$? i pid
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do # the program before its display
        pid=${started[i]}
        kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
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

mount_at() { # options, source, place below the new root
    mkdir -p "$new$3"
    # shellcheck disable=SC2086 # options are words
    mount $1 "$2" "$new$3"
    mounted+=("$new$3")
}

mirror_of_this_machine() {
    {
        grep -hE '^URIs:' /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '{ print $2 }'
        grep -hE '^deb ' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
            sed 's/\[[^]]*\] *//' | awk '{ print $2 }'
    } | grep -E '/debian/?$' | head -n 1 || true
}

inside() { # a command in the project's folder of the new system, with nothing of this one's environment
    chroot "$new" /usr/bin/env -i HOME=/tmp LANG=C.UTF-8 TERM=dumb RUSTUP_HOME=/opt/rustup CARGO_HOME=/opt/cargo \
        RUSTUP_TOOLCHAIN="$toolchain" PATH=/opt/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        ${DISPLAY:+DISPLAY="$DISPLAY"} sh -c 'cd /srv/ringdesk && exec "$@"' sh "$@"
}

step() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }

mirror=$(mirror_of_this_machine)
toolchain=$(rustup show active-toolchain | awk '{ print $1 }')
cargo_home=${CARGO_HOME:-$HOME/.cargo}

step "debootstrap bookworm from ${mirror:?no Debian mirror in /etc/apt} into $new"
debootstrap --variant=minbase --include=ca-certificates,git,make bookworm "$new" "$mirror" >"$new.log" 2>&1 ||
    { tail -n 20 "$new.log"; exit 1; }
rm -f "$new.log"
cp /etc/resolv.conf "$new/etc/resolv.conf"
mount_at "-t proc" proc /proc
mount_at "-t tmpfs" tmpfs /dev/shm
mount_at "--bind -o ro" /etc/ssl/certs /etc/ssl/certs
mount_at "--bind -o ro" "${RUSTUP_HOME:-$HOME/.rustup}" /opt/rustup
mkdir -p "$new/opt/cargo/bin"
cp -a "$cargo_home"/bin/{cargo,rustc,rustdoc,rustfmt,rustup,cargo-fmt,cargo-clippy,clippy-driver} "$new/opt/cargo/bin/"
[ ! -d "$cargo_home/registry" ] || mount_at "--bind" "$cargo_home/registry" /opt/cargo/registry

step "git clone"
git clone --quiet --no-hardlinks "$project" "$new/srv/ringdesk"
echo "$(inside git -C /srv/ringdesk log --oneline -1), $(inside dpkg-query -f '.\n' -W | wc -l) packages"

step "make packages-run"
inside make packages-run
step "make packages-run again: nothing to do, nothing to say"
said=$(inside make packages-run 2>&1)
[ -z "$said" ] || { echo "it said: $said" >&2; exit 1; }
[ "$stage" != packages ] || { step "done"; exit 0; }

if [ "$stage" = test ]; then
    step "make test"
    inside make test
    step "done"
    exit 0
fi

display=:$((80 + $$ % 900))
Xvfb "$display" -screen 0 1280x900x24 -nolisten tcp >/dev/null 2>&1 &
started+=($!)
step "make run ARGS=\"$arguments\" on display $display"
set -m
DISPLAY=$display inside make run ARGS="$arguments" &
program=$!
started+=("$program")
set +m
until DISPLAY=$display xwininfo -root -tree 2>/dev/null | grep -qi '"ringdesk'; do
    kill -0 "$program" 2>/dev/null || { echo "the program ended before it showed a window" >&2; exit 1; }
    sleep 1
done
step "the window is up"
sleep "${SETTLE:-10}"
DISPLAY=$display xwininfo -root -tree | grep -i '("ringdesk\|"ringdesk' || true
DISPLAY=$display import -window root "$picture"
step "done: $picture"
