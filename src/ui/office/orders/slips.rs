//! The words of slips and statements in the window's language. May depend on `ui`, and types of `crm`, `engine`.

use super::{SlipKind, words};
use crate::base::money::Money;
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::account::{Desk, Statement};
use crate::crm::orders::line::OrderLine;
use crate::crm::orders::order::Order;
use crate::crm::orders::slip::Slip;
use crate::engine::office::orders::{OrderSettings, PrintOrder};
use crate::ui::scene::Scene;
use crate::ui::wording;

fn own(scene: &Scene<'_>, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| scene.texts.t(key).to_owned()).collect()
}

/// Characters of a name, an address, a note on paper; nobody reads more.
const MOST: usize = 240;

fn clip(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn day(utc_millis: i64, offset_minutes: i16) -> String {
    let at = wording::civil(utc_millis, offset_minutes);
    at.map(|at| format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())).unwrap_or_default()
}

/// The slip of an order; `desk` tells what the customer owes besides.
pub(super) fn slip(
    scene: &Scene<'_>,
    order: &Order,
    kind: SlipKind,
    desk: Option<&Desk>,
) -> PrintOrder {
    let settings = &scene.snap.settings.office.orders;
    let (title, file) = match kind {
        SlipKind::Delivery => ("orders.slip_delivery", "orders.slip_delivery"),
        SlipKind::Return => ("orders.slip_return", "orders.slip_return"),
    };
    let slip = Slip {
        shop: settings.shop.clone(),
        title: scene.t(title).to_owned(),
        facts: facts(scene, order),
        head: own(
            scene,
            &["orders.col_product", "orders.col_quantity", "orders.col_price", "orders.col_amount"],
        ),
        rows: rows(scene, order, kind),
        totals: totals(scene, order, kind, desk),
        notes: notes(settings, order),
        signatures: own(scene, &["orders.sign_courier", "orders.sign_customer"]),
    };
    let name = format!("{} {}", scene.t(file), order.number);
    PrintOrder {
        slip,
        paper: settings.paper,
        to: settings.print_to,
        name,
        printer: settings.printer.clone(),
    }
}

fn facts(scene: &Scene<'_>, order: &Order) -> Vec<(String, String)> {
    let head = &order.head;
    let at = |at| day(at, order.offset_minutes);
    [
        ("orders.col_number", order.number.clone()),
        ("orders.col_date", at(order.made_utc_millis)),
        ("orders.customer", head.name.clone()),
        ("orders.phone", head.phone.clone()),
        ("orders.address", head.address.clone()),
        ("orders.deliver_day", head.deliver_at.map(at).unwrap_or_default()),
        ("orders.courier", head.courier.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| (scene.texts.t(key).to_owned(), clip(&value)))
    .collect()
}

fn rows(scene: &Scene<'_>, order: &Order, kind: SlipKind) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for line in &order.lines {
        let (count, amount) = match kind {
            SlipKind::Delivery => (line.quantity, line.full_amount()),
            SlipKind::Return => (line.returned, line.full_amount().minus(line.amount())),
        };
        if count.is_zero() {
            continue;
        }
        rows.push(row(scene, line, count, amount));
        if kind == SlipKind::Delivery && !line.empties.is_zero() {
            let empties = line.empties.to_string();
            let text = scene.tf("orders.slip_empties", &[("count", &empties)]);
            rows.push(vec![text, String::new(), String::new(), String::new()]);
        }
    }
    rows
}

fn row(scene: &Scene<'_>, line: &OrderLine, count: Quantity, amount: Money) -> Vec<String> {
    let count = format!("{count} {}", line.unit).trim().to_owned();
    let price =
        if line.by_ticket { scene.t("orders.by_ticket").to_owned() } else { line.price.grouped() };
    vec![clip(&line.name), count, price, amount.grouped()]
}

fn totals(
    scene: &Scene<'_>,
    order: &Order,
    kind: SlipKind,
    desk: Option<&Desk>,
) -> Vec<(String, String)> {
    let say = |key: &str, amount: Money| (scene.texts.t(key).to_owned(), amount.grouped());
    if kind == SlipKind::Return {
        let back: Money =
            order.lines.iter().map(|line| line.full_amount().minus(line.amount())).sum();
        return vec![say("orders.slip_back", back)];
    }
    let mut totals = Vec::new();
    let whole: Money = order.lines.iter().map(OrderLine::amount).sum();
    if whole != order.total() {
        totals.push(say("orders.slip_before", whole));
        totals.push(say("orders.discount", order.total().minus(whole)));
    }
    totals.push(say("orders.total", order.total()));
    totals.push(say("orders.received", order.received()));
    if let Some(desk) = desk {
        let before = desk.owed.minus(order.due());
        if !before.is_zero() {
            totals.push(say("orders.slip_owed_before", before));
        }
        for unit in &desk.units {
            totals.push((words::units(scene, unit), String::new()));
        }
    }
    totals.push(say("orders.due", order.total().minus(order.received())));
    totals
}

fn notes(settings: &OrderSettings, order: &Order) -> Vec<String> {
    let notes = [&order.head.note, &settings.thanks];
    notes.into_iter().filter(|note| !note.is_empty()).map(|note| clip(note)).collect()
}

/// A customer's statement.
pub(super) fn statement(scene: &Scene<'_>, statement: &Statement) -> PrintOrder {
    let settings = &scene.snap.settings.office.orders;
    let zone = scene.wall.offset_minutes;
    let running = statement.running();
    let entries = statement.entries.iter().zip(running).map(|(entry, owed)| {
        let number = entry.order.as_ref().map_or("", |(_, number)| number);
        let what = scene.texts.t(words::entry(entry.kind));
        let what = format!("{} {what} {number} {}", day(entry.at_utc_millis, zone), entry.method);
        let some = |amount: Money| if amount.is_zero() { String::new() } else { amount.grouped() };
        vec![what.trim().to_owned(), some(entry.charge), some(entry.paid), owed.grouped()]
    });
    let until = day(scene.wall.utc_millis, zone);
    let units = statement.units.iter().map(|unit| (words::units(scene, unit), String::new()));
    let closing = (scene.t("orders.closing").to_owned(), statement.closing().grouped());
    let slip = Slip {
        shop: settings.shop.clone(),
        title: scene.t("orders.statement").to_owned(),
        facts: vec![
            (scene.t("orders.customer").to_owned(), clip(&statement.name)),
            (scene.t("orders.col_date").to_owned(), until),
            (scene.t("orders.opening").to_owned(), statement.opening.grouped()),
        ],
        head: own(
            scene,
            &["orders.col_what", "orders.col_amount", "orders.col_received", "orders.col_balance"],
        ),
        rows: entries.collect(),
        totals: units.chain([closing]).collect(),
        notes: vec![settings.thanks.clone()],
        signatures: Vec::new(),
    };
    let name = format!("{} {}", scene.t("orders.statement"), statement.name);
    PrintOrder {
        slip,
        paper: settings.paper,
        to: settings.print_to,
        name,
        printer: settings.printer.clone(),
    }
}
