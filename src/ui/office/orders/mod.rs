//! Orders, delivery and return slips, payments, balances in money and in units: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

mod asking;
pub mod card;
mod details;
mod form;
mod happened;
pub mod incoming;
mod list;
mod page;
mod paying;
mod performing;
pub mod quick;
mod returning;
mod settings;
mod slips;
mod whom;
mod words;

use crate::base::ids::{CallId, CustomerId, OrderId};
use crate::call::statistics::Format;
use crate::crm::goods::product::Shelf;
use crate::crm::orders::OrderFilter;
use crate::crm::orders::account::Desk;
use crate::crm::orders::order::{Order, OrderSummary, OrderSums};
use crate::crm::orders::payment::{PaymentFilter, PaymentRow};
use crate::crm::orders::state::OrderState as Stand;
use crate::engine::handle::Ticket;
use crate::ui::action::{Action, Face, face};
use crate::ui::icons::Icon;
use crate::ui::listing::Listing;
use crate::ui::office::OfficeAction;
use crate::ui::office::fetch::Fetch;
use egui::Key;
use form::Form;
pub use happened::happened;
pub use list::recall;
pub use page::show;
use paying::PayForm;
pub use performing::{perform, print_found};
use quick::Quick;
use returning::ReturnForm;
use settings::SettingsForm;
use std::collections::{BTreeMap, BTreeSet};
use whom::Whom;

/// The parts of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// The sales-and-payment table.
    #[default]
    Orders,
    /// Products.
    Products,
    /// Stock.
    Stock,
    /// Payments.
    Payments,
    /// Slips and ways to pay.
    Settings,
}

impl Part {
    /// All, in the order of the chips.
    pub const ALL: [Self; 5] =
        [Self::Orders, Self::Products, Self::Stock, Self::Payments, Self::Settings];
}

/// Which slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipKind {
    /// With the goods.
    Delivery,
    /// For what came back.
    Return,
}

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum OrderAction {
    /// Show a part of the page.
    Show(Part),
    /// The usual order of a customer, ready to be saved; without one, a sale at the counter.
    Quick(Option<CustomerId>),
    /// The usual order of whoever is calling, who is not known yet.
    QuickCall(CallId),
    /// Save the usual order.
    SaveQuick,
    /// Forget it.
    CloseQuick,
    /// Change it in the large form.
    QuickToForm,
    /// An empty order.
    New(Option<CustomerId>),
    /// Show an order.
    Open(OrderId),
    /// Close the shown order.
    Close,
    /// Change the shown order.
    Edit,
    /// Store the order being typed, in this state.
    Save(Stand),
    /// Forget the order being typed.
    Cancel,
    /// Bring an order into a state.
    Step(OrderId, u32, Stand),
    /// Take money for the shown order.
    BeginPay,
    /// Take money on a customer's account.
    BeginPayFor(CustomerId),
    /// Write the payment down.
    SavePay,
    /// Forget the payment being typed.
    CancelPay,
    /// Take goods of the shown order back.
    BeginReturn,
    /// Write the return down.
    SaveReturn,
    /// Forget the return being typed.
    CancelReturn,
    /// Put a slip of the shown order on paper.
    Print(SlipKind),
    /// Put a customer's statement on paper.
    PrintStatement(CustomerId),
    /// Empties came back (or went) without an order.
    SaveUnits(CustomerId),
    /// Keep the settings of slips and payments.
    SaveSettings,
    /// All orders of a customer.
    OrdersOf(CustomerId),
    /// All payments of a customer.
    PaymentsOf(CustomerId),
    /// Write the listed orders into a file.
    Export(Format),
}

