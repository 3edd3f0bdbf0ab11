//! Puts the example into a store of its own, by the store's own operations: stock, balances and figures add up as they do
//! for everybody. Made beside its place and moved there when it is whole. May depend on `base`, `crm`, `store` and the engine's types.

use crate::base::clock::Stamp;
use crate::crm::agenda::clock::WallMinute;
use crate::crm::goods::{GoodsAnswer, GoodsOp, GoodsQuestion, ProductFilter};
use crate::crm::knowledge::KnowledgeOp;
use crate::crm::office::OfficeOp;
use crate::engine::example::goods::Item;
use crate::engine::example::{Example, HOME, SEED, What, example};
use crate::engine::runtime::example::place::{self, place_of};
use crate::engine::settings::{Language, Settings, Theme};
use crate::store::Store;
use crate::store::operation::{Act, Op};
use std::path::{Path, PathBuf};

/// Counts up when the example is made otherwise: an older one is made anew.
const VERSION: u32 = 2;
/// Deeds between two reports.
const STEP: usize = 16;

/// What the example is to be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Its language.
    pub language: Language,
    /// The look it begins with.
    pub theme: Theme,
    /// Its seed; the program's own is [`SEED`].
    pub seed: u64,
}

impl Wish {
    /// The program's own example.
    #[must_use]
    pub const fn new(language: Language, theme: Theme) -> Self {
        Self { language, theme, seed: SEED }
    }
}

/// Told how many steps of how many are done; says whether to go on.
pub type Watch<'a> = &'a mut dyn FnMut(u32, u32) -> bool;

/// Makes the example of one's own data file and says where it lies; one made today is used again. `None`: it was stopped,
/// and nothing of it is left.
///
/// # Errors
/// In words: the folder cannot be written, the disk is full, the example is open in another window.
pub fn make(
    own: &Path,
    wish: Wish,
    now: Stamp,
    watch: Watch<'_>,
) -> Result<Option<PathBuf>, String> {
    let label = label(wish, now);
    if place::holds(own, &label) {
        return Ok(Some(place_of(own)));
    }
    if place_of(own).is_file() {
        // Whoever has it open keeps it.
        Store::open(&place_of(own), now).map_err(|error| error.to_string())?;
    }
    let disk = |error: std::io::Error| {
        format!("{}: {error}", own.parent().unwrap_or(Path::new(".")).display())
    };
    place::remove(own).map_err(disk)?;
    let half = place::half(own);
    place::make(&half, &label).map_err(disk)?;
    let database = half.join(own.file_name().unwrap_or_default());
    let filled = fill(&database, wish, now, watch);
    if !matches!(filled, Ok(true)) {
        place::remove(own).map_err(disk)?;
        return filled.map(|_stopped| None);
    }
    place::settle(own).map_err(disk)?;
    Ok(Some(place_of(own)))
}

/// What distinguishes one example from another: the day, because it ends today.
fn label(wish: Wish, now: Stamp) -> String {
    let day = WallMinute::of(now).day().map(|day| day.to_string()).unwrap_or_default();
    let language = match wish.language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    format!("{VERSION} {} {day} {language}", wish.seed)
}

/// Whether it was filled to the end.
fn fill(database: &Path, wish: Wish, now: Stamp, watch: Watch<'_>) -> Result<bool, String> {
    let shop = example(wish.seed, now, wish.language);
    let all = u32::try_from(shop.deeds.len()).unwrap_or(u32::MAX);
    if !watch(0, all) {
        return Ok(false);
    }
    let begun = shop.beginning();
    let words = |error: crate::store::error::StoreError| error.to_string();
    let (mut store, _) = Store::open(database, begun).map_err(words)?;
    store.set_hurry(true).map_err(words)?;
    stock_up(&mut store, &shop, wish).map_err(words)?;
    check(&store)?;
    for (at, deed) in shop.deeds.iter().enumerate() {
        let done = u32::try_from(at).unwrap_or(all);
        if at % STEP == 0 && !watch(done, all) {
            return Ok(false);
        }
        let op = match &deed.what {
            What::Office(op) => Op::Office(op.clone()),
            What::Work(op) => Op::Work(op.clone()),
        };
        let act = Act::person(deed.who, shop.moment(deed));
        store.carry_out(&act, &op).map_err(words)?;
    }
    store.set_hurry(false).map_err(words)?;
    Ok(watch(all, all))
}

/// Everything that is there before the first deed.
fn stock_up(
    store: &mut Store,
    shop: &Example,
    wish: Wish,
) -> Result<(), crate::store::error::StoreError> {
    let program = Act::program(shop.beginning());
    store.carry_out(&program, &Op::SaveSettings(settings(wish).to_rows()))?;
    let office = |op| Op::Office(Box::new(op));
    for product in &shop.products {
        let op = OfficeOp::Goods(GoodsOp::Save(Box::new(product.clone())));
        store.carry_out(&program, &office(op))?;
    }
    store.import_customers(&program, shop.customers.iter().cloned())?;
    let answers = OfficeOp::Knowledge(KnowledgeOp::SaveAll(shop.answers.clone()));
    store.carry_out(&program, &office(answers))?;
    store.import_calls(&program, shop.calls.iter().cloned())?;
    Ok(())
}

/// An example has the simulated line and needs no first steps.
fn settings(wish: Wish) -> Settings {
    Settings {
        language: Some(wish.language),
        theme: wish.theme,
        home_area_code: HOME.to_owned(),
        example: true,
        first_run_done: true,
        welcome_done: true,
        ..Settings::default()
    }
}

/// The store numbered the goods as the example says.
fn check(store: &Store) -> Result<(), String> {
    let filter = ProductFilter::default();
    let question = GoodsQuestion::Products { filter, offset: 0, limit: 100 };
    let reader = store.reader().map_err(|error| error.to_string())?;
    match reader.goods(&question).map_err(|error| error.to_string())? {
        GoodsAnswer::Products(shelves, _) => {
            let has = |item: Item| shelves.iter().any(|shelf| shelf.product.id == Some(item.id()));
            let numbered = Item::ALL.into_iter().all(has) && shelves.len() == Item::ALL.len();
            if numbered { Ok(()) } else { Err("the example's goods are numbered otherwise".into()) }
        }
        _ => Err("the example's goods cannot be read".into()),
    }
}
