//! The incoming card: who calls, before anybody answers. It stands above other windows and never takes the focus.
//! May depend on `ui`, and types of `engine`, `crm`.

use crate::base::ids::CallId;
use crate::call::dialling::DialSource;
use crate::call::record::Direction;
use crate::crm::customer::{Candidate, MatchQuality};
use crate::engine::snapshot::CallView;
use crate::engine::topics::manners::DeskAct;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::{CardState, on_pop};
use crate::ui::office::{OfficeState, files, orders};
use crate::ui::scene::{self, Scene};
use crate::ui::state::NoteDraft;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::topics::dialling;
use crate::ui::topics::firewall;
use crate::ui::topics::manners::MannersAction;
use crate::ui::topics::places;
use crate::ui::topics::recordings::live_controls;
use crate::ui::topics::worklist::{facts, promising};
use crate::ui::wording;
use egui::{Align, Frame, Label, Layout, Margin, RichText, ScrollArea, Sense, TextEdit, Ui};

/// Draws the card of one call.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    call: &CallView,
    note: &mut NoteDraft,
    office: &OfficeState,
) -> Vec<Action> {
    let mut out = Vec::new();
    let t = Tokens::of(ui);
    let (mood, _, _) = status(call);
    Frame::new().fill(t.ground_of(mood)).inner_margin(Margin::symmetric(16, 9)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        head(ui, scene, call, &mut out);
    });
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 14 }).show(ui, |ui| {
        ui.set_width(ui.available_width());
        number(ui, scene, call);
        acts(ui, scene, call, &mut out);
        if !call.waits {
            out.extend(live_controls(ui, scene, call));
        }
        ui.add_space(gap::TIGHT);
        let room = (ui.available_height() - 150.0).max(90.0);
        ScrollArea::vertical().max_height(room).auto_shrink([false, true]).show(ui, |ui| {
            people(ui, scene, call, &office.cards, &mut out);
            let best = call.candidates.as_deref().and_then(|all| all.first());
            let customer = call.record.customer.or(best.and_then(|best| best.customer.id));
            promising::remind(ui, scene, customer, call.record.number.as_ref());
            orders::incoming::show(ui, scene, &office.orders, customer);
        });
        if !scene::is_live(call) && call.record.answered_after.is_some() {
            wrap_up(ui, scene, call, &mut out);
        }
        note.follow(&call.record.note);
        note_field(ui, scene, call.record.id, note);
        feet(ui, scene, call, office, &mut out);
    });
    out
}

/// Mood, icon and word of the card's head.
fn status(call: &CallView) -> (Mood, Icon, &'static str) {
    let live = scene::is_live(call);
    let outgoing = call.record.direction != Direction::Incoming;
    match (live, call.record.answered_after.is_some()) {
        (true, false) if outgoing => (Mood::Cool, Icon::Outgoing, "dialling.card_calling"),
        (false, false) if outgoing => (Mood::Calm, Icon::Outgoing, "dialling.card_not_reached"),
        (true, false) if call.waits => (Mood::Alert, Icon::Ringing, "incoming.waits"),
        (true, false) => (Mood::Alert, Icon::Ringing, "incoming.ringing"),
        (true, true) => (Mood::Good, Icon::Phone, "incoming.talking"),
        (false, false) => (Mood::Bad, Icon::Missed, "incoming.missed"),
        (false, true) => (Mood::Calm, Icon::Phone, "incoming.over"),
    }
}

fn head(ui: &mut Ui, scene: &Scene<'_>, call: &CallView, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let (mood, icon, word) = status(call);
    let ink = t.ink(mood);
    let bar = ui.horizontal(|ui| {
        controls::draw(ui, icon, 20.0, ink);
        ui.label(RichText::new(scene.texts.t(word)).color(ink).size(size::TEXT_GROUP));
        let rings = call.record.rings;
        if rings > 0 && call.record.answered_after.is_none() {
            let key = if rings == 1 { "rings.one" } else { "rings.many" };
            let text = scene.tf(key, &[("count", &rings.to_string())]);
            ui.label(RichText::new(text).color(ink).size(size::TEXT_LABEL));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::offer_icon(ui, scene, Action::ClosePopup(call.record.id), None, out);
            let since = call.answered_mono.unwrap_or(call.started_mono);
            let span = match (call.record.lasted, call.record.answered_after) {
                (Some(all), after) => all.saturating_sub(after.unwrap_or_default()),
                (None, _) => scene.mono.saturating_sub(since),
            };
            ui.label(RichText::new(wording::clock(span)).color(ink));
        });
    });
    // The card has no title bar of its own: its head moves it.
    let grip = ui.interact(bar.response.rect, ui.scope_id().with("grip"), Sense::DRAG);
    if grip.drag_started() && !ui.ctx().embed_viewports() {
        ui.ctx().send_viewport_cmd(egui::ViewportCommand::StartDrag);
        out.push(Action::Manners(MannersAction::Dragging(call.record.id)));
    }
}

