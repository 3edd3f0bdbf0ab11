//! The filters of the log beyond its chips: when, how it ended, on which line, by whom, what came of it, and the order.
//! May depend on `ui`, and types of `call`, `base`.

use crate::base::clock::Stamp;
use crate::base::ids::{CustomerId, LineId};
use crate::call::worklist::log::{LogOrder, LogQuestion};
use crate::call::worklist::period::{self, Period};
use crate::engine::query::CallFilter;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap};
use crate::ui::topics::worklist::{WorkAction, WorkState, facts};
use egui::{ComboBox, Ui, WidgetInfo};

/// Words of outcomes in the order of the list; the firewall's among them.
const OUTCOMES: [(&str, &str); 9] = [
    ("answered", "outcome.answered"),
    ("missed", "outcome.missed"),
    ("blocked", "worklist.blocked"),
    ("connected", "outcome.connected"),
    ("busy", "outcome.busy"),
    ("no_answer", "outcome.no_answer"),
    ("abandoned", "outcome.abandoned"),
    ("lost", "outcome.lost"),
    ("interrupted", "outcome.interrupted"),
];

/// Which stretch of days is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// Whenever it was.
    #[default]
    Any,
    /// Since midnight.
    Today,
    /// The day before.
    Yesterday,
    /// Today and the six days before.
    Week,
    /// The days typed.
    Range,
}

const WHENS: [(When, &str); 5] = [
    (When::Any, "worklist.any_time"),
    (When::Today, "worklist.today"),
    (When::Yesterday, "worklist.yesterday"),
    (When::Week, "worklist.week"),
    (When::Range, "worklist.range"),
];

const ORDERS: [(LogOrder, &str); 4] = [
    (LogOrder::Newest, "worklist.newest"),
    (LogOrder::Oldest, "worklist.oldest"),
    (LogOrder::Longest, "worklist.longest"),
    (LogOrder::Party, "worklist.by_party"),
];

/// Everything that narrows the list of calls beside chip and words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Narrow {
    /// When the call was.
    pub when: When,
    /// First day of a range, as typed.
    pub from: String,
    /// Last day of a range, as typed.
    pub to: String,
    /// On this line.
    pub line: Option<LineId>,
    /// Tied to this customer.
    pub customer: Option<CustomerId>,
    /// By this person; empty: whoever.
    pub agent: String,
    /// Ended so (an outcome's word); empty: however.
    pub outcome: String,
    /// With this word of the office; empty: whatever.
    pub result: String,
    /// With a recording.
    pub recorded: bool,
    /// With a note.
    pub noted: bool,
    /// In this order.
    pub order: LogOrder,
}

impl Narrow {
    /// The whole question to the log, asked at `now`.
    #[must_use]
    pub fn question(&self, filter: CallFilter, text: &str, now: Stamp) -> LogQuestion {
        let (from_utc_millis, until_utc_millis) = self.period(now).bounds(now);
        LogQuestion {
            filter,
            text: text.trim().to_owned(),
            from_utc_millis,
            until_utc_millis,
            line: self.line,
            customer: self.customer,
            agent: self.agent.clone(),
            outcome: self.outcome.clone(),
            result: self.result.clone(),
            recorded: self.recorded,
            noted: self.noted,
            order: self.order,
        }
    }

    fn period(&self, now: Stamp) -> Period {
        match self.when {
            When::Any => Period::Any,
            When::Today => Period::Today,
            When::Yesterday => Period::Yesterday,
            When::Week => Period::Week,
            When::Range => match period::date_of(now.utc_millis, now.offset_minutes) {
                Some(today) => {
                    let day = |text: &str| period::parse_date(text, today);
                    Period::Range(day(&self.from), day(&self.to))
                }
                None => Period::Any,
            },
        }
    }
}

