//! The bundled fonts (SIL OFL 1.1, `assets/fonts/OFL.txt`): Noto Sans for letters and figures, Noto Sans SC (GB 2312 and
//! common symbols) for Chinese. They lead both families, so the look does not depend on the machine; eframe's `system_fonts`
//! covers rare characters. Quotation marks, dashes and the ellipsis are as wide as a character in Chinese and narrow in
//! English: they come from the font of the language. May depend on egui, and types of `engine`.

use crate::engine::settings::Language;
use egui::{FontData, FontDefinitions, FontFamily};
use std::sync::Arc;

const LETTERS: (&str, &[u8]) =
    ("noto-sans", include_bytes!("../../assets/fonts/NotoSans-Regular-letters.ttf"));
const PUNCTUATION: (&str, &[u8]) = (
    "noto-sans-punctuation",
    include_bytes!("../../assets/fonts/NotoSans-Regular-punctuation.ttf"),
);
const CHINESE: (&str, &[u8]) =
    ("noto-sans-sc", include_bytes!("../../assets/fonts/NotoSansSC-Regular-subset.otf"));

/// Gives `ctx` our fonts, in the order of `language`. To be called before the first frame, and when the language changes.
pub fn install(ctx: &egui::Context, language: Language) {
    ctx.set_fonts(definitions(language));
}

fn definitions(language: Language) -> FontDefinitions {
    let order: &[(&str, &'static [u8])] = match language {
        Language::Chinese => &[LETTERS, CHINESE, PUNCTUATION],
        Language::English => &[LETTERS, PUNCTUATION, CHINESE],
    };
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in order {
        fonts.font_data.insert((*name).to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    // The monospaced font keeps the lead in its own family.
    for (family, place) in [(FontFamily::Proportional, 0), (FontFamily::Monospace, 1)] {
        let list = fonts.families.entry(family).or_default();
        let place = place.min(list.len());
        list.splice(place..place, order.iter().map(|(name, _)| (*name).to_owned()));
    }
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Color32, FontId};

    /// How wide a text is, in ems.
    fn width(language: Language, text: &str) -> f32 {
        let ctx = egui::Context::default();
        install(&ctx, language);
        let mut width = 0.0;
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let font = FontId::proportional(100.0);
            let galley = ui.painter().layout_no_wrap(text.to_owned(), font, Color32::WHITE);
            width = galley.size().x / 100.0;
        });
        output.textures_delta.clear(); // nobody draws it
        width
    }

    #[test]
    fn marks_are_as_wide_as_a_character_in_chinese_and_narrow_in_english() {
        for mark in ["“", "”", "…"] {
            assert!(width(Language::Chinese, mark) > 0.95, "{mark}");
            assert!(width(Language::English, mark) < 0.85, "{mark}");
        }
        for language in [Language::Chinese, Language::English] {
            assert!((width(language, "送水") - 2.0).abs() < 0.01, "{language:?}");
            assert!((width(language, "0987") - width(language, "1111")).abs() < 0.01, "figures");
        }
    }
}
