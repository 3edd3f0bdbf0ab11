//! What is done with many customers at once: give to somebody, tag, say where the work stands, copy. May depend on `ui`.

use crate::base::ids::StaffId;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::listing::PAGE;
use crate::ui::office::cards::CardAction;
use crate::ui::office::cards::choosing;
use crate::ui::office::cards::state::CardState;
use crate::ui::office::cards::words;
use crate::ui::office::staff::StaffAction;
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use egui::Ui;

/// Draws the chip that begins choosing, and what can be done with the chosen.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut CardState, out: &mut Vec<Action>) {
    let Some(chosen) = &state.chosen else { return };
    let ids: Vec<_> = chosen.iter().copied().collect();
    let none = controls::needs(!ids.is_empty(), "why.customers");
    let count = ids.len().to_string();
    ui.horizontal_wrapped(|ui| {
        ui.label(scene.tf("cards.chosen", &[("count", &count)]));
        if controls::press(ui, None, scene.t("cards.choose_shown"), Weight::Quiet).clicked() {
            let shown =
                (0..PAGE).filter_map(|index| state.list.peek(index).map(|row| row.summary.id));
            let shown: Vec<_> = shown.collect();
            state.chosen.get_or_insert_default().extend(shown);
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
    });
    ui.add_space(gap::TIGHT);
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
