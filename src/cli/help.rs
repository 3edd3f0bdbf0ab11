//! What `--help` says beyond the list of options: verbs in groups, examples of every verb, where things are. The manual page
//! (`papers`) prints the same tables, and a test runs every example through the parser. May not depend on other layers.

use clap::Command;
use clap::builder::styling::Styles;

/// Verbs that belong together, in the order in which a person meets them.
pub struct Group {
    /// Its heading.
    pub title: &'static str,
    /// Its verbs, as typed.
    pub verbs: &'static [&'static str],
}

/// Every verb that is not hidden stands in one of them.
pub const GROUPS: &[Group] = &[
    Group { title: "At the desk", verbs: &["run", "dial", "demo"] },
    Group { title: "Customers, calls and figures", verbs: &["import", "export", "where"] },
    Group { title: "Recordings", verbs: &["decode", "verify"] },
    Group { title: "Safekeeping", verbs: &["backup", "restore", "check"] },
    Group {
        title: "Boxes and lines",
        verbs: &["devices", "doctor", "exchange", "record-box", "replay"],
    },
];

/// A line to type and what it is for.
pub type Example = (&'static str, &'static str);

/// Verbs (with the words below them) and what to type. The empty one is the program itself.
pub const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "",
        &[
            ("ringdesk", "open the window, with the line that was chosen last"),
            ("ringdesk --line sim", "try it without hardware, on the simulated line"),
            ("ringdesk import customers.xlsx --dry-run", "what a list would bring"),
            ("ringdesk backup --to /media/usb", "a copy of the data, while the program runs"),
        ],
    ),
    (
        "run",
        &[
            ("ringdesk run --line sim", "the simulated line, with a caller of your own"),
            ("ringdesk run --line \"sound:USB Audio\"", "a sound device with this in its name"),
            ("ringdesk run --minimized", "in the tray, as the session starts it"),
            ("ringdesk run --headless --json --line sim", "no window: events as lines of JSON"),
        ],
    ),
    (
        "dial",
        &[
            ("ringdesk dial 021-55501234", "by the running copy, or by one that is started for it"),
            ("ringdesk dial tel:+86-10-12345678", "a link asks in the window before it dials"),
            ("ringdesk dial", "bring the dial panel up: for a key of your desktop"),
        ],
    ),
    (
        "demo",
        &[
            (
                "ringdesk demo",
                "an example office with 300 customers; one's own data stays as it is",
            ),
            ("ringdesk demo --remove", "delete it again"),
        ],
    ),
    (
        "decode",
        &[
            ("ringdesk decode call.wav", "caller IDs, digits, tones and voice, with their times"),
            ("ringdesk decode recordings --json", "every WAV in and below a folder, for a script"),
            ("ringdesk decode call.wav --plot burst.png --from 0.8 --to 1.2", "a picture"),
            (
                "arecord -q -t raw -f S16_LE -r 8000 | ringdesk decode - --raw 8000",
                "through a pipe",
            ),
        ],
    ),
    (
        "exchange",
        &[
            (
                "ringdesk exchange --wav ring.wav --number 13812345678 --name Wang",
                "a call as a recording",
            ),
            (
                "ringdesk exchange --output default --scenario first_call.txt",
                "played aloud, from a file",
            ),
        ],
    ),
    ("devices", &[("ringdesk devices", "addresses, names, and whether each may be opened")]),
    (
        "doctor",
        &[
            ("ringdesk doctor", "what is plugged in, what is wrong with it, and the remedy"),
            ("ringdesk doctor --line sim --seconds 5 --json", "one line, listened to, as JSON"),
        ],
    ),
    (
        "record-box",
        &[(
            "ringdesk record-box fault.transcript --line modem:/dev/ttyACM0 --seconds 60",
            "a minute of the wire",
        )],
    ),
    ("replay", &[("ringdesk replay fault.transcript", "the same driver, without the box")]),
    ("where", &[("ringdesk where 13800138000 0377-6312345", "place and operator of two numbers")]),
    (
        "export",
        &[
            ("ringdesk export customers --out customers.xlsx", "all cards, as a workbook"),
            ("ringdesk export calls --what missed --out missed.csv", "this month's missed calls"),
        ],
    ),
    (
        "export calls",
        &[(
            "ringdesk export calls --from 2026-11-01 --to 2026-11-30 --out november.xlsx",
            "a month",
        )],
    ),
    (
        "export figures",
        &[("ringdesk export figures --by weekday --out figures.csv", "which day is the busiest")],
    ),
    (
        "export report",
        &[
            ("ringdesk export report payments --open --out owed.pdf", "who owes what, on paper"),
            (
                "ringdesk export report products --by margin --out best.xlsx",
                "products by what they earn",
            ),
        ],
    ),
    (
        "export customers",
        &[("ringdesk export customers --search water --out water.vcf", "some, for a telephone")],
    ),
    (
        "import",
        &[
            ("ringdesk import customers.csv --dry-run", "only say what would happen"),
            ("ringdesk import customers.csv --mode both", "new cards, and news for known ones"),
            ("ringdesk import --undo", "the newest import, taken back"),
        ],
    ),
    ("verify", &[("ringdesk verify", "is every recording still what was sealed?")]),
    (
        "backup",
        &[
            ("ringdesk backup", "into the folder chosen in Settings"),
            (
                "ringdesk backup --to /media/usb --recordings --keep 7",
                "with recordings, seven kept",
            ),
        ],
    ),
    (
        "restore",
        &[(
            "ringdesk restore ringdesk-20261127-030000.db",
            "the program must be closed; nothing is lost",
        )],
    ),
    ("check", &[("ringdesk check", "is the database sound, are the recordings there?")]),
];

