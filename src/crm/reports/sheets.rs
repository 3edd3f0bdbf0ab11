//! The columns and rows of each report, named here once for window, file and paper. May depend on the rest of `crm::reports`.

mod contacts;
mod people;
mod sales;

pub use contacts::contacts;
pub use people::{again, dormant, quiet};
pub use sales::{class_name, classes, payments, products, sales};

use crate::base::money::Money;
use crate::crm::reports::sheet::{Cell, Column, Figure, Sheet, Wide};
use crate::crm::reports::{ReportAnswer, ReportQuestion};

/// The table of an answer; `None`: the answer is to another question, or a list of orders, which is no report.
#[must_use]
pub fn sheet(question: &ReportQuestion, answer: &ReportAnswer) -> Option<Sheet> {
    Some(match (question, answer) {
        (ReportQuestion::Sales { days, by, .. }, ReportAnswer::Sales(report)) => {
            sales(*days, *by, report)
        }
        (ReportQuestion::Products { days, category, .. }, ReportAnswer::Products(report)) => {
            products(*days, category.as_deref(), report)
        }
        (ReportQuestion::Classes { days, .. }, ReportAnswer::Classes(report)) => {
            classes(*days, report)
        }
        (ReportQuestion::Payments { scope, by, .. }, ReportAnswer::Payments(report)) => {
            payments(scope, *by, report)
        }
        (ReportQuestion::Contacts { days, by, .. }, ReportAnswer::Contacts(report)) => {
            contacts(*days, *by, report)
        }
        (ReportQuestion::Quiet { today, .. }, ReportAnswer::Quiet(report)) => quiet(*today, report),
        (ReportQuestion::Again { today, .. }, ReportAnswer::Again(rows, count)) => {
            again(*today, rows, *count)
        }
        (ReportQuestion::Dormant { today, .. }, ReportAnswer::Dormant(rows, count)) => {
            dormant(*today, rows, *count)
        }
        _ => return None,
    })
}

const fn column(key: &'static str, wide: Wide, rank: u8) -> Column {
    Column { key, wide, rank }
}

fn money(amount: Money) -> Figure {
    Figure::Money(amount)
}

fn share(permille: Option<i64>) -> Figure {
    permille.map_or(Figure::Nothing, Figure::Share)
}

fn text(text: &str) -> Figure {
    Figure::Text(text.to_owned())
}

fn day(day: Option<i64>) -> Figure {
    day.map_or(Figure::Nothing, Figure::Day)
}

fn plain(figures: impl IntoIterator<Item = Figure>) -> Vec<Cell> {
    figures.into_iter().map(Cell::from).collect()
}

/// How many there are in all, where these are fewer.
fn more(rows: usize, count: u64) -> Option<u64> {
    let here = u64::try_from(rows).unwrap_or(u64::MAX);
    (count > here).then_some(count)
}

