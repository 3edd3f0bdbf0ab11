#!/bin/sh
# Prints the licences of everything from others that is inside a program built here: a table of crates, then every text once, with the
# crates it stands in. The order depends on nothing but the lock file. Usage: licences.sh TARGET
set -eu
export LC_ALL=C

project=$(cd "$(dirname "$0")/../.." && pwd)
crates=${CARGO_HOME:-$HOME/.cargo}/registry/src
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$project"
# name version|licence|where it comes from
cargo tree --locked --target "$1" --edges normal --prefix none --format '{p}|{l}|{r}' >"$work/tree"
sed -e 's/ (\*)$//' -e 's/ ([^|]*)|/|/' -e 's/ v\([0-9][^|]*\)|/ \1|/' "$work/tree" | grep -v '^ringdesk ' | sort -u >"$work/table"
[ -s "$work/table" ]

while IFS='|' read -r crate _; do
    for folder in "$crates"/*/"$(printf '%s' "$crate" | tr ' ' '-')"; do
        [ -d "$folder" ] || continue
        find "$folder" -maxdepth 3 -type f \( -iname 'licen[sc]e*' -o -iname 'copying*' -o -iname 'notice*' -o -iname 'unlicense*' \
            -o -iname 'copyright*' -o -iname 'ofl*' -o -iname 'ufl*' -o -iname 'authors*' \) \
            ! -name '*.rs' ! -name '*.py' ! -name '*.html' ! -name '*.tmpl' | sort |
            while read -r file; do
                sum=$(tr -d '\r' <"$file" | sha256sum | cut -d ' ' -f 1)
                [ -e "$work/$sum" ] || tr -d '\r' <"$file" >"$work/$sum"
                printf '%s|%s|%s\n' "$sum" "$crate" "${file#"$folder"/}"
            done
        break
    done
done <"$work/table" >"$work/texts"

cat <<'TEXT'
WHAT IS INSIDE, AND ON WHOSE TERMS

Ringdesk itself is licensed under MIT or Apache-2.0, at your choice. It contains the work of others, listed here with its
licence. Every licence text and notice that came with it stands below, once, with the names of those that brought it.

Beside the crates: Rust's standard library (MIT or Apache-2.0); SQLite (public domain) in libsqlite3-sys; libusb (LGPL-2.1 or
later) in libusb1-sys, linked in: whoever wants another version of it builds Ringdesk anew from its source; the fonts of
epaint_default_fonts under the licences it names; a subset of Noto Sans SC and the places of telephone numbers, whose notices
stand at the end.

TEXT
awk -F'|' '{ printf "%-44s %-40s %s\n", $1, $2, $3 }' "$work/table"
cut -d '|' -f 1 "$work/texts" | sort -u | while read -r sum; do
    first=$(grep "^$sum|" "$work/texts" | cut -d '|' -f 2 | sort -u | head -n 1)
    printf '%s|%s\n' "$first" "$sum"
done | sort | while IFS='|' read -r _ sum; do
    printf '\n\n%s\n' '------------------------------------------------------------------------'
    grep "^$sum|" "$work/texts" | awk -F'|' '{ printf "%s (%s)\n", $2, $3 }' | sort
    printf '%s\n\n' '------------------------------------------------------------------------'
    cat "$work/$sum"
done
for notice in assets/fonts/OFL.txt assets/places/NOTICE; do
    printf '\n\n%s\n%s\n%s\n\n' '------------------------------------------------------------------------' "ringdesk ($notice)" \
        '------------------------------------------------------------------------'
    cat "$notice"
done
