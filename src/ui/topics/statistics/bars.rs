//! Calls or talk over time: a bar for each hour, day or month, each of which opens its calls. May depend on `ui`, and types of `call`.

use super::state::{Chart, StatisticsState};
use super::{StatisticsAction, chart, titled, words};
use crate::call::statistics::{
    FigureList, Figures, FiguresAnswer, Scope, Span, What, date_of, day_of_date,
};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::Tokens;
use egui::{
    Align2, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

const HEIGHT: f32 = 196.0;
/// Left of the bars, for the numbers of the axis.
const MARGIN: f32 = 40.0;
/// Below the bars, for their names.
const FOOT: f32 = 20.0;
const FOOT_TEXT: f32 = 10.5;
/// More days than this are shown by the month.
const MOST_DAYS: i64 = 93;
/// A span no longer than this is shown by the hour (as the store answers).
const BY_THE_HOUR: i64 = 48;

/// One bar.
struct Bar {
    span: Span,
    /// Under it, where there is room.
    short: String,
    /// On hover.
    name: String,
    figures: Figures,
}

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut StatisticsState,
    answer: &FiguresAnswer,
    out: &mut Vec<Action>,
) {
    let charts = [(Chart::Calls, "statistics.chart_calls"), (Chart::Talk, "statistics.chart_talk")];
    let charts = charts.map(|(chart, key)| (chart, scene.t(key).to_owned()));
    titled(ui, scene.t("statistics.over_time"), charts, &mut state.chart);
    let scope = state.scope(scene);
    let bars = bars(scene, scope.span, &answer.series);
    plot(ui, scene, &scope, state.chart, &bars, out);
    if state.chart == Chart::Calls {
        let entries = chart::PARTS.map(|what| {
            let count = words::count(chart::part(&answer.total, what));
            (what, format!("{} {count}", words::figure(scene, what)))
        });
        let some = entries
            .into_iter()
            .filter(|(what, _)| *what != What::Blocked || answer.total.blocked > 0);
        chart::legend(ui, &some.collect::<Vec<_>>());
    } else {
        let total = words::span(scene, answer.total.talk_millis);
        controls::small(ui, scene.tf("statistics.talk_total", &[("time", &total)]));
    }
}

/// Every hour, day or month of the span, also those without a call.
fn bars(scene: &Scene<'_>, span: Span, series: &[(i64, Figures)]) -> Vec<Bar> {
    let (first, last) = span.days();
    let spans: Vec<(Span, String, String)> = if span.hours() <= BY_THE_HOUR {
        (span.from..span.to).map(|hour| one_hour(scene, hour)).collect()
    } else if last - first < MOST_DAYS {
        (first..=last).map(|day| one_day(scene, day, first, last)).collect()
    } else {
        months(span, series)
    };
    let mut rest = series.iter().peekable();
    let mut bars = Vec::with_capacity(spans.len());
    for (span, short, name) in spans {
        let mut figures = Figures::default();
        while let Some((_, more)) = rest.next_if(|(hour, _)| *hour < span.to) {
            figures.add(more);
        }
        bars.push(Bar { span, short, name, figures });
    }
    bars
}

fn one_hour(scene: &Scene<'_>, hour: i64) -> (Span, String, String) {
    let of_day = hour.rem_euclid(24);
    let name = format!("{} {of_day:02}:00", words::day(scene, hour.div_euclid(24)));
    (Span::of_hour(hour), format!("{of_day}"), name)
}

/// A few days have their names, more of them their numbers, a month that begins among them its own.
fn one_day(scene: &Scene<'_>, day: i64, first: i64, last: i64) -> (Span, String, String) {
    let name = words::day(scene, day);
    let short = match date_of(day).day() {
        _ if last - first < 8 => name.clone(),
        1 if day > first => words::short_day(day),
        n => n.to_string(),
    };
    (Span::of_day(day), short, name)
}

/// Months between the first and the last that have a call; there is no end of empty ones.
fn months(span: Span, series: &[(i64, Figures)]) -> Vec<(Span, String, String)> {
    let (Some((first, _)), Some((last, _))) = (series.first(), series.last()) else {
        return Vec::new();
    };
    let mut month = date_of(first.div_euclid(24)).first_of_month();
    let end = date_of(last.div_euclid(24));
    let mut months = Vec::new();
    while month <= end {
        let Ok(next) = month.last_of_month().tomorrow() else { break };
        let whole = Span::of_days(day_of_date(month), day_of_date(next));
        let name = format!("{:04}-{:02}", month.year(), month.month());
        let short = if month.month() == 1 { name.clone() } else { month.month().to_string() };
        months.push((whole.within(span), short, name));
        month = next;
    }
    months
}

fn value(kind: Chart, figures: &Figures) -> u64 {
    match kind {
        Chart::Calls => chart::shown(figures),
        Chart::Talk => figures.talk_millis,
    }
}

