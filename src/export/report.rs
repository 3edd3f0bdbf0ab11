//! A report as rows of a file and as pages. May depend on `crm`.

use super::{Cell, word};
use crate::crm::orders::slip::Slip;
use crate::crm::reports::sheet::{self, Figure, Sheet};
use std::collections::BTreeMap;

/// Sentences by key.
type Words = BTreeMap<String, String>;

/// Most rows on paper: nobody prints more.
const MOST_ON_PAPER: usize = 5_000;

/// The sentence of a key; without one its plain name, as scripts read it: `net` of `reports.col_net`.
fn say(words: &Words, key: &str) -> String {
    let text = word(words, key);
    if words.contains_key(key) {
        return text;
    }
    let plain =
        ["col_", "pay_", "state_", "title_"].iter().find_map(|kind| text.strip_prefix(kind));
    plain.map_or_else(|| text.clone(), str::to_owned)
}

/// The head of a report.
#[must_use]
pub fn report_head(words: &Words, sheet: &Sheet) -> Vec<String> {
    sheet.columns.iter().map(|column| say(words, column.key)).collect()
}

/// A row of a report.
#[must_use]
pub fn report_row(words: &Words, row: &[sheet::Cell]) -> Vec<Cell> {
    row.iter().map(|cell| one(words, &cell.figure)).collect()
}

fn one(words: &Words, figure: &Figure) -> Cell {
    match figure {
        Figure::Nothing => Cell::Empty,
        Figure::Text(text) if text.is_empty() => Cell::Empty,
        Figure::Text(text) | Figure::Phone(text) => Cell::Text(text.clone()),
        Figure::Word(_) | Figure::Piece(..) | Figure::Day(_) => {
            Cell::Text(figure.text(&|key| say(words, key)))
        }
        Figure::Money(amount) => Cell::Money(*amount),
        Figure::Quantity(quantity) => Cell::Quantity(*quantity),
        Figure::Count(count) => Cell::Count(*count),
        Figure::Signed(number) => Cell::Signed(*number),
        Figure::Share(permille) => Cell::Share(*permille),
        Figure::Hundredths(n) => Cell::Money(crate::base::money::Money(*n)),
        Figure::Millis(millis) => Cell::Millis(*millis),
    }
}

/// A report as a paper: the first column stands left, the others right.
#[must_use]
pub fn report_slip(words: &Words, sheet: &Sheet, shop: &[String], made: &str) -> Slip {
    let say = |key: &str| say(words, key);
    let cells = |row: &Vec<sheet::Cell>| row.iter().map(|cell| cell.figure.text(&say)).collect();
    let mut rows: Vec<Vec<String>> = sheet.rows.iter().take(MOST_ON_PAPER).map(cells).collect();
    rows.extend(sheet.sums.iter().map(cells));
    Slip {
        shop: shop.to_vec(),
        title: say(sheet.title),
        facts: vec![
            (say("reports.period"), sheet.about.clone()),
            (say("reports.made_on"), made.to_owned()),
        ],
        head: report_head(words, sheet),
        rows,
        totals: Vec::new(),
        notes: Vec::new(),
        signatures: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::money::Money;
    use crate::crm::reports::figures::Sales;
    use crate::crm::reports::period::Days;
    use crate::crm::reports::scope::OrderScope;
    use crate::crm::reports::sheets;
    use crate::crm::reports::{PayBy, PaymentLine, PaymentReport};

    fn table() -> Sheet {
        let sales =
            Sales { orders: 2, net: Money(123_450), returns: Money(-500), ..Sales::default() };
        let line = PaymentLine { name: "=1+1".into(), sales, ..PaymentLine::default() };
        let report = PaymentReport { rows: vec![line], count: 1, total: sales };
        let scope = OrderScope::of(Days { first: 20_000, last: 20_010 });
        sheets::payments(&scope, PayBy::Customer, &report)
    }

    #[test]
    fn every_cell_keeps_its_figure_and_paper_has_the_sums_last() {
        let words = Words::new();
        let sheet = table();
        let row = report_row(&words, &sheet.rows[0]);
        assert_eq!(row.len(), report_head(&words, &sheet).len());
        assert_eq!(row[0], Cell::Text("=1+1".into()), "made inert by whoever writes it");
        assert!(
            row.contains(&Cell::Money(Money(123_450))) && row.contains(&Cell::Money(Money(-500)))
        );
        let slip = report_slip(&words, &sheet, &["Shop".into()], "2026-11-27");
        assert_eq!(slip.rows.len(), 2);
        assert!(slip.rows[1].iter().any(|cell| cell == "1,234.50"), "{:?}", slip.rows);
    }
}
