//! Sales by period, products, classes, the sales-and-payment table. May depend on the rest of `crm`.

use super::{column, money, more, plain, share, text};
use crate::base::money::Money;
use crate::crm::orders::payment::PayState;
use crate::crm::orders::state::OrderState;
use crate::crm::reports::figures::{Sales, permille};
use crate::crm::reports::period::{By, Days};
use crate::crm::reports::scope::{ClassKey, OrderScope, Which};
use crate::crm::reports::sheet::{Cell, Column, Figure, Opens, Sheet, Wide};
use crate::crm::reports::{
    ClassFigures, ClassReport, PayBy, PaymentLine, PaymentReport, ProductReport, ProductRow,
    SalesReport,
};

pub(super) const SALES: &[Column] = &[
    column("reports.col_period", Wide::Name, 0),
    column("reports.col_orders", Wide::Small, 1),
    column("reports.col_goods", Wide::Amount, 4),
    column("reports.col_discounts", Wide::Amount, 5),
    column("reports.col_returns", Wide::Amount, 3),
    column("reports.col_net", Wide::Amount, 0),
    column("reports.col_cost", Wide::Amount, 6),
    column("reports.col_margin", Wide::Amount, 2),
    column("reports.col_margin_share", Wide::Small, 7),
    column("reports.col_paid", Wide::Amount, 2),
    column("reports.col_open", Wide::Amount, 1),
];

/// Sales by period.
#[must_use]
pub fn sales(days: Days, by: By, report: &SalesReport) -> Sheet {
    let row = |name: Cell, days: Days, sales: &Sales| {
        let scope = OrderScope::of(days);
        let orders =
            |figure, which| Cell::opening(figure, Opens::Orders(Box::new(scope.only(which))));
        vec![
            name,
            orders(Figure::Count(sales.orders), Which::All),
            orders(money(sales.goods), Which::All),
            orders(money(sales.discounts), Which::All),
            orders(money(sales.returns), Which::Returned),
            orders(money(sales.net), Which::All),
            orders(money(sales.cost), Which::All),
            orders(money(sales.margin()), Which::All),
            orders(share(sales.margin_share()), Which::All),
            Cell::opening(money(sales.paid()), Opens::Payments(Box::new(scope.clone()))),
            orders(money(sales.open()), Which::Open),
        ]
    };
    let rows = report.rows.iter().map(|(piece, sales)| {
        let name = Figure::Piece(by, *piece);
        let finer = by != By::Day && !sales.is_empty();
        let name = if finer { Cell::opening(name, Opens::Sales(*piece)) } else { name.into() };
        row(name, *piece, sales)
    });
    let total = row(Figure::Word("reports.total").into(), days, &report.total);
    Sheet {
        title: "reports.title_sales",
        about: days.text(),
        columns: SALES.to_vec(),
        rows: rows.collect(),
        sums: vec![total],
        more: None,
    }
}

pub(super) const PRODUCTS: &[Column] = &[
    column("reports.col_rank", Wide::Small, 3),
    column("reports.col_product", Wide::Name, 0),
    column("reports.col_category", Wide::Word, 6),
    column("reports.col_kept", Wide::Amount, 1),
    column("reports.col_unit", Wide::Small, 2),
    column("reports.col_came_back", Wide::Small, 4),
    column("reports.col_turnover", Wide::Amount, 0),
    column("reports.col_share", Wide::Small, 1),
    column("reports.col_abc", Wide::Small, 2),
    column("reports.col_cost", Wide::Amount, 7),
    column("reports.col_margin", Wide::Amount, 3),
    column("reports.col_orders", Wide::Small, 5),
];

/// Ranking of products.
#[must_use]
pub fn products(days: Days, category: Option<&str>, report: &ProductReport) -> Sheet {
    let rows = report.rows.iter().zip(1_u64..).map(|(row, place)| product(days, row, place));
    let cells = |name, turnover, cost: Option<Money>| {
        let margin = cost.map_or(Figure::Nothing, |cost| money(Money::minus(turnover, cost)));
        let nothing = || Figure::Nothing;
        plain([
            nothing(),
            Figure::Word(name),
            nothing(),
            nothing(),
            nothing(),
            nothing(),
            money(turnover),
            nothing(),
            nothing(),
            cost.map_or(Figure::Nothing, Figure::Money),
            margin,
            nothing(),
        ])
    };
    let mut sums = Vec::new();
    let total = report.turnover.plus(report.order_discounts);
    if !report.order_discounts.is_zero() {
        sums.push(cells("reports.order_discounts", report.order_discounts, None));
    }
    sums.push(cells("reports.total", total, Some(report.cost)));
    let about = category.map_or_else(|| days.text(), |name| format!("{} · {name}", days.text()));
    Sheet {
        title: "reports.title_products",
        about,
        columns: PRODUCTS.to_vec(),
        rows: rows.collect(),
        sums,
        more: more(report.rows.len(), report.count),
    }
}