/// What can be done with the call itself; what the box cannot do is greyed, with the reason. A call is answered here; what
/// the program holds is ended in the strip of the main window, and here while nobody sees that.
fn acts(ui: &mut Ui, scene: &Scene<'_>, call: &CallView, out: &mut Vec<Action>) {
    if !scene::is_live(call) {
        return;
    }
    let claimed = scene.snap.line(call.record.line).map(|line| line.claimed).unwrap_or_default();
    let mut offer = |ui: &mut Ui, act, weight, why_not| {
        let wish = Action::Manners(MannersAction::Act(act));
        controls::offer(ui, scene, wish, weight, why_not, out);
    };
    let rings = call.record.answered_after.is_none();
    if call.waits {
        if scene.snap.dialling.seized && claimed.flash {
            ui.horizontal_wrapped(|ui| {
                offer(ui, DeskAct::Flash, Weight::Plain, None);
                controls::small(ui, scene.t("incoming.flash_takes"));
            });
        } else {
            controls::small(ui, scene.t("incoming.take_waiting"));
        }
        return;
    }
    // What the desk phone holds is the desk phone's to end.
    if !(rings || scene.snap.dialling.seized && alone(ui)) {
        return;
    }
    ui.horizontal(|ui| {
        if rings {
            let cannot = controls::needs(claimed.seize, "manners.answer_cannot");
            offer(ui, DeskAct::Answer, Weight::Plain, cannot);
            let silent = controls::needs(scene.snap.manners.ringing, "manners.silence_cannot");
            offer(ui, DeskAct::Silence, Weight::Quiet, silent);
        } else {
            let cannot = controls::needs(claimed.seize, "manners.hang_up_cannot");
            offer(ui, DeskAct::HangUp, Weight::Danger, cannot);
            if claimed.flash {
                offer(ui, DeskAct::Flash, Weight::Quiet, None);
            }
        }
    });
}

/// The main window is minimised or behind others: its strip cannot be seen.
fn alone(ui: &Ui) -> bool {
    let main = |input: &egui::InputState| {
        let window = input.viewport();
        window.minimized == Some(true) || window.focused == Some(false)
    };
    !ui.ctx().embed_viewports() && ui.ctx().input_for(egui::ViewportId::ROOT, main)
}

fn number(ui: &mut Ui, scene: &Scene<'_>, call: &CallView) {
    let t = Tokens::of(ui);
    let text = wording::number(scene.texts, &call.record);
    ui.add(Label::new(RichText::new(text).size(size::TEXT_NUMBER)).truncate().selectable(true));
    places::small(ui, scene, call.record.number.as_ref());
    let known = call.candidates.as_deref().is_some_and(|c| !c.is_empty());
    if !call.burst_name.is_empty() {
        let key = if known { "incoming.burst_name" } else { "incoming.burst_name_only" };
        let text = scene.tf(key, &[("name", &call.burst_name)]);
        controls::short(ui, RichText::new(text).color(t.weak));
    }
}

fn people(
    ui: &mut Ui,
    scene: &Scene<'_>,
    call: &CallView,
    cards: &CardState,
    out: &mut Vec<Action>,
) {
    let told = call.record.number.is_some();
    match call.candidates.as_deref().map(Vec::as_slice) {
        None if told => {
            controls::weak(ui, scene.t("incoming.looking"));
        }
        Some([]) if call.kept_from.is_some() => {
            let owner = call.kept_from.and_then(|id| scene.snap.office.staff.roster.get(id));
            let name = owner.map_or("", |staff| staff.name.as_str());
            let text = scene.tf("staff.kept_from", &[("name", name)]);
            controls::pill(ui, Some(Icon::Seal), &text, Mood::Cool)
                .on_hover_text(scene.t("staff.kept_from_tip"));
        }
        Some([]) if told => {
            controls::pill(ui, Some(Icon::Unknown), scene.t("incoming.unknown"), Mood::Cool);
            ui.add_space(gap::TIGHT);
            let new = Action::NewCustomer(Some(call.record.id));
            controls::offer(ui, scene, new, Weight::Primary, None, out);
        }
        None | Some([]) => {}
        Some(found) => {
            if found.len() > 1 {
                let count = found.len().to_string();
                controls::small(ui, scene.tf("incoming.several", &[("count", &count)]));
            }
            for (index, candidate) in found.iter().enumerate() {
                ui.push_id(index, |ui| {
                    person(ui, scene, call, candidate, found.len() > 1, out);
                    for (name, value) in on_pop(scene, cards, &candidate.customer) {
                        controls::short(ui, RichText::new(format!("{name}: {value}")));
                    }
                });
            }
        }
    }
}

