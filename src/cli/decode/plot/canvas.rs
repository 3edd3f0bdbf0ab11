//! A drawing surface: boxes, lines, text, pixels; written as PNG. The only file that names `tiny_skia` and `ab_glyph`.
//! May not depend on other layers.

use ab_glyph::{Font, FontRef, ScaleFont};
use tiny_skia::{Color, Paint, PathBuilder, Pixmap, PremultipliedColorU8, Rect, Stroke, Transform};

static NOTO_SANS_SC: &[u8] =
    include_bytes!("../../../../assets/fonts/NotoSansSC-Regular-subset.otf");

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Middle,
    Right,
}

/// The surface. Points are pixels from the upper left corner.
pub struct Canvas {
    pixmap: Pixmap,
    font: FontRef<'static>,
}

impl Canvas {
    /// A surface of one colour; `None` when it is too large or empty.
    pub fn new(width: u32, height: u32, ground: Rgb) -> Option<Self> {
        let mut pixmap = Pixmap::new(width, height)?;
        pixmap.fill(color(ground));
        let font = FontRef::try_from_slice(NOTO_SANS_SC).ok()?;
        Some(Self { pixmap, font })
    }

    /// A filled box.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Rgb) {
        if let Some(rect) = Rect::from_xywh(x, y, width.max(0.5), height.max(0.5)) {
            self.pixmap.fill_rect(rect, &paint(ink), Transform::identity(), None);
        }
    }

    /// The edge of a box.
    pub fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Rgb) {
        let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)];
        self.line(&corners, 1.0, ink);
    }

    /// A line through points.
    pub fn line(&mut self, points: &[(f32, f32)], width: f32, ink: Rgb) {
        let mut path = PathBuilder::new();
        for (index, (x, y)) in points.iter().enumerate() {
            if index == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
        }
        if let Some(path) = path.finish() {
            let stroke = Stroke { width, ..Stroke::default() };
            self.pixmap.stroke_path(&path, &paint(ink), &stroke, Transform::identity(), None);
        }
    }

    /// One pixel.
    pub fn dot(&mut self, x: u32, y: u32, ink: Rgb) {
        self.blend(x, y, ink, 1.0);
    }

    /// How wide a text of `size` pixels is.
    pub fn width_of(&self, text: &str, size: f32) -> f32 {
        let font = self.font.as_scaled(size);
        text.chars().map(|c| font.h_advance(font.glyph_id(c))).sum()
    }

    /// A text whose middle line is at `y`.
    pub fn text(&mut self, at: (f32, f32), size: f32, align: Align, ink: Rgb, text: &str) {
        let width = self.width_of(text, size);
        let (x, y) = at;
        let mut pen = match align {
            Align::Left => x,
            Align::Middle => x - width / 2.0,
            Align::Right => x - width,
        };
        // Capitals are about 0.73 of the nominal size high in this font, scaled to its line height.
        let base = y + size * 0.25;
        let font = self.font.clone();
        let scaled = font.as_scaled(size);
        for c in text.chars() {
            let id = scaled.glyph_id(c);
            let glyph = id.with_scale_and_position(size, ab_glyph::point(pen, base));
            pen += scaled.h_advance(id);
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            outline.draw(|dx, dy, cover| {
                let (x, y) = (bounds.min.x + dx as f32, bounds.min.y + dy as f32);
                if x >= 0.0 && y >= 0.0 {
                    self.blend(x as u32, y as u32, ink, cover);
                }
            });
        }
    }

    fn blend(&mut self, x: u32, y: u32, ink: Rgb, cover: f32) {
        let (width, height) = (self.pixmap.width(), self.pixmap.height());
        if x >= width || y >= height {
            return;
        }
        let Some(pixel) = self.pixmap.pixels_mut().get_mut((y * width + x) as usize) else {
            return;
        };
        let old = [pixel.red(), pixel.green(), pixel.blue()];
        let mixed = |i: usize| {
            let cover = cover.clamp(0.0, 1.0);
            (f32::from(old[i]) * (1.0 - cover) + f32::from(ink[i]) * cover).round() as u8
        };
        let mixed = PremultipliedColorU8::from_rgba(mixed(0), mixed(1), mixed(2), 255);
        *pixel = mixed.unwrap_or(*pixel);
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn png(&self) -> Result<Vec<u8>, String> {
        self.pixmap.encode_png().map_err(|error| error.to_string())
    }
}

fn color([r, g, b]: Rgb) -> Color {
    Color::from_rgba8(r, g, b, 255)
}

fn paint(ink: Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(color(ink));
    paint
}
