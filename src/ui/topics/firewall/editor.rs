//! The editor of a rule: whom it is about, what is done, when, until when; what is wrong is said while typing, and how
//! many of the last calls it would have been about. May depend on `ui`, and types of `engine`, `call`.

use super::state::{Draft, FirewallState, Until};
use super::{FirewallAction, words};
use crate::call::firewall::decision::Circumstances;
use crate::call::firewall::matching::{Caller, Standing};
use crate::call::firewall::rule::{Handling, Prompt};
use crate::call::firewall::subject::{Kind, ListId, NoNumber};
use crate::call::firewall::treatment::Why;
use crate::call::record::{CallRecord, Direction};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use crate::ui::topics;
use crate::ui::topics::speech::{Place, SpeechState};
use crate::ui::views::exchange;
use crate::ui::wording;
use egui::{ComboBox, ScrollArea, Ui};

/// Draws the editor: its buttons stay in sight, the fields scroll.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut FirewallState,
    speech: &mut SpeechState,
    out: &mut Vec<Action>,
) {
    let Some(mut draft) = state.draft.take() else { return };
    draft.in_zone(scene.wall.offset_minutes);
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let title = if draft.id.is_some() { "firewall.edit_rule" } else { "firewall.a_new_rule" };
        controls::group_title(ui, scene.t(title));
        buttons(ui, scene, &draft, out);
        ui.add_space(gap::TIGHT);
        ScrollArea::vertical().id_salt("firewall-editor").auto_shrink(false).show(ui, |ui| {
            fields(ui, scene, &mut draft, speech, out);
        });
    });
    state.draft = Some(draft);
}

fn fields(
    ui: &mut Ui,
    scene: &Scene<'_>,
    draft: &mut Draft,
    speech: &mut SpeechState,
    out: &mut Vec<Action>,
) {
    who(ui, scene, draft);
    check(ui, scene, draft);
    ui.add_space(gap::SMALL);
    what(ui, scene, draft);
    if draft.handling == Handling::Announce {
        prompt(ui, scene, draft, speech, out);
    }
    ui.add_space(gap::SMALL);
    when(ui, scene, draft);
    ui.add_space(gap::SMALL);
    let width = (ui.available_width() - size::LABEL - 24.0).clamp(100.0, 300.0);
    controls::field(ui, scene.t("firewall.tag"), &mut draft.tag, width)
        .on_hover_text(scene.t("firewall.tag_hint"));
    controls::field(ui, scene.t("firewall.note"), &mut draft.note, width);
}
fn buttons(ui: &mut Ui, scene: &Scene<'_>, draft: &Draft, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let ready = draft.rule(scene.wall.utc_millis).is_ok();
        let why_not = controls::needs(ready, "why.rule");
        let save = Action::Firewall(FirewallAction::SaveRule);
        controls::offer(ui, scene, save, Weight::Primary, why_not, out);
        let close = Action::Firewall(FirewallAction::CloseEditor);
        controls::offer(ui, scene, close, Weight::Quiet, None, out);
        if let Some(id) = draft.id {
            let delete = Action::Firewall(FirewallAction::DeleteRules(vec![id]));
            controls::offer(ui, scene, delete, Weight::Danger, None, out);
        }
    });
}

fn who(ui: &mut Ui, scene: &Scene<'_>, draft: &mut Draft) {
    controls::small(ui, scene.t("firewall.who"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for kind in Kind::ALL {
            let text = scene.t(words::kind(kind));
            if controls::chip(ui, text, None, draft.kind == kind).clicked() {
                draft.kind = kind;
            }
        }
    });
    ui.add_space(gap::TIGHT);
    let width = (ui.available_width() - size::LABEL - 24.0).clamp(100.0, 300.0);
    let field = |ui: &mut Ui, label: &'static str, text: &mut String| {
        controls::field(ui, scene.t(label), text, width);
    };
    match draft.kind {
        Kind::Number => field(ui, "firewall.number", &mut draft.text),
        Kind::Prefix => field(ui, "firewall.prefix", &mut draft.text),
        Kind::Range => {
            field(ui, "firewall.range_from", &mut draft.text);
            field(ui, "firewall.range_to", &mut draft.to_text);
        }
        Kind::Pattern => {
            field(ui, "firewall.pattern", &mut draft.text);
            controls::small(ui, scene.t("firewall.pattern_help"));
        }
        Kind::Place => field(ui, "firewall.place", &mut draft.text),
        Kind::Class => field(ui, "firewall.class", &mut draft.text),
        Kind::NoNumber => {
            let options = NoNumber::ALL.map(|which| (which, words::no_number(which)));
            exchange::choice(ui, scene, "firewall.no_number", &mut draft.no_number, &options);
        }
        Kind::List => lists(ui, scene, draft),
        Kind::Strangers => {
            controls::small(ui, scene.t("firewall.strangers_help"));
        }
        Kind::Customers | Kind::Anybody => {}
    }
}

fn lists(ui: &mut Ui, scene: &Scene<'_>, draft: &mut Draft) {
    let book = &scene.snap.firewall.book;
    if book.lists().is_empty() {
        controls::small(ui, scene.t("firewall.no_lists"));
        return;
    }
    if draft.list == ListId::default() {
        draft.list = book.lists().first().map(|list| list.id).unwrap_or_default();
    }
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("firewall.list"));
        let shown = book.list(draft.list).map_or("", |list| list.name.as_str());
        ComboBox::from_id_salt("firewall-list")
            .selected_text(shown)
            .width(200.0)
            .show_ui(ui, |ui| {
                for list in book.lists() {
                    ui.selectable_value(&mut draft.list, list.id, &list.name);
                }
            })
            .response
            .labelled_by(id);
    });
}

