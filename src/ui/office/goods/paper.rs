//! The sheet that is taken along to the shelves: what there should be, and a place for what there is.
//! May depend on `ui`, and types of `crm`, `engine`.

use crate::crm::goods::product::Shelf;
use crate::crm::orders::slip::{Paper, Slip};
use crate::engine::office::orders::{PrintOrder, PrintTo};
use crate::ui::scene::Scene;
use crate::ui::wording;

/// Where the count is written by hand.
const LINE: &str = "__________";

/// The sheet, by category and name as the store gives it.
pub(super) fn count_sheet(scene: &Scene<'_>, shelves: &[Shelf]) -> PrintOrder {
    let settings = &scene.snap.settings.office.orders;
    let day = wording::civil(scene.wall.utc_millis, scene.wall.offset_minutes);
    let day = day.map(|at| at.date().to_string()).unwrap_or_default();
    let own = |key: &'static str| scene.t(key).to_owned();
    let mut rows = Vec::new();
    let mut category = "";
    for shelf in shelves {
        let product = &shelf.product;
        if product.category != category {
            category = &product.category;
            rows.push(vec![format!("[{category}]"), String::new(), String::new()]);
        }
        let there = format!("{} {}", shelf.stock, product.unit).trim().to_owned();
        rows.push(vec![product.name.clone(), there, LINE.to_owned()]);
    }
    let slip = Slip {
        shop: settings.shop.clone(),
        title: own("goods.count"),
        facts: vec![(own("goods.when"), day.clone())],
        head: vec![own("goods.name"), own("goods.by_the_books"), own("goods.there")],
        rows,
        totals: Vec::new(),
        notes: Vec::new(),
        signatures: vec![own("goods.counted_by")],
    };
    let name = format!("{} {day}", scene.t("goods.count"));
    // A sheet goes to the printer of sheets.
    let to =
        if settings.print_to == PrintTo::Thermal { PrintTo::Viewer } else { settings.print_to };
    PrintOrder { slip, paper: sheet(settings.paper), to, name, printer: String::new() }
}

/// A list is for a sheet, whatever slips are printed on.
const fn sheet(paper: Paper) -> Paper {
    match paper {
        Paper::A5 => Paper::A5,
        Paper::A4 | Paper::Roll80 | Paper::Roll58 => Paper::A4,
    }
}
