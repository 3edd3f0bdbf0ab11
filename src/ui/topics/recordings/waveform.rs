//! The waveform: how loud it is where, who speaks, what was played, what is masked, where markers stand. A click or a drag
//! moves the needle, a drag with Shift chooses a span. May depend on `ui`, and types of `engine`.

use crate::base::ids::RecordingId;
use crate::call::recordings::{Marker, Mask, PAUSED, STOPPED};
use crate::engine::topics::player::{Band, Waveform};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::topics::recordings::action::RecordingAction;
use crate::ui::topics::recordings::panel::Tape;
use crate::ui::topics::recordings::state::{Drag, Memory};
use crate::ui::wording;
use egui::{
    Align2, Color32, FontId, Id, Label, Painter, Pos2, Rect, Response, RichText, Sense, Stroke, Ui,
    WidgetInfo, accesskit, pos2, vec2,
};
use std::time::Duration;

/// Height of the flags above, the waves, and the strip that tells who speaks.
const FLAGS: f32 = 15.0;
const WAVES: f32 = 58.0;
const STRIP: f32 = 12.0;
/// How near a click must be to a flag.
const NEAR: f32 = 7.0;
/// Between the stripes of a mask.
const STRIPES: f32 = 6.0;

/// The id under which the waveform has the focus.
pub(super) fn id(recording: RecordingId) -> Id {
    Id::unique(("waveform", recording))
}

/// Where things stand.
struct Field {
    flags: Rect,
    waves: Rect,
    strip: Rect,
    length: Duration,
}

impl Field {
    fn new(rect: Rect, length: Duration) -> Self {
        let cut = |from: f32, height: f32| {
            Rect::from_min_size(rect.min + vec2(0.0, from), vec2(rect.width(), height))
        };
        Self {
            flags: cut(0.0, FLAGS),
            waves: cut(FLAGS, WAVES),
            strip: cut(FLAGS + WAVES + 3.0, STRIP),
            length,
        }
    }

    fn share(&self, at: Duration) -> f32 {
        if self.length.is_zero() {
            return 0.0;
        }
        (at.as_secs_f32() / self.length.as_secs_f32()).clamp(0.0, 1.0)
    }

    fn x(&self, at: Duration) -> f32 {
        self.waves.width().mul_add(self.share(at), self.waves.left())
    }

    fn at(&self, pos: Pos2) -> Duration {
        let share = (pos.x - self.waves.left()) / self.waves.width().max(1.0);
        self.length.mul_f32(share.clamp(0.0, 1.0))
    }

    fn between(&self, from: Duration, to: Duration) -> Rect {
        let (top, bottom) = (self.waves.top(), self.waves.bottom());
        Rect::from_min_max(
            pos2(self.x(from), top),
            pos2(self.x(to).max(self.x(from) + 1.0), bottom),
        )
    }
}

/// Draws it and takes the pointer's wishes.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tape: &Tape<'_>,
    memory: &mut Memory,
    out: &mut Vec<Action>,
) {
    let wish = vec2(ui.available_width(), FLAGS + WAVES + STRIP + 3.0);
    let (_, rect) = ui.allocate_space(wish);
    let response = ui.interact(rect, id(tape.id), Sense::click_and_drag());
    let name = scene.tf(
        "recordings.waveform",
        &[("at", &wording::clock(tape.at)), ("length", &wording::clock(tape.length))],
    );
    response.widget_info(|| WidgetInfo::slider(true, tape.at.as_secs_f64(), &name));
    let field = Field::new(rect, tape.length);
    point(ui, tape, &field, &response, memory, out);
    spoken(ui, tape, &response, out);
    if ui.is_rect_visible(rect) {
        paint(ui, scene, tape, &field, memory);
        hover(ui, scene, &field, &response, memory);
        if response.has_focus() {
            let ring = Stroke::new(2.0, Tokens::of(ui).accent);
            ui.painter().rect_stroke(
                field.waves.expand(2.0),
                f32::from(size::RADIUS),
                ring,
                egui::StrokeKind::Outside,
            );
            lock_arrows(ui, &response);
        }
    }
    legend(ui, scene, tape);
}

