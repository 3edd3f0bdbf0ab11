#!/bin/sh
# Makes what people install, into target/package: a Debian package, an archive for other Linux systems and one for Windows, with
# their sums. The same commit gives the same bytes (Windows: but for the order of imports, see build.sh): times are the commit's, owners root, orders sorted. See build.sh for the program.
# Usage: package.sh [linux] [windows]      (both when none is named)
# PROGRAM=PATH packs a program that is there already: to try the packages, not to hand them out.
set -eu
umask 022
export LC_ALL=C TZ=UTC

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
cd "$project"
out=${CARGO_TARGET_DIR:-$project/target}/package
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
DAY=$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)
export SOURCE_DATE_EPOCH DAY
mkdir -p "$out"
work=$(mktemp -d "$out/work.XXXXXX")
trap 'rm -rf "$work"' EXIT

step() { printf '== %s\n' "$*" >&2; }

aged() { # a folder: everything in it as old as the commit
    find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

recommended() { # what the window loads when it opens, and what opens files
    awk '$1 == "window" { printf "%s, ", $2 }' assets/install/packages.txt
    echo 'xdg-desktop-portal | zenity, xdg-utils'
}

debian_package() { # the tree of /usr
    root=$work/deb
    mkdir -p "$root/DEBIAN" "$work/shlibs/debian"
    cp -a "$1" "$root/usr"
    printf 'ringdesk (%s-1) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- The Ringdesk authors <ringdesk@localhost.localdomain>  %s\n' \
        "$version" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9nc >"$root/usr/share/doc/ringdesk/changelog.Debian.gz"

    install -D -m 644 "$here/lintian-overrides" "$root/usr/share/lintian/overrides/ringdesk"

    printf 'Source: ringdesk\n\nPackage: ringdesk\nArchitecture: any\n' >"$work/shlibs/debian/control"
    depends=$(cd "$work/shlibs" && dpkg-shlibdeps -O -e"$root/usr/bin/ringdesk" | sed -n 's/^shlibs:Depends=//p')
    size=$(find "$root/usr" -type f -printf '%s\n' | awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }')
    sed -e "s/@VERSION@/$version-1/" -e "s/@ARCHITECTURE@/$(dpkg --print-architecture)/" -e "s/@SIZE@/$size/" \
        -e "s/@DEPENDS@/$depends/" -e "s/@RECOMMENDS@/$(recommended)/" "$here/control.in" >"$root/DEBIAN/control"
    install -m 755 "$here/postinst" "$here/postrm" "$root/DEBIAN"
    (cd "$root" && find usr -type f | sort | xargs md5sum) >"$root/DEBIAN/md5sums"
    aged "$root"
    DPKG_DEB_THREADS_MAX=1 dpkg-deb --root-owner-group -Zxz -z6 --build "$root" \
        "$out/ringdesk_$version-1_$(dpkg --print-architecture).deb" >/dev/null
}

archive() { # the tree of /usr: a folder that can be unpacked and used anywhere
    name=ringdesk-$version-linux-$(uname -m)
    mkdir -p "$work/tar"
    cp -a "$1" "$work/tar/$name"
    mkdir -p "$work/tar/$name/share/zsh/site-functions"
    mv "$work/tar/$name/share/zsh/vendor-completions/_ringdesk" "$work/tar/$name/share/zsh/site-functions/_ringdesk"
    rmdir "$work/tar/$name/share/zsh/vendor-completions"
    install -m 755 "$here/install.sh" "$work/tar/$name/install.sh"
    install -m 644 LICENSE-MIT LICENSE-APACHE README.md "$work/tar/$name"
    aged "$work/tar"
    tar -C "$work/tar" --sort=name --owner=root:0 --group=root:0 --numeric-owner --format=gnu \
        --mtime="@$SOURCE_DATE_EPOCH" -cf - "$name" | xz -6 -T1 -c >"$out/$name.tar.xz"
}

linux() {
    host=$(rustc -vV | sed -n 's/^host: //p')
    step "the program for $host"
    program=${PROGRAM:-$("$here/build.sh" "$host")}
    step "licences"
    "$here/licences.sh" "$host" >"$work/licences"
    "$here/tree.sh" "$program" "$work/licences" "$work/usr"
    step "Debian package"
    debian_package "$work/usr"
    step "archive"
    archive "$work/usr"
}

windows() {
    target=x86_64-pc-windows-gnu
    step "the program for $target"
    program=${PROGRAM:-$("$here/build.sh" "$target")}
    step "licences"
    "$here/licences.sh" "$target" >"$work/licences"
    step "archive"
    "$here/windows.sh" "$program" "$work/licences" "$work/zip/Ringdesk"
    aged "$work/zip"
    file=$out/ringdesk-$version-windows-x86_64.zip
    rm -f "$file"
    (cd "$work/zip" && find Ringdesk -type f | sort | zip -q -X -9 -@ "$file")
}

[ $# -gt 0 ] || set -- linux windows
for what in "$@"; do
    case $what in
    linux | windows) "$what" ;;
    *) sed -n '4,5s/^# //p' "$0" >&2; exit 2 ;;
    esac
done
(cd "$out" && find . -maxdepth 1 -type f \( -name '*.deb' -o -name '*.tar.xz' -o -name '*.zip' \) -printf '%f\n' | sort |
    xargs sha256sum | tee SHA256SUMS)
