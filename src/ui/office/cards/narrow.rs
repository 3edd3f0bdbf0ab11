//! The filters of the list of customers: class, tag, owner or public pool, where the work stands. May depend on `ui`, and types
//! of `crm`.

use crate::crm::cards::{CardFilter, Whose};
use crate::ui::controls;
use crate::ui::office::cards::choosing;
use crate::ui::office::cards::state::CardState;
use crate::ui::office::cards::words;
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use egui::Ui;

const WIDTH: f32 = 120.0;

/// Draws the chip that opens the filters, and the filters.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut CardState) {
    let narrowed = state.filter.is_narrow();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if controls::chip(ui, scene.t("cards.filters"), None, state.filters || narrowed).clicked() {
            state.filters = !state.filters;
        }
        let pool = state.filter.whose == Whose::Pool;
        if controls::chip(ui, scene.t("cards.pool"), None, pool).clicked() {
            state.filter.whose = if pool { Whose::All } else { Whose::Pool };
        }
        let (marked, others) = words::marked(scene);
        let on = state.filter.tag == marked || others.contains(&state.filter.tag);
        if controls::chip(ui, &marked, None, on).clicked() {
            let (tag, alike) = if on { Default::default() } else { (marked, others) };
            (state.filter.tag, state.filter.tags_alike) = (tag, alike);
        }
        if narrowed
            && controls::press(ui, None, scene.t("cards.clear"), controls::Weight::Quiet).clicked()
        {
            let order = state.filter.order;
            state.filter = CardFilter { order, ..CardFilter::default() };
        }
    });
    if state.filters {
        lists(ui, scene, state);
    }
    ui.add_space(gap::TIGHT);
}

fn lists(ui: &mut Ui, scene: &Scene<'_>, state: &mut CardState) {
    let known = &state.known.here;
    let any = |name: &'static str, all: Vec<String>, chosen: &String| {
        let mut options = vec![(String::new(), scene.t(name).to_owned())];
        options.extend(all.iter().map(|word| (word.clone(), word.clone())));
        if !chosen.is_empty() && !all.contains(chosen) {
            options.push((chosen.clone(), chosen.clone()));
        }
        options
    };
    let classes = any("cards.any_class", known.classes.clone(), &state.filter.class);
    let tags = any("cards.any_tag", known.tags.clone(), &state.filter.tag);
    let mut states = words::states(scene);
    states.extend(
        known.follow_ups.iter().filter(|word| !states.contains(word)).cloned().collect::<Vec<_>>(),
    );
    let states = any("cards.any_state", states, &state.filter.follow_up);
    let mut owners = vec![Whose::All, Whose::Pool];
    owners.extend(known.owners.iter().map(|(id, _)| Whose::Of(*id)));
    let owners: Vec<_> =
        owners.into_iter().map(|one| (one, words::whose(scene, state, one))).collect();
    let filter = &mut state.filter;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        choosing::bare(ui, scene.t("card.class"), &mut filter.class, &classes, WIDTH);
        if choosing::bare(ui, scene.t("cards.tags"), &mut filter.tag, &tags, WIDTH) {
            filter.tags_alike.clear();
        }
        choosing::bare(ui, scene.t("cards.owner"), &mut filter.whose, &owners, WIDTH);
        choosing::bare(ui, scene.t("cards.follow_up"), &mut filter.follow_up, &states, WIDTH);
    });
}
