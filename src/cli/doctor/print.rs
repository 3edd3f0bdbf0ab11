//! The doctor's words on the command line. May depend on `engine`'s types and `base`.

use super::{Examined, Told};
use crate::base::capability::Capabilities;
use crate::base::remedy::{Holder, Remedy, Trouble};
use crate::cli::say;
use crate::engine::doctor::{BoxAccess, LifeState, Suspicion};
use std::io::Write;

/// Prints all of it.
pub(super) fn print(out: &mut impl Write, told: &Told) {
    for why in &told.unlisted {
        say(out, &format!("Some boxes may be missing from this list: {why}"));
    }
    if told.boxes.is_empty() && told.unlisted.is_empty() {
        say(out, "No telephone box is plugged in.");
    }
    for found in &told.boxes {
        let access = match found.access {
            BoxAccess::Accessible => "ready to use",
            BoxAccess::NotPermitted => "not permitted",
            BoxAccess::Busy => "in use",
        };
        say(out, &format!("{:<40} {} ({access})", found.address, found.name));
        if let Some(remedy) = &found.remedy {
            help(out, remedy);
        }
    }
    if let Some(line) = &told.line {
        say(out, "");
        examined(out, line);
    } else if told.boxes.iter().any(|found| found.access == BoxAccess::Accessible) {
        say(out, "To examine one: ringdesk doctor --line ADDRESS");
    }
}

fn help(out: &mut impl Write, remedy: &Remedy) {
    say(out, &format!("    {}", sentence(&remedy.trouble)));
    for command in &remedy.commands {
        say(out, &format!("        {command}"));
    }
}

/// What is in the way and what helps, in one sentence.
pub(super) fn sentence(trouble: &Trouble) -> String {
    match trouble {
        Trouble::NoRule { .. } => "this computer does not let you use it yet: enter these commands (or `make \
                                   install-udev` in the source folder), then plug it in again"
            .to_owned(),
        Trouble::RuleNotApplied => {
            "the permission is installed but not in force: enter this command, then plug it in again"
                .to_owned()
        }
        Trouble::NotInGroup { group } => format!(
            "the port is for members of the group {group}: enter this command, then log out and in again"
        ),
        Trouble::HeldBy { holders } => {
            let name = |holder: &Holder| format!("{} (process {})", holder.name, holder.pid);
            let names: Vec<String> = holders.iter().map(name).collect();
            format!("close {} first", names.join(" and "))
        }
        Trouble::HeldBySomebody => "another program has it; find out which with the command".to_owned(),
        Trouble::Forbidden => "the system does not let you use it".to_owned(),
    }
}

fn examined(out: &mut impl Write, line: &Examined) {
    let doctor = &line.doctor;
    say(out, &format!("{}: {}", line.address, line.name));
    let mut row = |name: &str, value: &str| say(out, &format!("  {name:<24} {value}"));
    if !doctor.profile.is_empty() {
        row("driven as", &doctor.profile);
    }
    for (name, value) in &doctor.facts {
        row(name, value);
    }
    if let Some(volts) = doctor.volts {
        row("line voltage", &format!("{volts} V"));
    }
    if let Some(hook) = doctor.desk_phone {
        row("desk phone", &word(&hook));
    }
    if let Some(level) = line.level_dbm0 {
        row("level", &format!("{level:.1} dBm0"));
    }
    if let Some(life) = &doctor.life {
        row("health", &format!("{} of 100, {}", life.health, life_word(life.state)));
    }
    row("line", &word(&line.state));
    row("claimed", &abilities(line.claimed));
    row("observed", &abilities(line.observed));
    if let Some(suspicion) = line.suspicion {
        say(out, &format!("  ! {}", suspected(suspicion)));
    }
    for finding in &doctor.findings {
        say(out, &format!("  ! {finding}"));
    }
    if !line.reports.is_empty() {
        say(out, "  what came from the line");
    }
    for report in &line.reports {
        let (at, origin) = (report.at.as_secs_f64(), word(&report.origin));
        say(out, &format!("  {at:>9.3} {origin} {}", word(&report.signal)));
    }
    if !doctor.dialogue.is_empty() {
        say(out, "  dialogue (> we, < the box)");
    }
    for said in &doctor.dialogue {
        say(out, &format!("  {}", said.to_text()));
    }
}

/// A word of the data, as JSON writes it.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(error) => error.to_string(),
    }
}

fn abilities(abilities: Capabilities) -> String {
    let Ok(serde_json::Value::Object(all)) = serde_json::to_value(abilities) else {
        return String::new();
    };
    let has = |(name, yes): (String, serde_json::Value)| (yes == true).then_some(name);
    let names: Vec<String> = all.into_iter().filter_map(has).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

fn life_word(state: LifeState) -> &'static str {
    match state {
        LifeState::Absent => "not plugged in",
        LifeState::Found => "found",
        LifeState::NotPermitted => "not permitted",
        LifeState::Busy => "in use by another program",
        LifeState::BringingUp => "starting",
        LifeState::Ready => "works",
        LifeState::Degraded => "works with faults",
        LifeState::Lost => "lost",
    }
}

fn suspected(suspicion: Suspicion) -> &'static str {
    match suspicion {
        Suspicion::NoVoltage => {
            "There is no voltage on the line. Is the cable from the wall plugged into LINE?"
        }
        Suspicion::Swapped => {
            "PHONE and LINE may be swapped: the desk phone is seen, but there is no voltage from the exchange."
        }
        Suspicion::NothingFromLine => {
            "The desk phone is seen, but nothing came from the line. PHONE and LINE may be swapped."
        }
    }
}
