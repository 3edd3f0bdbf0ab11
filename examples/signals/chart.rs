//! Charts as SVG and as CSV. Depends on std only.

use std::fmt::Write as _;

/// How a curve looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Ours: thick. Several in one chart differ by number.
    Ours(usize),
    /// Another decoder: thin, with dots.
    Other(usize),
    /// Another decoder at a few places: dots alone, nothing is known between them.
    Places(usize),
    /// Theory: dashed.
    Ideal(usize),
    /// A limit of a standard: a vertical line at each x.
    Limit,
}

/// One curve.
#[derive(Debug, Clone)]
pub struct Curve {
    /// For the legend.
    pub name: String,
    /// Its points.
    pub points: Vec<(f64, f64)>,
    /// How it looks.
    pub look: Look,
}

/// One chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Above it.
    pub title: String,
    /// Below the title, smaller.
    pub note: String,
    /// With unit.
    pub x_label: &'static str,
    /// With unit.
    pub y_label: &'static str,
    /// First and last x, and the distance of the marks.
    pub x: (f64, f64, f64),
    /// The same for y.
    pub y: (f64, f64, f64),
    /// Drawn in this order.
    pub curves: Vec<Curve>,
}

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 630.0;
const TOP: f64 = 58.0;
const BOTTOM: f64 = 366.0;
const OURS: [&str; 4] = ["#0b3d91", "#c1440e", "#00796b", "#6a1b9a"];
const OTHERS: [&str; 5] = ["#e69f00", "#56b4e9", "#cc79a7", "#009e73", "#8d6e63"];
const IDEALS: [&str; 5] = ["#9aa0a6", "#858b91", "#70767c", "#565c62", "#2b2f33"];

impl Chart {
    fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let share = |v: f64, (first, last, _): (f64, f64, f64)| (v - first) / (last - first);
        let y = share(y, self.y).clamp(0.0, 1.0);
        (LEFT + share(x, self.x) * (RIGHT - LEFT), BOTTOM - y * (BOTTOM - TOP))
    }

    /// The chart as SVG.
    pub fn svg(&self) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        );
        text(&mut svg, (LEFT, 24.0), "start", "font-size=\"17\" fill=\"#1e2228\"", &self.title);
        text(&mut svg, (LEFT, 44.0), "start", "fill=\"#6e747c\"", &self.note);
        self.grid(&mut svg);
        for curve in &self.curves {
            self.curve(&mut svg, curve);
        }
        let mut y = TOP + 8.0;
        for curve in &self.curves {
            let (x, end) = (RIGHT + 18.0, RIGHT + 46.0);
            let stroke = stroke(curve.look);
            push(&mut svg, format_args!("<path d=\"M{x} {y}H{end}\" {stroke}/>"));
            text(&mut svg, (end + 8.0, y + 4.0), "start", "fill=\"#1e2228\"", &curve.name);
            y += 21.0;
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn grid(&self, svg: &mut String) {
        for (axis, is_x) in [(self.x, true), (self.y, false)] {
            let (first, last, step) = axis;
            let count = ((last - first) / step).round() as i32;
            for n in 0..=count {
                let value = first + f64::from(n) * step;
                let (x, y) = self.at(if is_x { (value, self.y.0) } else { (self.x.0, value) });
                let line = if is_x {
                    format!("M{x:.1} {TOP}V{BOTTOM}")
                } else {
                    format!("M{LEFT} {y:.1}H{RIGHT}")
                };
                push(svg, format_args!("<path d=\"{line}\" stroke=\"#e4e7ea\" fill=\"none\"/>"));
                let label = format!("{value}");
                if is_x {
                    text(svg, (x, BOTTOM + 18.0), "middle", "fill=\"#1e2228\"", &label);
                } else {
                    text(svg, (LEFT - 8.0, y + 4.0), "end", "fill=\"#1e2228\"", &label);
                }
            }
        }
        let middle = f64::midpoint(LEFT, RIGHT);
        text(svg, (middle, BOTTOM + 40.0), "middle", "fill=\"#1e2228\"", self.x_label);
        let (x, y) = (18.0, f64::midpoint(TOP, BOTTOM));
        let turned = format!("fill=\"#1e2228\" transform=\"rotate(-90 {x} {y})\"");
        text(svg, (x, y), "middle", &turned, self.y_label);
    }

    fn curve(&self, svg: &mut String, curve: &Curve) {
        let stroke = stroke(curve.look);
        if curve.look == Look::Limit {
            for (x, _) in &curve.points {
                let (x, _) = self.at((*x, self.y.0));
                push(svg, format_args!("<path d=\"M{x:.1} {TOP}V{BOTTOM}\" {stroke}/>"));
            }
            return;
        }
        let mut path = String::new();
        for (index, point) in curve.points.iter().enumerate() {
            let (x, y) = self.at(*point);
            push_part(
                &mut path,
                format_args!("{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' }),
            );
        }
        if !matches!(curve.look, Look::Places(_)) {
            push(svg, format_args!("<path d=\"{path}\" {stroke}/>"));
        }
        if !matches!(curve.look, Look::Ideal(_)) {
            let radius = match curve.look {
                Look::Ours(_) => 3.2,
                // One around the other where two decoders do the same.
                Look::Places(n) => 7.0 - 1.7 * n as f64,
                _ => 2.2,
            };
            for point in &curve.points {
                let (x, y) = self.at(*point);
                let fill = color(curve.look);
                push(
                    svg,
                    format_args!(
                        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{fill}\"/>"
                    ),
                );
            }
        }
    }

    /// The figures: one line for each point.
    pub fn csv(&self) -> String {
        let mut csv = format!("curve,{},{}\n", self.x_label, self.y_label).replace(" (", " [");
        csv = csv.replace(')', "]");
        for curve in self.curves.iter().filter(|curve| curve.look != Look::Limit) {
            for (x, y) in &curve.points {
                push(&mut csv, format_args!("{},{x},{y:.1}", curve.name.replace(',', ";")));
            }
        }
        csv
    }
}

fn color(look: Look) -> &'static str {
    match look {
        Look::Ours(n) => OURS[n % OURS.len()],
        Look::Other(n) | Look::Places(n) => OTHERS[n % OTHERS.len()],
        Look::Ideal(n) => IDEALS[n % IDEALS.len()],
        Look::Limit => "#b00020",
    }
}