impl OrderAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Show(part) => face(words::part(*part)),
            Self::Quick(_) | Self::QuickCall(_) => {
                face("orders.quick").tip("orders.quick_tip").icon(Icon::Repeat).ctrl(Key::O)
            }
            Self::SaveQuick => face("orders.quick_save").icon(Icon::Tick),
            Self::CloseQuick | Self::Cancel | Self::CancelPay | Self::CancelReturn => {
                face("orders.cancel")
            }
            Self::QuickToForm => face("orders.quick_more").icon(Icon::Note),
            Self::New(_) => face("orders.new").icon(Icon::Plus),
            Self::Open(_) => face("orders.open").icon(Icon::Note),
            Self::Close => face("orders.close").icon(Icon::Close),
            Self::Edit => face("orders.edit").icon(Icon::Note),
            Self::Save(Stand::Draft) => face("orders.save_draft"),
            Self::Save(Stand::Delivered) => {
                face("orders.save_sold").tip("orders.save_sold_tip").icon(Icon::Tick)
            }
            Self::Save(_) => face("orders.save").icon(Icon::Tick),
            Self::Step(_, _, Stand::Draft) => face("orders.step_draft"),
            Self::Step(_, _, Stand::Confirmed) => face("orders.step_confirm").icon(Icon::Tick),
            Self::Step(_, _, Stand::Delivering) => face("orders.step_send").icon(Icon::Outgoing),
            Self::Step(_, _, Stand::Delivered | Stand::Returned) => {
                face("orders.step_delivered").icon(Icon::Done)
            }
            Self::Step(_, _, Stand::Void) => face("orders.step_void").icon(Icon::Close),
            Self::BeginPay | Self::BeginPayFor(_) => face("orders.pay").icon(Icon::Plus),
            Self::SavePay => face("orders.save_pay").icon(Icon::Tick),
            Self::BeginReturn => face("orders.return").icon(Icon::Undo),
            Self::SaveReturn => face("orders.save_return").icon(Icon::Tick),
            Self::Print(SlipKind::Delivery) => {
                face("orders.print_delivery").tip("orders.print_tip").icon(Icon::Export)
            }
            Self::Print(SlipKind::Return) => {
                face("orders.print_return").tip("orders.print_tip").icon(Icon::Export)
            }
            Self::PrintStatement(_) => {
                face("orders.print_statement").tip("orders.print_statement_tip").icon(Icon::Export)
            }
            Self::SaveUnits(_) => face("orders.save_units").icon(Icon::Tick),
            Self::SaveSettings => face("orders.save_settings").icon(Icon::Tick),
            Self::PaymentsOf(_) => face("orders.part_payments").icon(Icon::Calls),
            Self::OrdersOf(_) => face("orders.orders_of").icon(Icon::Calls),
            Self::Export(Format::Xlsx) => {
                face("orders.export_xlsx").tip("orders.export_tip").icon(Icon::Export)
            }
            Self::Export(Format::Csv) => {
                face("orders.export_csv").tip("orders.export_tip").icon(Icon::Export)
            }
        }
    }
}

impl From<OrderAction> for Action {
    fn from(action: OrderAction) -> Self {
        Self::Office(OfficeAction::Orders(action))
    }
}

/// A desk of a customer, and the store's state it was read from.
#[derive(Debug, Default)]
struct KnownDesk {
    revision: Option<u64>,
    desk: Option<Desk>,
}

/// A slip on its way to paper: the store is asked for the figures first, in which state of it.
#[derive(Debug)]
struct Printing {
    kind: SlipKind,
    order: OrderId,
    asked: Option<(Ticket, u64)>,
}

/// A product search for a form.
#[derive(Debug, Default)]
pub struct Picker {
    /// As typed.
    pub text: String,
    asked: Option<(String, u64)>,
    ticket: Option<Ticket>,
    /// What was found.
    pub found: Vec<Shelf>,
    /// Enter was pressed before the answer was there.
    take_first: bool,
}

/// An order and what its customer owes, of one state of the store.
type Counted = (Order, Option<Desk>);

/// Memory of its views.
#[derive(Debug, Default)]
pub struct OrderState {
    /// Which part is shown.
    pub part: Part,
    /// Which orders.
    pub filter: OrderFilter,
    /// The table.
    pub list: Listing<OrderFilter, OrderSummary>,
    /// What the table sums up to.
    pub sums: OrderSums,
    /// The chosen order.
    pub chosen: Option<OrderId>,
    shown: Option<(u64, Order)>,
    shown_asked: Option<(Ticket, OrderId, u64)>,
    /// The newest order is to be shown once it is there: it was just stored.
    show_newest: Option<u64>,
    form: Option<Form>,
    quick: Option<Quick>,
    pay: Option<PayForm>,
    back: Option<ReturnForm>,
    settings: Option<SettingsForm>,
    /// Which payments.
    pub payments_filter: PaymentFilter,
    /// Payments.
    pub payments: Listing<PaymentFilter, PaymentRow>,
    /// What they sum up to.
    pub payments_sum: crate::base::money::Money,
    desks: BTreeMap<CustomerId, KnownDesk>,
    desks_asked: BTreeMap<u64, CustomerId>,
    wanted: BTreeSet<CustomerId>,
    picker: Picker,
    whom: Whom,
    account: Fetch<CustomerId, crate::crm::orders::account::Statement>,
    printing: Option<Printing>,
    slip_found: Option<(Printing, Box<Counted>)>,
    statement: Option<(CustomerId, Option<Ticket>)>,
    statement_found: Option<crate::crm::orders::account::Statement>,
    units: card::UnitsForm,
}

impl OrderState {
    /// What is known of a customer; it is asked for where it is shown.
    pub fn desk(&mut self, customer: CustomerId) -> Option<&Desk> {
        self.wanted.insert(customer);
        self.known_desk(customer)
    }

    /// What is known of a customer, without asking.
    #[must_use]
    pub fn known_desk(&self, customer: CustomerId) -> Option<&Desk> {
        self.desks.get(&customer).and_then(|known| known.desk.as_ref())
    }

    /// Whose usual order waits to be saved.
    fn quick_for(&self) -> Option<CustomerId> {
        self.quick.as_ref().and_then(Quick::customer)
    }

    /// Something is being typed that is not stored.
    #[must_use]
    pub const fn is_editing(&self) -> bool {
        self.form.is_some() || self.pay.is_some() || self.back.is_some()
    }
}