/// What a screen reader asks for.
fn spoken(ui: &Ui, tape: &Tape<'_>, response: &Response, out: &mut Vec<Action>) {
    let asked = |wish| ui.input(|input| input.has_accesskit_action_request(response.id, wish));
    if asked(accesskit::Action::Decrement) {
        out.push(Action::Recordings(RecordingAction::Back(tape.id)));
    }
    if asked(accesskit::Action::Increment) {
        out.push(Action::Recordings(RecordingAction::Forward(tape.id)));
    }
}

/// The arrows move the needle, not the focus.
fn lock_arrows(ui: &Ui, response: &Response) {
    let filter = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}

/// What the pointer does.
fn point(
    ui: &Ui,
    tape: &Tape<'_>,
    field: &Field,
    response: &Response,
    memory: &mut Memory,
    out: &mut Vec<Action>,
) {
    let mut wish = |action| out.push(Action::Recordings(action));
    let pos = response.interact_pointer_pos();
    let shift = ui.input(|input| input.modifiers.shift);
    if response.drag_started()
        && let Some(pos) = ui.input(|input| input.pointer.press_origin()).or(pos)
    {
        let at = field.at(pos);
        memory.drag = Some(if shift { Drag::Span(at, at) } else { Drag::Needle(at) });
    }
    if response.dragged()
        && let Some(pos) = pos
    {
        match &mut memory.drag {
            Some(Drag::Needle(at) | Drag::Span(_, at)) => *at = field.at(pos),
            None => {}
        }
    }
    if response.drag_stopped() {
        match memory.drag.take() {
            Some(Drag::Needle(at)) => wish(RecordingAction::Seek(tape.id, at)),
            Some(Drag::Span(a, b)) => {
                wish(RecordingAction::Select(tape.id, Some((a.min(b), a.max(b)))));
            }
            None => {}
        }
    }
    if response.clicked()
        && let Some(pos) = pos
    {
        let flag = flag_at(field, pos, memory).map(|marker| marker.at);
        wish(RecordingAction::Seek(tape.id, flag.unwrap_or_else(|| field.at(pos))));
    }
}

/// The flag under the pointer.
fn flag_at<'a>(field: &Field, pos: Pos2, memory: &'a Memory) -> Option<&'a Marker> {
    if !field.flags.y_range().contains(pos.y) {
        return None;
    }
    let markers = memory.known()?.markers.iter();
    let away = |marker: &Marker| (field.x(marker.at) + 4.0 - pos.x).abs();
    let near = markers.filter(|marker| away(marker) <= NEAR);
    near.min_by(|a, b| away(a).total_cmp(&away(b)))
}

fn paint(ui: &Ui, scene: &Scene<'_>, tape: &Tape<'_>, field: &Field, memory: &Memory) {
    let t = Tokens::of(ui);
    let painter = ui.painter_at(field.flags.union(field.strip).expand(3.0));
    painter.rect_filled(field.waves, f32::from(size::RADIUS), t.ground);
    if let Some((from, to)) = chosen(memory, tape.length) {
        painter.rect_filled(field.between(from, to), 0.0, t.chosen);
    }
    match tape.wave {
        Some(wave) => {
            waves(&painter, t, tape, field, wave);
            bands(&painter, t, field, wave);
        }
        None => waiting(&painter, t, scene, tape, field),
    }
    for mask in memory.known().map_or(&[][..], |known| &known.masks) {
        stripes(&painter, field.between(mask.from, mask.to.unwrap_or(tape.length)), t.weak);
    }
    ends(&painter, t, field, memory);
    for marker in memory.known().map_or(&[][..], |known| &known.markers) {
        let x = field.x(marker.at);
        painter.vline(x, field.waves.y_range(), Stroke::new(1.0, t.alert));
        let square = Rect::from_min_size(pos2(x - 3.0, field.flags.top() + 1.0), vec2(13.0, 13.0));
        icons::paint(&painter, square, Icon::Flag, t.alert);
    }
    let x = field.x(tape.at);
    painter.vline(x, field.waves.y_range(), Stroke::new(2.0, t.text));
    painter.circle_filled(pos2(x, field.waves.top()), 3.5, t.text);
}

