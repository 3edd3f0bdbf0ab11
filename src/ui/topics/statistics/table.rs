//! The figures as a table: a row for each day, hour, weekday, line or agent, and the sum. Every count opens its calls.
//! May depend on `ui`, and types of `call`.

use super::figure::{Look, link};
use super::state::StatisticsState;
use super::{StatisticsAction, surface, titled, words};
use crate::call::statistics::{FigureList, Figures, FiguresAnswer, GroupBy, GroupKey, Scope, What};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, size};
use egui::{Align, Layout, RichText, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

const ROW: f32 = 28.0;
/// Height of the rows before they scroll by themselves.
const MOST: f32 = 11.0 * ROW;

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// A number of calls.
    Count(What),
    /// Answered of those that could be answered.
    AnswerRate,
    /// Talk.
    Talk,
    /// Talk of a call.
    MeanTalk,
    /// The longest talk.
    Longest,
    /// Ringing until the answer.
    Wait,
}

/// Most important first: the last go where there is no room.
const COLUMNS: [Shown; 12] = [
    Shown::Count(What::Incoming),
    Shown::Count(What::Answered),
    Shown::Count(What::Missed),
    Shown::AnswerRate,
    Shown::Count(What::Outgoing),
    Shown::Count(What::Connected),
    Shown::Talk,
    Shown::MeanTalk,
    Shown::Wait,
    Shown::Count(What::Unreturned),
    Shown::Longest,
    Shown::Count(What::Blocked),
];
const FIRST: f32 = 110.0;
const WIDE: f32 = 70.0;

const fn group_key(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Day => "statistics.by_day",
        GroupBy::Hour => "statistics.by_hour",
        GroupBy::Weekday => "statistics.by_weekday",
        GroupBy::Line => "statistics.by_line",
        GroupBy::Agent => "statistics.by_agent",
    }
}

fn title(scene: &Scene<'_>, shown: Shown) -> String {
    match shown {
        Shown::Count(what) => words::figure(scene, what),
        Shown::AnswerRate => scene.t("statistics.column_rate").to_owned(),
        Shown::Talk => scene.t("statistics.column_talk").to_owned(),
        Shown::MeanTalk => scene.t("statistics.column_mean").to_owned(),
        Shown::Longest => scene.t("statistics.column_longest").to_owned(),
        Shown::Wait => scene.t("statistics.column_wait").to_owned(),
    }
}

fn formula(scene: &Scene<'_>, shown: Shown) -> String {
    match shown {
        Shown::Count(what) => words::formula(scene, what),
        Shown::AnswerRate => scene.t("formula.answer_rate").to_owned(),
        Shown::Talk => words::formula(scene, What::Talked),
        Shown::MeanTalk => scene.t("formula.mean_talk").to_owned(),
        Shown::Longest => words::formula(scene, What::Longest),
        Shown::Wait => scene.t("formula.mean_wait").to_owned(),
    }
}

/// The text of a cell, and the calls behind it.
fn cell(figures: &Figures, shown: Shown) -> (String, What) {
    match shown {
        Shown::Count(what) => (words::count(what.count(figures).unwrap_or_default()), what),
        Shown::AnswerRate => {
            let share = words::share(figures.answer_rate());
            (share.trim_end_matches(" %").to_owned(), What::Waited)
        }
        Shown::Talk => (words::count(figures.talk_millis / 60_000), What::Talked),
        Shown::MeanTalk => (words::clock(figures.mean_talk_millis()), What::Talked),
        Shown::Longest => (words::clock(Some(figures.longest_millis)), What::Longest),
        Shown::Wait => {
            let wait = figures.mean_wait_millis().map(|millis| words::count(millis / 1_000));
            (wait.unwrap_or_else(|| "–".to_owned()), What::Answered)
        }
    }
}

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut StatisticsState,
    answer: &FiguresAnswer,
    out: &mut Vec<Action>,
) {
    surface(ui, |ui| {
        let groups = GroupBy::ALL.map(|by| (by, scene.t(group_key(by)).to_owned()));
        titled(ui, scene.t("statistics.table"), groups, &mut state.by);
        rows(ui, scene, &state.scope(scene), answer, out);
    });
}

fn rows(
    ui: &mut Ui,
    scene: &Scene<'_>,
    scope: &Scope,
    answer: &FiguresAnswer,
    out: &mut Vec<Action>,
) {
    let room = ui.available_width() - FIRST - 12.0;
    let fits = |n: &usize| WIDE * f32::from(u8::try_from(*n).unwrap_or(u8::MAX)) <= room;
    let most = (1..=COLUMNS.len()).rev().find(fits).unwrap_or(1);
    let columns = COLUMNS
        .iter()
        .copied()
        .filter(|shown| *shown != Shown::Count(What::Blocked) || answer.total.blocked > 0);
    let columns: Vec<Shown> = columns.take(most).collect();
    ui.spacing_mut().item_spacing = egui::vec2(0.0, 0.0);
    let mut table = TableBuilder::new(ui)
        .id_salt("figures")
        .striped(true)
        .auto_shrink([false, true])
        .max_scroll_height(MOST)
        .cell_layout(Layout::right_to_left(Align::Center))
        .column(Column::exact(FIRST));
    for _ in &columns {
        table = table.column(Column::remainder().at_least(WIDE - 8.0).clip(true));
    }
    table
        .header(size::HEAD, |mut row| {
            row.col(|_| {});
            for shown in &columns {
                row.col(|ui| {
                    ui.add_space(6.0);
                    let text = title(scene, *shown);
                    controls::small(ui, text).on_hover_text(formula(scene, *shown));
                });
            }
        })
        .body(|body| {
            let groups = &answer.rows;
            body.rows(ROW, groups.len() + 1, |mut row| {
                let group = groups.get(row.index());
                one(&mut row, scene, scope, group, (&answer.total, &columns), out);
            });
        });
}

/// A group, or the sum of all.
fn one(
    row: &mut TableRow<'_, '_>,
    scene: &Scene<'_>,
    scope: &Scope,
    group: Option<&(GroupKey, Figures)>,
    (total, columns): (&Figures, &[Shown]),
    out: &mut Vec<Action>,
) {
    let (name, figures, part) = match group {
        Some((key, figures)) => (words::key(scene, key), figures, scope.narrowed(key)),
        None => (scene.t("statistics.total").to_owned(), total, scope.clone()),
    };
    row.col(|ui| {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add_space(4.0);
            let text = RichText::new(&name);
            ui.label(if group.is_none() { text.strong() } else { text });
        });
    });
    for shown in columns {
        row.col(|ui| {
            ui.add_space(6.0);
            let t = Tokens::of(ui);
            let (text, what) = cell(figures, *shown);
            let is_bad = matches!(shown, Shown::Count(What::Missed | What::Unreturned));
            let ink = match (text.as_str(), is_bad) {
                ("0" | "–" | "0:00", _) => t.weak,
                (_, true) => t.bad,
                _ => t.text,
            };
            let full = format!("{name} · {} {text}", title(scene, *shown));
            let look = Look { size: size::TEXT, ink: Some(ink) };
            if link(ui, &full, &text, &formula(scene, *shown), look).clicked() {
                let list = Box::new(FigureList { scope: part.clone(), what });
                out.push(Action::Statistics(StatisticsAction::OpenList(list)));
            }
        });
    }
}
