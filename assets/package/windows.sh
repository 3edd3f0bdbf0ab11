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
# The icon and the words of its properties, as resources. An .ico is a head of 22 bytes before the picture.
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
bytes() { # a number as bytes, lowest first: value, count
    value=$1
    for _ in $(seq "$2"); do
        # shellcheck disable=SC2059 # the format is the byte
        printf "\\$(printf %o $((value % 256)))"
        value=$((value / 256))
    done
}
side=128 # of assets/icon.png
{
    bytes 0 2; bytes 1 2; bytes 1 2
    bytes $side 1; bytes $side 1; bytes 0 2; bytes 1 2; bytes 32 2
    bytes "$(stat -c %s "$project/assets/icon.png")" 4; bytes 22 4
    cat "$project/assets/icon.png"
} >"$parts/icon.ico"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$project/Cargo.toml" | head -n 1)
cat >"$parts/window.rc" <<RC
1 ICON "icon.ico"
1 VERSIONINFO
FILEVERSION $(echo "$version" | tr . ,),0
PRODUCTVERSION $(echo "$version" | tr . ,),0
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904b0"
    BEGIN
      VALUE "FileDescription", "Ringdesk"
      VALUE "ProductName", "Ringdesk"
      VALUE "ProductVersion", "$version"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x409, 1200
  END
END
RC
(cd "$parts" && x86_64-w64-mingw32-windres window.rc window.o)

# The one to double-click. It starts the other without a console.
rustc --edition 2024 --target x86_64-pc-windows-gnu -C opt-level=s -C panic=abort -C strip=symbols -C codegen-units=1 \
    -C link-arg=-Wl,--no-insert-timestamp -C link-arg="$parts/window.o" --remap-path-prefix "$here=/ringdesk" -o "$to/Ringdesk-window.exe" "$here/window.rs"
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
