#!/bin/sh
# Lays out what a Linux system gets, below a folder that stands for /usr. The packages are made of it.
# Usage: tree.sh PROGRAM LICENCES FOLDER   (PROGRAM runs here, to write its own papers; DAY=2026-11-01 stands on them)
set -eu
umask 022

project=$(cd "$(dirname "$0")/../.." && pwd)
program=$1
licences=$2
to=$3

put() { # mode, file, place
    install -D -m "$1" "$2" "$to/$3"
}

packed() { # file, place: compressed without name and time
    mkdir -p "$(dirname "$to/$2")"
    gzip -9nc "$1" >"$to/$2"
    chmod 644 "$to/$2"
}

papers=$(mktemp -d)
trap 'rm -rf "$papers"' EXIT
"$program" papers "$papers" --day "${DAY:-}" >/dev/null

put 755 "$program" bin/ringdesk
put 644 "$project/udev/70-ringdesk.rules" lib/udev/rules.d/70-ringdesk.rules
put 644 "$project/assets/ringdesk.desktop" share/applications/ringdesk.desktop
put 644 "$project/assets/ringdesk-dial.desktop" share/applications/ringdesk-dial.desktop
put 644 "$project/assets/icon.png" share/icons/hicolor/128x128/apps/ringdesk.png
packed "$papers/ringdesk.1" share/man/man1/ringdesk.1.gz
put 644 "$papers/ringdesk.bash" share/bash-completion/completions/ringdesk
put 644 "$papers/_ringdesk" share/zsh/vendor-completions/_ringdesk
put 644 "$papers/ringdesk.fish" share/fish/vendor_completions.d/ringdesk.fish
packed "$licences" share/doc/ringdesk/THIRD-PARTY.gz
packed "$project/CHANGELOG.md" share/doc/ringdesk/changelog.gz
put 644 "$project/assets/package/copyright" share/doc/ringdesk/copyright
for scenario in "$project"/assets/scenarios/*.txt; do
    put 644 "$scenario" "share/doc/ringdesk/scenarios/$(basename "$scenario")"
done
