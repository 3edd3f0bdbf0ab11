#!/bin/sh
# Lays out what a Windows system gets. Usage: windows.sh PROGRAM LICENCES FOLDER
set -eu
umask 022

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
program=$1
licences=$2
to=$3

crlf() { # file, place: with the line ends that Windows editors know
    sed 's/\r*$/\r/' "$1" >"$to/$2"
    chmod 644 "$to/$2"
}

mkdir -p "$to/scenarios"
install -m 755 "$program" "$to/ringdesk.exe"
# The one to double-click. It starts the other without a console.
rustc --edition 2024 --target x86_64-pc-windows-gnu -C opt-level=s -C panic=abort -C strip=symbols -C codegen-units=1 \
    -C link-arg=-Wl,--no-insert-timestamp --remap-path-prefix "$here=/ringdesk" -o "$to/Ringdesk-window.exe" "$here/window.rs"
crlf "$here/windows.txt" READ-ME.txt
crlf "$here/install.cmd" install.cmd
crlf "$here/uninstall.cmd" uninstall.cmd
crlf "$project/LICENSE-MIT" LICENSE-MIT.txt
crlf "$project/LICENSE-APACHE" LICENSE-APACHE.txt
crlf "$project/CHANGELOG.md" CHANGELOG.txt
crlf "$licences" THIRD-PARTY.txt
for scenario in "$project"/assets/scenarios/*.txt; do
    crlf "$scenario" "scenarios/$(basename "$scenario")"
done
