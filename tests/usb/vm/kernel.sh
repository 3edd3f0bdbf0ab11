#!/bin/sh
# kernel.sh CACHE: prints the folder of an unpacked Debian kernel for the guest: `tree` (modules) and `vmlinux`.
# The package is fetched once for each version and unpacked, never installed; without a network any earlier one serves.
set -eu

cache=$1
say() { printf '%s\n' "$*" >&2; }

newest_here() {
    find "$cache" -mindepth 2 -maxdepth 2 -name vmlinux 2>/dev/null | sort -V | tail -n 1 | xargs -r dirname
}

# The ELF kernel inside a bzImage: qemu starts it through PVH without emulating the decompressor, which halves the boot.
# Linux boot protocol: setup_sects at 1f1h, payload_offset at 248h, payload_length at 24ch; the payload ends with its size.
extract_vmlinux() { # bzImage, result
    number() { od -An "-t$2" -j"$3" -N"${2#u}" "$1" | tr -d ' '; }
    begin=$(((($(number "$1" u1 497) + 1) * 512) + $(number "$1" u4 584)))
    length=$(($(number "$1" u4 588) - 4))
    case $(od -An -tx1 -j"$begin" -N2 "$1" | tr -d ' ') in
    fd37) unpack="xz -dc --single-stream" ;;
    1f8b) unpack="gzip -dc" ;;
    28b5) unpack="zstd -dc" ;;
    *) say "the kernel $1 is compressed in a way unknown here"; return 1 ;;
    esac
    tail -c "+$((begin + 1))" "$1" | head -c "$length" | $unpack >"$2"
}

fetch() { # package, folder
    part=$2.part
    rm -rf "$part"
    mkdir -p "$part/tree"
    say "Fetching $1 for the virtual machine (once, about 70 MB)."
    (cd "$part" && apt-get download -q "$1" >&2) || return 1
    dpkg-deb --fsys-tarfile "$part/$1"*.deb | tar -x -C "$part/tree" \
        --exclude='*/drivers/net' --exclude='*/drivers/gpu' --exclude='*/drivers/scsi' --exclude='*/drivers/infiniband'
    rm -f "$part"/*.deb
    [ -e "$part/tree/lib" ] || ln -s usr/lib "$part/tree/lib" # since Debian 13
    depmod -b "$part/tree" "$(ls "$part/tree/lib/modules")"
    extract_vmlinux "$part"/tree/boot/vmlinuz-* "$part/vmlinux"
    rm -rf "$2"
    mv "$part" "$2"
}

mkdir -p "$cache"
package=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends: linux-image-/ { print $2; exit }')
version=$(apt-cache policy "${package:-none}" 2>/dev/null | awk '/Candidate:/ { print $2; exit }')
folder=$cache/$package-$version
if [ -n "$version" ] && { [ -e "$folder/vmlinux" ] || fetch "$package" "$folder"; }; then
    printf '%s\n' "$folder"
    exit 0
fi
folder=$(newest_here)
if [ -z "$folder" ]; then
    say "No kernel for the virtual machine: apt-get knows no linux-image-amd64, or cannot fetch it (apt-get update?)."
    exit 1
fi
say "Using the kernel that is here: $folder"
printf '%s\n' "$folder"
