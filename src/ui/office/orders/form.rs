//! An order being typed: customer, lines with quantity, price and discount, delivery, and what is paid at once.
//! May depend on `ui`, and types of `crm`.

use super::{OrderAction, OrderState, Picker, whom, words};
use crate::base::clock::Stamp;
use crate::base::ids::{CustomerId, ProductId};
use crate::base::money::Money;
use crate::call::worklist::period;
use crate::crm::customer::CustomerSummary;
use crate::crm::goods::product::{Shelf, Verdict};
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::account::Desk;
use crate::crm::orders::draft::{DraftFault, OrderDraft};
use crate::crm::orders::line::Discount;
use crate::crm::orders::order::Order;
use crate::crm::orders::state::OrderState as Stand;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use crate::ui::wording;
use egui::{ComboBox, Grid, Key, Label, RichText, ScrollArea, Ui};
use std::collections::BTreeMap;

/// What stands in the fields of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct LineText {
    pub quantity: String,
    pub price: String,
    pub discount: String,
    pub empties: String,
}

/// The order and what stands in its fields.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    draft: OrderDraft,
    state: Stand,
    lines: Vec<LineText>,
    discount: String,
    day: String,
    time: String,
    class: String,
    shelves: BTreeMap<ProductId, Shelf>,
    pub paid: String,
    pub method: String,
    pub tried: bool,
    focus: bool,
    /// The caret is to stand in the field of the customer.
    focus_whom: bool,
}

impl Form {
    /// An empty order.
    pub fn new(customer: Option<CustomerId>, desk: Option<&Desk>) -> Self {
        let nobody = customer.is_none();
        let mut form = Self { focus: !nobody, focus_whom: nobody, ..Self::default() };
        form.draft.head.customer = customer;
        if let Some(customer) = customer {
            form.know(customer, desk);
        }
        form
    }

    /// A stored order.
    pub fn of(order: &Order) -> Self {
        let mut form = Self::from_draft(order.draft());
        form.state = order.state;
        if let Some(at) =
            order.head.deliver_at.and_then(|at| wording::civil(at, order.offset_minutes))
        {
            form.day = at.date().to_string();
            form.time = format!("{:02}:{:02}", at.hour(), at.minute());
        }
        form
    }

    pub fn from_draft(draft: OrderDraft) -> Self {
        let text = |line: &crate::crm::orders::line::OrderLine| LineText {
            quantity: line.quantity.to_string(),
            price: line.price.to_string(),
            discount: line.discount.typed(),
            empties: if line.empties.is_zero() { String::new() } else { line.empties.to_string() },
        };
        let lines = draft.lines.iter().map(text).collect();
        let discount = draft.head.discount.typed();
        Self { draft, lines, discount, focus: true, ..Self::default() }
    }

    /// What is known of the customer fills the fields nobody typed into.
    pub fn know(&mut self, customer: CustomerId, desk: Option<&Desk>) {
        let head = &mut self.draft.head;
        if head.customer != Some(customer) {
            return;
        }
        let Some(desk) = desk else { return };
        for (field, known) in [
            (&mut head.name, &desk.name),
            (&mut head.address, &desk.address),
            (&mut head.phone, &desk.phone),
        ] {
            if field.is_empty() {
                field.clone_from(known);
            }
        }
        for shelf in &desk.products {
            if let Some(id) = shelf.product.id {
                self.shelves.insert(id, shelf.clone());
            }
        }
        self.price_for(&desk.class.clone());
    }

    /// Prices that nobody changed are this class's from now on.
    fn price_for(&mut self, class: &str) {
        for (line, text) in self.draft.lines.iter().zip(&mut self.lines) {
            let Some(shelf) = self.shelves.get(&line.product) else { continue };
            if text.price == shelf.product.price_for(&self.class).to_string() {
                text.price = shelf.product.price_for(class).to_string();
            }
        }
        class.clone_into(&mut self.class);
    }

    /// Whose order it is.
    pub const fn customer(&self) -> Option<CustomerId> {
        self.draft.head.customer
    }

    /// The name on the order.
    pub fn name(&self) -> &str {
        &self.draft.head.name
    }

    pub const fn name_mut(&mut self) -> &mut String {
        &mut self.draft.head.name
    }

    /// It is this customer's; name, address and number come from the card.
    pub fn choose(&mut self, who: &CustomerSummary) {
        let head = &mut self.draft.head;
        head.customer = Some(who.id);
        head.name.clone_from(if who.name.is_empty() { &who.company } else { &who.name });
        head.address.clear();
        head.phone.clear();
    }