/// The span that is being dragged, or was chosen.
fn chosen(memory: &Memory, length: Duration) -> Option<(Duration, Duration)> {
    match memory.drag {
        Some(Drag::Span(a, b)) => Some((a.min(b), a.max(b))),
        _ => memory.span(length),
    }
}

/// The letters at the ends of the span.
fn ends(painter: &Painter, t: &Tokens, field: &Field, memory: &Memory) {
    for (letter, at) in [("A", memory.from), ("B", memory.to)] {
        let Some(at) = at else { continue };
        let x = field.x(at);
        painter.vline(x, field.waves.y_range(), Stroke::new(1.5, t.accent));
        let font = FontId::proportional(size::TEXT_TINY);
        let align = if letter == "A" { Align2::LEFT_BOTTOM } else { Align2::RIGHT_BOTTOM };
        let beside = if letter == "A" { 3.0 } else { -3.0 };
        painter.text(pos2(x + beside, field.waves.bottom()), align, letter, font, t.accent);
    }
}

/// One column for each point of width; with two channels ours grows upward, the other party's downward.
fn waves(painter: &Painter, t: &Tokens, tape: &Tape<'_>, field: &Field, wave: &Waveform) {
    let rect = field.waves;
    let (middle, half) = (rect.center().y, rect.height() / 2.0 - 3.0);
    let played = field.x(tape.at);
    let two = wave.channels.len() > 1;
    let mut x = rect.left() + 0.5;
    while x < rect.right() {
        let share = |x: f32| (x - rect.left()) / rect.width();
        let height = |channel: usize| {
            let mark = wave.loudest(channel, share(x - 0.5), share(x + 1.5))?;
            Some((f32::from(mark.peak) / 255.0).sqrt() * half)
        };
        let dim = |color: Color32| if x <= played { color } else { color.gamma_multiply(0.5) };
        let draw = |from: f32, to: f32, color: Color32| {
            painter.vline(x, from..=to, Stroke::new(1.2, dim(color)));
        };
        match (height(0), two.then(|| height(1)).flatten()) {
            (None, None) => {
                painter.vline(x, middle..=middle + 1.0, Stroke::new(1.0, t.edge));
            }
            (up, down) if two => {
                draw(middle - up.unwrap_or(0.0) - 0.5, middle, t.accent);
                draw(middle, middle + down.unwrap_or(0.0) + 0.5, t.cool);
            }
            (up, _) => {
                let up = up.unwrap_or(0.0) + 0.5;
                draw(middle - up, middle + up, t.accent);
            }
        }
        x += 1.5;
    }
}

/// Who speaks: we above, the other party below, both over the whole height; place and colour say the same.
fn bands(painter: &Painter, t: &Tokens, field: &Field, wave: &Waveform) {
    let strip = field.strip;
    painter.rect_filled(strip, 2.0, t.unlit);
    #[allow(clippy::cast_precision_loss, reason = "a place on the screen")]
    let x =
        |mark: usize| strip.width().mul_add(mark as f32 / wave.marks().max(1) as f32, strip.left());
    let middle = strip.center().y;
    for (from, to, band) in wave.parts() {
        let (top, bottom, color) = match band {
            Band::Silence => continue,
            Band::Talk => (strip.top(), strip.bottom(), t.accent),
            Band::Near => (strip.top(), middle, t.accent),
            Band::Far => (middle, strip.bottom(), t.cool),
            Band::Both => (strip.top(), strip.bottom(), t.alert),
        };
        let right = x(to).max(x(from) + 1.0);
        painter.rect_filled(
            Rect::from_min_max(pos2(x(from), top), pos2(right, bottom)),
            0.0,
            color,
        );
    }
}

