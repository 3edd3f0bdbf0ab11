# shellcheck shell=bash
# The archive for Linux of `make package`, tried in the new system of packaged_debian.sh, which sources this: it runs where it lies,
# a person installs it for themselves and root for everybody, and removing it leaves no file and no folder behind.

there_is() { # folders: every file and folder in them, but the data of people
    inside find "$@" -path '*/share/ringdesk' -prune -o -print | LC_ALL=C sort
}

in_and_out() { # who (a function), folder of the archive, prefix
    local who=$1 from=$2 prefix=$3 before after said
    before=$(there_is "$(dirname "$prefix")" /etc)
    "$who" "$from/install.sh" || fail "install.sh of $who"
    "$who" "$prefix/bin/ringdesk" --version
    grep -q "^Exec=\"$prefix/bin/ringdesk\" run" "$new$prefix/share/applications/ringdesk.desktop" || fail "the menu starts another copy"
    said=$("$who" "$from/install.sh" --remove)
    echo "$said"
    grep -q '\.local/share/ringdesk$' <<<"$said" || fail "the data were not named"
    after=$(there_is "$(dirname "$prefix")" /etc)
    [ "$before" = "$after" ] || fail "not as before: $(diff <(echo "$before") <(echo "$after") || true)"
}

archive_tried() {
    local name
    step "the archive: unpacked, run where it lies"
    inside apt-get install -y -q --no-install-recommends xz-utils >/dev/null 2>&1
    cp "$archive" "$new/srv/ringdesk.tar.xz"
    inside tar -xJf /srv/ringdesk.tar.xz -C /opt
    name=$(basename "$new"/opt/ringdesk-*)
    as_li "/opt/$name/bin/ringdesk" --version
    step "the archive: installed and removed by a person"
    in_and_out as_li "/opt/$name" /home/li/.local
    step "the archive: installed and removed by root, for everybody"
    in_and_out inside "/opt/$name" /usr/local
    [ -s "$new/home/li/.local/share/ringdesk/ringdesk.db" ] || fail "the data are gone"
}
