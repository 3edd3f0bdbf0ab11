#!/bin/sh
# Installs Ringdesk from this folder: for everybody when run as root (into /usr/local), else for you (into ~/.local).
# The program also runs from where it lies: bin/ringdesk.
#
#   ./install.sh              PREFIX=/some/folder chooses another place
#   ./install.sh --remove     takes away what was installed there; customers, calls and recordings stay
set -eu
umask 022

here=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" -eq 0 ]; then
    prefix=${PREFIX:-/usr/local}
    rules=/etc/udev/rules.d/70-ringdesk.rules
else
    prefix=${PREFIX:-$HOME/.local}
    rules=
fi
# Folders that were not there before, to be taken away again: one a line.
made=$prefix/share/doc/ringdesk/folders
menu=$prefix/share/applications

files() { # what is installed below the prefix; the rules for boxes have a place of their own
    cd "$here" && find bin share -type f | LC_ALL=C sort
}

absent() { # files: the folders above them that are not there yet
    for file in "$@"; do
        folder=$(dirname "$file")
        while [ ! -d "$folder" ]; do
            echo "$folder"
            folder=$(dirname "$folder")
        done
    done
}

reload() {
    if command -v udevadm >/dev/null 2>&1 && [ -S /run/udev/control ]; then
        udevadm control --reload || true
        udevadm trigger --subsystem-match=usb || true
    fi
    if command -v update-desktop-database >/dev/null 2>&1; then
        update-desktop-database -q "$menu" || true
    fi
}

case ${1:-} in
'')
    new=$(
        files | while read -r file; do absent "$prefix/$file"; done
        [ -z "$rules" ] || absent "$rules"
    )
    files | while read -r file; do
        mode=644
        [ "$file" = bin/ringdesk ] && mode=755
        install -D -m "$mode" "$here/$file" "$prefix/$file"
    done
    [ -z "$new" ] || printf '%s\n' "$new" | LC_ALL=C sort -u >>"$made"
    # The menu starts this copy, whether or not its folder is in PATH.
    for entry in ringdesk ringdesk-dial; do
        entry=$menu/$entry.desktop
        sed "s|^Exec=ringdesk |Exec=\"$prefix/bin/ringdesk\" |" "$entry" >"$entry.new"
        mv "$entry.new" "$entry"
    done
    if [ -n "$rules" ]; then
        install -D -m 644 "$here/lib/udev/rules.d/70-ringdesk.rules" "$rules"
    else
        echo "To use a telephone box or modem, let root put its rule in place (nothing else needs root):"
        echo "    sudo install -m 644 '$here/lib/udev/rules.d/70-ringdesk.rules' /etc/udev/rules.d/"
    fi
    reload
    echo "Ringdesk is installed: $prefix/bin/ringdesk"
    ;;
--remove)
    folders=$(cat "$made" 2>/dev/null || true)
    files | while read -r file; do
        rm -f "$prefix/$file"
    done
    rm -f "$made"
    [ -z "$rules" ] || rm -f "$rules"
    reload
    # The list of what opens which link, when nothing is left in it.
    if [ "$(grep -c . "$menu/mimeinfo.cache" 2>/dev/null)" = 1 ]; then
        rm -f "$menu/mimeinfo.cache"
    fi
    printf '%s\n' "$folders" "$prefix/share/doc/ringdesk" "$prefix/share/doc/ringdesk/scenarios" | LC_ALL=C sort -ru |
        while read -r folder; do
            [ ! -d "$folder" ] || rmdir "$folder" 2>/dev/null || true
        done
    echo "Ringdesk is removed. Customers, calls and recordings stay where they are: ${XDG_DATA_HOME:-$HOME/.local/share}/ringdesk"
    ;;
*)
    sed -n '2,6s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
