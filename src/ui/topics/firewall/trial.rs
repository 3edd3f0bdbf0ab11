//! What would happen to this number, at this time? Decided by the very rules that decide about calls.
//! May depend on `ui`, and types of `engine`, `call`.

use super::{permit, words};
use crate::base::number::PhoneNumber;
use crate::call::firewall::decision::Circumstances;
use crate::call::firewall::matching::{Caller, Standing};
use crate::call::firewall::window::minute_of;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use egui::Ui;

const MINUTE_MILLIS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;

/// Draws the trial and, below it, how rules decide.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState, out: &mut Vec<Action>) {
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        controls::group_title(ui, scene.t("firewall.try"));
        controls::small(ui, scene.t("firewall.try_about"));
        ui.add_space(gap::TIGHT);
        let width = (ui.available_width() - size::LABEL - 24.0).clamp(100.0, 240.0);
        let trial = &mut state.firewall.trial;
        controls::field(ui, scene.t("firewall.try_number"), &mut trial.number, width);
        controls::field(ui, scene.t("firewall.try_time"), &mut trial.time, 80.0);
        ui.add_space(gap::SMALL);
        answer(ui, scene, state, out);
    });
    ui.add_space(gap::SMALL);
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        controls::group_title(ui, scene.t("firewall.order"));
        for key in [
            "firewall.order_1",
            "firewall.order_2",
            "firewall.order_3",
            "firewall.order_4",
            "firewall.order_5",
        ] {
            controls::small(ui, scene.t(key));
        }
    });
}

fn answer(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState, out: &mut Vec<Action>) {
    let trial = &state.firewall.trial;
    let time = trial.time.trim();
    let Some(at) = moment(scene, time) else {
        controls::small(ui, scene.t("firewall.wrong_time"));
        return;
    };
    let number = Some(PhoneNumber::new(trial.number.trim())).filter(|n| !n.key().is_empty());
    let standing = standing(number.as_ref(), state);
    let settings = &scene.snap.settings.firewall;
    let circumstances = Circumstances {
        utc_millis: at,
        offset_minutes: scene.wall.offset_minutes,
        home_area: &scene.snap.settings.home_area_code,
        on: settings.on,
        customers_ring: settings.customers_ring,
        called_before: false,
    };
    let caller = Caller { number: number.clone(), absence: None, place: None, standing };
    let book = &scene.snap.firewall.book;
    let treatment = book.decide(&caller, &circumstances).treatment;
    let (icon, mood) = words::sign(treatment.done);
    controls::pill(ui, Some(icon), scene.t(words::handling(treatment.done)), mood);
    let text = words::verdict(scene.texts, book, &treatment);
    ui.add(egui::Label::new(text).wrap());
    if !treatment.tag.is_empty() {
        controls::pill(ui, None, &treatment.tag, Mood::Cool);
    }
    if let Some(number) = number {
        permit(ui, scene, &number, out);
    }
}

/// Today at that time of day, or now; `None`: no time of day.
fn moment(scene: &Scene<'_>, time: &str) -> Option<i64> {
    let now = scene.wall.utc_millis;
    if time.is_empty() {
        return Some(now);
    }
    let minute = i64::from(minute_of(time)?);
    let zone = i64::from(scene.wall.offset_minutes);
    let local = now.div_euclid(MINUTE_MILLIS) + zone;
    let midnight = local - local.rem_euclid(DAY_MINUTES);
    Some((midnight + minute - zone) * MINUTE_MILLIS)
}

/// Who has the number, as the store says; it is asked for once.
fn standing(number: Option<&PhoneNumber>, state: &mut ViewState) -> Standing {
    let Some(number) = number else { return Standing::Stranger };
    let customers = &mut state.customers;
    let key = number.key().as_str().to_owned();
    match customers.owners.get(&key) {
        Some(found) if found.is_empty() => Standing::Stranger,
        Some(found) => {
            Standing::Customer(found.iter().map(|one| one.customer.class.clone()).collect())
        }
        None => {
            if !customers.owners_asked.values().any(|asked| *asked == key) {
                customers.owners_wanted.push(number.clone());
            }
            Standing::NotKnown
        }
    }
}
