//! What a list of corrections would change, before it does: how many are new, how many replace one, what cannot be used.
//! May depend on `ui`, and types of `call`.

use crate::call::places::{Correction, ListPreview, UselessLine};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::topics::places::PlaceAction;
use egui::{Frame, Margin, Ui};

/// Changes and bad lines named one by one; the rest is counted.
const SHOWN: usize = 8;

/// Draws it, with the two ways on.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, list: &ListPreview, out: &mut Vec<Action>) {
    Frame::new()
        .fill(Tokens::of(ui).ground)
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            controls::group_title(ui, scene.t("places.list_would"));
            counts(ui, scene, list);
            for correction in list.changes.iter().take(SHOWN) {
                controls::small(ui, words(correction));
            }
            more(ui, scene, list.changes.len());
            bad(ui, scene, list);
            ui.add_space(gap::TIGHT);
            ui.horizontal(|ui| {
                let why_not = controls::needs(!list.changes.is_empty(), "why.no_change");
                let take = PlaceAction::ImportList;
                controls::offer(ui, scene, take.into(), Weight::Primary, why_not, out);
                controls::offer(ui, scene, PlaceAction::DropList.into(), Weight::Quiet, None, out);
            });
        });
}

fn counts(ui: &mut Ui, scene: &Scene<'_>, list: &ListPreview) {
    let said = [
        ("places.list_fresh", list.fresh()),
        ("places.list_replaced", list.replaced),
        ("places.list_same", list.same),
    ];
    let parts: Vec<String> = said
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| scene.tf(key, &[("count", &count.to_string())]))
        .collect();
    let text = if parts.is_empty() {
        scene.t("places.list_nothing").to_owned()
    } else {
        parts.join("  ·  ")
    };
    controls::weak(ui, text);
}

/// `1991234  河南 南阳 中国移动`.
fn words(correction: &Correction) -> String {
    let c = correction;
    let said = [&c.province, &c.city, &c.operator].map(String::as_str);
    let said: Vec<&str> = said.into_iter().filter(|word| !word.is_empty()).collect();
    format!("{}  {}", c.digits, said.join(" "))
}

fn bad(ui: &mut Ui, scene: &Scene<'_>, list: &ListPreview) {
    if list.bad_lines == 0 {
        return;
    }
    let text = scene.tf("places.list_bad", &[("count", &list.bad_lines.to_string())]);
    controls::pill(ui, Some(Icon::Warn), &text, Mood::Alert);
    for bad in list.bad.iter().take(SHOWN) {
        let why = scene.t(match bad.why {
            UselessLine::Digits => "places.list_no_digits",
            UselessLine::Words => "places.list_no_words",
            UselessLine::TooMany => "places.list_too_many",
        });
        let line = bad.line.to_string();
        let named = [("line", line.as_str()), ("text", &bad.text), ("why", why)];
        controls::small(ui, scene.tf("places.list_bad_line", &named));
    }
    more(ui, scene, list.bad_lines);
}

/// That there is more than is named.
fn more(ui: &mut Ui, scene: &Scene<'_>, all: usize) {
    let rest = all.saturating_sub(SHOWN);
    if rest > 0 {
        controls::small(ui, scene.tf("places.list_more", &[("count", &rest.to_string())]));
    }
}