/// Draws the filters in a row or two.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    narrow: &mut Narrow,
    work: &WorkState,
    out: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        list(ui, scene, "worklist.when", &mut narrow.when, &keyed(scene, &WHENS));
        if narrow.when == When::Range {
            day(ui, scene, "worklist.from", &mut narrow.from);
            day(ui, scene, "worklist.to", &mut narrow.to);
        }
        let ends = OUTCOMES.map(|(word, key)| (word.to_owned(), scene.texts.t(key).to_owned()));
        list(ui, scene, "worklist.ended", &mut narrow.outcome, &any(scene, ends));
        if work.lines.len() > 1 || narrow.line.is_some() {
            let lines = work.lines.iter().map(|line| {
                let shown = (line.0 + 1).to_string();
                (Some(*line), scene.tf("worklist.line_n", &[("n", &shown)]))
            });
            list(ui, scene, "worklist.line", &mut narrow.line, &any(scene, lines));
        }
        if !work.agents.is_empty() || !narrow.agent.is_empty() {
            let agents = work.agents.iter().map(|name| (name.clone(), name.clone()));
            list(ui, scene, "worklist.agent", &mut narrow.agent, &any(scene, agents));
        }
        let words = facts::words(scene).into_iter().map(|word| (word.clone(), word));
        list(ui, scene, "worklist.result", &mut narrow.result, &any(scene, words));
        toggle(ui, scene.t("worklist.recorded"), &mut narrow.recorded);
        toggle(ui, scene.t("worklist.noted"), &mut narrow.noted);
        list(ui, scene, "worklist.order", &mut narrow.order, &keyed(scene, &ORDERS));
        if narrow.customer.is_some() {
            controls::pill(ui, Some(Icon::Person), scene.t("worklist.one_customer"), Mood::Cool);
        }
        if *narrow != Narrow::default() {
            let clear = Action::Worklist(WorkAction::ClearFilters);
            controls::offer(ui, scene, clear, controls::Weight::Quiet, None, out);
        }
    });
    ui.add_space(gap::TIGHT);
}

fn keyed<V: Copy>(scene: &Scene<'_>, options: &[(V, &'static str)]) -> Vec<(V, String)> {
    options.iter().map(|(value, key)| (*value, scene.texts.t(key).to_owned())).collect()
}

/// The options with "any" before them.
fn any<V: Default>(
    scene: &Scene<'_>,
    options: impl IntoIterator<Item = (V, String)>,
) -> Vec<(V, String)> {
    let mut all = vec![(V::default(), scene.t("worklist.any").to_owned())];
    all.extend(options);
    all
}

/// A drop-down list that says its own name and what is chosen.
fn list<V: PartialEq + Clone>(
    ui: &mut Ui,
    scene: &Scene<'_>,
    name: &'static str,
    value: &mut V,
    options: &[(V, String)],
) {
    let name_said = scene.t(name);
    let chosen = options.iter().find(|(option, _)| option == value);
    let first = options.first().is_some_and(|(option, _)| option == value);
    let shown = match chosen {
        Some((_, text)) if !first => text.clone(),
        _ => name_said.to_owned(),
    };
    let response = ComboBox::from_id_salt(name)
        .selected_text(shown)
        .width(96.0)
        .show_ui(ui, |ui| {
            for (option, text) in options {
                ui.selectable_value(value, option.clone(), text);
            }
        })
        .response;
    response.widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, name_said));
}

fn toggle(ui: &mut Ui, text: &str, on: &mut bool) {
    if controls::chip(ui, text, None, *on).clicked() {
        *on = !*on;
    }
}

/// A day being typed; what cannot be read as one is coloured and does not narrow.
fn day(ui: &mut Ui, scene: &Scene<'_>, label: &'static str, text: &mut String) {
    let label = controls::small(ui, scene.t(label));
    let today = period::date_of(scene.wall.utc_millis, scene.wall.offset_minutes);
    let read = today.is_some_and(|today| period::parse_date(text, today).is_some());
    let wrong = !text.trim().is_empty() && !read;
    let ink = if wrong { Some(Tokens::of(ui).bad) } else { None };
    let field = egui::TextEdit::singleline(text)
        .desired_width(92.0)
        .hint_text(today.map(|day| day.to_string()).unwrap_or_default())
        .text_color_opt(ink);
    let response = ui.add(field).labelled_by(label.id);
    if wrong {
        response.on_hover_text(scene.t("worklist.not_a_day"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_range_half_typed_narrows_nothing_and_a_whole_one_its_days() {
        // 2026-11-23 10:00 in Beijing.
        let now =
            Stamp { mono: Duration::ZERO, utc_millis: 1_795_399_200_000, offset_minutes: 480 };
        let mut narrow = Narrow { when: When::Range, from: "2026-1".into(), ..Narrow::default() };
        assert!(!narrow.question(CallFilter::All, " ", now).is_narrow());
        narrow.from = "11-20".into();
        let question = narrow.question(CallFilter::All, "", now);
        let ten = 10 * 3_600_000;
        assert_eq!(question.from_utc_millis, Some(now.utc_millis - ten - 3 * 86_400_000));
        assert_eq!(question.until_utc_millis, None);
    }
}