    /// The number of whoever has no card.
    pub fn phone_of(&mut self, number: Option<&str>) {
        number.unwrap_or_default().clone_into(&mut self.draft.head.phone);
    }

    /// It is somebody else's: what came from the card goes.
    pub fn forget_customer(&mut self) {
        let head = &mut self.draft.head;
        head.customer = None;
        head.name.clear();
        head.address.clear();
        head.phone.clear();
        self.price_for("");
        for line in &mut self.draft.lines {
            line.by_ticket = false;
        }
        self.focus_whom = true;
    }

    /// Whether the caret is to be put into the customer's field now.
    pub const fn begins_with_customer(&mut self) -> bool {
        std::mem::replace(&mut self.focus_whom, false)
    }

    /// The customer is known: the products come next.
    pub const fn go_on(&mut self) {
        self.focus = true;
    }

    /// One (more) of a product.
    pub fn add(&mut self, shelf: &Shelf) {
        let Some(id) = shelf.product.id else { return };
        self.shelves.insert(id, shelf.clone());
        let at = self.draft.lines.iter().position(|line| line.product == id && !line.by_ticket);
        if let Some(text) = at.and_then(|at| self.lines.get_mut(at)) {
            let now = Quantity::parse(&text.quantity).unwrap_or_default();
            text.quantity = now.plus(Quantity::ONE).to_string();
            return;
        }
        self.draft.add(&shelf.product, &self.class);
        let price = shelf.product.price_for(&self.class);
        self.lines.push(LineText {
            quantity: Quantity::ONE.to_string(),
            price: price.to_string(),
            ..LineText::default()
        });
    }

    /// The order the fields say, or what is wrong with it.
    pub fn read(&self, now: Stamp) -> Result<OrderDraft, DraftFault> {
        let mut draft = self.draft.clone();
        for (at, (line, text)) in draft.lines.iter_mut().zip(&self.lines).enumerate() {
            line.quantity = Quantity::parse(&text.quantity).ok_or(DraftFault::Quantity(at))?;
            line.price = Money::parse(&text.price).ok_or(DraftFault::Price(at))?;
            let discount = Discount::parse(&text.discount);
            line.discount = discount.ok_or(DraftFault::Discount(Some(at)))?;
            line.empties = if text.empties.trim().is_empty() {
                Quantity::ZERO
            } else {
                Quantity::parse(&text.empties).ok_or(DraftFault::Quantity(at))?
            };
        }
        draft.head.discount = Discount::parse(&self.discount).ok_or(DraftFault::Discount(None))?;
        draft.head.deliver_at = self.deliver_at(now);
        draft.fault().map_or(Ok(draft), Err)
    }

    fn deliver_at(&self, now: Stamp) -> Option<i64> {
        let today = period::date_of(now.utc_millis, now.offset_minutes)?;
        let day =
            if self.day.trim().is_empty() { today } else { period::parse_date(&self.day, today)? };
        let time = period::parse_time(&self.time)?;
        period::moment(day, time, now.offset_minutes)
    }

    /// What is paid at once: nothing typed is nothing paid.
    pub fn payment(&self) -> Result<Option<Money>, ()> {
        if self.paid.trim().is_empty() {
            return Ok(None);
        }
        let paid = Money::parse(&self.paid).filter(|paid| *paid >= Money::ZERO).ok_or(())?;
        Ok((!paid.is_zero()).then_some(paid))
    }

    /// The worst that a product's stock says to this order.
    fn verdicts(&self, draft: &OrderDraft) -> Vec<(String, Quantity, Verdict)> {
        let says = |line: &crate::crm::orders::line::OrderLine| {
            let shelf = self.shelves.get(&line.product)?;
            let verdict = shelf.says(line.quantity);
            (verdict > Verdict::Fine).then(|| (line.name.clone(), shelf.stock, verdict))
        };
        draft.lines.iter().filter_map(says).collect()
    }
}

/// Draws the form.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    form: &mut Form,
    state: &mut OrderState,
    out: &mut Vec<Action>,
) {
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        let title = if form.draft.id.is_some() { "orders.edit_title" } else { "orders.new_title" };
        controls::group_title(ui, scene.t(title));
        buttons(ui, scene, form, out);
        ScrollArea::vertical().id_salt("order-form").auto_shrink(false).show(ui, |ui| {
            // One widget to those below, whatever it shows: else the caret loses its field.
            ui.vertical(|ui| whom::show(ui, scene, state, form));
            pick(ui, scene, form, &mut state.picker);
            lines(ui, scene, form);
            sums(ui, scene, form);
            ui.add_space(gap::SMALL);
            head(ui, scene, form);
        });
    });
}

