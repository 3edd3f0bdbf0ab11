//! How an entry comes again, as a person chooses it: how often, on which days, until when. May depend on `ui`, types of `crm`.

use crate::call::worklist::period;
use crate::crm::agenda::recurrence::{End, Frequency, NthDay, Rule};
use crate::ui::controls;
use crate::ui::office::agenda::words;
use crate::ui::scene::Scene;
use crate::ui::tokens::size;
use egui::{ComboBox, Ui};
use jiff::civil::{Date, Weekday};

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Often {
    Never,
    Daily,
    Weekly,
    /// On the same day of the month.
    Monthly,
    /// On the same weekday of the month: the third Tuesday.
    MonthlyWeekday,
    /// On the last day of the month.
    MonthlyLast,
    Yearly,
    /// A rule that these choices cannot make is left as it is.
    Own,
}

const OFTEN: [(Often, &str); 7] = [
    (Often::Never, "agenda.repeat_never"),
    (Often::Daily, "agenda.repeat_daily"),
    (Often::Weekly, "agenda.repeat_weekly"),
    (Often::Monthly, "agenda.repeat_monthly"),
    (Often::MonthlyWeekday, "agenda.repeat_monthly_weekday"),
    (Often::MonthlyLast, "agenda.repeat_monthly_last"),
    (Often::Yearly, "agenda.repeat_yearly"),
];

/// When it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Never,
    Count,
    Until,
}

const ENDS: [(Ends, &str); 3] = [
    (Ends::Never, "agenda.ends_never"),
    (Ends::Count, "agenda.ends_count"),
    (Ends::Until, "agenda.ends_until"),
];

/// A repetition being chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    often: Often,
    interval: String,
    weekdays: [bool; 7],
    ends: Ends,
    count: String,
    until: String,
    /// The weekday of the month the rule had.
    nth: Option<NthDay>,
    own: Option<Rule>,
}

impl Repeat {
    /// The choices that make a rule.
    pub fn of(rule: Option<&Rule>) -> Self {
        let mut it = Self {
            often: Often::Never,
            interval: "1".to_owned(),
            weekdays: [false; 7],
            ends: Ends::Never,
            count: "10".to_owned(),
            until: String::new(),
            nth: None,
            own: rule.cloned(),
        };
        let Some(rule) = rule else { return it };
        it.interval = rule.interval.to_string();
        it.often = often(rule);
        if it.often == Often::MonthlyWeekday {
            it.nth = rule.days.first().copied();
        }
        for (_, day) in &rule.days {
            let at = usize::try_from(day.to_monday_zero_offset()).unwrap_or(0);
            if let Some(chosen) = it.weekdays.get_mut(at) {
                *chosen = it.often == Often::Weekly;
            }
        }
        match rule.end {
            End::Never => {}
            End::Count(count) => (it.ends, it.count) = (Ends::Count, count.to_string()),
            End::Until(day) => (it.ends, it.until) = (Ends::Until, day.to_string()),
        }
        it
    }

    /// Whether anything but "never" is chosen.
    pub fn comes_again(&self) -> bool {
        self.often != Often::Never
    }

    /// The rule, counted from `day`.
    ///
    /// # Errors
    /// The key of the sentence that says what cannot be read.
    pub fn rule(&self, day: Date, today: Date) -> Result<Option<Rule>, &'static str> {
        let mut rule = match self.often {
            Often::Never => return Ok(None),
            Often::Own => return Ok(self.own.clone()),
            Often::Daily => Rule::each(Frequency::Daily),
            Often::Weekly => Rule { days: self.days(), ..Rule::each(Frequency::Weekly) },
            Often::Monthly => Rule::each(Frequency::Monthly),
            Often::MonthlyLast => Rule { month_days: vec![-1], ..Rule::each(Frequency::Monthly) },
            Often::MonthlyWeekday => {
                let nth = self.nth.filter(|(_, weekday)| *weekday == day.weekday());
                let days = vec![nth.unwrap_or_else(|| nth_of(day))];
                Rule { days, ..Rule::each(Frequency::Monthly) }
            }
            Often::Yearly => Rule::each(Frequency::Yearly),
        };
        let interval = self.interval.trim().parse().ok().filter(|n| (1..=999_u16).contains(n));
        rule.interval = interval.ok_or("agenda.wrong_interval")?;
        rule.end = match self.ends {
            Ends::Never => End::Never,
            Ends::Count => {
                let count = self.count.trim().parse().ok().filter(|n| (1..=9_999_u32).contains(n));
                End::Count(count.ok_or("agenda.wrong_count")?)
            }
            Ends::Until => {
                let until = period::parse_date(&self.until, today).filter(|until| *until >= day);
                End::Until(until.ok_or("agenda.wrong_until")?)
            }
        };
        Ok(Some(rule))
    }

    fn days(&self) -> Vec<NthDay> {
        let week = Weekday::Monday.cycle_forward().take(7).zip(self.weekdays);
        week.filter(|(_, chosen)| *chosen).map(|(day, _)| (0, day)).collect()
    }
}

