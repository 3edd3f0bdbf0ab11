//! How the firewall behaves as a whole. May depend on `ui`, and types of `engine`.

use super::words;
use crate::call::firewall::rule::Handling;
use crate::engine::settings::SettingChange;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::size;
use crate::ui::views::exchange;
use crate::ui::views::settings::group;
use egui::{ScrollArea, Ui};

/// Draws the settings.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let kept = &scene.snap.settings.firewall;
    let mut new = kept.clone();
    ScrollArea::vertical().id_salt("firewall-settings").auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(size::FORM.min(ui.available_width()));
        group(ui, |ui| {
            controls::group_title(ui, scene.t("firewall.settings_title"));
            ui.checkbox(&mut new.on, scene.t("firewall.set_on"));
            controls::small(ui, scene.t("firewall.set_on_about"));
            ui.checkbox(&mut new.customers_ring, scene.t("firewall.set_customers"));
            ui.checkbox(&mut new.wait_for_number, scene.t("firewall.set_wait"));
            controls::small(ui, scene.t("firewall.set_wait_about"));
        });
        group(ui, |ui| {
            let times = [
                (0, "firewall.repeat_never"),
                (1, "firewall.repeat_1"),
                (3, "firewall.repeat_3"),
                (5, "firewall.repeat_5"),
                (15, "firewall.repeat_15"),
            ];
            exchange::choice(ui, scene, "firewall.set_repeat", &mut new.repeat_minutes, &times);
            let rings = [
                (2, "firewall.rings_2"),
                (3, "firewall.rings_3"),
                (4, "firewall.rings_4"),
                (6, "firewall.rings_6"),
            ];
            exchange::choice(ui, scene, "firewall.set_rings", &mut new.no_number_rings, &rings);
            let ways = [Handling::Reject, Handling::Silent, Handling::Announce]
                .map(|handling| (handling, words::handling(handling)));
            exchange::choice(ui, scene, "firewall.set_block_by", &mut new.block_by, &ways);
        });
    });
    if new != *kept {
        out.push(Action::Set(SettingChange::Firewall(new)));
    }
}