fn buttons(ui: &mut Ui, scene: &Scene<'_>, form: &Form, out: &mut Vec<Action>) {
    let read = form.read(scene.wall);
    let blocked = read.as_ref().is_ok_and(|draft| {
        form.verdicts(draft).iter().any(|(_, _, verdict)| *verdict == Verdict::Refused)
    });
    let why_not = match &read {
        Err(DraftFault::Empty) => Some("orders.fault_empty"),
        Err(DraftFault::Nobody) => Some("orders.fault_nobody"),
        Err(_) => Some("why.marked"),
        Ok(_) => controls::needs(form.payment().is_ok(), "orders.fault_amount"),
    };
    ui.horizontal_wrapped(|ui| {
        if form.draft.id.is_none() || form.state == Stand::Draft {
            let confirm = OrderAction::Save(Stand::Confirmed).into();
            controls::offer(ui, scene, confirm, Weight::Primary, why_not, out);
            let sold = OrderAction::Save(Stand::Delivered).into();
            let no_stock = why_not.or(controls::needs(!blocked, "why.stock"));
            controls::offer(ui, scene, sold, Weight::Plain, no_stock, out);
            let draft = OrderAction::Save(Stand::Draft).into();
            controls::offer(ui, scene, draft, Weight::Quiet, why_not, out);
        } else {
            controls::offer(
                ui,
                scene,
                OrderAction::Save(form.state).into(),
                Weight::Primary,
                why_not,
                out,
            );
        }
        controls::offer(ui, scene, OrderAction::Cancel.into(), Weight::Quiet, None, out);
    });
    match &read {
        Err(fault) if form.tried || *fault != DraftFault::Empty => {
            let text = words::fault(scene, *fault);
            controls::pill(ui, Some(Icon::Warn), &text, Mood::Alert);
        }
        Err(_) => {}
        Ok(draft) => {
            for (name, stock, verdict) in form.verdicts(draft) {
                let key = if verdict == Verdict::Refused {
                    "orders.stock_refused"
                } else {
                    "orders.stock_warned"
                };
                let text = scene.tf(key, &[("name", &name), ("count", &stock.to_string())]);
                controls::pill(ui, Some(Icon::Warn), &text, Mood::Alert);
            }
        }
    }
}

fn pick(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form, picker: &mut Picker) {
    let focus = std::mem::take(&mut form.focus);
    let width = ui.available_width().min(420.0);
    let hint = scene.t("orders.pick");
    let field = controls::search(ui, hint, &mut picker.text, width, focus);
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        if let Some(first) = picker.first() {
            form.add(&first);
            picker.text.clear();
        }
        field.request_focus();
    }
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        for shelf in &picker.found {
            let price = shelf.product.price_for(&form.class).grouped();
            let text = format!("{}  {price}", shelf.product.name);
            if controls::press(ui, Some(Icon::Plus), &text, Weight::Plain).clicked() {
                chosen = Some(shelf.clone());
            }
        }
    });
    if let Some(shelf) = chosen {
        form.add(&shelf);
        picker.text.clear();
    }
    ui.add_space(gap::SMALL);
}

/// Width of a product's name.
const NAME: f32 = 104.0;

/// A field in the grid: as wide as it is wished, whatever stands above it.
fn cell(ui: &mut Ui, text: &mut String, width: f32, name: String) {
    ui.scope(|ui| {
        ui.set_min_width(width);
        controls::edit(ui, text, width - 16.0).accessible_name(name);
    });
}

