//! The big figures: what a shop owner wants to know in five seconds. Each opens its calls. May depend on `ui`, and types of `call`.

use super::figure::{Look, link, open};
use super::state::StatisticsState;
use super::{StatisticsAction, level, words};
use crate::call::statistics::{FigureList, Figures, FiguresAnswer, Period, Scope, What};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use egui::{Color32, Margin, RichText, Ui, vec2};

/// Narrowest card.
const CARD: f32 = 158.0;
const CARDS: usize = 6;
const HEIGHT: f32 = 122.0;
const BIG: f32 = 27.0;
/// Height of a line of small figures.
const LINE: f32 = 18.0;

/// What a card draws from.
pub(super) struct Cards<'a> {
    pub scene: &'a Scene<'a>,
    pub scope: Scope,
    pub now: &'a Figures,
    pub before: Option<&'a Figures>,
    pub period: Period,
}

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &StatisticsState,
    answer: &FiguresAnswer,
    out: &mut Vec<Action>,
) {
    let cards = Cards {
        scene,
        scope: state.scope(scene),
        now: &answer.total,
        before: answer.before.as_ref(),
        period: state.period,
    };
    let room = ui.available_width() + gap::SMALL;
    let each = |n: usize| room / f32::from(u8::try_from(n).unwrap_or(1)) - gap::SMALL;
    let across = [CARDS, 3, 2, 1].into_iter().find(|n| each(*n) >= CARD).unwrap_or(1);
    let draw: [fn(&Cards<'_>, &mut Ui, &mut Vec<Action>); CARDS] =
        [incoming, answered, missed, outgoing, talk, level::card];
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(gap::SMALL, gap::SMALL);
        for row in draw.chunks(across) {
            ui.horizontal(|ui| {
                for card in row {
                    frame(ui, each(across), |ui| card(&cards, ui, out));
                }
            });
        }
    });
}

fn frame(ui: &mut Ui, width: f32, draw: impl FnOnce(&mut Ui)) {
    let t = Tokens::of(ui);
    let margin = Margin::symmetric(11, 9);
    tokens::surface(t).inner_margin(margin).show(ui, |ui| {
        ui.vertical(|ui| {
            ui.set_width(width - 24.0);
            ui.set_height(HEIGHT);
            ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
            ui.spacing_mut().interact_size.y = LINE;
            draw(ui);
        });
    });
}

impl Cards<'_> {
    pub(super) fn title(&self, ui: &mut Ui, key: &str) {
        let weak = Tokens::of(ui).weak;
        ui.label(RichText::new(self.scene.texts.t(key)).color(weak).size(size::TEXT_LABEL));
    }

    /// The big figure.
    pub(super) fn big(
        &self,
        ui: &mut Ui,
        what: What,
        text: &str,
        ink: Option<Color32>,
        out: &mut Vec<Action>,
    ) {
        let name = format!("{} {text}", words::figure(self.scene, what));
        let look = Look { size: BIG, ink };
        open(ui, self.scene, &self.scope, what, (&name, text), look, out);
    }

    /// A small figure with its word.
    pub(super) fn part(&self, ui: &mut Ui, what: What, out: &mut Vec<Action>) {
        let count = words::count(what.count(self.now).unwrap_or_default());
        let name = format!("{} {count}", words::figure(self.scene, what));
        let look = Look { size: size::TEXT_SMALL, ink: Some(Tokens::of(ui).text) };
        open(ui, self.scene, &self.scope, what, (&name, &name), look, out);
    }

    /// How it differs from the period before. `good`: whether more is better; `None`: neither.
    pub(super) fn change(&self, ui: &mut Ui, of: impl Fn(&Figures) -> u64, good: Option<bool>) {
        let Some(before) = self.before else { return };
        let (now, was) = (of(self.now), of(before));
        let text = words::count(was);
        self.changed(ui, now, was, (&words::count(now.abs_diff(was)), &text), good);
    }

    /// As [`Cards::change`], with the difference and the older figure in words.
    pub(super) fn changed(
        &self,
        ui: &mut Ui,
        now: u64,
        was: u64,
        (difference, older): (&str, &str),
        good: Option<bool>,
    ) {
        let t = Tokens::of(ui);
        if self.before.is_none_or(|before| before.calls == 0) {
            ui.with_layout(egui::Layout::bottom_up(egui::Align::Min), |ui| {
                controls::small(ui, self.scene.t("statistics.no_before"));
            });
            return;
        }
        let mood = match (now.cmp(&was), good) {
            (std::cmp::Ordering::Equal, _) | (_, None) => Mood::Calm,
            (std::cmp::Ordering::Greater, Some(more_is_good)) if more_is_good => Mood::Good,
            (std::cmp::Ordering::Less, Some(more_is_good)) if !more_is_good => Mood::Good,
            _ => Mood::Bad,
        };
        let sign = match now.cmp(&was) {
            std::cmp::Ordering::Greater => "+",
            std::cmp::Ordering::Less => "−",
            std::cmp::Ordering::Equal => "±",
        };
        ui.with_layout(egui::Layout::bottom_up(egui::Align::Min), |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 5.0;
                let delta = RichText::new(format!("{sign}{difference}")).size(size::TEXT_SMALL);
                ui.label(delta.color(t.ink(mood)));
                let was = words::before(self.scene, self.period, &self.scope, older);
                let was = RichText::new(was).size(size::TEXT_SMALL).color(t.weak);
                ui.add(egui::Label::new(was).truncate());
            });
        });
    }
}

