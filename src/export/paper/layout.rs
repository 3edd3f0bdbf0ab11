//! Where everything of a slip stands: on sheets a table with measured columns and pages, on a roll one column.
//! Measures in points (1/72 inch). May depend on `crm`.

use super::faces::Faces;
use crate::crm::orders::slip::{Paper, Slip};

/// Points in a millimetre.
const POINT: f32 = 72.0 / 25.4;
/// Line height in parts of the size.
const LINE: f32 = 1.4;
/// The most of the room that a column beside the first takes.
const WIDEST: f32 = 0.28;
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

    /// Right edges of the columns, and the room of the first.
    fn columns(&self, slip: &Slip) -> (Vec<f32>, f32) {
        let size = self.size;
        let wide = |column: usize| {
            let cells = slip.rows.iter().chain([&slip.head]).filter_map(|row| row.get(column));
            let wide = cells.map(|cell| self.faces.width(cell) * size).fold(0.0, f32::max);
            wide.min(self.widest(slip.head.len()))
        };
        let mut edge = self.width - self.margin;
        let mut edges = vec![edge; slip.head.len()];
        for column in (1..slip.head.len()).rev() {
            if let Some(place) = edges.get_mut(column) {
                *place = edge;
            }
            edge -= wide(column) + GUTTER;
        }
        let room = (edge - self.margin).max(self.room() * 0.25);
        (edges, room)
    }

    /// The most that a column beside the first takes of so many: a quarter of the room is the first one's.
    fn widest(&self, columns: usize) -> f32 {
        let others =
            f32::from(u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX)).max(1.0);
        (self.room() * 0.75 / others - GUTTER).clamp(0.0, self.room() * WIDEST)
    }

    fn table(&mut self, slip: &Slip) {
        if slip.head.is_empty() {
            return;
        }
        let (edges, room) = self.columns(slip);
        self.row(&slip.head, &edges, room);
        self.rule();
        for row in &slip.rows {
            let first = row.first().map_or("", String::as_str);
            let lines = self.faces.wrap(first, room / self.size).len().max(1);
            let high = self.size * LINE * f32::from(u16::try_from(lines).unwrap_or(u16::MAX));
            if self.need(high) {
                self.row(&slip.head, &edges, room);
                self.rule();
            }
            self.row(row, &edges, room);
        }
        self.rule();
    }

    fn row(&mut self, cells: &[String], edges: &[f32], room: f32) {
        let size = self.size;
        let most = self.widest(edges.len()) / size;
        for (cell, edge) in cells.iter().zip(edges).skip(1) {
            let cell = self.faces.fit(cell, most);
            self.right(*edge, size, &cell);
        }
        self.block(self.margin, room, size, cells.first().map_or("", String::as_str));
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
