//! Slips and statements as PDF (ISO 32000) through krilla: sheets (A4, A5) and rolls (80, 58 mm; one page as long as it
//! needs to be). Fonts are embedded as subsets: the bundled one, and for rare characters one of the system's.
//! May depend on `crm`.

mod faces;
mod layout;
mod thermal;

pub use faces::Faces;
pub use thermal::thermal;

use crate::crm::orders::slip::{Paper, Slip};
use crate::export::ExportError;
use faces::Run;
use krilla::Document;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};
use layout::{Mark, Page};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The slip as a PDF.
///
/// # Errors
/// When the fonts cannot be used or the library refuses.
pub fn pdf(slip: &Slip, paper: Paper, faces: &Faces) -> Result<Vec<u8>, ExportError> {
    written(slip, &layout::pages(slip, paper, faces), faces)
}

/// The same on A4 laid on its side: tables with many columns.
///
/// # Errors
/// When the fonts cannot be used or the library refuses.
pub fn pdf_wide(slip: &Slip, faces: &Faces) -> Result<Vec<u8>, ExportError> {
    written(slip, &layout::pages_wide(slip, faces), faces)
}

fn written(slip: &Slip, pages: &[Page], faces: &Faces) -> Result<Vec<u8>, ExportError> {
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(slip.title.clone()));
    for page in pages {
        let Some(settings) = PageSettings::from_wh(page.width, page.height) else { continue };
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        draw(&mut surface, page, faces);
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|error| refused(slip, &format!("{error:?}")))
}

fn refused(slip: &Slip, why: &str) -> ExportError {
    ExportError::Book(slip.title.clone(), why.to_owned())
}

