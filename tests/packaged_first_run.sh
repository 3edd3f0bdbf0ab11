# shellcheck shell=bash
# The first run of a new office, by mouse, as its first person does it: language, nothing plugged in, a call on the simulated
# line, rung, seen, answered and hung up, no customers yet, off. What stands on the screen is found by its name, as a screen
# reader finds it (packaged_window.py). Sourced; the caller sets
#
#   project, pictures    folders: of this project, and for a picture of each step
#   database             the person's database, as a path of this machine
#   screen ARGS…         a function: packaged_window.py on that person's session
#   fail WORDS…          a function: says so and ends
#
# and DISPLAY, and has started the program in Chinese. Needs imagemagick, python3, sqlite3, x11-utils and xdotool.

speaks=zh-CN # the language of the window now

word() { # key: what the window says for it
    python3 - "$1" "$project/assets/text/$speaks"/*.json <<'PY'
import json, sys
for name in sys.argv[2:]:
    text = json.load(open(name, encoding="utf-8")).get(sys.argv[1])
    if text:
        print(text)
        sys.exit(0)
sys.exit("no such text: " + sys.argv[1])
PY
}

sees() { # role, key
    screen wait "$1" "$(word "$2")" >/dev/null || fail "not on the screen: $1 $2"
}

press() { # role, key: the pointer goes there and presses, as a hand does
    local at x y
    at=$(screen wait "$1" "$(word "$2")") || fail "cannot be pressed: $1 $2"
    read -r x y <<<"$at"
    xdotool mousemove "$((x - 2))" "$y" sleep 0.05 mousemove "$x" "$y" sleep 0.05 mousedown 1 sleep 0.05 mouseup 1
}

picture() { # name: once nothing moves any more, at most five seconds
    local before="" now=""
    for _ in $(seq 25); do
        import -window root "$pictures/next.png"
        now=$(sha256sum <"$pictures/next.png")
        [ "$now" != "$before" ] || break
        before=$now
        sleep 0.2
    done
    mv "$pictures/next.png" "$pictures/$1.png"
    echo "picture: $1"
}

asks() { # statement: of the database, while the program has it open
    sqlite3 -readonly "$database" "$1"
}

until_is() { # what is wanted, statement
    local got
    for _ in $(seq 75); do
        got=$(asks "$2" 2>&1 || true)
        [ "$got" != "$1" ] || return 0
        sleep 0.2
    done
    fail "wanted $1, there is ${got:-nothing}: $2"
}

first_run() {
    sees label first_run.title
    sees label first_run.language_title
    picture 01_language
    press 'radio button' settings.language_en
    speaks=en
    sees label first_run.language_title
    picture 02_language_chosen
    press button first_run.next

    sees label first_run.equipment_title
    press 'radio button' first_run.have_nothing
    sees label first_run.simulated
    picture 03_equipment
    press button first_run.next

    sees label first_run.trial_title
    press button far.ring
    until_is 1 "SELECT count(*) FROM calls WHERE direction = 'incoming' AND number IS NOT NULL"
    sees button far.lift
    sees any incoming.unknown # with a screen reader the card is in the window that it reads
    picture 04_ringing
    press button far.lift
    until_is 1 "SELECT count(*) FROM calls WHERE answered_after_nanos IS NOT NULL"
    sees button far.replace
    picture 05_talking
    press button far.replace
    until_is answered "SELECT outcome FROM calls"
    until_is "done" "SELECT state FROM recordings"
    picture 06_over
    xdotool key Escape
    screen gone any "$(word incoming.unknown)" || fail "the card is still there"
    picture 07_card_closed
    press button first_run.next

    sees label first_run.customers_title
    picture 08_customers
    press button first_run.next

    sees label first_run.ready_title
    picture 09_ready
    press button first_run.start
    screen gone label "$(word first_run.ready_title)" || fail "the first steps are still there"
    until_is true "SELECT value FROM settings WHERE key = 'first_run_done'"
    picture 10_at_work
}
