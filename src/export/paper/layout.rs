//! Where everything of a slip stands: on sheets a table with measured columns and pages, on a roll one column.
//! Measures in points (1/72 inch). May depend on `crm`.

use super::faces::Faces;
use crate::crm::orders::slip::{Paper, Slip};

/// Points in a millimetre.
const POINT: f32 = 72.0 / 25.4;
/// Line height in parts of the size.
const LINE: f32 = 1.4;
/// Between columns.
const GUTTER: f32 = 10.0;

/// Something on a page; `y` is the text's base line.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    Text { x: f32, y: f32, size: f32, text: String },
    Rule { from: f32, to: f32, y: f32 },
}

/// A page.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub width: f32,
    pub height: f32,
    pub marks: Vec<Mark>,
}

/// The pages of a slip.
pub(super) fn pages(slip: &Slip, paper: Paper, faces: &Faces) -> Vec<Page> {
    let size = match paper {
        Paper::A4 => 10.5,
        Paper::A5 => 9.5,
        Paper::Roll80 => 9.0,
        Paper::Roll58 => 8.0,
    };
    laid_out(slip, paper.millimetres(), size, faces)
}

/// The pages of a table with many columns: A4 laid on its side. Letters are as small as the columns ask for, to a limit.
pub(super) fn pages_wide(slip: &Slip, faces: &Faces) -> Vec<Page> {
    let columns = |column: usize| {
        let cells = slip.rows.iter().chain([&slip.head]).filter_map(|row| row.get(column));
        cells.map(|cell| faces.width(cell)).fold(0.0, f32::max)
    };
    let gutters = GUTTER * f32::from(u16::try_from(slip.head.len()).unwrap_or(u16::MAX));
    let wish: f32 = (0..slip.head.len()).map(columns).sum();
    let room = (297.0 - 28.0) * POINT - gutters;
    let size = if wish > 0.0 { (room / wish).clamp(6.0, 10.0) } else { 10.0 };
    laid_out(slip, (297, Some(210)), size, faces)
}

fn laid_out(slip: &Slip, (wide, high): (u16, Option<u16>), size: f32, faces: &Faces) -> Vec<Page> {
    let is_roll = high.is_none();
    let margin = if is_roll { 3.0 } else { 14.0 } * POINT;
    let mut pen = Pen {
        faces,
        width: f32::from(wide) * POINT,
        height: high.map(|high| f32::from(high) * POINT),
        margin,
        size,
        y: margin,
        marks: Vec::new(),
        pages: Vec::new(),
    };
    pen.top(slip);
    if is_roll {
        pen.roll(slip);
    } else {
        pen.table(slip);
    }
    pen.bottom(slip);
    pen.finish()
}

struct Pen<'a> {
    faces: &'a Faces,
    width: f32,
    /// `None`: a roll.
    height: Option<f32>,
    margin: f32,
    size: f32,
    y: f32,
    marks: Vec<Mark>,
    pages: Vec<Page>,
}

/// Where the columns of a table stand.
struct Columns {
    /// Their right edges.
    edges: Vec<f32>,
    /// How wide they are.
    wide: Vec<f32>,
    /// The room of the first, which is written in several lines where it has to be.
    room: f32,
}

/// The width that none of these may be wider than, so that together they need no more than the room.
fn fair(wide: &[f32], room: f32) -> f32 {
    let mut most = wide.iter().copied().fold(0.0, f32::max);
    let mut narrow: Vec<f32> = wide.to_vec();
    narrow.sort_by(f32::total_cmp);
    let (mut left, mut count) = (room.max(0.0), narrow.len());
    for wide in narrow {
        let share = left / f32::from(u16::try_from(count).unwrap_or(u16::MAX)).max(1.0);
        if wide > share + 0.01 {
            return most.min(share);
        }
        left -= wide;
        count -= 1;
        most = most.max(wide);
    }
    most
}