/// Where things are, on this system.
pub const PLACES: &[(&str, &str)] = if cfg!(windows) {
    &[
        ("%APPDATA%\\Ringdesk\\ringdesk.db", "customers, calls, settings: one SQLite database"),
        ("%APPDATA%\\Ringdesk\\recordings", "recordings, by year, month and day"),
        ("%APPDATA%\\Ringdesk\\backups", "backups, unless Settings name another folder"),
    ]
} else if cfg!(target_os = "macos") {
    &[
        (
            "~/Library/Application Support/Ringdesk/ringdesk.db",
            "customers, calls, settings: one SQLite database",
        ),
        ("recordings, beside it", "recordings, by year, month and day"),
        ("backups, beside it", "backups, unless Settings name another folder"),
    ]
} else {
    &[
        ("~/.local/share/ringdesk/ringdesk.db", "customers, calls, settings: one SQLite database"),
        ("~/.local/share/ringdesk/recordings", "recordings, by year, month and day"),
        ("~/.local/share/ringdesk/backups", "backups, unless Settings name another folder"),
    ]
};

/// What the environment changes.
pub const ENVIRONMENT: &[(&str, &str)] = if cfg!(any(windows, target_os = "macos")) {
    &[("RINGDESK_LOG=debug", "log to standard error; numbers and notes are never logged")]
} else {
    &[
        ("XDG_DATA_HOME", "the folder that stands for ~/.local/share"),
        ("RINGDESK_LOG=debug", "log to standard error; numbers and notes are never logged"),
    ]
};

/// What the exit code says.
pub const EXIT_CODES: &[(&str, &str)] = &[
    ("0", "done"),
    ("1", "could not go on; check, verify, where: something is wrong, missing or unknown"),
    ("2", "bad input: a file, name, database or argument that cannot be used"),
];

/// The examples of a verb.
#[must_use]
pub fn examples_of(verb: &str) -> &'static [Example] {
    EXAMPLES.iter().find(|(of, _)| *of == verb).map_or(&[], |(_, examples)| *examples)
}

/// The command line with all of it.
#[must_use]
pub fn dressed(command: Command) -> Command {
    let template = format!(
        "{{before-help}}{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{groups}\n{options}\n{{options}}{{after-help}}",
        groups = groups(&command),
        options = heading("Options of `run`, which is what happens without a command"),
    );
    let short = "\n`ringdesk --help` has examples and says where data lives; `ringdesk VERB --help` is about one verb.";
    let long = [
        table("Examples", examples_of("")),
        table("Where data lives, readable by its owner only", PLACES),
        table("Environment", ENVIRONMENT),
        table("Exit codes", EXIT_CODES),
    ];
    let command =
        command.help_template(template).after_help(short).after_long_help(long.join("\n"));
    let names: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name.clone(), |sub| with_examples(sub, &name))
    })
}

