//! What can be set of the open box, on the line's page: only what this box has. Kept with the box's address.
//! May depend on `ui`, and types of `engine`, `base`.

use crate::base::tuning::{Country, RawCallerId, Tuning};
use crate::engine::settings::{LineChoice, SettingChange};
use crate::engine::snapshot::LineView;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens, gap};
use egui::{ComboBox, Role, Ui, WidgetInfo};

/// Draws the group; nothing for lines that have nothing to set.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, line: &LineView, out: &mut Vec<Action>) {
    let LineChoice::Box(address) = &line.choice else { return };
    if !line.claimed.tunable() {
        return;
    }
    let before = scene.snap.settings.tuning(address);
    let mut wish = before;
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        controls::group_title(ui, scene.t("tuning.title"));
        if line.claimed.country {
            country(ui, scene, &mut wish);
        }
        if line.claimed.raw_caller_id {
            caller_id(ui, scene, &mut wish);
        }
        if line.claimed.own_dialler {
            ui.checkbox(&mut wish.own_dialler, scene.t("tuning.own_dialler"));
            controls::small(ui, scene.t("tuning.own_dialler_about"));
        }
    });
    if wish != before {
        out.push(Action::Set(SettingChange::Tuning(address.clone(), wish)));
    }
}

fn country(ui: &mut Ui, scene: &Scene<'_>, wish: &mut Tuning) {
    let name = |country: Option<Country>| country.map_or("tuning.as_it_is", country_key);
    ui.horizontal(|ui| {
        controls::lead(ui, scene.t("tuning.country"));
        let combo = ComboBox::from_id_salt("box-country").width(180.0);
        let combo = combo.selected_text(scene.t(name(wish.country)));
        let response = combo.show_ui(ui, |ui| {
            let all = std::iter::once(None).chain(Country::ALL.map(Some));
            for country in all {
                ui.selectable_value(&mut wish.country, country, scene.t(name(country)));
            }
        });
        let label = scene.t("tuning.country");
        response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, label));
    });
    controls::small(ui, scene.t("tuning.country_about"));
    ui.add_space(gap::TIGHT);
}

fn caller_id(ui: &mut Ui, scene: &Scene<'_>, wish: &mut Tuning) {
    ui.horizontal_wrapped(|ui| {
        controls::lead(ui, scene.t("tuning.raw"));
        for raw in RawCallerId::ALL {
            let chosen = wish.raw_caller_id == raw;
            if controls::chip(ui, scene.t(raw_key(raw)), None, chosen).clicked() {
                wish.raw_caller_id = raw;
            }
        }
    });
    controls::small(ui, scene.t("tuning.raw_about"));
    ui.add_space(gap::TIGHT);
}

const fn raw_key(raw: RawCallerId) -> &'static str {
    match raw {
        RawCallerId::Auto => "tuning.raw_auto",
        RawCallerId::On => "tuning.raw_on",
        RawCallerId::Off => "tuning.raw_off",
    }
}

const fn country_key(country: Country) -> &'static str {
    match country {
        Country::China => "country.china",
        Country::UnitedStates => "country.united_states",
        Country::Europe => "country.europe",
        Country::Austria => "country.austria",
        Country::Belgium => "country.belgium",
        Country::France => "country.france",
        Country::Germany => "country.germany",
        Country::Greece => "country.greece",
        Country::Italy => "country.italy",
        Country::Netherlands => "country.netherlands",
        Country::Spain => "country.spain",
        Country::Sweden => "country.sweden",
        Country::Switzerland => "country.switzerland",
        Country::UnitedKingdom => "country.united_kingdom",
    }
}
