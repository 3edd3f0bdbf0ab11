#!/bin/sh
# pack.sh RESULT KERNEL_ROOT "MODULE..." FILE:DESTINATION...
# Makes the guest's file system, an initramfs: busybox, the kernel modules with what they need, and the files, programs
# with the libraries that ldd names. Nothing of it needs root.
set -eu

result=$1 kernel=$2 modules=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

put() { # file or folder, destination
    mkdir -p "$new$(dirname "$2")"
    cp -rL "$1" "$new$2"
}

put_program() { # program, destination
    put "$1" "$2"
    ldd "$1" 2>/dev/null | grep -oE '/[^ ]+\.so[^ ]*' | while read -r library; do
        [ -e "$new$library" ] || put "$library" "$library"
    done
}

put_module() { # name; with the modules it depends on
    pattern=$(printf '%s' "$1" | sed 's/[-_]/[-_]/g')
    line=$(grep -E "/$pattern\.ko[^:]*:" "$from/modules.dep") || { echo "the kernel has no module $1" >&2; exit 1; }
    for file in $(printf '%s' "$line" | tr -d ':'); do
        to=$new/lib/modules/$version/${file%.xz}
        [ ! -e "$to" ] || continue
        mkdir -p "$(dirname "$to")"
        case $file in
        *.xz) xz -dc "$from/$file" >"$to" ;;
        *) cp "$from/$file" "$to" ;;
        esac
    done
}

version=$(ls "$kernel/lib/modules")
from=$kernel/lib/modules/$version
mkdir -p "$new/lib/modules/$version" "$new/etc"
chmod 755 "$new" # another user must be able to look in
put "$(command -v busybox)" /bin/busybox
put "$here/init" /init
chmod +x "$new/init"
printf '%s\n' "$modules" >"$new/etc/modules"
for list in modules.order modules.builtin; do
    cp "$from/$list" "$new/lib/modules/$version/"
done
for module in $modules; do
    put_module "$module"
done
depmod -b "$new" "$version" 2>/dev/null
for file in "$@"; do
    to=${file#*:}
    put_program "${file%%:*}" "$to"
done
(cd "$new" && find . | busybox cpio -o -H newc 2>/dev/null) >"$result"
