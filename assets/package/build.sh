#!/bin/sh
# Builds the program for a target so that the bytes depend on the commit and the compiler, and on no folder of this machine.
# (Tried for Linux. For Windows one thing is left: ld sorts the import tables by the paths of archives, the build folder's among them.)
# Prints the program's path. Usage: build.sh TARGET [ARGUMENTS OF cargo build]
set -eu

project=$(cd "$(dirname "$0")/../.." && pwd)
target=$1
shift
out=${CARGO_TARGET_DIR:-$project/target}/package/build
crates=${CARGO_HOME:-$HOME/.cargo}/registry/src

cd "$project"
cargo fetch --quiet --locked --target "$target" >&2
rust=
c=
remap() { # a folder, what stands for it
    rust="$rust$tab--remap-path-prefix=$1=$2"
    c="$c -ffile-prefix-map=$1=$2"
}
tab=$(printf '\037') # between flags, so that folders may have blanks
remap "$project" /ringdesk
remap "$out" /build
for folder in "$crates"/*; do
    remap "$folder" /crates
done

case $target in
*-windows-gnu)
    # No time stamp in the head of the file.
    rust="$rust$tab-Clink-arg=-Wl,--no-insert-timestamp"
    program=ringdesk.exe
    ;;
*) program=ringdesk ;;
esac
unset RUSTFLAGS
# No compiler writes a time into the program; the same moment for every commit saves building SQLite and libusb anew.
CARGO_ENCODED_RUSTFLAGS=${rust#"$tab"} CFLAGS=${c# } CARGO_INCREMENTAL=0 SOURCE_DATE_EPOCH=0 \
    cargo build --locked --release --bin ringdesk --target "$target" --target-dir "$out" "$@" >&2
printf '%s\n' "$out/$target/release/$program"
