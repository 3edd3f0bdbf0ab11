//! Icons drawn with the painter: no glyph, no picture file. Each is drawn inside the square it is given.
//! May depend on egui only.

use egui::{Color32, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, pos2, vec2};

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
    /// Arrow into a tray: an incoming call that was answered.
    Incoming,
    /// Arrow out of a tray: an outgoing call.
    Outgoing,
    /// Arrow that bounces off: a missed call.
    Missed,
    /// A ring with a dot: neither known.
    Unknown,
    /// An empty ring: to be dealt with.
    Todo,
    /// A tick in a ring: dealt with.
    Done,
    /// Play.
    Play,
    /// Stop.
    Stop,
    /// A filled dot: recording.
    Dot,
    /// A tick.
    Tick,
    /// A cross.
    Close,
    /// A plus.
    Plus,
    /// A receiver.
    Phone,
    /// A receiver with waves.
    Ringing,
    /// One person.
    Person,
    /// A wave in a box: the line.
    Line,
    /// A ring with teeth: settings.
    Gear,
    /// A list: calls.
    Calls,
    /// A lens: search.
    Search,
    /// An arrow back: undo.
    Undo,
    /// A bin: delete.
    Bin,
    /// A small i.
    Info,
    /// A triangle: warning.
    Warn,
    /// A plug pulled out.
    Unplugged,
    /// A page with a corner: note.
    Note,
    /// A shield: the firewall.
    Shield,
    /// Three bars: figures.
    Bars,
    /// A rising line over an axis: reports.
    Chart,
    /// Two bars: pause.
    Pause,
    /// A receiver put down: hang up.
    HangUp,
    /// A loop: again.
    Repeat,
    /// A flag: marker, promise.
    Flag,
    /// A bell: reminder.
    Bell,
    /// An arrow out of a tray: export.
    Export,
    /// A seal: proof.
    Seal,
    /// Two sheets: copy.
    Copy,
    /// A bell crossed out: do not disturb.
    BellOff,
    /// A box with two lines: columns.
    Columns,
}

struct Pen<'a> {
    painter: &'a Painter,
    rect: Rect,
    stroke: Stroke,
}

impl Pen<'_> {
    /// A point of the unit square.
    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.rect.min + vec2(x * self.rect.width(), y * self.rect.height())
    }

    fn path(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|&(x, y)| self.at(x, y)).collect();
        self.painter.line(points, self.stroke);
    }

    fn filled(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|&(x, y)| self.at(x, y)).collect();
        self.painter.add(egui::Shape::convex_polygon(points, self.stroke.color, Stroke::NONE));
    }

    fn ring(&self, x: f32, y: f32, radius: f32) {
        self.painter.circle_stroke(self.at(x, y), radius * self.rect.width(), self.stroke);
    }

    fn dot(&self, x: f32, y: f32, radius: f32) {
        self.painter.circle_filled(self.at(x, y), radius * self.rect.width(), self.stroke.color);
    }

    fn frame(&self, from: (f32, f32), to: (f32, f32), radius: f32) {
        let rect = Rect::from_two_pos(self.at(from.0, from.1), self.at(to.0, to.1));
        self.painter.rect_stroke(rect, radius, self.stroke, StrokeKind::Middle);
    }

    fn arc(&self, centre: (f32, f32), radius: f32, from: f32, to: f32) {
        let step = |i: u8| {
            let angle = (to - from).mul_add(f32::from(i) / 12.0, from);
            (angle.cos().mul_add(radius, centre.0), angle.sin().mul_add(radius, centre.1))
        };
        self.path(&(0..=12).map(step).collect::<Vec<_>>());
    }
}

/// Draws an icon into the largest square in the middle of `rect`.
pub fn paint(painter: &Painter, rect: Rect, icon: Icon, color: Color32) {
    let side = rect.width().min(rect.height());
    let rect = Rect::from_center_size(rect.center(), Vec2::splat(side));
    let stroke = Stroke::new((side / 11.0).max(1.3), color);
    let pen = Pen { painter, rect, stroke };
    match icon {
        Icon::Incoming | Icon::Outgoing | Icon::Missed | Icon::Unknown => direction(&pen, icon),
        Icon::Phone | Icon::Ringing => phone(&pen, icon == Icon::Ringing),
        Icon::Play => pen.filled(&[(0.27, 0.16), (0.85, 0.5), (0.27, 0.84)]),
        Icon::Stop => pen.filled(&[(0.23, 0.23), (0.77, 0.23), (0.77, 0.77), (0.23, 0.77)]),
        Icon::Dot => pen.dot(0.5, 0.5, 0.32),
        Icon::Tick => pen.path(&[(0.16, 0.54), (0.4, 0.78), (0.85, 0.24)]),
        Icon::Todo => pen.ring(0.5, 0.5, 0.42),
        Icon::Done => {
            pen.ring(0.5, 0.5, 0.42);
            pen.path(&[(0.29, 0.52), (0.44, 0.67), (0.72, 0.34)]);
        }
        Icon::Close => {
            pen.path(&[(0.22, 0.22), (0.78, 0.78)]);
            pen.path(&[(0.78, 0.22), (0.22, 0.78)]);
        }
        Icon::Plus => {
            pen.path(&[(0.5, 0.16), (0.5, 0.84)]);
            pen.path(&[(0.16, 0.5), (0.84, 0.5)]);
        }
        Icon::Search => {
            pen.ring(0.44, 0.44, 0.28);
            pen.path(&[(0.65, 0.65), (0.88, 0.88)]);
        }
        _ => object(&pen, icon),
    }
}