fn product(days: Days, row: &ProductRow, place: u64) -> Vec<Cell> {
    let scope = OrderScope { product: Some(row.product), ..OrderScope::of(days) };
    let orders = |figure, which| Cell::opening(figure, Opens::Orders(Box::new(scope.only(which))));
    vec![
        Figure::Count(place).into(),
        text(&row.name).into(),
        text(&row.category).into(),
        orders(Figure::Quantity(row.kept()), Which::All),
        text(&row.unit).into(),
        orders(Figure::Quantity(row.returned), Which::Returned),
        orders(money(row.turnover), Which::All),
        orders(share(row.share), Which::All),
        text(row.abc.word()).into(),
        orders(money(row.cost), Which::All),
        orders(money(row.margin()), Which::All),
        orders(Figure::Count(row.orders), Which::All),
    ]
}

pub(super) const CLASSES: &[Column] = &[
    column("reports.col_class", Wide::Name, 0),
    column("reports.col_members", Wide::Small, 4),
    column("reports.col_buyers", Wide::Small, 1),
    column("reports.col_orders", Wide::Small, 1),
    column("reports.col_sum", Wide::Amount, 0),
    column("reports.col_share", Wide::Small, 3),
    column("reports.col_mean", Wide::Amount, 2),
    column("reports.col_max", Wide::Amount, 2),
    column("reports.col_min", Wide::Amount, 2),
    column("reports.col_returns", Wide::Amount, 3),
    column("reports.col_returned_orders", Wide::Small, 5),
    column("reports.col_monthly", Wide::Small, 2),
];

/// Customer classes.
#[must_use]
pub fn classes(days: Days, report: &ClassReport) -> Sheet {
    let whole = report.total.sales.net;
    let row = |name: Figure, scope: &OrderScope, members: Option<Opens>, f: &ClassFigures| {
        let orders =
            |figure, which| Cell::opening(figure, Opens::Orders(Box::new(scope.only(which))));
        let people = |figure| Cell::opening(figure, Opens::Payments(Box::new(scope.clone())));
        let count = |f: &ClassFigures| Figure::Count(f.members);
        let some = f.sales.orders > 0;
        let only = |amount| if some { money(amount) } else { Figure::Nothing };
        vec![
            name.into(),
            members.map_or_else(|| count(f).into(), |opens| Cell::opening(count(f), opens)),
            people(Figure::Count(f.buyers)),
            orders(Figure::Count(f.sales.orders), Which::All),
            orders(money(f.sales.net), Which::All),
            orders(share(permille(f.sales.net, whole)), Which::All),
            orders(only(f.sales.mean()), Which::All),
            orders(only(f.max), Which::All),
            orders(only(f.min), Which::All),
            orders(money(f.sales.returns), Which::Returned),
            orders(Figure::Count(f.returned_orders), Which::Returned),
            orders(f.monthly.map_or(Figure::Nothing, Figure::Hundredths), Which::All),
        ]
    };
    let rows = report.rows.iter().map(|one| {
        let scope = OrderScope { class: Some(one.class.clone()), ..OrderScope::of(days) };
        let members = match &one.class {
            ClassKey::Class(name) if !name.is_empty() => Some(Opens::Members(Some(name.clone()))),
            // The list of customers has no filter for these.
            ClassKey::Class(_) | ClassKey::Counter | ClassKey::Gone => None,
        };
        row(class_name(&one.class), &scope, members, &one.figures)
    });
    let all = Some(Opens::Members(None));
    let total = row(Figure::Word("reports.total"), &OrderScope::of(days), all, &report.total);
    Sheet {
        title: "reports.title_classes",
        about: days.text(),
        columns: CLASSES.to_vec(),
        rows: rows.collect(),
        sums: vec![total],
        more: None,
    }
}

/// A class as it is called.
#[must_use]
pub fn class_name(class: &ClassKey) -> Figure {
    match class {
        ClassKey::Class(name) if name.is_empty() => Figure::Word("reports.no_class"),
        ClassKey::Class(name) => text(name),
        ClassKey::Counter => Figure::Word("reports.counter"),
        ClassKey::Gone => Figure::Word("reports.gone"),
    }
}

pub(super) const BY_CUSTOMER: &[Column] = &[
    column("reports.col_customer", Wide::Name, 0),
    column("reports.col_orders", Wide::Small, 2),
    column("reports.col_ordered", Wide::Amount, 2),
    column("reports.col_returns", Wide::Amount, 3),
    column("reports.col_due", Wide::Amount, 0),
    column("reports.col_received", Wide::Amount, 1),
    column("reports.col_status", Wide::Word, 2),
    column("reports.col_method", Wide::Word, 4),
    column("reports.col_outstanding", Wide::Amount, 0),
];