fn person(
    ui: &mut Ui,
    scene: &Scene<'_>,
    call: &CallView,
    candidate: &Candidate,
    several: bool,
    out: &mut Vec<Action>,
) {
    let t = Tokens::of(ui);
    let customer = &candidate.customer;
    let chosen = several && call.record.customer.is_some() && call.record.customer == customer.id;
    Frame::new()
        .fill(if chosen { t.chosen } else { t.ground })
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if let Some(id) = customer.id {
                        controls::offer_icon(ui, scene, Action::OpenCustomer(id), None, out);
                        if several && !chosen {
                            let assign = Action::Assign(call.record.id, Some(id));
                            controls::offer_icon(ui, scene, assign, None, out);
                        }
                    }
                    if !customer.class.is_empty() {
                        let class: String = customer.class.chars().take(12).collect();
                        controls::pill(ui, None, &class, Mood::Cool);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        if let Some(picture) = customer.picture {
                            let whose = (picture, customer.name.as_str());
                            files::show_picture(ui, scene, whose, size::FACE, out);
                        }
                        controls::short(ui, RichText::new(&customer.name).size(size::TEXT_TITLE));
                    });
                });
            });
            about(ui, scene, candidate);
        });
}

fn about(ui: &mut Ui, scene: &Scene<'_>, candidate: &Candidate) {
    let t = Tokens::of(ui);
    if !candidate.customer.company.is_empty() {
        controls::short(ui, RichText::new(&candidate.customer.company).color(t.weak));
    }
    let count = candidate.calls.to_string();
    let last = match candidate.last_contact_utc_millis {
        Some(at) => {
            let when = wording::moment(scene.texts, at, scene.wall);
            scene.tf("incoming.last_contact", &[("when", &when), ("count", &count)])
        }
        None => scene.t("incoming.first_contact").to_owned(),
    };
    controls::small(ui, last);
    if candidate.quality == MatchQuality::AreaMissing {
        ui.label(
            RichText::new(scene.t("incoming.area_missing")).size(size::TEXT_SMALL).color(t.alert),
        );
    }
    if !candidate.last_note.is_empty() {
        ui.horizontal_top(|ui| {
            controls::draw_in(ui, Icon::Note, egui::vec2(14.0, 20.0), t.weak);
            ui.add(Label::new(&candidate.last_note).wrap());
        });
    }
}

/// What came of the call, while it is fresh: one press. The rest of the wrap-up stands in the call's details.
fn wrap_up(ui: &mut Ui, scene: &Scene<'_>, call: &CallView, out: &mut Vec<Action>) {
    let filed = scene.snap.recent.iter().find(|filed| filed.record.id == call.record.id);
    if let Some(filed) = filed {
        facts::results(ui, scene, filed, out);
    }
}

fn note_field(ui: &mut Ui, scene: &Scene<'_>, call: CallId, note: &mut NoteDraft) {
    let label = ui
        .horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 18.0;
            let label = controls::small(ui, scene.t("call.note"));
            if !note.text.is_empty() {
                let saved = note.text == note.sent;
                let key = if saved { "incoming.saved" } else { "incoming.saving" };
                controls::small(ui, scene.texts.t(key));
            }
            label
        })
        .inner;
    let field = TextEdit::multiline(&mut note.text)
        .id_salt(("incoming-note", call))
        .desired_rows(2)
        .desired_width(f32::INFINITY)
        .hint_text(scene.t("call.note_hint").to_owned());
    // The note takes all the room that is left above the buttons.
    let room = (ui.available_height() - size::CONTROL - gap::SMALL).max(44.0);
    ScrollArea::vertical().id_salt("note").max_height(room).show(ui, |ui| {
        ui.add(field.min_size(egui::vec2(0.0, room))).labelled_by(label.id);
    });
}

fn feet(
    ui: &mut Ui,
    scene: &Scene<'_>,
    call: &CallView,
    office: &OfficeState,
    out: &mut Vec<Action>,
) {
    let found = call.candidates.as_deref().map_or(0, Vec::len);
    ui.horizontal(|ui| {
        if !scene::is_live(call) {
            let (number, customer) = (call.record.number.as_ref(), call.record.customer);
            dialling::icon_button(ui, scene, number, customer, DialSource::Popup, out);
        }
        if found > 0 {
            let open = Action::OpenParty(call.record.id);
            controls::offer(ui, scene, open, Weight::Primary, None, out);
        } else if call.record.number.is_none() {
            let new = Action::NewCustomer(Some(call.record.id));
            controls::offer(ui, scene, new, Weight::Plain, None, out);
        }
        let best = call.candidates.as_deref().and_then(|all| all.first());
        let customer = call.record.customer.or(best.and_then(|best| best.customer.id));
        orders::incoming::button(ui, scene, &office.orders, customer, out);
        if found > 0 {
            let new = Action::NewCustomer(Some(call.record.id));
            controls::offer_icon(ui, scene, new, None, out);
        }
        firewall::block_caller(ui, scene, call, out);
        firewall::block::tag(ui, &call.record);
    });
}
