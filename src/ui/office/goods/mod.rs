//! Products, price lists, and stock as the sum of its movements: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

mod editor;
mod list;
pub mod low;
mod paper;
mod shelf;
mod stock_tables;

use crate::base::ids::ProductId;
use crate::crm::goods::product::Shelf;
use crate::crm::goods::stock::Movement;
use crate::crm::goods::{GoodsAnswer, GoodsOp, GoodsQuestion, ProductFilter, Shown};
use crate::crm::office::OfficeQuestion;
use crate::engine::command::Command;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::office::OfficeCommand;
use crate::engine::office::goods::GoodsCommand;
use crate::engine::office::orders::OrderCommand;
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use crate::ui::listing::{Listing, PAGE};
use crate::ui::office::OfficeAction;
use crate::ui::office::fetch::Fetch;
use crate::ui::office::orders::Part;
use crate::ui::state::Screen;
use editor::Editor;
use egui::Context;
pub use list::{recall, show as products};
pub use shelf::show as stock;
use shelf::{CountSheet, StockForm};

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum GoodsAction {
    /// A new product.
    New,
    /// Change a product.
    Edit(ProductId),
    /// Store the product being typed.
    Save,
    /// Forget it.
    Cancel,
    /// Take a product out of the lists, or bring it back.
    SetGone(ProductId, bool),
    /// Write goods that came, went, broke.
    BeginMove(ProductId),
    /// Write the movement down.
    SaveMove,
    /// Forget the movement being typed.
    CancelMove,
    /// Begin a count sheet of what is listed.
    BeginCount,
    /// Write its differences down.
    SaveCount,
    /// Forget the sheet.
    CancelCount,
    /// Show movements in place of stock, or the other way round.
    ToggleMovements,
    /// Put a sheet for counting what is listed on paper.
    PrintCount,
    /// Show what runs low.
    ShowLow,
}

impl GoodsAction {
    /// Whether it changes goods or their stock (or begins to).
    #[must_use]
    pub const fn changes_goods(&self) -> bool {
        matches!(
            self,
            Self::New
                | Self::Edit(_)
                | Self::Save
                | Self::SetGone(..)
                | Self::BeginMove(_)
                | Self::SaveMove
                | Self::BeginCount
                | Self::SaveCount
        )
    }

    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::New => face("goods.new").icon(Icon::Plus),
            Self::Edit(_) => face("goods.edit").icon(Icon::Note),
            Self::Save => face("goods.save").icon(Icon::Tick),
            Self::Cancel | Self::CancelMove | Self::CancelCount => face("goods.cancel"),
            Self::SetGone(_, true) => face("goods.remove").tip("goods.remove_tip").icon(Icon::Bin),
            Self::SetGone(_, false) => face("goods.restore").icon(Icon::Undo),
            Self::BeginMove(_) => face("goods.move").tip("goods.move_tip").icon(Icon::Plus),
            Self::SaveMove => face("goods.save_move").icon(Icon::Tick),
            Self::BeginCount => face("goods.count").tip("goods.count_tip").icon(Icon::Calls),
            Self::SaveCount => face("goods.save_count").icon(Icon::Tick),
            Self::ToggleMovements => face("goods.movements").icon(Icon::Calls),
            Self::PrintCount => {
                face("goods.print_count").tip("goods.print_count_tip").icon(Icon::Export)
            }
            Self::ShowLow => face("goods.show_low").tip("goods.show_low_tip").icon(Icon::Note),
        }
    }
}

