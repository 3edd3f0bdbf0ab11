//! A month as a wall calendar prints it: the lunar day or the feast under each date, marks for what is to be done, birthdays.
//! A press on a day shows its list. May depend on `ui`, and types of `crm`.

use crate::crm::agenda::clock::today;
use crate::crm::agenda::lunar::LunarDate;
use crate::crm::agenda::{DayMark, Which, lunar};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::office::agenda::{AgendaAction, AgendaState, Shown, words};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use egui::{Align2, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Days shown: six weeks.
const CELLS: u16 = 42;
/// Height of a day.
const CELL: f32 = 46.0;

/// The days in sight with their lunar names: worked out once a month.
#[derive(Debug, Default)]
pub struct Cells {
    first: Option<Date>,
    days: Vec<Cell>,
}

#[derive(Debug)]
struct Cell {
    day: Date,
    lunar: Option<LunarDate>,
    feast: Option<&'static str>,
}

impl Cells {
    fn of(&mut self, month: Date) {
        if self.first == Some(month) {
            return;
        }
        let back = i64::from(month.weekday().since(Weekday::Monday));
        let first = month.checked_sub(back.days()).unwrap_or(month);
        let cell = |n: i64| {
            let day = first.checked_add(n.days()).ok()?;
            let found = lunar::of(day);
            Some(Cell { day, lunar: found, feast: found.and_then(lunar::feast) })
        };
        self.first = Some(month);
        self.days = (0..i64::from(CELLS)).filter_map(cell).collect();
    }
}

/// Draws it.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, agenda: &mut AgendaState, out: &mut Vec<Action>) {
    let this = today(scene.wall);
    let month = agenda.month.unwrap_or(this).first_of_month();
    agenda.cells.of(month);
    head(ui, scene, month, out);
    let width = (ui.available_width() / 7.0).floor();
    weekdays(ui, scene, width);
    let Some(first) = agenda.cells.days.first().map(|cell| cell.day) else { return };
    let marks = agenda.marks.show(&(first, CELLS), scene.snap.data_revision);
    let none = DayMark::default();
    for (week, days) in agenda.cells.days.chunks(7).enumerate() {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (at, cell) in days.iter().enumerate() {
                let mark = marks.and_then(|marks| marks.get(week * 7 + at)).unwrap_or(&none);
                let chosen = agenda.shown == Shown::List(Which::On(cell.day));
                let look = Look {
                    today: cell.day == this,
                    chosen,
                    here: cell.day.month() == month.month(),
                };
                if one(ui, scene, cell, mark, look, width).clicked() {
                    out.push(AgendaAction::Show(Shown::List(Which::On(cell.day))).into());
                }
            }
        });
    }
}

fn head(ui: &mut Ui, scene: &Scene<'_>, month: Date, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let turn = |ui: &mut Ui, text: &str, by: i8, out: &mut Vec<Action>| {
            let action = AgendaAction::TurnMonth(by);
            let name = scene.texts.t(action.face().text).to_owned();
            let response = controls::press(ui, None, text, controls::Weight::Quiet);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            if response.on_hover_text(&name).clicked() {
                out.push(action.into());
            }
        };
        turn(ui, "‹", -1, out);
        let name = scene.texts.t(&words::month_key(month.month())).to_owned();
        let year = month.year().to_string();
        let title = scene.tf("agenda.month_title", &[("year", &year), ("month", &name)]);
        ui.label(egui::RichText::new(title).size(size::TEXT_GROUP));
        turn(ui, "›", 1, out);
        let this = AgendaAction::ThisMonth;
        controls::offer(ui, scene, this.into(), controls::Weight::Quiet, None, out);
    });
    ui.add_space(gap::TIGHT);
}

fn weekdays(ui: &mut Ui, scene: &Scene<'_>, width: f32) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let t = Tokens::of(ui);
        for day in Weekday::Monday.cycle_forward().take(7) {
            let (rect, _) = ui.allocate_exact_size(vec2(width, 18.0), Sense::hover());
            let weekend = matches!(day, Weekday::Saturday | Weekday::Sunday);
            let ink = if weekend { t.bad } else { t.weak };
            let font = FontId::proportional(size::TEXT_SMALL);
            let name = scene.texts.t(words::weekday(day));
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, name, font, ink);
        }
    });
}

