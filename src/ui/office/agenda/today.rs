//! The home page: what is late, what today, tomorrow and this week bring, who waits for a call, who was promised something,
//! whose birthday comes, and the month beside it. May depend on `ui`, and types of `crm`, `call`.

use crate::call::worklist::promise::Promise;
use crate::crm::agenda::clock::{WallMinute, today};
use crate::crm::agenda::{Agenda, Task, Which};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::OfficeState;
use crate::ui::office::agenda::{
    AgendaAction, AgendaState, Shown, form, lists, month, quick, row, words,
};
use crate::ui::office::goods::{GoodsState, low};
use crate::ui::scene::Scene;
use crate::ui::state::{Screen, ViewState};
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::topics::worklist::{WorkAction, WorkState, promising};
use crate::ui::widgets::{self, waiting};
use crate::ui::wording;
use egui::{RichText, ScrollArea, Ui};
use jiff::civil::Date;

/// Width of the month.
const SIDE: f32 = 330.0;
/// From this width on the month stands beside the lists.
const WIDE: f32 = 760.0;
/// Missed callers on the page; all of them stand in the worklist.
const MISSED: u32 = 5;

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let ViewState { office, worklist, .. } = state;
    let OfficeState { agenda, goods, files, .. } = office;
    quick::show(ui, scene, agenda, &mut out);
    ui.add_space(gap::SMALL);
    agenda.narrow = ui.available_width() < WIDE;
    if agenda.shown == Shown::Month && !agenda.narrow {
        // It stands beside the lists now.
        agenda.shown = Shown::Today;
    }
    if agenda.narrow {
        column(ui, scene, (agenda, goods), worklist, &mut out);
    } else {
        let whole = ui.available_size();
        ui.horizontal_top(|ui| {
            let wide = whole.x - SIDE - gap::LARGE;
            ui.allocate_ui(egui::vec2(wide, whole.y), |ui| {
                ui.set_min_size(egui::vec2(wide, whole.y));
                ui.vertical(|ui| column(ui, scene, (agenda, goods), worklist, &mut out));
            });
            ui.add_space(gap::SMALL);
            ui.allocate_ui(egui::vec2(SIDE, whole.y), |ui| {
                ui.vertical(|ui| side(ui, scene, agenda, &mut out));
            });
        });
    }
    let ctx = ui.ctx().clone();
    form::show(&ctx, scene, agenda, files, &mut out);
    out
}

fn side(ui: &mut Ui, scene: &Scene<'_>, agenda: &mut AgendaState, out: &mut Vec<Action>) {
    ScrollArea::vertical().id_salt("agenda-side").auto_shrink(false).show(ui, |ui| {
        month::show(ui, scene, agenda, out);
        let this = today(scene.wall);
        let feasts = agenda.today.peek().filter(|(day, _)| **day == this);
        let feasts = feasts.map(|(_, page)| page.birthdays.as_slice()).unwrap_or_default();
        if !feasts.is_empty() {
            ui.add_space(gap::MEDIUM);
            title(ui, scene, "agenda.birthdays", feasts.len());
            for (at, feast) in feasts.iter().enumerate() {
                ui.push_id(at, |ui| row::feast(ui, scene, feast, out));
            }
        }
    });
}

fn column(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (agenda, goods): (&mut AgendaState, &mut GoodsState),
    work: &mut WorkState,
    out: &mut Vec<Action>,
) {
    let this = today(scene.wall);
    chips(ui, scene, agenda, this, out);
    match agenda.shown.clone() {
        Shown::Today => {
            work.missed.show(&(), scene.snap.data_revision);
            let page = agenda.today.show(&this, scene.snap.data_revision).cloned();
            ScrollArea::vertical().id_salt("agenda-today").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 3.0;
                match page {
                    Some(page) => sections(ui, scene, &page, work, this, out),
                    None => waiting::rows(ui, scene, 8),
                }
                low::show(ui, scene, goods, out);
            });
        }
        Shown::Month => side(ui, scene, agenda, out),
        Shown::List(which) => lists::show(ui, scene, agenda, &which, out),
    }
}

fn chips(
    ui: &mut Ui,
    scene: &Scene<'_>,
    agenda: &mut AgendaState,
    this: Date,
    out: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let view = &scene.snap.office.agenda;
        let lists = [
            (Shown::Today, None),
            (Shown::Month, None),
            (Shown::List(Which::Before(this)), Some(view.overdue)),
            (Shown::List(Which::Open), None),
            (Shown::List(Which::Done), None),
        ];
        // Elsewhere the month stands beside the lists.
        let month_only_when_narrow =
            |(shown, _): &(Shown, Option<u32>)| *shown != Shown::Month || agenda.narrow;
        for (shown, count) in lists.into_iter().filter(month_only_when_narrow) {
            let key = match &shown {
                Shown::List(Which::Before(_)) => "agenda.overdue",
                _ => AgendaAction::Show(shown.clone()).face().text,
            };
            if controls::chip(ui, scene.t(key), count, agenda.shown == shown).clicked() {
                out.push(AgendaAction::Show(shown).into());
            }
        }
        let (day, said) = match &agenda.shown {
            Shown::List(Which::On(day)) => {
                (Some(*day), Some(words::day(scene.texts, *day, scene.wall)))
            }
            Shown::List(Which::Finished(finished)) => {
                (None, Some(words::finished(scene.texts, finished)))
            }
            _ => (None, None),
        };
        if let Some(said) = said {
            controls::chip(ui, &said, None, true);
        }
        controls::offer(ui, scene, AgendaAction::New(None, day).into(), Weight::Quiet, None, out);
    });
    ui.add_space(gap::TIGHT);
}

