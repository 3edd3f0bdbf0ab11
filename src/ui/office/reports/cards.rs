//! The big figures above the sales: what was sold, how many orders, what is left, what is still to be paid; each with what
//! it was before, each opens its list. May depend on `ui`, and types of `crm`.

use super::link::link;
use super::{ReportAction, words};
use crate::base::money::Money;
use crate::crm::reports::SalesReport;
use crate::crm::reports::figures::{Sales, change};
use crate::crm::reports::period::Days;
use crate::crm::reports::scope::{OrderScope, Which};
use crate::crm::reports::sheet::{Figure, Opens};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use egui::{Label, Margin, RichText, Ui, vec2};
use std::cmp::Ordering;

const BIG: f32 = 24.0;
const HEIGHT: f32 = 126.0;

/// One card.
struct Card {
    title: &'static str,
    text: String,
    which: Which,
    now: Money,
    was: Money,
    /// `None`: neither more nor less of it is good.
    more_is_good: Option<bool>,
    beside: String,
}

fn cards(scene: &Scene<'_>, now: &Sales, was: &Sales) -> [Card; 5] {
    let count = |n: u64| i64::try_from(n).map_or(Money(i64::MAX), Money);
    let amount = |title, which, now: Money, was: Money, more_is_good| Card {
        title,
        text: now.grouped(),
        which,
        now,
        was,
        more_is_good,
        beside: String::new(),
    };
    let share =
        |sales: &Sales| sales.margin_share().map(|part| words::figure(scene, &Figure::Share(part)));
    let mean = scene.tf("reports.card_mean", &[("amount", &now.mean().grouped())]);
    [
        amount("reports.col_net", Which::All, now.net, was.net, Some(true)),
        Card {
            text: words::figure(scene, &Figure::Count(now.orders)),
            beside: mean,
            ..amount(
                "reports.col_orders",
                Which::All,
                count(now.orders),
                count(was.orders),
                Some(true),
            )
        },
        Card {
            beside: share(now).unwrap_or_default(),
            ..amount("reports.col_margin", Which::All, now.margin(), was.margin(), Some(true))
        },
        amount("reports.col_returns", Which::Returned, now.returns, was.returns, Some(true)),
        amount("reports.col_open", Which::Open, now.open(), was.open(), None),
    ]
}

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    days: Days,
    report: &SalesReport,
    out: &mut Vec<Action>,
) {
    let cards = cards(scene, &report.total, &report.before);
    let space = gap::MEDIUM;
    let columns = f32::from(u16::try_from(cards.len()).unwrap_or(1));
    let wide = (ui.available_width() - space * (columns - 1.0)) / columns;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space;
        for card in &cards {
            let t = Tokens::of(ui);
            tokens::surface(t).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
                ui.set_min_size(vec2(wide - 26.0, HEIGHT - 16.0));
                ui.set_max_width(wide - 26.0);
                ui.vertical(|ui| one(ui, scene, days, card, out));
            });
        }
    });
}

fn one(ui: &mut Ui, scene: &Scene<'_>, days: Days, card: &Card, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    let title = scene.t(card.title);
    controls::small(ui, title);
    let name = format!("{title} {}", card.text);
    let about = words::column_about(scene, card.title).unwrap_or_default();
    let tip = format!("{about}\n{}", scene.t("reports.open"));
    let points = if card.text.len() > 11 { BIG - 6.0 } else { BIG };
    if link(ui, (&name, &card.text), tip.trim(), (points, t.text)).clicked() {
        let scope = Box::new(OrderScope::of(days).only(card.which));
        out.push(ReportAction::Open(Box::new(Opens::Orders(scope))).into());
    }
    if !card.beside.is_empty() {
        controls::small(ui, &card.beside);
    }
    let mood = match (card.now.cmp(&card.was), card.more_is_good) {
        (Ordering::Equal, _) | (_, None) => Mood::Calm,
        (Ordering::Greater, Some(good)) if good => Mood::Good,
        (Ordering::Less, Some(good)) if !good => Mood::Good,
        _ => Mood::Bad,
    };
    let delta = match change(card.now, card.was) {
        Some(part) => {
            let sign = if part > 0 { "+" } else { "" };
            format!("{sign}{}", words::figure(scene, &Figure::Share(part)))
        }
        None => scene.t("reports.no_before").to_owned(),
    };
    let ink = if card.was > Money::ZERO { t.ink(mood) } else { t.weak };
    ui.add(Label::new(RichText::new(delta).size(size::TEXT_SMALL).color(ink)).wrap());
}