impl Pen<'_> {
    fn room(&self) -> f32 {
        self.width - 2.0 * self.margin
    }

    /// Makes room for something so high; whether a new page was begun.
    fn need(&mut self, high: f32) -> bool {
        let Some(height) = self.height else { return false };
        if self.y + high <= height - self.margin || self.marks.is_empty() {
            return false;
        }
        self.pages.push(Page { width: self.width, height, marks: std::mem::take(&mut self.marks) });
        self.y = self.margin;
        true
    }

    fn text(&mut self, x: f32, size: f32, text: &str) {
        let y = self.y + size;
        self.marks.push(Mark::Text { x, y, size, text: text.to_owned() });
    }

    fn rule(&mut self) {
        let y = self.y + 2.0;
        self.marks.push(Mark::Rule { from: self.margin, to: self.width - self.margin, y });
        self.y += 5.0;
    }

    /// Lines from `x` on, no wider than `room`.
    fn block(&mut self, x: f32, room: f32, size: f32, text: &str) {
        for line in self.faces.wrap(text, room / size) {
            self.need(size * LINE);
            self.text(x, size, &line);
            self.y += size * LINE;
        }
    }

    fn centred(&mut self, size: f32, text: &str) {
        for line in self.faces.wrap(text, self.room() / size) {
            let x = (self.width - self.faces.width(&line) * size) / 2.0;
            self.text(x, size, &line);
            self.y += size * LINE;
        }
    }

    /// `text` ending at `right`.
    fn right(&mut self, right: f32, size: f32, text: &str) {
        let x = (right - self.faces.width(text) * size).max(self.margin);
        self.text(x, size, text);
    }

    fn top(&mut self, slip: &Slip) {
        let size = self.size;
        for (at, line) in slip.shop.iter().filter(|line| !line.trim().is_empty()).enumerate() {
            self.centred(if at == 0 { size * 1.25 } else { size * 0.9 }, line);
        }
        self.centred(size * 1.6, &slip.title);
        self.y += 4.0;
        let label = slip.facts.iter().map(|(label, _)| self.faces.width(label) * size);
        let label = label.fold(0.0, f32::max).min(self.room() * 0.4) + GUTTER;
        for (name, value) in slip.facts.iter().filter(|(_, value)| !value.trim().is_empty()) {
            self.need(size * LINE);
            let name = self.faces.fit(name, (label - GUTTER) / size);
            self.text(self.margin, size, &name);
            self.block(self.margin + label, self.room() - label, size, value);
        }
        self.y += 2.0;
        self.rule();
    }

    /// Where the columns of a table stand. All that is written has its room where there is enough of it; else the widest
    /// give way first, and a quarter is the first one's.
    fn columns(&self, slip: &Slip) -> Columns {
        let size = self.size;
        let natural = |column: usize| {
            let cells = slip.rows.iter().chain([&slip.head]).filter_map(|row| row.get(column));
            cells.map(|cell| self.faces.width(cell) * size).fold(0.0, f32::max)
        };
        let mut wide: Vec<f32> = (0..slip.head.len()).map(natural).collect();
        let first = wide.first().copied().unwrap_or(0.0);
        let others = f32::from(u16::try_from(wide.len().saturating_sub(1)).unwrap_or(u16::MAX));
        let room = self.room() - others * GUTTER;
        let left = room - first.min(room * 0.25).max(room - wide.iter().skip(1).sum::<f32>());
        let most = fair(wide.get(1..).unwrap_or_default(), left);
        wide.iter_mut().skip(1).for_each(|wide| *wide = wide.min(most));
        let mut edge = self.width - self.margin;
        let mut edges = vec![edge; wide.len()];
        for (place, wide) in edges.iter_mut().zip(&wide).skip(1).rev() {
            *place = edge;
            edge -= wide + GUTTER;
        }
        Columns { edges, wide, room: (edge - self.margin).max(self.room() * 0.25) }
    }

    fn table(&mut self, slip: &Slip) {
        if slip.head.is_empty() {
            return;
        }
        let columns = self.columns(slip);
        self.row(&slip.head, &columns);
        self.rule();
        for row in &slip.rows {
            let first = row.first().map_or("", String::as_str);
            let lines = self.faces.wrap(first, columns.room / self.size).len().max(1);
            let high = self.size * LINE * f32::from(u16::try_from(lines).unwrap_or(u16::MAX));
            if self.need(high) {
                self.row(&slip.head, &columns);
                self.rule();
            }
            self.row(row, &columns);
        }
        self.rule();
    }

    fn row(&mut self, cells: &[String], columns: &Columns) {
        let size = self.size;
        let places = columns.edges.iter().zip(&columns.wide);
        for (cell, (edge, wide)) in cells.iter().zip(places).skip(1) {
            // A hair more than what was measured: sums of widths are not exact.
            let cell = self.faces.fit(cell, wide / size + 0.01);
            self.right(*edge, size, &cell);
        }
        let first = cells.first().map_or("", String::as_str);
        self.block(self.margin, columns.room, size, first);
    }

    fn roll(&mut self, slip: &Slip) {
        let size = self.size;
        for row in slip.rows.iter().filter(|_| !slip.head.is_empty()) {
            let Some((first, others)) = row.split_first() else { continue };
            self.block(self.margin, self.room(), size, first);
            let Some((last, between)) = others.split_last() else { continue };
            if others.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let between: Vec<&str> =
                between.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            let between = between.join(" × ");
            let last = &self.faces.fit(last, self.room() * 0.6 / size);
            let taken = GUTTER * 2.0 + self.faces.width(last) * size;
            self.block_before(self.margin + GUTTER, self.room() - taken, size, &between);
            self.right(self.width - self.margin, size, last);
            self.y += size * LINE;
        }
        self.rule();
    }

    /// Lines from `x` on, no wider than `room`; what comes next stands in the last of them.
    fn block_before(&mut self, x: f32, room: f32, size: f32, text: &str) {
        let lines = self.faces.wrap(text, room.max(size * 2.0) / size);
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                self.y += size * LINE;
            }
            self.text(x, size, line);
        }
    }

    fn bottom(&mut self, slip: &Slip) {
        let size = self.size;
        for (at, (label, value)) in slip.totals.iter().enumerate() {
            let size = if at + 1 == slip.totals.len() { size * 1.25 } else { size };
            self.need(size * LINE);
            let value_wide = self.faces.width(value) * size;
            let gutter = if value.is_empty() { 0.0 } else { GUTTER };
            let room = self.room() - value_wide - gutter;
            let label_wide = self.faces.width(label) * size;
            if label_wide > room {
                self.block_before(self.margin, room, size, label);
            } else {
                self.text(self.margin + room - label_wide, size, label);
            }
            self.right(self.width - self.margin, size, value);
            self.y += size * LINE;
        }
        self.y += 4.0;
        for note in slip.notes.iter().filter(|note| !note.trim().is_empty()) {
            self.block(self.margin, self.room(), size * 0.9, note);
        }
        self.sign(slip);
    }

    fn sign(&mut self, slip: &Slip) {
        let size = self.size;
        let beside = if self.height.is_some() { slip.signatures.len().max(1) } else { 1 };
        let part = self.room() / f32::from(u16::try_from(beside).unwrap_or(1));
        for (at, sign) in slip.signatures.iter().enumerate() {
            let column = at % beside;
            if column == 0 {
                self.need(size * 3.0);
                self.y += size * 2.0;
            }
            let x = self.margin + part * f32::from(u16::try_from(column).unwrap_or(0));
            self.text(x, size, sign);
            let from = x + self.faces.width(sign) * size + 4.0;
            let y = self.y + size + 1.0;
            self.marks.push(Mark::Rule { from, to: (x + part - GUTTER).max(from), y });
            if column + 1 == beside {
                self.y += size * LINE;
            }
        }
    }

    fn finish(mut self) -> Vec<Page> {
        let height = self.height.unwrap_or(self.y + self.margin * 2.0);
        self.pages.push(Page { width: self.width, height, marks: self.marks });
        let count = self.pages.len();
        for (page, number) in self.pages.iter_mut().zip(1..).filter(|_| count > 1) {
            let text = format!("{number} / {count}");
            let size = self.size * 0.85;
            let x = (page.width - self.faces.width(&text) * size) / 2.0;
            let y = page.height - self.margin * 0.45;
            page.marks.push(Mark::Text { x, y, size, text });
        }
        self.pages
    }
}