fn sections(
    ui: &mut Ui,
    scene: &Scene<'_>,
    page: &Agenda,
    work: &mut WorkState,
    this: Date,
    out: &mut Vec<Action>,
) {
    let promises = &scene.snap.worklist.promises;
    let now = WallMinute::of(scene.wall);
    let due = |promise: &Promise| {
        let at = promise.due_utc_millis.div_euclid(60_000);
        WallMinute(at + i64::from(scene.wall.offset_minutes))
    };
    let on = |from: Option<i64>, until: i64| -> Vec<&Promise> {
        let within = |promise: &&Promise| {
            let minute = due(promise);
            from.is_none_or(|from| minute.0 >= from) && minute.0 < until
        };
        promises.iter().filter(within).collect()
    };
    let start = WallMinute::at(this, 0).0;
    let day = crate::crm::agenda::clock::DAY;
    missed(ui, scene, work, out);
    let all = Shown::List(Which::Before(this));
    let late = on(None, start);
    section(ui, scene, ("agenda.overdue", &page.overdue, Some(all)), &late, out);
    let today = on(Some(start), start + day);
    section(ui, scene, ("agenda.today", &page.today, list(this, &page.today)), &today, out);
    let next = this.tomorrow().unwrap_or(this);
    let tomorrow = on(Some(start + day), start + 2 * day);
    section(
        ui,
        scene,
        ("agenda.tomorrow", &page.tomorrow, list(next, &page.tomorrow)),
        &tomorrow,
        out,
    );
    let week = on(Some(start + 2 * day), start + 7 * day);
    let open = Some(Shown::List(Which::Open));
    section(ui, scene, ("agenda.this_week", &page.week, open.clone()), &week, out);
    section(ui, scene, ("agenda.undated", &page.undated, open), &[], out);
    let nothing = [&page.overdue, &page.today, &page.tomorrow, &page.week, &page.undated]
        .iter()
        .all(|(rows, _)| rows.is_empty());
    let waits = work.missed.total().unwrap_or(0) > 0;
    if nothing && !waits && !promises.iter().any(|promise| due(promise).0 < now.0 + 7 * day) {
        widgets::empty(ui, Icon::Done, scene.t("agenda.free"), scene.t("agenda.free_hint"));
    }
}

fn list(day: Date, (rows, total): &(Vec<Task>, u32)) -> Option<Shown> {
    let more = u32::try_from(rows.len()).is_ok_and(|here| here < *total);
    more.then_some(Shown::List(Which::On(day)))
}

/// Title, promises, entries; and the way to all of them where there are more.
fn section(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (key, (rows, total), all): (&'static str, &(Vec<Task>, u32), Option<Shown>),
    promises: &[&Promise],
    out: &mut Vec<Action>,
) {
    if rows.is_empty() && promises.is_empty() {
        return;
    }
    let count = usize::try_from(*total).unwrap_or(usize::MAX).saturating_add(promises.len());
    title(ui, scene, key, count);
    for promise in promises {
        ui.push_id(("promise", promise.id.0), |ui| promising::row(ui, scene, promise, true, out));
    }
    for task in rows {
        ui.push_id(("task", task.id.0), |ui| row::show(ui, scene, task, out));
    }
    let here = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    if here < *total
        && let Some(all) = all
    {
        let more = scene.tf("agenda.and_more", &[("count", &(total - here).to_string())]);
        if controls::press(ui, None, &more, Weight::Quiet).clicked() {
            out.push(AgendaAction::Show(all).into());
        }
    }
    ui.add_space(gap::SMALL);
}

fn title(ui: &mut Ui, scene: &Scene<'_>, key: &'static str, count: usize) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new(scene.t(key)).size(size::TEXT_GROUP));
        ui.label(RichText::new(count.to_string()).color(t.weak));
    });
}

/// Callers who were missed and wait.
fn missed(ui: &mut Ui, scene: &Scene<'_>, work: &mut WorkState, out: &mut Vec<Action>) {
    let total = work.missed.total().unwrap_or(0);
    if total == 0 {
        return;
    }
    let t = Tokens::of(ui);
    title(ui, scene, "agenda.missed", usize::try_from(total).unwrap_or(usize::MAX));
    for at in 0..total.min(MISSED) {
        let Some(missed) = work.missed.row(at).cloned() else { continue };
        let record = &missed.newest.record;
        ui.push_id(("missed", record.id.0), |ui| {
            ui.horizontal(|ui| {
                controls::draw(ui, Icon::Missed, size::ICON, t.bad);
                controls::weak(
                    ui,
                    wording::moment(scene.texts, record.started_utc_millis, scene.wall),
                );
                ui.label(RichText::new(wording::party(scene.texts, &missed.newest)).color(t.bad));
                controls::short(ui, RichText::new(wording::number(scene.texts, record)));
                if missed.count > 1 {
                    controls::small(ui, format!("×{}", missed.count));
                }
                if let Some(number) = record.number.clone().filter(|n| !n.key().is_empty()) {
                    let call = Action::Worklist(WorkAction::CallBack(number));
                    controls::offer_icon(ui, scene, call, None, out);
                }
                controls::offer_icon(ui, scene, Action::OpenParty(record.id), None, out);
                let dismiss = Action::Worklist(WorkAction::Dismiss(record.id));
                controls::offer_icon(ui, scene, dismiss, None, out);
            });
        });
    }
    if total > MISSED {
        let more = scene.tf("agenda.and_more", &[("count", &(total - MISSED).to_string())]);
        if controls::press(ui, None, &more, Weight::Quiet).clicked() {
            out.push(Action::Show(Screen::Calls));
        }
    }
    ui.add_space(gap::SMALL);
}
