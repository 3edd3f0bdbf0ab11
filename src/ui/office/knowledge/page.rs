//! The page: a search box that answers while one types, the questions found, and the chosen answer in large letters to be
//! read out. Arrows choose, Enter plays or copies. May depend on `ui`, and types of `crm`.

use crate::crm::knowledge::Entry;
use crate::engine::office::knowledge::Outlet;
use crate::engine::snapshot::LineState;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::knowledge::{KnowledgeAction, KnowledgeState, form};
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use crate::ui::widgets::{self, waiting};
use egui::{
    Align, FontId, Key, Label, Layout, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2,
};

/// Width of the list of questions.
const LIST: f32 = 360.0;
/// From this width on the answer stands beside the list.
const WIDE: f32 = 700.0;
/// Size of what is read out.
const SPOKEN: f32 = 24.0;

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let focus = std::mem::take(&mut state.focus_search);
    let knowledge = &mut state.office.knowledge;
    head(ui, scene, knowledge, focus, &mut out);
    let question = (knowledge.text.trim().to_owned(), knowledge.category.clone());
    knowledge.list.show(&question, scene.snap.data_revision);
    let searching = !question.0.is_empty() || !question.1.is_empty();
    ui.add_space(gap::SMALL);
    match knowledge.list.total() {
        None => waiting::rows(ui, scene, 8),
        Some(0) if searching => {
            let (title, hint) = ("knowledge.not_found", "knowledge.not_found_hint");
            widgets::empty(ui, Icon::Search, scene.t(title), scene.t(hint));
        }
        Some(0) => nothing(ui, scene, &mut out),
        _ => columns(ui, scene, knowledge, &mut out),
    }
    let ctx = ui.ctx().clone();
    form::show(&ctx, scene, knowledge, &mut out);
    out
}

/// An empty page offers the starter set.
fn nothing(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let (title, hint) = (scene.t("knowledge.empty"), scene.t("knowledge.empty_hint"));
    ui.add_space(gap::LARGE);
    ui.vertical_centered(|ui| {
        controls::draw(ui, Icon::Info, 40.0, Tokens::of(ui).edge);
        ui.label(RichText::new(title).size(size::TEXT_GROUP));
        controls::weak(ui, hint);
        ui.add_space(gap::SMALL);
        controls::offer(ui, scene, KnowledgeAction::Starter.into(), Weight::Primary, None, out);
    });
}

fn head(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut KnowledgeState,
    focus: bool,
    out: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        let hint = scene.t("knowledge.search_hint");
        let field = controls::search(ui, hint, &mut state.text, 360.0, focus);
        if field.changed() {
            state.chosen = None;
        }
        if field.has_focus() {
            keys(ui, state, out);
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && let Some(entry) = state.shown() {
            let entry = Box::new(entry);
            let act = if entry.audio.is_some() {
                KnowledgeAction::Play(entry)
            } else {
                KnowledgeAction::CopySay(entry)
            };
            out.push(act.into());
        }
        controls::offer(ui, scene, KnowledgeAction::New.into(), Weight::Plain, None, out);
    });
    let all = state.categories.show(&(), scene.snap.data_revision).cloned().unwrap_or_default();
    if all.is_empty() {
        return;
    }
    ui.add_space(gap::TIGHT);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        let every = (String::new(), scene.t("knowledge.all").to_owned(), None);
        let named = all.into_iter().map(|(name, count)| (name.clone(), name, Some(count)));
        for (category, text, count) in std::iter::once(every).chain(named) {
            let chosen = state.category == category;
            if controls::chip(ui, &text, count, chosen).clicked() {
                out.push(KnowledgeAction::Category(category).into());
            }
        }
    });
}

/// Arrows choose the next or the one before while the caret stays in the box.
fn keys(ui: &Ui, state: &KnowledgeState, out: &mut Vec<Action>) {
    let (down, up) =
        ui.input(|input| (input.key_pressed(Key::ArrowDown), input.key_pressed(Key::ArrowUp)));
    let at = state.list.position(|entry| entry.id == state.chosen && entry.id.is_some());
    let next = match (at, down, up) {
        (None, true, _) => Some(1),
        (Some(at), true, _) => Some(at + 1),
        (Some(at), _, true) => Some(at.saturating_sub(1)),
        _ => None,
    };
    let chosen = next.and_then(|next| state.list.peek(next)).and_then(|entry| entry.id);
    out.extend(chosen.map(|id| KnowledgeAction::Choose(id).into()));
}

fn columns(ui: &mut Ui, scene: &Scene<'_>, state: &mut KnowledgeState, out: &mut Vec<Action>) {
    let whole = ui.available_size();
    let shown = state.shown();
    if whole.x < WIDE {
        if let Some(entry) = &shown {
            answer(ui, scene, entry, out);
            ui.add_space(gap::SMALL);
        }
        list(ui, scene, state, shown.as_ref(), out);
        return;
    }
    ui.horizontal_top(|ui| {
        ui.allocate_ui(vec2(LIST, whole.y), |ui| {
            ui.set_min_size(vec2(LIST, whole.y));
            ui.vertical(|ui| list(ui, scene, state, shown.as_ref(), out));
        });
        ui.add_space(gap::SMALL);
        ui.allocate_ui(vec2(whole.x - LIST - gap::LARGE, whole.y), |ui| {
            if let Some(entry) = &shown {
                ui.vertical(|ui| answer(ui, scene, entry, out));
            }
        });
    });
}

