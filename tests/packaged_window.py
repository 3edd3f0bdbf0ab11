#!/usr/bin/env python3
"""Where a control stands on the screen, as a screen reader sees it (AT-SPI). Used by packaged_debian.sh.

    packaged_window.py wait ROLE NAME    waits until it is shown and may be pressed, prints the middle: "X Y"
    packaged_window.py gone ROLE NAME    waits until it is shown no longer
    packaged_window.py list              prints role, name and place of everything

ROLE is a role of AT-SPI ("button", "radio button", "label"; "any" takes each). TRIES (50) looks are taken, a fifth of a second
apart. Needs a session bus, at-spi2-core and gir1.2-atspi-2.0.
"""

import os
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PROGRAM = "ringdesk"
LOOK = 0.2


def children(node):
    """What is inside; a window that changes meanwhile may lose some."""
    try:
        count = node.get_child_count()
    except GLib.Error:
        return
    for index in range(count):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            return
        if child is not None:
            yield child


def everything(node):
    """The node and all below it, in the order of the screen."""
    yield node
    for child in children(node):
        yield from everything(child)


def roles(node):
    """Old and new name of the role: "push button" became "button"."""
    name = node.get_role_name()
    return {name, name.removeprefix("push ")}


def place(node):
    """X, Y, width, height on the screen."""
    rect = node.get_extents(Atspi.CoordType.SCREEN)
    return rect.x, rect.y, rect.width, rect.height


def shown():
    """Everything of the program that has a place on the screen: (roles, name, place, can be pressed)."""
    for application in children(Atspi.get_desktop(0)):
        try:
            name = (application.get_name() or "").lower()
        except GLib.Error:
            continue
        if PROGRAM not in name:
            continue
        application.clear_cache()
        for node in everything(application):
            try:
                states = node.get_state_set()
                is_on = states.contains(Atspi.StateType.ENABLED) or states.contains(Atspi.StateType.SENSITIVE)
                x, y, width, height = place(node)
                if width > 0 and height > 0:
                    yield roles(node), node.get_name() or "", (x, y, width, height), is_on
            except GLib.Error:
                continue


def find(role, name):
    """The middle of the first that fits, or nothing."""
    for its_roles, its_name, (x, y, width, height), is_on in shown():
        if its_name == name and is_on and (role == "any" or role in its_roles):
            return x + width // 2, y + height // 2
    return None


def main(arguments):
    """Does what the command line asks for."""
    match arguments:
        case ["list"]:
            for its_roles, name, at, is_on in shown():
                print("/".join(sorted(its_roles)), repr(name), *at, "" if is_on else "(off)")
            return 0
        case [("wait" | "gone") as verb, role, name]:
            for _ in range(int(os.environ.get("TRIES", "50"))):
                found = find(role, name)
                if verb == "wait" and found:
                    print(*found)
                    return 0
                if verb == "gone" and not found:
                    return 0
                time.sleep(LOOK)
            print(f"{verb}: {role} {name!r}", file=sys.stderr)
            return 1
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
