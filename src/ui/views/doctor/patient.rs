//! The open box: how it is driven, what it says of itself, what its driver noticed, what may be wrong with the cables.
//! May depend on `ui`, and types of `engine`, `base`.

use crate::base::signal::Hook;
use crate::engine::doctor::{self, DoctorView, Seen, Suspicion};
use crate::engine::snapshot::{LineState, LineView};
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap};
use crate::ui::views::line_bar;
use crate::ui::wording;
use egui::{Grid, Label, RichText, Ui, vec2};

/// Height of a fact.
const ROW: f32 = 20.0;

/// Draws the card.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, line: &LineView, doctor: &DoctorView) {
    controls::group_title(ui, scene.t("doctor.patient"));
    ui.horizontal(|ui| {
        let (key, icon, mood) = wording::line_state(line.state);
        controls::pill(ui, Some(icon), scene.texts.t(key), mood);
        controls::short(ui, RichText::new(line_bar::line_name(scene, line)));
    });
    if doctor.profile.is_empty() {
        controls::weak(ui, scene.t("doctor.no_box"));
        return;
    }
    judgement(ui, scene, line, doctor);
    facts(ui, scene, doctor);
}

/// What is or may be wrong.
fn judgement(ui: &mut Ui, scene: &Scene<'_>, line: &LineView, doctor: &DoctorView) {
    let seen = Seen {
        volts: doctor.volts,
        at_rest: line.state == LineState::Idle && doctor.desk_phone != Some(Hook::Off),
        claimed: line.claimed,
        observed: line.observed,
        watched: scene.mono.saturating_sub(line.opened),
    };
    let suspicion = doctor::suspect(&seen);
    if let Some(suspicion) = suspicion {
        remark(ui, Icon::Warn, Mood::Alert, scene.t(suspicion_key(suspicion)));
    }
    if doctor.findings.is_empty() {
        if suspicion.is_none() {
            remark(ui, Icon::Tick, Mood::Good, scene.t("doctor.no_findings"));
        }
        return;
    }
    ui.add_space(gap::TIGHT);
    controls::small(ui, scene.t("doctor.findings"));
    for finding in &doctor.findings {
        remark(ui, Icon::Info, Mood::Cool, finding);
    }
}

const fn suspicion_key(suspicion: Suspicion) -> &'static str {
    match suspicion {
        Suspicion::NoVoltage => "suspicion.no_voltage",
        Suspicion::Swapped => "suspicion.swapped",
        Suspicion::NothingFromLine => "suspicion.nothing_from_line",
    }
}

/// A sentence with its sign before the first line.
fn remark(ui: &mut Ui, icon: Icon, mood: Mood, text: &str) {
    let ink = Tokens::of(ui).ink(mood);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        controls::draw_in(ui, icon, vec2(14.0, 18.0), ink);
        ui.add(Label::new(text).wrap());
    });
}

fn facts(ui: &mut Ui, scene: &Scene<'_>, doctor: &DoctorView) {
    ui.add_space(gap::TIGHT);
    let value_width = (ui.available_width() - 170.0).max(80.0);
    let row = |ui: &mut Ui, name: &str, value: &str| {
        controls::weak(ui, name);
        ui.scope(|ui| {
            ui.set_max_width(value_width);
            ui.add(Label::new(value).wrap());
        });
        ui.end_row();
    };
    ui.spacing_mut().interact_size.y = ROW;
    Grid::new("facts").num_columns(2).spacing(vec2(gap::LARGE, 4.0)).show(ui, |ui| {
        let profile = if scene.simulated() { scene.t("line.simulated") } else { &doctor.profile };
        row(ui, scene.t("doctor.profile"), profile);
        for (name, value) in &doctor.facts {
            row(ui, fact_name(scene, name), value);
        }
        if let Some(volts) = doctor.volts {
            let volts = volts.to_string();
            row(ui, scene.t("doctor.volts"), &scene.tf("doctor.volts_are", &[("volts", &volts)]));
        }
        if let Some(hook) = doctor.desk_phone {
            row(ui, scene.t("doctor.desk_phone"), scene.t(hook_key(hook)));
        }
        row(ui, scene.t("doctor.wire"), &counts(scene, doctor));
    });
}

/// What drivers often tell, in the user's language; the rest as they say it.
fn fact_name<'a>(scene: &Scene<'a>, name: &'a str) -> &'a str {
    match name.to_ascii_lowercase().replace(' ', "_").as_str() {
        "maker" => scene.t("fact.maker"),
        "model" => scene.t("fact.model"),
        "name" | "calls_itself" => scene.t("fact.name"),
        "firmware" | "release" => scene.t("fact.firmware"),
        "serial_number" => scene.t("fact.serial_number"),
        "place" => scene.t("fact.place"),
        "caller_id" => scene.t("fact.caller_id"),
        "country" => scene.t("fact.country"),
        "countries" => scene.t("fact.countries"),
        "sound" | "line_sound" => scene.t("fact.sound"),
        "sound_card" => scene.t("fact.sound_card"),
        "codecs" => scene.t("fact.codecs"),
        "connections" => scene.t("fact.connections"),
        "classes" => scene.t("fact.classes"),
        "newest_ring" => scene.t("fact.newest_ring"),
        "line" => scene.t("fact.line"),
        "polarity" => scene.t("fact.polarity"),
        "calls" => scene.t("fact.calls"),
        "damaged" => scene.t("fact.damaged"),
        "hook_bit" => scene.t("fact.hook_bit"),
        "desk_phone_is_connected_to" => scene.t("fact.connected_to"),
        _ => name,
    }
}

const fn hook_key(hook: Hook) -> &'static str {
    match hook {
        Hook::On => "doctor.on_hook",
        Hook::Off => "doctor.off_hook",
    }
}

/// What went over the wire; what went wrong only where something did.
fn counts(scene: &Scene<'_>, doctor: &DoctorView) -> String {
    let c = &doctor.counters;
    let traffic = [("received", c.received), ("sent", c.sent)];
    let traffic = traffic.map(|(name, count)| (name, count.to_string()));
    let traffic: Vec<(&str, &str)> = traffic.iter().map(|(n, c)| (*n, c.as_str())).collect();
    let mut parts = vec![scene.tf("doctor.traffic", &traffic)];
    for (key, count) in [
        ("doctor.not_understood", c.not_understood),
        ("doctor.stalls", c.stalls),
        ("doctor.dropped", c.dropped),
        ("doctor.underruns", c.underruns),
        ("doctor.overruns", c.overruns),
    ] {
        if count > 0 {
            parts.push(scene.tf(key, &[("count", &count.to_string())]));
        }
    }
    parts.join(" · ")
}