fn stripes(painter: &Painter, rect: Rect, color: Color32) {
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    painter.rect_filled(rect, 0.0, color.gamma_multiply(0.25));
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        let points = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
        painter.line_segment(points, Stroke::new(1.5, color));
        x += STRIPES;
    }
}

/// Before anything is known of the sound.
fn waiting(painter: &Painter, t: &Tokens, scene: &Scene<'_>, tape: &Tape<'_>, field: &Field) {
    let text = match tape.unreadable {
        Some(why) => scene.tf("recordings.no_waveform", &[("what", why)]),
        None => scene.t("recordings.measuring").to_owned(),
    };
    let font = FontId::proportional(size::TEXT_SMALL);
    painter.text(field.waves.center(), Align2::CENTER_CENTER, text, font, t.weak);
}

/// What lies under the pointer: the moment, and a marker's or a mask's words.
fn hover(ui: &Ui, scene: &Scene<'_>, field: &Field, response: &Response, memory: &Memory) {
    let Some(pos) = response.hover_pos() else { return };
    let t = Tokens::of(ui);
    let at = field.at(pos);
    ui.painter_at(field.waves).vline(pos.x, field.waves.y_range(), Stroke::new(1.0, t.edge));
    let mut words = wording::clock(at);
    if let Some(marker) = flag_at(field, pos, memory) {
        words = format!("{}  {}", wording::clock(marker.at), marker.text);
    } else if let Some(mask) = mask_at(memory, at, field.length) {
        let reason = mask_reason(scene, mask);
        let masked = scene.tf("recordings.masked", &[("reason", &reason)]);
        words = format!("{words}  {masked}");
    }
    response.clone().on_hover_text_at_pointer(words);
}

fn mask_at(memory: &Memory, at: Duration, length: Duration) -> Option<&Mask> {
    let mut masks = memory.known()?.masks.iter();
    masks.find(|mask| (mask.from..mask.to.unwrap_or(length)).contains(&at))
}

/// Why a span cannot be heard, in words.
pub(super) fn mask_reason(scene: &Scene<'_>, mask: &Mask) -> String {
    match mask.reason.as_str() {
        PAUSED => scene.t("recordings.was_paused").to_owned(),
        STOPPED => scene.t("recordings.was_stopped").to_owned(),
        own => own.to_owned(),
    }
}

/// What the strip says, in words and hundredths.
fn legend(ui: &mut Ui, scene: &Scene<'_>, tape: &Tape<'_>) {
    let Some(wave) = tape.wave else { return };
    if !wave.complete {
        controls::small(ui, scene.t("recordings.measuring"));
        return;
    }
    let t = Tokens::of(ui);
    let one = [(Band::Talk, "recordings.talk", t.accent)];
    let two = [
        (Band::Near, "recordings.near", t.accent),
        (Band::Far, "recordings.far", t.cool),
        (Band::Both, "recordings.both", t.alert),
    ];
    let kinds = if wave.channels.len() > 1 { &two[..] } else { &one[..] };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        ui.spacing_mut().item_spacing.x = gap::TIGHT;
        for (band, key, color) in
            kinds.iter().chain([&(Band::Silence, "recordings.silence", t.edge)])
        {
            controls::draw_in(ui, Icon::Dot, vec2(11.0, 16.0), *color);
            let percent = wave.percent(*band).to_string();
            let text = scene.tf(key, &[("percent", &percent)]);
            let text = RichText::new(text).size(size::TEXT_SMALL).color(t.weak);
            ui.add(Label::new(text).extend());
        }
    });
}
