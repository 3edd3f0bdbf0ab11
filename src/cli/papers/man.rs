//! The manual page ringdesk(1), one for all verbs, in the man macros (groff_man(7), man(7)): plain enough for groff and mandoc.
//! May depend on `cli::help`.

use crate::cli::help::{ENVIRONMENT, EXIT_CODES, GROUPS, PLACES, examples_of};
use clap::{Arg, ArgAction, Command};
use std::fmt::Write;

/// The page. `day` stands in its footer.
#[must_use]
pub fn page(command: Command, day: &str) -> String {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let version = command.get_version().unwrap_or_default().to_owned();
    let mut page = Page::default();
    page.line(&format!(".TH RINGDESK 1 \"{day}\" \"Ringdesk {version}\" \"User Commands\""));
    page.section("NAME");
    page.text("ringdesk - the telephone desk of a small office");
    page.section("SYNOPSIS");
    page.usage(&command);
    page.section("DESCRIPTION");
    page.text(DESCRIPTION);
    page.section("OPTIONS");
    page.text("Without a verb the options are those of `run`, which is what happens then.");
    page.options(&command);
    for group in GROUPS {
        page.section(&group.title.to_uppercase());
        for verb in group.verbs {
            if let Some(sub) = command.find_subcommand(verb) {
                page.verb(sub, verb);
            }
        }
    }
    page.section("EXAMPLES");
    page.rows(examples_of(""));
    page.section("FILES");
    page.rows(PLACES);
    page.text("All of it is readable by its owner only. `--db` `PATH` puts database and recordings elsewhere. Removing the program leaves them alone.");
    page.section("ENVIRONMENT");
    page.rows(ENVIRONMENT);
    page.section("EXIT STATUS");
    page.rows(EXIT_CODES);
    page.0
}

const DESCRIPTION: &str = "Listens to a telephone line through a USB box, a voice modem or a sound device, shows the caller's \
card before the second ring, logs and records every call, and finds it again by name, number or note. It needs no hardware to \
try: a simulated line is built in. Everything stays on this computer: there is no server, and no network port is opened.";

#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn section(&mut self, title: &str) {
        self.line(&format!(".SH {title}"));
    }

    /// Begins a paragraph; behind a heading there is one already.
    fn paragraph(&mut self) {
        let last = self.0.lines().last().unwrap_or_default();
        if !last.starts_with(".SH") && !last.starts_with(".SS") {
            self.line(".PP");
        }
    }

    fn text(&mut self, text: &str) {
        self.paragraph();
        self.line(&roff(text));
    }

    /// A paragraph with a hanging name.
    fn item(&mut self, name: &str, text: &str) {
        self.line(".TP");
        self.line(&bold(name));
        self.line(&roff(text));
    }

    fn rows(&mut self, rows: &[(&str, &str)]) {
        for (name, text) in rows {
            self.item(name, text);
        }
    }

    fn usage(&mut self, command: &Command) {
        let usage = command.clone().render_usage().to_string();
        for line in usage.trim_start_matches("Usage:").lines().map(str::trim) {
            self.paragraph();
            self.line(&bold(line));
        }
    }

    fn options(&mut self, command: &Command) {
        for arg in command.get_arguments().filter(|arg| is_told(arg)) {
            self.item(&name(arg), &help(arg));
        }
    }

    fn verb(&mut self, command: &Command, path: &str) {
        self.line(&format!(".SS {}", roff(&format!("ringdesk {path}"))));
        let about = command.get_long_about().or_else(|| command.get_about());
        self.text(&about.map(ToString::to_string).unwrap_or_default());
        self.usage(command);
        self.options(command);
        for (line, what) in examples_of(path) {
            self.item(line, what);
        }
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            self.verb(sub, &format!("{path} {}", sub.get_name()));
        }
    }
}

/// `--help` and `--version` of every verb go without saying.
fn is_told(arg: &Arg) -> bool {
    let is_usual = matches!(
        arg.get_action(),
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
    );
    !arg.is_hide_set() && !is_usual
}

fn name(arg: &Arg) -> String {
    let value = || {
        let names = arg.get_value_names().unwrap_or_default();
        names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let takes = arg.get_action().takes_values();
    match arg.get_long() {
        Some(long) if takes => format!("--{long} {}", value()),
        Some(long) => format!("--{long}"),
        None => value(),
    }
}

fn help(arg: &Arg) -> String {
    let text = arg.get_long_help().or_else(|| arg.get_help());
    let mut text = text.map(ToString::to_string).unwrap_or_default();
    let values = arg.get_possible_values();
    if arg.get_action().takes_values() && !values.is_empty() {
        let told = values.iter().filter(|value| !value.is_hide_set()).map(|value| {
            let help = value.get_help().map(|help| {
                let help = help.to_string();
                format!(" ({})", help.trim_end_matches('.'))
            });
            format!("`{}`{}", value.get_name(), help.unwrap_or_default())
        });
        if let Err(error) = write!(text, " One of {}.", told.collect::<Vec<_>>().join(", ")) {
            tracing::debug!(%error, "a text takes every word");
        }
    }
    let defaults: Vec<_> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if arg.get_action().takes_values() && defaults.iter().any(|value| !value.is_empty()) {
        text.extend([" Default: `", &defaults.join(" "), "`."]);
    }
    text
}

fn bold(text: &str) -> String {
    format!("\\fB{}\\fR", escaped(text))
}

/// Text for a line of input; what stands in backticks becomes bold.
fn roff(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        out.push_str(&if at % 2 == 1 { bold(part) } else { escaped(part) });
    }
    if out.starts_with(['.', '\'']) {
        out.insert_str(0, "\\&");
    }
    out
}

/// Backslashes, hyphens that are typed, and every sign beyond ASCII, so that no reader depends on an encoding.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\e"),
            '-' => out.push_str("\\-"),
            '~' => out.push_str("\\(ti"),
            '^' => out.push_str("\\(ha"),
            '\n' => out.push(' '),
            c if c.is_ascii() => out.push(c),
            c => out.extend([format!("\\[u{:04X}]", u32::from(c))]),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_taken_for_a_macro() {
        assert_eq!(roff(".wav files, `--db`"), "\\&.wav files, \\fB\\-\\-db\\fR");
        assert_eq!(roff("a\\b µ"), "a\\eb \\[u00B5]");
    }
}