/// Every key that stands in a sheet by itself: heads, titles, words of cells. What a file's words are gathered by.
#[must_use]
pub fn word_keys() -> Vec<&'static str> {
    let mut keys = vec![
        "reports.title_sales",
        "reports.title_products",
        "reports.title_classes",
        "reports.title_payments",
        "reports.title_contacts",
        "reports.title_quiet",
        "reports.title_again",
        "reports.title_dormant",
        "reports.total",
        "reports.order_discounts",
        "reports.counter",
        "reports.gone",
        "reports.no_class",
        "reports.no_name",
        "reports.nobody",
        "reports.made_on",
        "reports.period",
    ];
    keys.extend(sales::STATES.iter().chain(sales::PAID));
    for columns in [
        sales::SALES,
        sales::PRODUCTS,
        sales::CLASSES,
        sales::BY_CUSTOMER,
        sales::BY_ORDER,
        contacts::BY_DAY,
        contacts::BY_AGENT,
        contacts::BY_CUSTOMER,
        people::QUIET,
        people::AGAIN,
        people::DORMANT,
    ] {
        keys.extend(columns.iter().map(|column| column.key));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::reports::*;

    fn payments(days: Days, sales: Sales) -> Vec<(ReportQuestion, ReportAnswer)> {
        let mut found = Vec::new();
        for by in PayBy::ALL {
            let line = PaymentLine {
                order: (by == PayBy::Order).then(|| {
                    (
                        crate::base::ids::OrderId(1),
                        "20261127-001".into(),
                        OrderState::Delivered,
                        20_030,
                    )
                }),
                sales,
                ..PaymentLine::default()
            };
            let report = PaymentReport { rows: vec![line], count: 1, total: sales };
            let scope = OrderScope::of(days);
            found.push((
                ReportQuestion::Payments { scope, by, limit: 1 },
                ReportAnswer::Payments(Box::new(report)),
            ));
        }
        found
    }

    fn questions() -> Vec<(ReportQuestion, ReportAnswer)> {
        let days = Days { first: 20_000, last: 20_030 };
        let sales = Sales { orders: 2, net: Money(900), ..Sales::default() };
        let class = |class| ClassRow { class, figures: ClassFigures::default() };
        let mut all = vec![
            (
                ReportQuestion::Sales { days, before: days, by: By::Week },
                ReportAnswer::Sales(Box::new(SalesReport {
                    rows: vec![(days, sales)],
                    ..SalesReport::default()
                })),
            ),
            (
                ReportQuestion::Products { days, category: None, rank: Rank::Margin, limit: 1 },
                ReportAnswer::Products(Box::new(ProductReport {
                    rows: vec![ProductRow::default()],
                    order_discounts: Money(-5),
                    ..ProductReport::default()
                })),
            ),
            (
                ReportQuestion::Classes { days, today: 20_030 },
                ReportAnswer::Classes(Box::new(ClassReport {
                    rows: [ClassKey::Class("VIP".into()), ClassKey::Counter, ClassKey::Gone]
                        .map(class)
                        .to_vec(),
                    ..ClassReport::default()
                })),
            ),
            (
                ReportQuestion::Quiet { today: 20_030, days: 60, limit: 1 },
                ReportAnswer::Quiet(Box::new(QuietReport {
                    rows: vec![QuietRow::default()],
                    ..QuietReport::default()
                })),
            ),
            (
                ReportQuestion::Again { today: 20_030, limit: 1 },
                ReportAnswer::Again(vec![AgainRow::default()], 9),
            ),
            (
                ReportQuestion::Dormant { today: 20_030, limit: 1 },
                ReportAnswer::Dormant(vec![DormantRow::default()], 1),
            ),
        ];
        all.extend(payments(days, sales));
        for (by, key) in [
            (ContactBy::Day, ContactKey::Day(20_001)),
            (ContactBy::Agent, ContactKey::Agent(String::new())),
            (ContactBy::Customer, ContactKey::Customer(CustomerId(1), "Wang".into())),
        ] {
            let rows = vec![(key, Contacts { missed: 1, ..Contacts::default() })];
            let report = ContactReport { rows, count: 1, ..ContactReport::default() };
            all.push((
                ReportQuestion::Contacts { days, by, now: (0, 0), limit: 1 },
                ReportAnswer::Contacts(Box::new(report)),
            ));
        }
        all
    }

    #[test]
    fn every_cell_stands_under_a_head_and_every_word_is_known() {
        let keys = word_keys();
        for (question, answer) in questions() {
            let sheet = sheet(&question, &answer).unwrap();
            assert!(!sheet.rows.is_empty(), "{}", sheet.title);
            for row in sheet.rows.iter().chain(&sheet.sums) {
                assert_eq!(row.len(), sheet.columns.len(), "{}", sheet.title);
                for cell in row {
                    if let Figure::Word(key) = cell.figure {
                        assert!(keys.contains(&key), "{key}");
                    }
                }
            }
            assert!(keys.contains(&sheet.title), "{}", sheet.title);
            assert!(sheet.columns.iter().all(|column| keys.contains(&column.key)));
        }
        let (question, _) = &questions()[0];
        assert_eq!(sheet(question, &ReportAnswer::Again(Vec::new(), 0)), None);
    }
}