fn with_examples(command: Command, path: &str) -> Command {
    let below: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let command = below.into_iter().fold(command, |command, name| {
        let path = format!("{path} {name}");
        command.mut_subcommand(name, |sub| with_examples(sub, &path))
    });
    match examples_of(path) {
        [] => command,
        examples => command.after_help(table("Examples", examples)),
    }
}

fn groups(command: &Command) -> String {
    let about = |verb: &&str| {
        let sub = command.get_subcommands().find(|sub| sub.get_name() == *verb);
        sub.and_then(Command::get_about).map(ToString::to_string).unwrap_or_default()
    };
    let mut out = String::new();
    for group in GROUPS {
        let rows: Vec<(&str, String)> =
            group.verbs.iter().map(|verb| (*verb, about(verb))).collect();
        let rows: Vec<(&str, &str)> =
            rows.iter().map(|(verb, text)| (*verb, text.as_str())).collect();
        out.push('\n');
        out.push_str(&columns(group.title, &rows, 12));
    }
    out
}

/// Rows below a heading, the second column where the longest of the first allows; long ones stand above their words.
fn table(title: &str, rows: &[(&str, &str)]) -> String {
    let width = rows.iter().map(|(left, _)| left.chars().count()).max().unwrap_or(0);
    columns(title, rows, width.min(48) + 2)
}

fn columns(title: &str, rows: &[(&str, &str)], width: usize) -> String {
    let mut out = heading(title);
    for (left, right) in rows {
        if left.chars().count() + 2 > width {
            out.extend(["\n  ", left, "\n", &" ".repeat(width + 2), right]);
        } else {
            out += "\n  ";
            out.extend([format!("{left:width$}{right}")]);
        }
    }
    out.push('\n');
    out
}

fn heading(title: &str) -> String {
    let styles = Styles::styled();
    let style = styles.get_header();
    format!("{style}{title}:{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::program::command;

    /// The paths of all verbs that do something by themselves.
    fn verbs(command: &Command, path: &str) -> Vec<String> {
        let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
        let below: Vec<String> = shown
            .flat_map(|sub| verbs(sub, format!("{path} {}", sub.get_name()).trim_start()))
            .collect();
        if below.is_empty() { vec![path.to_owned()] } else { below }
    }

    /// Words as a shell takes them; of a pipe the last command.
    fn words(line: &str) -> Vec<String> {
        let line = line.rsplit(" | ").next().unwrap_or(line);
        let parts = line.split('"').enumerate();
        parts
            .flat_map(|(at, part)| match at % 2 {
                0 => part.split_whitespace().map(str::to_owned).collect(),
                _ => vec![part.to_owned()],
            })
            .collect()
    }

    #[test]
    fn every_verb_stands_in_one_group_and_shows_what_to_type() {
        let command = command();
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let name = sub.get_name();
            let times = GROUPS.iter().flat_map(|group| group.verbs).filter(|verb| **verb == name);
            assert_eq!(times.count(), 1, "{name}");
            assert!(sub.get_about().is_some(), "{name} says what it does");
        }
        for verb in verbs(&command, "") {
            assert!(!examples_of(&verb).is_empty(), "`ringdesk {verb}` has no example");
        }
        for verb in GROUPS.iter().flat_map(|group| group.verbs) {
            assert!(command.find_subcommand(verb).is_some(), "{verb} is no verb");
        }
    }

    #[test]
    fn every_example_is_understood() {
        command().debug_assert();
        for (verb, examples) in EXAMPLES {
            for (line, what) in *examples {
                let words = words(line);
                let read = command().try_get_matches_from(&words);
                assert!(
                    read.is_ok(),
                    "{line}: {}",
                    read.err().map(|e| e.to_string()).unwrap_or_default()
                );
                assert!(
                    line.contains(format!("ringdesk {verb}").trim_end()),
                    "{line} is under {verb}"
                );
                assert!(!what.is_empty() && line.chars().count() <= 80, "{line}");
            }
        }
    }

    #[test]
    fn options_before_a_verb_are_refused_not_ignored() {
        let read = command().try_get_matches_from(["ringdesk", "--db", "a.db", "check"]);
        assert!(read.is_err(), "the check would have been of another database");
        assert!(command().try_get_matches_from(["ringdesk", "--line", "sim"]).is_ok());
    }
}
