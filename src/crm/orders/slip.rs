//! A paper that is handed out: delivery slip, return slip, receipt, statement. Its words are put in by whoever knows the
//! language; here it is laid out as text for a roll. Pure. May depend on `crm::orders::width`.

use crate::crm::orders::width;
use serde::{Deserialize, Serialize};

/// What it is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 148 × 210 mm.
    #[default]
    A5,
    /// A roll of 80 mm.
    Roll80,
    /// A roll of 58 mm.
    Roll58,
}

impl Paper {
    /// All, widest first.
    pub const ALL: [Self; 4] = [Self::A4, Self::A5, Self::Roll80, Self::Roll58];

    /// Columns of text on a roll; `None`: a sheet.
    #[must_use]
    pub const fn columns(self) -> Option<usize> {
        match self {
            Self::Roll80 => Some(48),
            Self::Roll58 => Some(32),
            Self::A4 | Self::A5 => None,
        }
    }

    /// Width in millimetres, and height of a sheet.
    #[must_use]
    pub const fn millimetres(self) -> (u16, Option<u16>) {
        match self {
            Self::A4 => (210, Some(297)),
            Self::A5 => (148, Some(210)),
            Self::Roll80 => (80, None),
            Self::Roll58 => (58, None),
        }
    }
}

/// The paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slip {
    /// The shop's own lines at the top.
    pub shop: Vec<String>,
    /// What it is.
    pub title: String,
    /// Number, day, customer, address …: label and value.
    pub facts: Vec<(String, String)>,
    /// Heads of the columns; the first stands left, the others right.
    pub head: Vec<String>,
    /// Rows, as many cells as heads.
    pub rows: Vec<Vec<String>>,
    /// Sums: label and value; the last is the one that counts.
    pub totals: Vec<(String, String)>,
    /// Lines below.
    pub notes: Vec<String>,
    /// Places to sign.
    pub signatures: Vec<String>,
}

impl Slip {
    /// As text for a roll of `wide` columns, a line each.
    #[must_use]
    pub fn text(&self, wide: usize) -> Vec<String> {
        let rule = "-".repeat(wide);
        let mut out = Vec::new();
        for line in self.shop.iter().chain([&self.title]).filter(|line| !line.trim().is_empty()) {
            out.extend(width::middle(line, wide));
        }
        out.push(rule.clone());
        for (label, value) in self.facts.iter().filter(|(_, value)| !value.trim().is_empty()) {
            out.extend(width::wrap(&format!("{label}: {value}"), wide));
        }
        if !self.head.is_empty() {
            out.push(rule.clone());
            out.extend(row(&self.head, wide));
            out.push(rule.clone());
            for cells in &self.rows {
                out.extend(row(cells, wide));
            }
        }
        out.push(rule.clone());
        for (label, value) in &self.totals {
            out.extend(width::ends(label, value, wide));
        }
        for note in self.notes.iter().filter(|note| !note.trim().is_empty()) {
            out.extend(width::wrap(note, wide));
        }
        for sign in &self.signatures {
            out.push(String::new());
            out.extend(width::wrap(&format!("{sign}: ____________"), wide));
        }
        out
    }
}

/// The first cell alone, the others below it: the last at the right end.
fn row(cells: &[String], wide: usize) -> Vec<String> {
    let Some((first, others)) = cells.split_first() else { return Vec::new() };
    let mut out = width::wrap(first, wide);
    let says = others.iter().any(|cell| !cell.trim().is_empty());
    if let Some((last, between)) = others.split_last().filter(|_| says) {
        let between: Vec<&str> =
            between.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        out.extend(width::ends(&between.join(" × "), last, wide));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_fits_both_rolls() {
        let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let slip = Slip {
            shop: words(&["清泉送水"]),
            title: "送货单".into(),
            facts: vec![("客户".into(), "王伟".into()), ("备注".into(), String::new())],
            head: words(&["商品", "数量", "单价", "金额"]),
            rows: vec![words(&["桶装水 18.9L", "2 桶", "20.00", "40.00"])],
            totals: vec![("合计".into(), "￥40.00".into())],
            notes: words(&["谢谢惠顾"]),
            signatures: words(&["签收"]),
        };
        for paper in [Paper::Roll58, Paper::Roll80] {
            let wide = paper.columns().unwrap();
            let text = slip.text(wide);
            assert!(text.iter().all(|line| width::columns(line) <= wide), "{text:#?}");
            assert!(text.iter().any(|line| line.trim() == "送货单"));
            let row = text.iter().find(|line| line.contains("2 桶 × 20.00")).unwrap();
            assert!(row.ends_with("40.00") && width::columns(row) == wide, "{row}");
            assert!(!text.iter().any(|line| line.contains("备注")), "nothing to say");
        }
    }
}
