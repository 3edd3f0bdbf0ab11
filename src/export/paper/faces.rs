//! The faces text is set in, and their measures: which face has a character, how wide it is. Depends on krilla and ab_glyph.

use ab_glyph::{Font as _, FontArc, FontVec};
use krilla::text::Font;
use std::ops::Range;

static BUNDLED: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Regular-subset.otf");

/// Characters no line begins with.
const CLOSING: &str = "，。、；：！？）》」』】”’…％";

struct Face {
    measure: FontArc,
    font: Font,
}

/// The faces, the bundled one first.
pub struct Faces {
    bundled: Face,
    spare: Option<Face>,
}

/// A character's glyph and its advance in parts of the size.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub glyph: u16,
    pub advance: f32,
    pub range: Range<usize>,
}

/// Text of one face.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    pub spare: bool,
    pub text: String,
    pub glyphs: Vec<Placed>,
}

impl Run {
    /// In parts of the size.
    pub fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.advance).sum()
    }
}

impl Faces {
    /// The bundled face, and a spare one (a font file's bytes) for characters it does not have. A spare one that cannot be
    /// read is done without.
    #[must_use]
    pub fn new(spare: Option<Vec<u8>>) -> Option<Self> {
        let measure = FontArc::try_from_slice(BUNDLED).ok()?;
        let bundled = Face { measure, font: Font::new(BUNDLED.into(), 0)? };
        let spare = spare.and_then(|bytes| {
            let measure = FontVec::try_from_vec_and_index(bytes.clone(), 0).ok()?;
            Some(Face { measure: FontArc::new(measure), font: Font::new(bytes.into(), 0)? })
        });
        Some(Self { bundled, spare })
    }

    fn face(&self, spare: bool) -> &Face {
        self.spare.as_ref().filter(|_| spare).unwrap_or(&self.bundled)
    }

    pub(super) fn font(&self, spare: bool) -> Font {
        self.face(spare).font.clone()
    }

    /// The text by the faces that have its characters; what no face has is a question mark.
    pub(super) fn runs(&self, text: &str) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for c in text.chars().filter(|c| !c.is_control() && !is_unseen(*c)) {
            let (spare, c) = self.face_of(c);
            let known = self.face(spare);
            let id = known.measure.glyph_id(c);
            let whole = known.measure.units_per_em().unwrap_or(1_000.0);
            let advance = known.measure.h_advance_unscaled(id) / whole;
            if runs.last().is_none_or(|run| run.spare != spare) {
                runs.push(Run { spare, ..Run::default() });
            }
            if let Some(run) = runs.last_mut() {
                let from = run.text.len();
                run.text.push(c);
                let range = from..run.text.len();
                run.glyphs.push(Placed { glyph: id.0, advance, range });
            }
        }
        runs
    }

    /// Whether the spare face sets it, and as what.
    fn face_of(&self, c: char) -> (bool, char) {
        let has = |face: &Face| face.measure.glyph_id(c).0 != 0;
        match c {
            c if has(&self.bundled) => (false, c),
            c if self.spare.as_ref().is_some_and(has) => (true, c),
            '\u{a0}' => (false, ' '),
            _ => (false, '?'),
        }
    }

    /// As much of the text as fits into `room` (in parts of the size), with … where some is left out.
    pub(super) fn fit(&self, text: &str, room: f32) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let mut kept = String::new();
        let mut wide = self.width("…");
        for c in text.chars() {
            wide += self.width(c.encode_utf8(&mut [0; 4]));
            if wide > room {
                break;
            }
            kept.push(c);
        }
        kept.push('…');
        kept
    }

    /// In parts of the size.
    pub(super) fn width(&self, text: &str) -> f32 {
        self.runs(text).iter().map(Run::width).sum()
    }

    /// The text in lines no wider than `room` (in parts of the size): broken at blanks, else between characters.
    pub(super) fn wrap(&self, text: &str, room: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            for word in pieces(paragraph) {
                let longer = format!("{line}{word}");
                if self.width(longer.trim_end()) <= room {
                    line = longer;
                    continue;
                }
                if !line.trim().is_empty() {
                    lines.push(line.trim_end().to_owned());
                }
                line = String::new();
                for c in word.chars() {
                    if self.width(&format!("{line}{c}")) > room && !line.is_empty() {
                        lines.push(std::mem::take(&mut line));
                    }
                    line.push(c);
                }
            }
            lines.push(line.trim_end().to_owned());
        }
        lines
    }
}

/// Signs that are never seen: joiners and selectors inside emoji, marks of direction, the byte-order mark.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{1f3fb}'..='\u{1f3ff}'
    )
}

/// Words with the blank behind them; a character that is not ASCII is a word by itself.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_ascii() && c != ' ' {
            word.push(c);
            continue;
        }
        if c == ' ' {
            word.push(c);
        }
        if !word.is_empty() {
            pieces.push(std::mem::take(&mut word));
        }
        match pieces.last_mut() {
            // What closes stays with what it closes: no line begins with a comma.
            Some(last) if CLOSING.contains(c) && !last.ends_with(' ') => last.push(c),
            _ if c != ' ' => pieces.push(c.to_string()),
            _ => {}
        }
    }
    pieces.push(word);
    pieces
}