fn lines(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form) {
    if form.draft.lines.is_empty() {
        let text = RichText::new(scene.t("orders.no_lines")).color(Tokens::of(ui).weak);
        ui.add(Label::new(text).wrap());
        return;
    }
    let mut removed = None;
    let heads = ["product", "quantity", "price", "discount", "empties", "amount", ""];
    Grid::new("order-lines").num_columns(heads.len()).spacing([8.0, 4.0]).show(ui, |ui| {
        for head in heads {
            let text = if head.is_empty() { "" } else { scene.texts.t(column(head)) };
            controls::small(ui, text);
        }
        ui.end_row();
        let with_customer = form.draft.head.customer.is_some();
        for (at, (line, text)) in form.draft.lines.iter_mut().zip(&mut form.lines).enumerate() {
            let shelf = form.shelves.get(&line.product);
            let name = line.name.clone();
            let named = |what: &'static str| format!("{}: {name}", scene.texts.t(column(what)));
            ui.scope(|ui| {
                ui.set_min_width(NAME);
                controls::short(ui, RichText::new(&name));
            });
            cell(ui, &mut text.quantity, 54.0, named("quantity"));
            cell(ui, &mut text.price, 72.0, named("price"));
            cell(ui, &mut text.discount, 54.0, named("discount"));
            if shelf.is_some_and(|shelf| shelf.product.container.is_some()) {
                cell(ui, &mut text.empties, 50.0, named("empties"));
            } else {
                ui.label("");
            }
            let quantity = Quantity::parse(&text.quantity).unwrap_or_default();
            let price = Money::parse(&text.price).unwrap_or_default();
            let discount = Discount::parse(&text.discount).unwrap_or_default();
            let whole =
                crate::crm::orders::line::OrderLine { quantity, price, discount, ..line.clone() };
            ui.label(whole.amount().grouped());
            ui.horizontal(|ui| {
                if with_customer && shelf.is_some_and(|shelf| shelf.product.is_stocked()) {
                    ui.checkbox(&mut line.by_ticket, scene.t("orders.by_ticket"));
                }
                let remove = scene.tf("orders.remove_line", &[("name", &name)]);
                if controls::icon_press(ui, Icon::Bin, &remove, None).clicked() {
                    removed = Some(at);
                }
            });
            ui.end_row();
        }
    });
    if let Some(at) = removed {
        form.draft.lines.remove(at);
        form.lines.remove(at);
    }
}

fn column(what: &str) -> &'static str {
    match what {
        "product" => "orders.col_product",
        "quantity" => "orders.col_quantity",
        "price" => "orders.col_price",
        "discount" => "orders.col_discount",
        "empties" => "orders.col_empties",
        _ => "orders.col_amount",
    }
}

fn sums(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form) {
    ui.add_space(gap::SMALL);
    controls::field(ui, scene.t("orders.discount"), &mut form.discount, 90.0)
        .on_hover_text(scene.t("orders.discount_hint"));
    let total = form.read(scene.wall).map(|draft| draft.total()).unwrap_or_default();
    ui.horizontal(|ui| {
        controls::lead(ui, scene.t("orders.total"));
        ui.label(RichText::new(total.grouped()).size(size::TEXT_TITLE));
    });
    let field = controls::field(ui, scene.t("orders.paid_now"), &mut form.paid, 90.0);
    field.on_hover_text(scene.t("orders.paid_now_hint"));
    if form.payment().is_err() {
        let text = scene.t("orders.fault_amount");
        controls::pill(ui, Some(Icon::Warn), text, Mood::Alert);
    }
    if !form.paid.trim().is_empty() {
        method(ui, scene, &mut form.method);
    }
}

/// The choice of a way to pay.
pub(super) fn method(ui: &mut Ui, scene: &Scene<'_>, method: &mut String) {
    let methods = words::methods(scene);
    if method.is_empty() {
        *method = methods.first().cloned().unwrap_or_default();
    }
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("orders.method"));
        ComboBox::from_id_salt("pay-method")
            .selected_text(method.as_str())
            .width(160.0)
            .show_ui(ui, |ui| {
                for one in methods {
                    let text = one.clone();
                    ui.selectable_value(method, one, text);
                }
            })
            .response
            .labelled_by(id);
    });
}

fn head(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form) {
    let width = (ui.available_width() - size::LABEL - 24.0).clamp(120.0, 420.0);
    let head = &mut form.draft.head;
    controls::field(ui, scene.t("orders.phone"), &mut head.phone, width);
    controls::field(ui, scene.t("orders.address"), &mut head.address, width);
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("orders.deliver_day"));
        controls::edit(ui, &mut form.day, 100.0).labelled_by(id);
        let id = controls::small(ui, scene.t("orders.deliver_time")).id;
        controls::edit(ui, &mut form.time, 60.0).labelled_by(id);
    });
    let head = &mut form.draft.head;
    controls::field(ui, scene.t("orders.courier"), &mut head.courier, width);
    ui.horizontal_wrapped(|ui| {
        for courier in &scene.snap.settings.office.orders.couriers {
            if controls::chip(ui, courier, None, head.courier == *courier).clicked() {
                head.courier.clone_from(courier);
            }
        }
    });
    controls::field(ui, scene.t("orders.note"), &mut head.note, width);
}