impl From<GoodsAction> for Action {
    fn from(action: GoodsAction) -> Self {
        Self::Office(OfficeAction::Goods(action))
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct GoodsState {
    /// Which products.
    pub filter: ProductFilter,
    /// Products, on both pages.
    pub list: Listing<ProductFilter, Shelf>,
    /// Which products have their stock shown.
    pub stock_filter: ProductFilter,
    /// Movements.
    pub movements: Listing<(), Movement>,
    show_movements: bool,
    categories: Vec<(String, u32)>,
    categories_asked: Option<u64>,
    editor: Option<Editor>,
    entry: Option<StockForm>,
    sheet: Option<CountSheet>,
    /// All that may be a container or be paid by tickets, by name.
    links: Vec<Shelf>,
    links_asked: Option<(u64, Option<Ticket>)>,
    /// What runs low, for the home page.
    pub(super) low: Fetch<(), (Vec<Shelf>, u32)>,
    to_print: Option<ToPrint>,
}

/// A sheet for counting, on its way to paper.
#[derive(Debug)]
struct ToPrint {
    filter: ProductFilter,
    ticket: Option<Ticket>,
    found: Option<Vec<Shelf>>,
}

/// Products on one sheet for counting.
const MOST_COUNTED: u32 = 5_000;

/// Products offered as containers and for tickets.
const LINKS: u32 = 200;
/// Products that run low on the home page; all of them stand on the page of the stock.
const LOW: u32 = 6;

impl GoodsState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        let ask = |question| desk.ask(Query::Office(OfficeQuestion::Goods(question))).ok();
        if let Some((filter, pages)) = self.list.take_wanted() {
            for page in pages {
                let filter = filter.clone();
                match ask(GoodsQuestion::Products { filter, offset: page * PAGE, limit: PAGE }) {
                    Some(ticket) => self.list.asked(page, ticket),
                    None => self.list.not_asked(page),
                }
            }
        }
        if let Some(((), pages)) = self.movements.take_wanted() {
            for page in pages {
                let offset = page * PAGE;
                let question = GoodsQuestion::Movements { product: None, offset, limit: PAGE };
                match ask(question) {
                    Some(ticket) => self.movements.asked(page, ticket),
                    None => self.movements.not_asked(page),
                }
            }
        }
        if let Some(wish @ ToPrint { ticket: None, found: None, .. }) = &mut self.to_print {
            let filter = wish.filter.clone();
            wish.ticket = ask(GoodsQuestion::Products { filter, offset: 0, limit: MOST_COUNTED });
        }
        self.low.ask(desk, |()| {
            let filter = ProductFilter { shown: Shown::Low, ..ProductFilter::default() };
            let question = GoodsQuestion::Products { filter, offset: 0, limit: LOW };
            Query::Office(OfficeQuestion::Goods(question))
        });
        let now = snap.data_revision;
        if self.list.total().is_some()
            && self.categories_asked != Some(now)
            && ask(GoodsQuestion::Categories).is_some()
        {
            self.categories_asked = Some(now);
        }
        if self.editor.is_some() && self.links_asked.is_none_or(|(revision, _)| revision != now) {
            let filter = ProductFilter::default();
            let question = GoodsQuestion::Products { filter, offset: 0, limit: LINKS };
            self.links_asked = ask(question).map(|ticket| (now, Some(ticket)));
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: GoodsAnswer) {
        match answer {
            GoodsAnswer::Products(rows, total) => {
                if self.links_asked.is_some_and(|(_, asked)| asked == Some(ticket)) {
                    self.links = rows;
                } else if self.low.expects(ticket) {
                    self.low.take(ticket, (rows, total));
                } else if let Some(wish) =
                    self.to_print.as_mut().filter(|wish| wish.ticket == Some(ticket))
                {
                    wish.found = Some(rows);
                } else {
                    self.list.answered(ticket, rows, total);
                }
            }
            GoodsAnswer::Movements(rows, total) => self.movements.answered(ticket, rows, total),
            GoodsAnswer::Categories(all) => self.categories = all,
        }
    }

    fn shelf(&self, id: ProductId) -> Option<&Shelf> {
        let at = self.list.position(|shelf| shelf.product.id == Some(id))?;
        self.list.peek(at)
    }
}

/// Performs one action.
#[allow(clippy::needless_pass_by_value, reason = "as in every topic")]
pub fn perform(app: &mut App, _ctx: &Context, action: GoodsAction) {
    let goods = &mut app.state.office.goods;
    match action {
        GoodsAction::New => goods.editor = Some(Editor::default()),
        GoodsAction::Edit(id) => goods.editor = goods.shelf(id).map(Editor::of),
        GoodsAction::Save => {
            let product = goods.editor.as_mut().and_then(Editor::product);
            if let Some(product) = product
                && send(app, GoodsOp::Save(Box::new(product)))
            {
                app.state.office.goods.editor = None;
            }
        }
        GoodsAction::Cancel => goods.editor = None,
        GoodsAction::SetGone(id, gone) => {
            goods.editor = None;
            send(app, GoodsOp::SetGone(id, gone));
        }
        GoodsAction::BeginMove(id) => goods.entry = goods.shelf(id).map(StockForm::of),
        GoodsAction::SaveMove => {
            let entry = goods.entry.as_ref().and_then(StockForm::entry);
            if let Some(entry) = entry
                && send(app, GoodsOp::Move(entry))
            {
                app.state.office.goods.entry = None;
            }
        }
        GoodsAction::CancelMove => goods.entry = None,
        GoodsAction::BeginCount => goods.sheet = Some(CountSheet::begun()),
        GoodsAction::SaveCount => {
            let sheet = goods.sheet.as_ref().and_then(CountSheet::op);
            if let Some(op) = sheet
                && send(app, op)
            {
                app.state.office.goods.sheet = None;
            }
        }
        GoodsAction::CancelCount => goods.sheet = None,
        GoodsAction::ToggleMovements => goods.show_movements = !goods.show_movements,
        GoodsAction::PrintCount => {
            let filter = ProductFilter { stocked: true, ..goods.stock_filter.clone() };
            goods.to_print = Some(ToPrint { filter, ticket: None, found: None });
        }
        GoodsAction::ShowLow => {
            goods.stock_filter = ProductFilter { shown: Shown::Low, ..ProductFilter::default() };
            goods.show_movements = false;
            app.state.office.orders.part = Part::Stock;
            app.state.screen = Screen::Orders;
        }
    }
}

/// A sheet that was asked for has come: it goes to paper. Called once a frame.
pub fn print_found(app: &mut App) {
    let Some(found) = app.state.office.goods.to_print.take_if(|wish| wish.found.is_some()) else {
        return;
    };
    let snap = std::sync::Arc::clone(&app.snap);
    let sheet = paper::count_sheet(&app.scene(&snap), &found.found.unwrap_or_default());
    let print = OrderCommand::Print(Box::new(sheet));
    app.send(Command::Office(OfficeCommand::Orders(print)));
}

/// Hands an operation to the engine; whether it was taken.
fn send(app: &mut App, op: GoodsOp) -> bool {
    app.send(Command::Office(OfficeCommand::Goods(GoodsCommand::Do(op))));
    !app.state.refused
}