fn draw(surface: &mut Surface<'_>, page: &Page, faces: &Faces) {
    for mark in &page.marks {
        match mark {
            Mark::Text { x, y, size, text } => {
                let mut at = *x;
                for run in faces.runs(text) {
                    let glyphs = glyphs(&run);
                    let font = faces.font(run.spare);
                    surface.draw_glyphs(
                        Point::from_xy(at, *y),
                        &glyphs,
                        font,
                        &run.text,
                        *size,
                        false,
                    );
                    at += run.width() * size;
                }
            }
            Mark::Rule { from, to, y } => {
                let mut path = PathBuilder::new();
                path.move_to(*from, *y);
                path.line_to(*to, *y);
                path.line_to(*to, *y + 0.5);
                path.line_to(*from, *y + 0.5);
                path.close();
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
}

fn glyphs(run: &Run) -> Vec<KrillaGlyph> {
    let glyph = |one: &faces::Placed| {
        let id = GlyphId::new(u32::from(one.glyph));
        KrillaGlyph::new(id, one.advance, 0.0, 0.0, 0.0, one.range.clone(), None)
    };
    run.glyphs.iter().map(glyph).collect()
}

/// Writes bytes as a file of its owner's alone, complete or not at all; gives where it is (with a number behind its name
/// where that was taken).
///
/// # Errors
/// When the disk refuses it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<PathBuf, ExportError> {
    let mut part = super::file::Part::create(path)?;
    let failed = |error| ExportError::Io(path.display().to_string(), error);
    part.file.write_all(bytes).map_err(failed)?;
    let place = part.place(true)?;
    part.publish(&place)?;
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip(rows: usize) -> Slip {
        let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Slip {
            shop: words(&["清泉送水 · 010-6655 1234", "海淀区中关村南大街 5 号"]),
            title: "送货单".into(),
            facts: vec![
                ("单号".into(), "20261127-003".into()),
                ("客户".into(), "王伟 (VIP)".into()),
                (
                    "地址".into(),
                    "海淀区知春路 27 号院 3 号楼 2 单元 501，门禁 #1234，电梯坏时请打电话".into(),
                ),
            ],
            head: words(&["商品", "数量", "单价", "金额"]),
            rows: (0..rows)
                .map(|n| {
                    words(&[
                        "农夫山泉桶装水 18.9 L（空桶两个已收回）",
                        &format!("{} 桶", n + 1),
                        "20.00",
                        "40.00",
                    ])
                })
                .collect(),
            totals: vec![("已收".into(), "¥20.00".into()), ("应收".into(), "¥20.00".into())],
            notes: words(&["谢谢惠顾，欢迎再次来电。"]),
            signatures: words(&["送货人", "签收"]),
        }
    }

    #[test]
    fn every_paper_becomes_a_pdf_and_a_long_slip_several_pages() {
        let faces = Faces::new(None).unwrap();
        for paper in Paper::ALL {
            let bytes = pdf(&slip(3), paper, &faces).unwrap();
            assert!(bytes.starts_with(b"%PDF-"), "{paper:?}");
            assert!(bytes.len() < 200_000, "fonts are subsets: {} bytes", bytes.len());
            if let Ok(folder) = std::env::var("SLIP_FOLDER") {
                std::fs::write(Path::new(&folder).join(format!("{paper:?}.pdf")), &bytes).unwrap();
            }
        }
        assert_eq!(layout::pages(&slip(3), Paper::A5, &faces).len(), 1);
        assert!(layout::pages(&slip(120), Paper::A5, &faces).len() > 3);
        assert_eq!(layout::pages(&slip(120), Paper::Roll58, &faces).len(), 1, "as long as it is");
    }

    /// Everything as long as nobody would type it, and signs that no face has.
    fn monster() -> Slip {
        let long = |what: &str| what.repeat(40);
        let mut slip = slip(3);
        slip.shop.push(long("清泉 "));
        slip.title = long("送货单");
        slip.facts.push((long("标签"), long("👨‍👩‍👧 مرحبا שלום ")));
        slip.facts.push(("客户".into(), "x".repeat(3_000)));
        slip.rows.push(vec![long("水"), long("9 桶 "), long("9"), long("8")]);
        slip.totals.insert(0, (long("预付水票 "), String::new()));
        slip.totals.insert(0, (long("预付水票 "), "1,000,000,000.00".into()));
        slip.notes.push(long("谢谢惠顾 "));
        slip
    }

    #[test]
    fn nothing_is_drawn_beside_the_paper_or_over_something_else() {
        let faces = Faces::new(None).unwrap();
        for (paper, slip) in
            Paper::ALL.into_iter().flat_map(|paper| [(paper, slip(40)), (paper, monster())])
        {
            for page in layout::pages(&slip, paper, &faces) {
                let mut drawn: Vec<(f32, f32, f32)> = Vec::new();
                for mark in &page.marks {
                    let Mark::Text { x, y, size, text } = mark else { continue };
                    let end = x + faces.width(text) * size;
                    for (other_y, from, to) in &drawn {
                        let apart = end <= *from || *x >= *to || (other_y - y).abs() > 1.0;
                        assert!(apart, "{paper:?} {text}");
                    }
                    drawn.push((*y, *x + 0.01, end - 0.01));
                }
                for mark in &page.marks {
                    let Mark::Text { x, y, size, text } = mark else { continue };
                    assert!(
                        *x >= 0.0 && x + faces.width(text) * size <= page.width,
                        "{paper:?} {text}"
                    );
                    assert!(*y > 0.0 && *y < page.height, "{paper:?} {text}");
                }
            }
        }
    }

    #[test]
    fn no_figure_is_cut_while_another_column_has_room() {
        let faces = Faces::new(None).unwrap();
        let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let table = Slip {
            title: "classes".into(),
            head: words(&["class", "members", "sum", "mean", "returned", "a", "b", "c", "d", "e"]),
            rows: vec![words(&[
                "VIP",
                "154",
                "10,260,120.00",
                "4,257.25",
                "12",
                "0",
                "0",
                "0",
                "0",
                "1",
            ])],
            ..Slip::default()
        };
        let page = &layout::pages_wide(&table, &faces)[0];
        let drawn: Vec<&str> = page
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Text { text, .. } => Some(text.as_str()),
                Mark::Rule { .. } => None,
            })
            .collect();
        for text in ["10,260,120.00", "4,257.25", "members", "returned"] {
            assert!(drawn.contains(&text), "{text}: {drawn:?}");
        }
    }
}