fn stroke(look: Look) -> String {
    let rest = match look {
        Look::Ours(_) => "stroke-width=\"3\"",
        Look::Other(_) => "stroke-width=\"1.4\"",
        Look::Places(_) => "stroke-width=\"6\"",
        Look::Ideal(_) => "stroke-width=\"1.4\" stroke-dasharray=\"6 4\"",
        Look::Limit => "stroke-width=\"1.2\" stroke-dasharray=\"2 3\"",
    };
    format!("stroke=\"{}\" fill=\"none\" {rest}", color(look))
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, style: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    push(
        svg,
        format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {style}>{text}</text>"
        ),
    );
}

/// Writing into a string cannot fail.
fn push(out: &mut String, line: std::fmt::Arguments<'_>) {
    push_part(out, line);
    out.push('\n');
}

fn push_part(out: &mut String, part: std::fmt::Arguments<'_>) {
    let _infallible = out.write_fmt(part);
}

/// Where a rising curve first reaches `y` and stays there, between its points; `None` when it does not.
fn reaches(points: &[(f64, f64)], y: f64) -> Option<f64> {
    let last_below = points.iter().rposition(|point| point.1 < y);
    let Some(low) = last_below else { return points.first().map(|point| point.0) };
    let (a, b) = (points.get(low)?, points.get(low + 1)?);
    Some(a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
}

/// From where to where a curve is not below `y`, for a table.
pub fn span(points: &[(f64, f64)], y: f64) -> String {
    let mut above = points.iter().filter(|point| point.1 >= y).map(|point| point.0);
    match (above.next(), above.next_back()) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        (Some(only), None) => format!("{only}"),
        _ => "nowhere".to_owned(),
    }
}

/// As [`reaches`], for a table.
pub fn reached(points: &[(f64, f64)], y: f64) -> String {
    reaches(points, y).map_or("not reached".to_owned(), |x| format!("{x:.1} dB"))
}