fn direction(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Incoming => {
            pen.path(&[(0.84, 0.16), (0.2, 0.8)]);
            pen.path(&[(0.2, 0.36), (0.2, 0.8), (0.64, 0.8)]);
        }
        Icon::Outgoing => {
            pen.path(&[(0.16, 0.84), (0.8, 0.2)]);
            pen.path(&[(0.36, 0.2), (0.8, 0.2), (0.8, 0.64)]);
        }
        Icon::Missed => {
            pen.path(&[(0.08, 0.3), (0.45, 0.67), (0.92, 0.2)]);
            pen.path(&[(0.08, 0.58), (0.08, 0.3), (0.36, 0.3)]);
            pen.path(&[(0.2, 0.88), (0.8, 0.88)]);
        }
        _ => {
            pen.ring(0.5, 0.5, 0.36);
            pen.dot(0.5, 0.5, 0.1);
        }
    }
}

fn phone(pen: &Pen<'_>, ringing: bool) {
    // A receiver seen from the side, tilted.
    pen.path(&[
        (0.17, 0.2),
        (0.36, 0.13),
        (0.46, 0.34),
        (0.35, 0.44),
        (0.44, 0.57),
        (0.57, 0.66),
        (0.67, 0.55),
        (0.88, 0.65),
        (0.81, 0.85),
        (0.62, 0.88),
        (0.3, 0.68),
        (0.13, 0.37),
        (0.17, 0.2),
    ]);
    if ringing {
        pen.arc((0.55, 0.45), 0.2, -1.35, -0.2);
        pen.arc((0.55, 0.45), 0.37, -1.35, -0.2);
    }
}

fn object(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Person => {
            pen.ring(0.5, 0.31, 0.18);
            pen.arc((0.5, 0.92), 0.36, std::f32::consts::PI, std::f32::consts::TAU);
            pen.path(&[(0.14, 0.92), (0.86, 0.92)]);
        }
        Icon::Calls => {
            for y in [0.24, 0.5, 0.76] {
                pen.dot(0.16, y, 0.06);
                pen.path(&[(0.34, y), (0.9, y)]);
            }
        }
        Icon::Line => pen.path(&[
            (0.06, 0.5),
            (0.24, 0.5),
            (0.36, 0.2),
            (0.52, 0.82),
            (0.66, 0.36),
            (0.75, 0.5),
            (0.94, 0.5),
        ]),
        Icon::Gear => gear(pen),
        Icon::Undo => {
            pen.arc((0.52, 0.56), 0.3, -2.6, 2.2);
            pen.path(&[(0.1, 0.22), (0.24, 0.44), (0.48, 0.34)]);
        }
        Icon::Bin => {
            pen.path(&[(0.14, 0.26), (0.86, 0.26)]);
            pen.path(&[(0.36, 0.26), (0.38, 0.13), (0.62, 0.13), (0.64, 0.26)]);
            pen.path(&[(0.23, 0.26), (0.29, 0.88), (0.71, 0.88), (0.77, 0.26)]);
        }
        Icon::Info => {
            pen.ring(0.5, 0.5, 0.4);
            pen.dot(0.5, 0.29, 0.06);
            pen.path(&[(0.5, 0.45), (0.5, 0.74)]);
        }
        Icon::Warn => {
            pen.path(&[(0.5, 0.12), (0.93, 0.86), (0.07, 0.86), (0.5, 0.12), (0.52, 0.15)]);
            pen.path(&[(0.5, 0.38), (0.5, 0.6)]);
            pen.dot(0.5, 0.73, 0.055);
        }
        _ => act(pen, icon),
    }
}

fn bell(pen: &Pen<'_>) {
    pen.path(&[(0.16, 0.7), (0.26, 0.58), (0.28, 0.34), (0.5, 0.14), (0.72, 0.34)]);
    pen.path(&[(0.72, 0.34), (0.74, 0.58), (0.84, 0.7), (0.16, 0.7)]);
}

