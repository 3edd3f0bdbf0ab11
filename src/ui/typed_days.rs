//! Two days, typed: from one to another. May depend on egui, the controls and the scene.

use crate::base::calendar::{date_of, day_of_date};
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens};
use egui::{RichText, Ui};

/// Room for a date.
const WIDE: f32 = 110.0;

/// What stands in the two fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedDays {
    from: String,
    to: String,
}

impl TypedDays {
    /// These days, written out (since 1970, the last included).
    #[must_use]
    pub fn of(first: i64, last: i64) -> Self {
        let text = |day| date_of(day).to_string();
        Self { from: text(first), to: text(last) }
    }

    /// Draws the fields; the days, when both are some.
    pub fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<(i64, i64)> {
        let draw = |ui: &mut Ui| {
            let from = controls::weak(ui, scene.t("statistics.from")).id;
            controls::edit(ui, &mut self.from, WIDE).labelled_by(from);
            let to = controls::weak(ui, scene.t("statistics.to")).id;
            controls::edit(ui, &mut self.to, WIDE).labelled_by(to);
            let days = parse(&self.from).zip(parse(&self.to));
            if days.is_none() {
                let ink = Tokens::of(ui).ink(Mood::Alert);
                ui.label(RichText::new(scene.t("statistics.bad_day")).color(ink));
            }
            days
        };
        ui.horizontal_wrapped(draw).inner
    }
}

/// A day as people type it: `2026-11-23`, `2026/11/23`, `2026.11.23`, `20261123`, `2026年11月23日`.
fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let parts: Vec<&str> =
        text.split(['-', '/', '.', '年', '月', '日']).filter(|p| !p.is_empty()).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [whole] if whole.len() == 8 => (whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?),
        _ => return None,
    };
    let date = jiff::civil::Date::new(
        year.trim().parse().ok()?,
        month.trim().parse().ok()?,
        day.trim().parse().ok()?,
    );
    date.ok().filter(|date| (1900..=9000).contains(&date.year())).map(day_of_date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_may_be_typed_in_the_usual_ways_and_rubbish_is_no_day() {
        let day = day_of_date(jiff::civil::date(2026, 11, 3));
        for text in ["2026-11-03", " 2026/11/3 ", "2026.11.03", "20261103", "2026年11月3日"] {
            assert_eq!(parse(text), Some(day), "{text}");
        }
        for text in [
            "",
            "2026-13-01",
            "2026-02-30",
            "昨天",
            "99999999999-1-1",
            "2026-11-03-1",
            "0000-1-1",
            "２０２６１１",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