fn incoming(cards: &Cards<'_>, ui: &mut Ui, out: &mut Vec<Action>) {
    cards.title(ui, "statistics.card_incoming");
    cards.big(ui, What::Incoming, &words::count(cards.now.incoming), None, out);
    ui.horizontal(|ui| cards.part(ui, What::Known, out));
    ui.horizontal(|ui| cards.part(ui, What::Strangers, out));
    cards.change(ui, |f| f.incoming, None);
}

fn answered(cards: &Cards<'_>, ui: &mut Ui, out: &mut Vec<Action>) {
    cards.title(ui, "statistics.card_answered");
    let rate = cards.now.answer_rate();
    ui.horizontal(|ui| {
        cards.big(ui, What::Answered, &words::count(cards.now.answered), None, out);
        let name = format!("{} {}", cards.scene.t("statistics.answer_rate"), words::share(rate));
        let tip = cards.scene.t("formula.answer_rate");
        let look = Look { size: size::TEXT_GROUP, ink: Some(Tokens::of(ui).weak) };
        let list = FigureList { scope: cards.scope.clone(), what: What::Waited };
        if link(ui, &name, &words::share(rate), tip, look).clicked() {
            out.push(Action::Statistics(StatisticsAction::OpenList(Box::new(list))));
        }
    });
    if let Some(millis) = cards.now.mean_wait_millis() {
        let text = words::span(cards.scene, millis);
        let text = cards.scene.tf("statistics.mean_wait", &[("time", &text)]);
        let tip = cards.scene.t("formula.mean_wait");
        let look = Look::small(size::TEXT_SMALL);
        let list = FigureList { scope: cards.scope.clone(), what: What::Answered };
        if link(ui, &text, &text, tip, look).clicked() {
            out.push(Action::Statistics(StatisticsAction::OpenList(Box::new(list))));
        }
    }
    cards.change(ui, |f| f.answered, Some(true));
}

fn missed(cards: &Cards<'_>, ui: &mut Ui, out: &mut Vec<Action>) {
    cards.title(ui, "statistics.card_missed");
    let ink = (cards.now.missed > 0).then_some(Tokens::of(ui).bad);
    cards.big(ui, What::Missed, &words::count(cards.now.missed), ink, out);
    ui.horizontal(|ui| cards.part(ui, What::Unreturned, out));
    if cards.now.blocked > 0 {
        ui.horizontal(|ui| cards.part(ui, What::Blocked, out));
    }
    cards.change(ui, |f| f.missed, Some(false));
}

fn outgoing(cards: &Cards<'_>, ui: &mut Ui, out: &mut Vec<Action>) {
    cards.title(ui, "statistics.card_outgoing");
    cards.big(ui, What::Outgoing, &words::count(cards.now.outgoing), None, out);
    ui.horizontal(|ui| cards.part(ui, What::Connected, out));
    ui.horizontal(|ui| {
        cards.part(ui, What::Busy, out);
        cards.part(ui, What::NoAnswer, out);
    });
    cards.change(ui, |f| f.outgoing, None);
}

fn talk(cards: &Cards<'_>, ui: &mut Ui, out: &mut Vec<Action>) {
    let scene = cards.scene;
    cards.title(ui, "statistics.card_talk");
    let total = words::span(scene, cards.now.talk_millis);
    let name = format!("{} {total}", scene.t("statistics.card_talk"));
    let look = Look { size: BIG - 5.0, ink: None };
    open(ui, scene, &cards.scope, What::Talked, (&name, &total), look, out);
    ui.horizontal(|ui| {
        let small = Look::small(size::TEXT_SMALL);
        let mean = words::clock(cards.now.mean_talk_millis());
        let mean = scene.tf("statistics.mean_talk", &[("time", &mean)]);
        let tip = scene.t("formula.mean_talk");
        if link(ui, &mean, &mean, tip, small).clicked() {
            let list = FigureList { scope: cards.scope.clone(), what: What::Talked };
            out.push(Action::Statistics(StatisticsAction::OpenList(Box::new(list))));
        }
        let longest = words::clock(Some(cards.now.longest_millis));
        let longest = scene.tf("statistics.longest", &[("time", &longest)]);
        open(ui, scene, &cards.scope, What::Longest, (&longest, &longest), small, out);
    });
    ui.horizontal(|ui| cards.part(ui, What::Effective, out));
    let Some(before) = cards.before else { return };
    let (now, was) = (cards.now.talk_millis, before.talk_millis);
    let difference = words::short_span(scene, now.abs_diff(was));
    cards.changed(ui, now, was, (&difference, &words::short_span(scene, was)), None);
}