/// Signs of what is done at the call desk.
fn act(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Shield => {
            pen.path(&[(0.5, 0.1), (0.86, 0.24), (0.82, 0.56), (0.5, 0.9), (0.18, 0.56)]);
            pen.path(&[(0.18, 0.56), (0.14, 0.24), (0.5, 0.1)]);
        }
        Icon::Bars => {
            pen.path(&[(0.22, 0.88), (0.22, 0.5)]);
            pen.path(&[(0.5, 0.88), (0.5, 0.14)]);
            pen.path(&[(0.78, 0.88), (0.78, 0.36)]);
        }
        Icon::Chart => {
            pen.path(&[(0.12, 0.12), (0.12, 0.88), (0.9, 0.88)]);
            pen.path(&[(0.26, 0.7), (0.44, 0.44), (0.6, 0.58), (0.86, 0.22)]);
        }
        Icon::Pause => {
            pen.path(&[(0.36, 0.2), (0.36, 0.8)]);
            pen.path(&[(0.64, 0.2), (0.64, 0.8)]);
        }
        Icon::HangUp => {
            pen.path(&[(0.1, 0.62), (0.16, 0.44), (0.5, 0.34), (0.84, 0.44), (0.9, 0.62)]);
            pen.path(&[(0.1, 0.62), (0.32, 0.62), (0.32, 0.5)]);
            pen.path(&[(0.9, 0.62), (0.68, 0.62), (0.68, 0.5)]);
        }
        Icon::Repeat => {
            pen.arc((0.5, 0.52), 0.32, -1.2, 4.2);
            pen.path(&[(0.6, 0.06), (0.62, 0.24), (0.44, 0.3)]);
        }
        Icon::Flag => pen.path(&[(0.24, 0.9), (0.24, 0.12), (0.82, 0.3), (0.24, 0.5)]),
        Icon::Bell => {
            bell(pen);
            pen.dot(0.5, 0.84, 0.07);
        }
        Icon::BellOff => {
            bell(pen);
            pen.path(&[(0.1, 0.1), (0.9, 0.9)]);
        }
        Icon::Export => {
            pen.path(&[(0.5, 0.62), (0.5, 0.12)]);
            pen.path(&[(0.3, 0.32), (0.5, 0.12), (0.7, 0.32)]);
            pen.path(&[(0.14, 0.6), (0.14, 0.88), (0.86, 0.88), (0.86, 0.6)]);
        }
        Icon::Seal => {
            pen.ring(0.5, 0.4, 0.28);
            pen.path(&[(0.34, 0.62), (0.28, 0.92), (0.5, 0.8), (0.72, 0.92), (0.66, 0.62)]);
        }
        _ => sheet(pen, icon),
    }
}

fn sheet(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Unplugged => {
            pen.path(&[(0.04, 0.5), (0.3, 0.5)]);
            pen.frame((0.3, 0.32), (0.46, 0.68), 1.0);
            pen.path(&[(0.46, 0.41), (0.57, 0.41)]);
            pen.path(&[(0.46, 0.59), (0.57, 0.59)]);
            pen.arc((0.86, 0.5), 0.19, 1.57, 4.71);
            pen.path(&[(0.67, 0.5), (0.96, 0.5)]);
        }
        Icon::Columns => {
            pen.frame((0.12, 0.18), (0.88, 0.82), 2.0);
            pen.path(&[(0.38, 0.18), (0.38, 0.82)]);
            pen.path(&[(0.63, 0.18), (0.63, 0.82)]);
        }
        Icon::Copy => {
            pen.frame((0.34, 0.32), (0.86, 0.9), 2.0);
            pen.path(&[(0.2, 0.7), (0.14, 0.7), (0.14, 0.1), (0.66, 0.1), (0.66, 0.18)]);
        }
        _ => {
            pen.path(&[
                (0.2, 0.1),
                (0.62, 0.1),
                (0.82, 0.3),
                (0.82, 0.9),
                (0.2, 0.9),
                (0.2, 0.1),
                (0.24, 0.1),
            ]);
            pen.path(&[(0.34, 0.46), (0.68, 0.46)]);
            pen.path(&[(0.34, 0.66), (0.68, 0.66)]);
        }
    }
}

fn gear(pen: &Pen<'_>) {
    pen.ring(0.5, 0.5, 0.28);
    pen.ring(0.5, 0.5, 0.1);
    for tooth in 0_u8..8 {
        let angle = f32::from(tooth) * std::f32::consts::FRAC_PI_4;
        let centre = pos2(0.5, 0.5);
        let [near, far] = [0.3, 0.43]
            .map(|r: f32| (angle.cos().mul_add(r, centre.x), angle.sin().mul_add(r, centre.y)));
        pen.path(&[near, far]);
    }
}
