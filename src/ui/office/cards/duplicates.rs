//! The finder of duplicates: kinds, the groups of one kind, two cards side by side. May depend on `ui`, and types of `crm`.

use crate::crm::cards::{Group, Likeness};
use crate::crm::customer::CustomerSummary;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::state::Finder;
use crate::ui::office::cards::{CardAction, compare, words};
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{self, Tokens, gap, size};
use crate::ui::widgets;
use egui::{Align, Layout, RichText, ScrollArea, Ui};

/// Draws the finder; `false`: it is not open.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState, out: &mut Vec<Action>) -> bool {
    let Some(mut finder) = state.office.cards.finder.take() else { return false };
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::offer(ui, scene, CardAction::CloseFinder.into(), Weight::Plain, None, out);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = scene.t("cards.finder_title");
                controls::short(ui, RichText::new(title).size(size::TEXT_TITLE));
            });
        });
    });
    controls::small(ui, scene.t("cards.finder_about"));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for likeness in Likeness::ALL {
            let chosen = finder.likeness == likeness;
            if controls::chip(ui, scene.t(words::likeness(likeness)), None, chosen).clicked() {
                out.push(CardAction::Look(likeness).into());
            }
        }
    });
    ui.add_space(gap::TIGHT);
    let t = Tokens::of(ui);
    tokens::surface(t).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ScrollArea::vertical().id_salt("finder").auto_shrink(false).show(
            ui,
            |ui| match &mut finder.comparison {
                Some(both) => compare::show(ui, scene, state, both, out),
                None => groups(ui, scene, &finder, out),
            },
        );
    });
    state.office.cards.finder = Some(finder);
    true
}

fn groups(ui: &mut Ui, scene: &Scene<'_>, finder: &Finder, out: &mut Vec<Action>) {
    match finder.groups.here.as_deref() {
        None => {
            controls::weak(ui, scene.t("cards.looking"));
        }
        Some([]) => {
            let (title, hint) =
                (scene.t("cards.no_duplicates"), scene.t("cards.no_duplicates_hint"));
            widgets::empty(ui, Icon::Tick, title, hint);
        }
        Some(all) => {
            for (index, found) in all.iter().enumerate() {
                ui.push_id(("group", index), |ui| group(ui, scene, found, out));
                ui.separator();
            }
        }
    }
}

/// One group: its cards, each beside the first. What was decided leaves the list.
fn group(ui: &mut Ui, scene: &Scene<'_>, group: &Group, out: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        controls::group_title(ui, &group.shared);
        let count = group.cards.len().to_string();
        controls::weak(ui, scene.tf("cards.group_count", &[("count", &count)]));
    });
    let Some((first, others)) = group.cards.split_first() else { return };
    one(ui, scene, first, out);
    for other in others {
        ui.push_id(other.id, |ui| {
            ui.horizontal_wrapped(|ui| {
                one(ui, scene, other, out);
                let pair = CardAction::Compare(first.id, other.id);
                controls::offer(ui, scene, pair.into(), Weight::Plain, None, out);
                let apart = CardAction::NotSame(first.id, other.id);
                controls::offer(ui, scene, apart.into(), Weight::Quiet, None, out);
            });
        });
    }
}

fn one(ui: &mut Ui, scene: &Scene<'_>, card: &CustomerSummary, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        controls::offer_icon(ui, scene, Action::OpenCustomer(card.id), None, out);
        let number = scene.texts.number(&card.number);
        let words = [card.name.as_str(), &card.company, &number, &card.class];
        let said: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        ui.label(said.join("  ·  "));
    });
}