fn often(rule: &Rule) -> Often {
    let plain = rule.months.is_empty() && rule.positions.is_empty();
    let (days, month_days) = (rule.days.as_slice(), rule.month_days.as_slice());
    match (rule.frequency, days, month_days) {
        _ if !plain => Often::Own,
        (Frequency::Daily, [], []) => Often::Daily,
        (Frequency::Weekly, _, []) => Often::Weekly,
        (Frequency::Monthly, [], []) => Often::Monthly,
        (Frequency::Monthly, [(nth, _)], []) if *nth != 0 => Often::MonthlyWeekday,
        (Frequency::Monthly, [], [-1]) => Often::MonthlyLast,
        (Frequency::Yearly, [], []) => Often::Yearly,
        _ => Often::Own,
    }
}

/// Which weekday of its month a day is; a fifth one counts as the last.
fn nth_of(day: Date) -> NthDay {
    let nth = (day.day() - 1) / 7 + 1;
    (if nth == 5 { -1 } else { nth }, day.weekday())
}

/// Draws the choices.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, repeat: &mut Repeat) {
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("agenda.repeat"));
        let own = repeat.own.as_ref().map(|rule| words::rule(scene.texts, rule));
        let shown = match repeat.often {
            Often::Own => own.clone().unwrap_or_default(),
            often => {
                let found = OFTEN.iter().find(|(option, _)| *option == often);
                found.map_or("", |(_, key)| scene.texts.t(key)).to_owned()
            }
        };
        ComboBox::from_id_salt("agenda-repeat")
            .selected_text(shown)
            .width(220.0)
            .show_ui(ui, |ui| {
                for (option, key) in OFTEN {
                    ui.selectable_value(&mut repeat.often, option, scene.texts.t(key));
                }
                if let Some(own) = own.filter(|_| repeat.often == Often::Own) {
                    ui.selectable_value(&mut repeat.often, Often::Own, own);
                }
            })
            .response
            .labelled_by(id);
    });
    if matches!(repeat.often, Often::Never | Often::Own) {
        return;
    }
    if repeat.often == Often::Weekly {
        ui.horizontal(|ui| {
            ui.add_space(size::LABEL + 8.0);
            ui.spacing_mut().item_spacing.x = 3.0;
            for (day, chosen) in Weekday::Monday.cycle_forward().take(7).zip(&mut repeat.weekdays) {
                if controls::chip(ui, scene.texts.t(words::weekday(day)), None, *chosen).clicked() {
                    *chosen = !*chosen;
                }
            }
        });
    }
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("agenda.interval"));
        controls::edit(ui, &mut repeat.interval, 48.0).labelled_by(id);
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        controls::lead(ui, scene.t("agenda.ends"));
        for (ends, key) in ENDS {
            if controls::chip(ui, scene.texts.t(key), None, repeat.ends == ends).clicked() {
                repeat.ends = ends;
            }
        }
        match repeat.ends {
            Ends::Never => {}
            Ends::Count => {
                let name = scene.t("agenda.count").to_owned();
                controls::edit(ui, &mut repeat.count, 56.0).accessible_name(name);
            }
            Ends::Until => {
                let name = scene.t("agenda.last_date").to_owned();
                controls::edit(ui, &mut repeat.until, 100.0).accessible_name(name);
            }
        }
    });
}