fn plot(
    ui: &mut Ui,
    scene: &Scene<'_>,
    scope: &Scope,
    kind: Chart,
    bars: &[Bar],
    out: &mut Vec<Action>,
) {
    let t = Tokens::of(ui);
    let (room, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let plot = Rect::from_min_max(
        room.min + vec2(MARGIN, 8.0),
        pos2(room.right() - 2.0, room.bottom() - FOOT),
    );
    let most = bars.iter().map(|bar| value(kind, &bar.figures)).max().unwrap_or(0);
    let minutes = most.div_ceil(60_000);
    let (end, marks) = match kind {
        Chart::Calls => {
            let end = chart::axis_end(most);
            (end, [0, end / 2, end].map(words::count))
        }
        Chart::Talk => {
            let end = chart::axis_end(minutes);
            let text = |n: u64| scene.tf("statistics.min", &[("a", &words::count(n))]);
            (end.saturating_mul(60_000), [0, end / 2, end].map(text))
        }
    };
    let [zero, half, whole] = marks;
    chart::axis(ui.painter(), t, plot, [(0.0, zero), (0.5, half), (1.0, whole)]);
    let slot = plot.width() / f32::from(u16::try_from(bars.len().max(1)).unwrap_or(u16::MAX));
    let step = label_step(ui, bars, slot);
    for (bar, n) in bars.iter().zip(0_u16..) {
        let left = slot.mul_add(f32::from(n), plot.left());
        let whole = Rect::from_min_size(pos2(left, plot.top()), vec2(slot, plot.height() + FOOT));
        if button(ui, scene, bar, whole).clicked() {
            let scope = Scope { span: scope.span.within(bar.span), ..scope.clone() };
            let what = if kind == Chart::Talk { What::Talked } else { What::All };
            let list = Box::new(FigureList { scope, what });
            out.push(Action::Statistics(StatisticsAction::OpenList(list)));
        }
        let wide = (slot * 0.72).clamp(1.5, 34.0);
        let column = Rect::from_center_size(whole.center(), vec2(wide, 1.0)).x_range();
        stack(ui, t, kind, &bar.figures, end, plot, column);
        if n.is_multiple_of(step) {
            let at = pos2(whole.center().x, plot.bottom() + 4.0);
            let font = FontId::proportional(FOOT_TEXT);
            ui.painter().text(at, Align2::CENTER_TOP, &bar.short, font, t.weak);
        }
    }
}

/// Every how many bars there is room for a name.
fn label_step(ui: &Ui, bars: &[Bar], slot: f32) -> u16 {
    let font = FontId::proportional(FOOT_TEXT);
    let width = |bar: &Bar| {
        let ink = Tokens::of(ui).weak;
        ui.painter().layout_no_wrap(bar.short.clone(), font.clone(), ink).size().x
    };
    let widest = bars.iter().map(width).fold(0.0, f32::max) + 6.0;
    (1..=60).find(|step| slot * f32::from(*step) >= widest).unwrap_or(60)
}

/// The whole height of a bar is its button, also where the bar is low.
fn button(ui: &Ui, scene: &Scene<'_>, bar: &Bar, whole: Rect) -> Response {
    let id = ui.scope_id().with(("bar", bar.span.from, bar.span.to));
    let response = ui.interact(whole, id, Sense::click());
    let f = &bar.figures;
    let text = scene.tf(
        "statistics.bar",
        &[
            ("name", &bar.name),
            ("incoming", &words::count(f.incoming)),
            ("missed", &words::count(f.missed)),
            ("outgoing", &words::count(f.outgoing)),
            ("talk", &words::span(scene, f.talk_millis)),
        ],
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    let t = Tokens::of(ui);
    if response.hovered() {
        ui.painter().rect_filled(whole, 3.0, t.hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(whole, 3.0, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    }
    response.on_hover_text(text)
}

fn stack(
    ui: &Ui,
    t: &Tokens,
    kind: Chart,
    figures: &Figures,
    end: u64,
    plot: Rect,
    column: egui::Rangef,
) {
    let height = |n: u64| plot.height() * chart::ratio(n, end);
    if kind == Chart::Talk {
        let top = plot.bottom() - height(figures.talk_millis);
        let rect = Rect::from_x_y_ranges(column, top..=plot.bottom());
        ui.painter().rect_filled(rect, 1.0, t.accent);
        return;
    }
    let mut below = 0;
    for what in chart::PARTS {
        let n = chart::part(figures, what);
        if n == 0 {
            continue;
        }
        let bottom = plot.bottom() - height(below);
        below += n;
        let top = plot.bottom() - height(below);
        chart::fill(ui.painter(), t, Rect::from_x_y_ranges(column, top..=bottom), what);
    }
}