fn list(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut KnowledgeState,
    shown: Option<&Entry>,
    out: &mut Vec<Action>,
) {
    let total = usize::try_from(state.list.total().unwrap_or(0)).unwrap_or(usize::MAX);
    ui.spacing_mut().item_spacing.y = 2.0;
    let area = ScrollArea::vertical().id_salt("knowledge-list").auto_shrink(false);
    area.show_rows(ui, size::ROW, total, |ui, sight| {
        for at in sight {
            let Some(entry) = state.list.row(u32::try_from(at).unwrap_or(u32::MAX)).cloned() else {
                ui.allocate_space(vec2(LIST, size::ROW));
                continue;
            };
            let chosen = shown.is_some_and(|shown| shown.id == entry.id);
            if line(ui, scene, &entry, chosen) {
                out.extend(entry.id.map(|id| KnowledgeAction::Choose(id).into()));
            }
        }
    });
}

/// One question; whether it was pressed.
fn line(ui: &mut Ui, scene: &Scene<'_>, entry: &Entry, chosen: bool) -> bool {
    let t = Tokens::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let said = &entry.question;
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, said));
    if ui.is_rect_visible(rect) {
        let fill = match (chosen, response.hovered()) {
            (true, _) => t.chosen,
            (false, true) => t.hover,
            (false, false) => t.surface,
        };
        let radius = f32::from(size::RADIUS);
        ui.painter().rect_filled(rect, radius, fill);
        controls::focus_ring(ui, t, rect.shrink(2.0), &response, radius);
        let inner = rect.shrink2(vec2(10.0, 0.0));
        let painter = ui.painter().with_clip_rect(inner);
        let font = FontId::proportional(size::TEXT);
        painter.text(inner.left_center(), egui::Align2::LEFT_CENTER, said, font, t.text);
        if entry.audio.is_some() {
            let square = egui::Rect::from_center_size(
                inner.right_center() - vec2(8.0, 0.0),
                egui::Vec2::splat(12.0),
            );
            crate::ui::icons::paint(ui.painter(), square, Icon::Play, t.accent);
        }
    }
    let hint = if entry.audio.is_some() { scene.t("knowledge.has_sound") } else { "" };
    let response = if hint.is_empty() { response } else { response.on_hover_text(hint) };
    response.clicked()
}

/// The answer, large.
fn answer(ui: &mut Ui, scene: &Scene<'_>, entry: &Entry, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    tokens::surface(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let edit = KnowledgeAction::Edit(Box::new(entry.clone()));
                controls::offer_icon(ui, scene, edit.into(), None, out);
                let copy = KnowledgeAction::CopySay(Box::new(entry.clone()));
                controls::offer_icon(ui, scene, copy.into(), None, out);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    controls::short(ui, RichText::new(&entry.question).size(size::TEXT_GROUP));
                });
            });
        });
        sound(ui, scene, entry, out);
        let room = ui.available_height().max(160.0);
        ScrollArea::vertical().id_salt("knowledge-answer").max_height(room).show(ui, |ui| {
            ui.add(Label::new(RichText::new(entry.spoken()).size(SPOKEN)).wrap());
            if !entry.say.trim().is_empty() && !entry.answer.trim().is_empty() {
                ui.add_space(gap::MEDIUM);
                ui.separator();
                ui.add(Label::new(RichText::new(&entry.answer)).wrap());
            }
        });
    });
}

/// The spoken answer: the button says where it will be heard.
fn sound(ui: &mut Ui, scene: &Scene<'_>, entry: &Entry, out: &mut Vec<Action>) {
    if entry.audio.is_none() {
        return;
    }
    let playing = scene.snap.office.knowledge.playing.filter(|(id, _)| Some(*id) == entry.id);
    ui.horizontal(|ui| {
        if let Some((_, outlet)) = playing {
            controls::offer(ui, scene, KnowledgeAction::Stop.into(), Weight::Primary, None, out);
            let (key, mood) = match outlet {
                Outlet::Line(_) => ("knowledge.to_caller", Mood::Good),
                Outlet::Loudspeaker => ("knowledge.to_loudspeaker", Mood::Calm),
            };
            controls::pill(ui, Some(Icon::Play), scene.t(key), mood);
            return;
        }
        let play = KnowledgeAction::Play(Box::new(entry.clone()));
        controls::offer(ui, scene, play.into(), Weight::Primary, None, out);
        let talks = |line: &crate::engine::snapshot::LineView| {
            line.state == LineState::Talking && line.claimed.audio_out
        };
        let key = if scene.line().is_some_and(talks) {
            "knowledge.will_caller"
        } else {
            "knowledge.will_loudspeaker"
        };
        controls::small(ui, scene.t(key));
    });
}
