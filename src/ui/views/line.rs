//! The line's page: the line doctor, or the line's state, level and gaps, what the box claims and what was observed, the
//! newest bursts; and, when it is simulated, the people around it. May depend on `ui`, and types of `engine`, `base`.

use crate::base::capability::Capabilities;
use crate::engine::snapshot::LineView;
use crate::ui::action::Action;
use crate::ui::catalogue;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::{ExchangeForm, LinePage};
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use crate::ui::views::{doctor, exchange, line_bar, tuning};
use crate::ui::widgets;
use crate::ui::wording;
use egui::{Grid, RichText, ScrollArea, Ui, vec2};

/// Draws the page.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    page: LinePage,
    form: &mut ExchangeForm,
) -> Vec<Action> {
    let mut out = Vec::new();
    ui.horizontal(|ui| chips(ui, scene, page, &mut out));
    ui.add_space(gap::TIGHT);
    if page == LinePage::Overview && scene.line().is_none() {
        widgets::empty(ui, Icon::Unplugged, scene.t("line.none"), scene.t("line.none_hint"));
        return out;
    }
    ScrollArea::vertical().id_salt(page).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(gap::MEDIUM, gap::SMALL);
        match (page, scene.line()) {
            (LinePage::Doctor, _) => out.extend(doctor::show(ui, scene)),
            (LinePage::Overview, Some(line)) => overview(ui, scene, line, form, &mut out),
            (LinePage::Overview, None) => {}
        }
    });
    out
}

fn chips(ui: &mut Ui, scene: &Scene<'_>, shown: LinePage, out: &mut Vec<Action>) {
    for page in LinePage::ALL {
        let action = Action::ShowLine(page);
        let face = action.face();
        let mut chip = controls::chip(ui, scene.t(face.text), None, page == shown);
        if let Some(key) = face.key {
            chip = chip.on_hover_text(catalogue::written(ui.ctx(), &key));
        }
        if chip.clicked() && page != shown {
            out.push(action);
        }
    }
}

fn overview(
    ui: &mut Ui,
    scene: &Scene<'_>,
    line: &LineView,
    form: &mut ExchangeForm,
    out: &mut Vec<Action>,
) {
    let simulated = scene.simulated();
    if simulated && ui.available_width() > 860.0 {
        ui.columns_const(|[left, right]| {
            out.extend(exchange::show(left, scene, line, form));
            summary(right, scene, line, out);
        });
        return;
    }
    if simulated {
        out.extend(exchange::show(ui, scene, line, form));
    }
    summary(ui, scene, line, out);
}

/// What the line is and does.
fn summary(ui: &mut Ui, scene: &Scene<'_>, line: &LineView, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    tokens::surface(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        controls::group_title(ui, scene.t("doctor.state"));
        let (key, icon, mood) = wording::line_state(line.state);
        ui.horizontal_wrapped(|ui| {
            controls::pill(ui, Some(icon), scene.texts.t(key), mood);
            let (word, mood) = if line.audio_ok {
                ("doctor.audio_ok", Mood::Good)
            } else {
                ("doctor.audio_missing", Mood::Alert)
            };
            controls::pill(ui, Some(Icon::Line), scene.texts.t(word), mood);
        });
        controls::short(ui, RichText::new(line_bar::line_name(scene, line)).color(t.weak));
        level(ui, scene, line);
    });
    tuning::show(ui, scene, line, out);
    tokens::surface(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        bursts(ui, scene, line);
    });
    tokens::surface(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        capabilities(ui, scene, line);
    });
}

/// Level and gaps.
pub(super) fn level(ui: &mut Ui, scene: &Scene<'_>, line: &LineView) {
    ui.add_space(gap::SMALL);
    let level = line.level.get();
    let name = line_bar::level_text(scene, level);
    ui.horizontal(|ui| {
        ui.label(scene.t("doctor.level"));
        controls::weak(ui, &name);
    });
    let width = (ui.available_width() - 8.0).min(380.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    controls::meter(ui, &name, level, vec2(width, 14.0));
    controls::meter_scale(ui, width);
    let (gaps, frames) = line.level.gaps();
    let text = if gaps == 0 {
        scene.t("doctor.no_gaps").to_owned()
    } else {
        let millis = frames * 1000 / u64::from(crate::base::units::LINE_RATE);
        scene.tf("doctor.gaps", &[("count", &gaps.to_string()), ("millis", &millis.to_string())])
    };
    controls::small(ui, text);
}

/// The newest caller-ID bursts.
pub(super) fn bursts(ui: &mut Ui, scene: &Scene<'_>, line: &LineView) {
    let t = Tokens::of(ui);
    controls::group_title(ui, scene.t("doctor.bursts"));
    if line.bursts.is_empty() {
        controls::weak(ui, scene.t("doctor.no_bursts"));
    }
    for burst in line.bursts.iter().take(12) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            let (icon, ink) = if burst.ok { (Icon::Tick, t.good) } else { (Icon::Close, t.bad) };
            controls::draw_in(ui, icon, vec2(14.0, 18.0), ink);
            controls::small(ui, wording::moment(scene.texts, burst.at_utc_millis, scene.wall));
            ui.add(egui::Label::new(RichText::new(&burst.text).size(size::TEXT_LABEL)).wrap());
        });
    }
}

/// What the box claims, and what was observed.
pub(super) fn capabilities(ui: &mut Ui, scene: &Scene<'_>, line: &LineView) {
    controls::group_title(ui, scene.t("doctor.capabilities"));
    ui.spacing_mut().interact_size.y = 20.0;
    Grid::new("capabilities").num_columns(3).spacing(vec2(gap::LARGE, 3.0)).show(ui, |ui| {
        for title in ["doctor.ability", "doctor.claimed", "doctor.observed"] {
            controls::small(ui, scene.t(title));
        }
        ui.end_row();
        let (claimed, observed) = (facts(line.claimed), facts(line.observed));
        for ((key, claimed), (_, observed)) in claimed.into_iter().zip(observed) {
            ui.label(scene.t(key));
            yes_no(ui, scene, claimed, "doctor.no");
            yes_no(ui, scene, observed, "doctor.not_yet");
            ui.end_row();
        }
    });
}

const fn facts(c: Capabilities) -> [(&'static str, bool); 16] {
    [
        ("ability.ring", c.ring),
        ("ability.caller_id", c.caller_id),
        ("ability.hook", c.hook),
        ("ability.polarity", c.polarity),
        ("ability.digits", c.digits),
        ("ability.audio_in", c.audio_in),
        ("ability.audio_out", c.audio_out),
        ("ability.seize", c.seize),
        ("ability.dial", c.dial),
        ("ability.pulse", c.pulse),
        ("ability.flash", c.flash),
        ("ability.answer", c.answer),
        ("ability.listen", c.listen),
        ("ability.duplex", c.duplex),
        ("ability.desk_switch", c.desk_switch),
        ("ability.desk_ring", c.desk_ring),
    ]
}

fn yes_no(ui: &mut Ui, scene: &Scene<'_>, yes: bool, otherwise: &'static str) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().item_spacing.x = gap::TIGHT;
        if yes {
            controls::draw(ui, Icon::Tick, 12.0, t.good);
            ui.label(RichText::new(scene.t("doctor.yes")).size(size::TEXT_SMALL));
        } else {
            controls::small(ui, scene.t(otherwise));
        }
    });
}
