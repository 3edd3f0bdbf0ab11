//! What is done with many customers at once: give to somebody, tag, say where the work stands, copy. May depend on `ui`.

use crate::base::ids::StaffId;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::CardAction;
use crate::ui::office::cards::choosing;
use crate::ui::office::cards::state::CardState;
use crate::ui::office::cards::words;
use crate::ui::office::staff::StaffAction;
use crate::ui::office::transfer::TransferAction;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap};
use egui::Ui;

/// So many of the list are chosen with one press.
const FIRST: u32 = 100;

/// Draws the chip that begins choosing, and what can be done with the chosen.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut CardState, out: &mut Vec<Action>) {
    choose_first(state);
    let Some(chosen) = &state.chosen else { return };
    let ids: Vec<_> = chosen.iter().copied().collect();
    let none = controls::needs(!ids.is_empty(), "why.customers");
    let count = ids.len().to_string();
    ui.horizontal_wrapped(|ui| {
        ui.label(scene.tf("cards.chosen", &[("count", &count)]));
        if controls::press(ui, None, scene.t("cards.choose_shown"), Weight::Quiet).clicked() {
            state.choose_first = true;
        }
        hand_over(ui, scene, state, &ids, out);
        let name = scene.t("cards.tag_typed");
        controls::edit(ui, &mut state.many_tag, 100.0).accessible_name(name).on_hover_text(name);
        let untagged = none.or(controls::needs(!state.many_tag.trim().is_empty(), "why.tag"));
        for on in [true, false] {
            let tag = CardAction::TagChosen(on).into();
            controls::offer(ui, scene, tag, Weight::Plain, untagged, out);
        }
        let mut word = String::new();
        let mut states = vec![(String::new(), scene.t("cards.set_follow_up").to_owned())];
        states.extend(words::states(scene).into_iter().map(|word| (word.clone(), word)));
        let name = scene.t("cards.set_follow_up");
        if choosing::bare(ui, name, &mut word, &states, 120.0) && none.is_none() {
            out.push(CardAction::FollowUpChosen(word).into());
        }
        controls::offer(ui, scene, CardAction::CopyChosen.into(), Weight::Plain, none, out);
        let export = TransferAction::ExportChosen.into();
        controls::offer(ui, scene, export, Weight::Plain, none, out);
        if let Some((copied, chosen)) = state.copied {
            let key = if copied < chosen { "cards.copied_some" } else { "cards.copied" };
            let text = scene.tf(key, &[("count", &copied.to_string())]);
            let mood = if copied < chosen { Mood::Alert } else { Mood::Good };
            controls::pill(ui, Some(Icon::Tick), &text, mood);
        }
    });
    ui.add_space(gap::TIGHT);
}

/// The first hundred are chosen once all their rows are here; those that are not are asked for.
fn choose_first(state: &mut CardState) {
    if !state.choose_first {
        return;
    }
    let Some(total) = state.list.total() else { return };
    let rows = 0..total.min(FIRST);
    // Each is looked at, so that every page is asked for that is not here.
    let ids: Vec<_> = rows.map(|index| state.list.row(index).map(|row| row.summary.id)).collect();
    if let Some(ids) = ids.into_iter().collect::<Option<Vec<_>>>() {
        state.choose_first = false;
        state.chosen.get_or_insert_default().extend(ids);
    }
}

fn hand_over(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &CardState,
    ids: &[crate::base::ids::CustomerId],
    out: &mut Vec<Action>,
) {
    let none = controls::needs(!ids.is_empty(), "why.customers");
    if scene.snap.office.staff.who.is_some() {
        let take = StaffAction::Take(ids.to_vec()).into();
        controls::offer(ui, scene, take, Weight::Plain, none, out);
    }
    let pool = CardAction::HandOver(ids.to_vec(), None);
    controls::offer(ui, scene, pool.into(), Weight::Plain, none, out);
    if state.known.here.owners.is_empty() {
        return;
    }
    let name = scene.t("cards.hand_over");
    let mut owner: Option<StaffId> = None;
    let mut options = vec![(None, name.to_owned())];
    options.extend(state.known.here.owners.iter().map(|(id, name)| (Some(*id), name.clone())));
    if choosing::bare(ui, name, &mut owner, &options, 120.0) && !ids.is_empty() {
        out.push(CardAction::HandOver(ids.to_vec(), owner).into());
    }
}
