//! The bundled font: Noto Sans SC cut to GB 2312, ASCII, Latin-1 and common symbols (SIL OFL 1.1, `assets/fonts/OFL.txt`).
//! It leads both families, so the look does not depend on the machine; eframe's `system_fonts` covers rare characters.
//! May depend on egui only.

use egui::{FontData, FontDefinitions, FontFamily};
use std::sync::Arc;

const NAME: &str = "noto-sans-sc";
static NOTO_SANS_SC: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular-subset.otf");

/// Gives `ctx` our fonts. To be called before the first frame.
pub fn install(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    fonts.font_data.insert(NAME.to_owned(), Arc::new(FontData::from_static(NOTO_SANS_SC)));
    for (family, place) in [(FontFamily::Proportional, 0), (FontFamily::Monospace, 1)] {
        let list = fonts.families.entry(family).or_default();
        list.insert(place.min(list.len()), NAME.to_owned());
    }
    ctx.set_fonts(fonts);
}