#[derive(Clone, Copy)]
struct Look {
    today: bool,
    chosen: bool,
    here: bool,
}

/// What a screen reader says of a day.
fn said(scene: &Scene<'_>, cell: &Cell, mark: &DayMark) -> String {
    let lunar = cell.lunar.map(|day| words::lunar_day(scene.texts, day)).unwrap_or_default();
    let mut said = format!("{} {lunar}", cell.day);
    if let Some(feast) = cell.feast {
        said = format!("{said} {}", scene.texts.t(feast));
    }
    if mark.open > 0 {
        said =
            format!("{said}, {}", scene.tf("agenda.n_open", &[("count", &mark.open.to_string())]));
    }
    if !mark.birthdays.is_empty() {
        let names = mark.birthdays.join(", ");
        said = format!("{said}, {}", scene.tf("agenda.birthday_of", &[("names", &names)]));
    }
    said
}

fn one(
    ui: &mut Ui,
    scene: &Scene<'_>,
    cell: &Cell,
    mark: &DayMark,
    look: Look,
    width: f32,
) -> Response {
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, CELL), Sense::click());
    let said = said(scene, cell, mark);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, look.chosen, &said));
    if ui.is_rect_visible(rect) {
        let inner = rect.shrink(1.5);
        let radius = f32::from(size::RADIUS);
        let fill = match (look.chosen, response.hovered()) {
            (true, _) => t.chosen,
            (false, true) => t.hover,
            (false, false) => t.surface,
        };
        ui.painter().rect_filled(inner, radius, fill);
        if look.today || response.has_focus() {
            let width = if response.has_focus() { size::RING } else { 1.5 };
            let ring = Stroke::new(width, t.accent);
            ui.painter().rect_stroke(inner, radius, ring, StrokeKind::Inside);
        }
        let weekend = matches!(cell.day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let ink = match (look.here, weekend) {
            (false, _) => t.weak,
            (true, true) => t.bad,
            (true, false) => t.text,
        };
        let number = cell.day.day().to_string();
        let top = inner.center_top() + vec2(0.0, 4.0);
        ui.painter().text(top, Align2::CENTER_TOP, number, FontId::proportional(size::TEXT), ink);
        let under = match (cell.feast, cell.lunar) {
            (Some(feast), _) => scene.texts.t(feast).to_owned(),
            (None, lunar) => lunar.map(|day| words::wall(scene.texts, day)).unwrap_or_default(),
        };
        let faint = match (look.here, cell.feast) {
            (true, Some(_)) => t.accent,
            _ => t.weak,
        };
        let font = FontId::proportional(size::TEXT_TINY);
        let name = ui.painter().layout_no_wrap(under, font, faint);
        let room = Align2::CENTER_CENTER.anchor_size(inner.center() + vec2(0.0, 5.0), name.size());
        // Only where it must be: what is clipped apart is drawn apart, and there are 42 days.
        let is_wider = room.width() > inner.width();
        let clip = if is_wider { inner } else { ui.clip_rect() };
        ui.painter().with_clip_rect(clip).galley(room.min, name, faint);
        dots(ui, inner, mark);
    }
    response.on_hover_text(said)
}

fn dots(ui: &Ui, inner: Rect, mark: &DayMark) {
    let t = Tokens::of(ui);
    let bottom = inner.center_bottom() - vec2(0.0, 5.0);
    let color = if mark.open > 0 { Some(t.cool) } else { (mark.done > 0).then_some(t.edge) };
    if let Some(color) = color {
        ui.painter().circle_filled(bottom, 2.5, color);
    }
    if !mark.birthdays.is_empty() {
        let square = Rect::from_center_size(inner.right_top() + vec2(-8.0, 8.0), vec2(10.0, 10.0));
        crate::ui::icons::paint(ui.painter(), square, Icon::Person, t.accent);
    }
}