pub(super) const BY_ORDER: &[Column] = &[
    column("reports.col_number", Wide::Word, 0),
    column("reports.col_day", Wide::Word, 3),
    column("reports.col_customer", Wide::Name, 0),
    column("reports.col_state", Wide::Word, 4),
    column("reports.col_ordered", Wide::Amount, 2),
    column("reports.col_returns", Wide::Amount, 3),
    column("reports.col_due", Wide::Amount, 0),
    column("reports.col_received", Wide::Amount, 1),
    column("reports.col_status", Wide::Word, 2),
    column("reports.col_method", Wide::Word, 4),
    column("reports.col_outstanding", Wide::Amount, 0),
];

pub(super) const STATES: &[&str] = &[
    "reports.state_draft",
    "reports.state_confirmed",
    "reports.state_delivering",
    "reports.state_delivered",
    "reports.state_returned",
    "reports.state_void",
];

pub(super) const PAID: &[&str] = &[
    "reports.pay_nothing",
    "reports.pay_unpaid",
    "reports.pay_part",
    "reports.pay_paid",
    "reports.pay_over",
];

/// The sales-and-payment table.
#[must_use]
pub fn payments(scope: &OrderScope, by: PayBy, report: &PaymentReport) -> Sheet {
    let rows = report.rows.iter().map(|line| payment(scope, line)).collect();
    let blank = plain([Figure::Nothing, Figure::Nothing]);
    let head = match by {
        PayBy::Customer => {
            vec![Figure::Word("reports.total").into(), Figure::Count(report.total.orders).into()]
        }
        PayBy::Order => {
            let count = Figure::Count(report.total.orders);
            let head = [Figure::Word("reports.total"), count];
            plain(head).into_iter().chain(blank.clone()).collect()
        }
    };
    let total = head
        .into_iter()
        .chain(amounts(&report.total))
        .chain(blank)
        .chain([money(report.total.open()).into()]);
    Sheet {
        title: "reports.title_payments",
        about: scope.days.text(),
        columns: if by == PayBy::Customer { BY_CUSTOMER } else { BY_ORDER }.to_vec(),
        rows,
        sums: vec![total.collect()],
        more: more(report.rows.len(), report.count),
    }
}

/// Ordered, returned, due, received.
fn amounts(sales: &Sales) -> Vec<Cell> {
    plain([sales.ordered(), sales.returns, sales.net, sales.paid()].map(money))
}

fn payment(scope: &OrderScope, line: &PaymentLine) -> Vec<Cell> {
    let sales = &line.sales;
    let name = match (&line.name, line.customer) {
        (name, _) if !name.is_empty() => text(name),
        (_, None) => Figure::Word("reports.counter"),
        (_, Some(_)) => Figure::Word("reports.no_name"),
    };
    let name = match line.customer {
        Some(id) => Cell::opening(name, Opens::Customer(id)),
        None => name.into(),
    };
    let status = Figure::Word(pay_key(PayState::of(sales.net, sales.paid())));
    let methods = text(&line.methods.join(", "));
    if let Some((id, number, state, day)) = &line.order {
        let opening = |figure| Cell::opening(figure, Opens::Order(*id));
        let head = [opening(text(number)), Figure::Day(*day).into(), name];
        let figures = amounts(sales).into_iter().map(|cell| opening(cell.figure));
        let rest = [status.into(), methods.into(), opening(money(sales.open()))];
        let state = [Figure::Word(state_key(*state)).into()];
        return head.into_iter().chain(state).chain(figures).chain(rest).collect();
    }
    let own = OrderScope { customer: line.customer, ..scope.clone() };
    let own = match line.customer {
        Some(_) => own,
        None => OrderScope { class: Some(ClassKey::Counter), ..own },
    };
    let orders = |figure, which| Cell::opening(figure, Opens::Orders(Box::new(own.only(which))));
    vec![
        name,
        orders(Figure::Count(sales.orders), own.which),
        orders(money(sales.ordered()), own.which),
        orders(money(sales.returns), Which::Returned),
        orders(money(sales.net), own.which),
        orders(money(sales.paid()), Which::Paid),
        status.into(),
        methods.into(),
        orders(money(sales.open()), Which::Open),
    ]
}

const fn state_key(state: OrderState) -> &'static str {
    match state {
        OrderState::Draft => "reports.state_draft",
        OrderState::Confirmed => "reports.state_confirmed",
        OrderState::Delivering => "reports.state_delivering",
        OrderState::Delivered => "reports.state_delivered",
        OrderState::Returned => "reports.state_returned",
        OrderState::Void => "reports.state_void",
    }
}

const fn pay_key(pay: PayState) -> &'static str {
    match pay {
        PayState::Nothing => "reports.pay_nothing",
        PayState::Unpaid => "reports.pay_unpaid",
        PayState::Part => "reports.pay_part",
        PayState::Paid => "reports.pay_paid",
        PayState::Over => "reports.pay_over",
    }
}