fn what(ui: &mut Ui, scene: &Scene<'_>, draft: &mut Draft) {
    controls::small(ui, scene.t("firewall.what"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for handling in Handling::OFFERED {
            let text = scene.t(words::handling(handling));
            if controls::chip(ui, text, None, draft.handling == handling).clicked() {
                draft.handling = handling;
            }
        }
    });
    controls::small(ui, scene.t(words::handling_hint(draft.handling)));
    let can = scene.line().map(|line| line.claimed);
    let unable = match draft.handling {
        Handling::Reject | Handling::Announce if can.is_some_and(|can| !can.seize) => {
            Some("firewall.box_cannot_seize")
        }
        Handling::Announce if can.is_some_and(|can| !can.audio_out) => {
            Some("firewall.box_cannot_play")
        }
        _ => None,
    };
    if let Some(key) = unable {
        controls::small(ui, scene.texts.t(key));
    }
}

fn prompt(
    ui: &mut Ui,
    scene: &Scene<'_>,
    draft: &mut Draft,
    speech: &mut SpeechState,
    out: &mut Vec<Action>,
) {
    let kind = |prompt: &Prompt| match prompt {
        Prompt::NotInUse => 0_u8,
        Prompt::Busy => 1,
        Prompt::File(_) => 2,
    };
    let mut chosen = kind(&draft.prompt);
    let options =
        [(0, "firewall.play_not_in_use"), (1, "firewall.play_busy"), (2, "firewall.play_file")];
    exchange::choice(ui, scene, "firewall.play", &mut chosen, &options);
    if chosen != kind(&draft.prompt) {
        draft.prompt = match chosen {
            0 => Prompt::NotInUse,
            1 => Prompt::Busy,
            _ => Prompt::File(draft.file.clone()),
        };
    }
    if matches!(draft.prompt, Prompt::File(_)) {
        topics::speech::choose(ui, scene, speech, Place::Rule, &mut draft.file, out);
        return;
    }
    ui.horizontal(|ui| {
        ui.add_space(size::LABEL + gap::SMALL);
        topics::speech::try_button(ui, scene, draft.prompt.clone(), None, out);
    });
}

fn when(ui: &mut Ui, scene: &Scene<'_>, draft: &mut Draft) {
    ui.checkbox(&mut draft.timed, scene.t("firewall.timed"));
    if draft.timed {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(4.0, 6.0);
            for (day, key) in words::DAYS.into_iter().enumerate() {
                let bit = 1 << day;
                if controls::chip(ui, scene.t(key), None, draft.days & bit != 0).clicked() {
                    draft.days ^= bit;
                }
            }
        });
        ui.horizontal(|ui| {
            let from = controls::small(ui, scene.t("firewall.from"));
            controls::edit(ui, &mut draft.from, 60.0).labelled_by(from.id);
            let to = controls::small(ui, scene.t("firewall.to"));
            controls::edit(ui, &mut draft.to, 60.0).labelled_by(to.id);
        });
    }
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("firewall.ends"));
        ComboBox::from_id_salt("firewall-ends")
            .selected_text(until(scene, draft.until))
            .width(200.0)
            .show_ui(ui, |ui| {
                let choices = [Until::Never, Until::Hour, Until::Today, Until::Day, Until::Week];
                for choice in choices {
                    ui.selectable_value(&mut draft.until, choice, until(scene, choice));
                }
            })
            .response
            .labelled_by(id);
    });
}

fn until(scene: &Scene<'_>, until: Until) -> String {
    let key = match until {
        Until::Kept(at) => return wording::moment(scene.texts, at, scene.wall),
        Until::Never => "firewall.ends_never",
        Until::Hour => "firewall.ends_hour",
        Until::Today => "firewall.ends_today",
        Until::Day => "firewall.ends_day",
        Until::Week => "firewall.ends_week",
    };
    scene.texts.t(key).to_owned()
}

/// What is wrong, or how many of the last calls the rule would have been about.
fn check(ui: &mut Ui, scene: &Scene<'_>, draft: &Draft) {
    if let Err(wrong) = draft.rule(scene.wall.utc_millis) {
        let text = words::draft_fault(scene.texts, wrong);
        controls::pill(ui, Some(Icon::Warn), &text, Mood::Alert);
        return;
    }
    // Lists are long and classes are not in the log: these two are not counted.
    if matches!(draft.kind, Kind::List | Kind::Class | Kind::Place) {
        return;
    }
    let Some(book) = draft.alone(scene.wall.utc_millis) else { return };
    let recent = scene.snap.recent.iter().map(|call| &call.record);
    let incoming: Vec<&CallRecord> =
        recent.filter(|record| record.direction == Direction::Incoming).collect();
    let hit = |record: &&&CallRecord| {
        let decision = book.decide(&caller(record), &circumstances(scene));
        decision.treatment.why != Why::NoRule
    };
    let count = incoming.iter().filter(hit).count().to_string();
    let all = incoming.len().to_string();
    let text = scene.tf("firewall.would_match", &[("count", &count), ("all", &all)]);
    controls::pill(ui, Some(Icon::Search), &text, Mood::Cool);
}

fn caller(record: &CallRecord) -> Caller {
    let standing = match record.customer {
        Some(_) => Standing::Customer(Vec::new()),
        None => Standing::Stranger,
    };
    Caller {
        number: record.number.clone(),
        absence: record.caller_id.as_ref().and_then(|id| id.absence),
        place: None,
        standing,
    }
}

fn circumstances<'a>(scene: &Scene<'a>) -> Circumstances<'a> {
    Circumstances {
        utc_millis: scene.wall.utc_millis,
        offset_minutes: scene.wall.offset_minutes,
        home_area: &scene.snap.settings.home_area_code,
        on: true,
        customers_ring: false,
        called_before: false,
    }
}
