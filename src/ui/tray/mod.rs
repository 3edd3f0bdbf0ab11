//! The tray icon: what it shows (pure, from the snapshot), its picture, and what carries it on Linux and on Windows.
//! May depend on `ui`, and types of `engine`, `base`.

#[cfg(windows)]
pub mod notification_area;
pub mod picture;
#[cfg(target_os = "linux")]
pub mod status_item;

use crate::engine::snapshot::{LineState, Snapshot};
use crate::engine::topics::manners::{DeskAct, QuietUntil};
use crate::ui::outside::Wish;
use crate::ui::scene::Scene;
use crate::ui::topics::manners::{act_face, bulletin, quiet};
use crate::ui::views::line_bar;
use crate::ui::wording;
use std::sync::Arc;
use std::time::Duration;

/// Where the wishes of people at the tray go; must not block.
pub type Tell = Arc<dyn Fn(Wish) + Send + Sync>;

/// What the line does, as far as an icon can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrayState {
    /// Nothing goes on.
    Idle,
    /// Somebody calls.
    Ringing,
    /// A call goes on.
    InCall,
    /// No line, no box, no sound.
    Fault,
}

/// The icon, its words and its menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayModel {
    /// The picture.
    pub state: TrayState,
    /// … with the mark of do-not-disturb.
    pub quiet: bool,
    /// … with the mark of missed calls.
    pub missed: bool,
    /// One line: the program and the state.
    pub title: String,
    /// More lines: until when nothing disturbs, who is on the line, how many were missed.
    pub tip: String,
    /// The menu.
    pub entries: Vec<Entry>,
}

/// A line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A line between groups.
    Rule,
    /// Something to read or to choose.
    Item {
        /// Its words.
        text: String,
        /// What it does; `None`: it only says something.
        wish: Option<Wish>,
    },
    /// A menu of its own.
    Menu {
        /// Its words.
        text: String,
        /// What is in it.
        entries: Vec<Self>,
    },
}

/// The state of the icon.
#[must_use]
pub fn state(snap: &Snapshot) -> TrayState {
    let Some(line) = snap.lines.first().filter(|line| line.state != LineState::Absent) else {
        return TrayState::Fault;
    };
    if snap.calls.iter().any(|call| bulletin::rings(call) && !bulletin::is_quiet(call)) {
        return TrayState::Ringing;
    }
    match line.state {
        LineState::Dialing | LineState::Talking => TrayState::InCall,
        _ if !line.audio_ok && line.claimed.audio_in => TrayState::Fault,
        LineState::Absent | LineState::Idle | LineState::Ringing | LineState::Releasing => {
            TrayState::Idle
        }
    }
}

/// Key of a state's word.
const fn word(state: TrayState) -> &'static str {
    match state {
        TrayState::Idle => "manners.tray_idle",
        TrayState::Ringing => "manners.tray_ringing",
        TrayState::InCall => "manners.tray_in_call",
        TrayState::Fault => "manners.tray_fault",
    }
}

/// Everything the tray shows.
#[must_use]
pub fn model(scene: &Scene<'_>) -> TrayModel {
    let snap = scene.snap;
    let state = state(snap);
    let quiet = snap.settings.manners.quiet;
    let mut tip: Vec<String> = Vec::new();
    if let Some(call) = scene.live_call() {
        let number = wording::number(scene.texts, &call.record);
        tip.push(
            wording::live_party(call).map_or(number.clone(), |who| format!("{who}  {number}")),
        );
    } else if let Some(line) = scene.line() {
        tip.push(line_bar::line_name(scene, line).to_owned());
    }
    tip.extend(quiet.map(|quiet| quiet::words(scene, quiet)));
    tip.extend(missed(scene));
    TrayModel {
        state,
        quiet: quiet.is_some(),
        missed: snap.missed_open > 0,
        title: format!("Ringdesk: {}", scene.texts.t(word(state))),
        tip: tip.join("\n"),
        entries: entries(scene, state),
    }
}

fn missed(scene: &Scene<'_>) -> Option<String> {
    let count = scene.snap.missed_open;
    let key = if count == 1 { "manners.tray_missed_one" } else { "manners.tray_missed" };
    (count > 0).then(|| scene.tf(key, &[("count", &count.to_string())]))
}

fn item(text: impl Into<String>, wish: Wish) -> Entry {
    Entry::Item { text: text.into(), wish: Some(wish) }
}

fn entries(scene: &Scene<'_>, state: TrayState) -> Vec<Entry> {
    let mut all = vec![item(scene.t("manners.tray_open"), Wish::Open)];
    all.extend(missed(scene).map(|text| item(text, Wish::Open)));
    let act = |act: DeskAct| item(scene.texts.t(act_face(act).text), Wish::Act(act));
    let claimed = scene.line().map(|line| line.claimed).unwrap_or_default();
    match state {
        TrayState::Ringing => {
            all.push(Entry::Rule);
            all.extend(claimed.seize.then(|| act(DeskAct::Answer)));
            all.push(act(DeskAct::Silence));
        }
        TrayState::InCall if claimed.seize => {
            all.push(Entry::Rule);
            all.push(act(DeskAct::HangUp));
        }
        TrayState::InCall | TrayState::Idle | TrayState::Fault => {}
    }
    all.push(Entry::Rule);
    all.push(quiet_entry(scene));
    all.push(Entry::Rule);
    all.push(item(scene.t("manners.tray_quit"), Wish::Quit));
    all
}

fn quiet_entry(scene: &Scene<'_>) -> Entry {
    if scene.snap.settings.manners.quiet.is_some() {
        return item(scene.t("manners.disturb_again"), Wish::DoNotDisturb(None));
    }
    let minutes = |minutes: u64| {
        let text = scene.tf("manners.quiet_minutes", &[("minutes", &minutes.to_string())]);
        let span = Duration::from_mins(minutes);
        item(text, Wish::DoNotDisturb(Some(QuietUntil::For(span))))
    };
    let until = |key, until| item(scene.t(key), Wish::DoNotDisturb(Some(until)));
    Entry::Menu {
        text: scene.t("manners.quiet").to_owned(),
        entries: vec![
            minutes(30),
            minutes(60),
            minutes(120),
            until("manners.quiet_tomorrow", QuietUntil::Tomorrow),
            until("manners.quiet_open", QuietUntil::SwitchedOff),
        ],
    }
}
