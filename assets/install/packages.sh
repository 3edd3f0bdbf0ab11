#!/bin/sh
# Installs the Debian packages of the named groups that are missing, saying which and why.
# Does nothing, and says nothing, when nothing is missing. Usage: packages.sh GROUP...
# SKIP_PACKAGES=1 trusts that everything is there (another distribution, a machine without root).
set -eu

here=$(dirname "$0")
list="$here/packages.txt"

say() { printf '%s\n' "$*" >&2; }

wanted() { # lines "package why" of the groups asked for
    for group in "$@"; do
        awk -v group="$group" '$1 == group { $1 = ""; sub(/^ +/, ""); print }' "$list"
    done
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing() { # of "package why" lines on standard input, those not installed
    while read -r package why; do
        is_installed "$package" || printf '%s %s\n' "$package" "$why"
    done
}

explain() {
    printf '%s\n' "$1" | while read -r package why; do
        say "$(printf '  %-22s %s' "$package" "$why")"
    done
}

give_up() { # reason, packages
    say "$1"
    say "Ask whoever looks after this machine to run"
    say "    apt-get update && apt-get install --no-install-recommends $2"
    say "and try again. If all of it is there under other names: SKIP_PACKAGES=1 make ..."
    exit 1
}

become_root() { # prints the prefix that runs a command as root, fails when there is none
    if [ "$(id -u)" -eq 0 ]; then
        return 0
    fi
    command -v sudo >/dev/null 2>&1 || return 1
    if sudo -n true 2>/dev/null || [ -t 0 ]; then
        echo sudo
        return 0
    fi
    return 1
}

has_candidates() { # whether the package lists of this machine know every package
    for package in "$@"; do
        apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [^(]' || return 1
    done
}

install() { # prefix for root (may be empty), packages
    prefix=$1
    shift
    $prefix env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

[ "${SKIP_PACKAGES:-}" = 1 ] && exit 0
[ $# -gt 0 ] || { say "usage: $0 GROUP..."; exit 2; }

if ! command -v dpkg-query >/dev/null 2>&1; then
    names=$(wanted "$@" | awk '{ printf "%s ", $1 }')
    give_up "This is not a Debian system (no dpkg-query), so its packages cannot be checked." "$names"
fi

absent=$(wanted "$@" | missing)
[ -n "$absent" ] || exit 0
names=$(printf '%s\n' "$absent" | awk '{ printf "%s ", $1 }')

say "These Debian packages are missing:"
explain "$absent"
command -v apt-get >/dev/null 2>&1 || give_up "There is no apt-get here to install them with." "$names"
root=$(become_root) || give_up "Installing them needs root, and neither root nor sudo is at hand." "$names"

# shellcheck disable=SC2086 # one word per package
{
    fresh=no
    if ! has_candidates $names; then
        say "Fetching the package lists (they do not know all of these)."
        $root apt-get update -q
        fresh=yes
    fi
    if ! install "$root" $names; then
        [ "$fresh" = no ] || give_up "apt-get could not install them (see above)." "$names"
        say "That failed; once more with fresh package lists."
        $root apt-get update -q || true
        install "$root" $names || give_up "apt-get could not install them (see above)." "$names"
    fi
} >&2
