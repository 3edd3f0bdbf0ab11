//! The editor of a product; what is wrong is said while typing. May depend on `ui`, and types of `crm`.

use super::{GoodsAction, GoodsState};
use crate::base::ids::ProductId;
use crate::base::money::Money;
use crate::crm::goods::product::{Policy, Product, ProductFault, Shelf};
use crate::crm::goods::quantity::Quantity;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use egui::{ComboBox, ScrollArea, TextEdit, Ui};

/// A product being typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Editor {
    product: Product,
    price: String,
    cost: String,
    low_at: String,
    tickets: String,
    /// `class = price`, a line each.
    classes: String,
    tried: bool,
}

/// What is wrong with what is typed.
enum Wrong {
    Price,
    Cost,
    Low,
    Classes,
    Product(ProductFault),
}

impl Editor {
    pub fn of(shelf: &Shelf) -> Self {
        let product = shelf.product.clone();
        let class = |(class, price): (&String, &Money)| format!("{class} = {price}");
        Self {
            price: product.price.to_string(),
            cost: product.cost.to_string(),
            low_at: product.low_at.map(|low| low.to_string()).unwrap_or_default(),
            tickets: product.ticket_units.to_string(),
            classes: product.class_prices.iter().map(class).collect::<Vec<_>>().join("\n"),
            product,
            tried: false,
        }
    }

    fn read(&self) -> Result<Product, Wrong> {
        let amount = |text: &str| {
            if text.trim().is_empty() { Some(Money::ZERO) } else { Money::parse(text) }
        };
        let mut product = self.product.clone();
        product.price = amount(&self.price).ok_or(Wrong::Price)?;
        product.cost = amount(&self.cost).ok_or(Wrong::Cost)?;
        product.low_at = match self.low_at.trim() {
            "" => None,
            text => Some(Quantity::parse(text).ok_or(Wrong::Low)?),
        };
        product.ticket_units = Quantity::parse(&self.tickets).unwrap_or_default();
        product.class_prices.clear();
        for line in self.classes.lines().filter(|line| !line.trim().is_empty()) {
            let (class, price) = line.rsplit_once(['=', '＝', ':', '：']).ok_or(Wrong::Classes)?;
            let price = Money::parse(price).ok_or(Wrong::Classes)?;
            product.class_prices.insert(class.trim().to_owned(), price);
        }
        match product.fault() {
            Some(fault) => Err(Wrong::Product(fault)),
            None => Ok(product),
        }
    }

    /// The product as typed; from now on it is said what is missing.
    pub fn product(&mut self) -> Option<Product> {
        self.tried = true;
        self.read().ok()
    }
}

/// Draws the editor.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut GoodsState, out: &mut Vec<Action>) {
    let Some(mut editor) = state.editor.take() else { return };
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        let title =
            if editor.product.id.is_some() { "goods.edit_title" } else { "goods.new_title" };
        controls::group_title(ui, scene.t(title));
        ui.horizontal_wrapped(|ui| {
            let why_not = editor.read().err().map(|wrong| words(&wrong));
            controls::offer(ui, scene, GoodsAction::Save.into(), Weight::Primary, why_not, out);
            controls::offer(ui, scene, GoodsAction::Cancel.into(), Weight::Quiet, None, out);
            if let Some(id) = editor.product.id {
                let gone = GoodsAction::SetGone(id, !editor.product.gone).into();
                let weight = if editor.product.gone { Weight::Plain } else { Weight::Danger };
                controls::offer(ui, scene, gone, weight, None, out);
            }
        });
        if let Err(wrong) = editor.read() {
            let named = !editor.product.name.trim().is_empty() || editor.tried;
            if named {
                controls::pill(ui, Some(Icon::Warn), scene.t(words(&wrong)), Mood::Alert);
            }
        }
        ScrollArea::vertical().id_salt("product-editor").auto_shrink(false).show(ui, |ui| {
            fields(ui, scene, &mut editor, state);
        });
    });
    state.editor = Some(editor);
}

const fn words(wrong: &Wrong) -> &'static str {
    match wrong {
        Wrong::Price | Wrong::Cost | Wrong::Product(ProductFault::Price) => "goods.fault_price",
        Wrong::Low => "goods.fault_low",
        Wrong::Classes => "goods.fault_classes",
        Wrong::Product(ProductFault::Name) => "goods.fault_name",
        Wrong::Product(ProductFault::Link) => "goods.fault_link",
        Wrong::Product(ProductFault::Ticket) => "goods.fault_ticket",
    }
}

fn fields(ui: &mut Ui, scene: &Scene<'_>, editor: &mut Editor, state: &GoodsState) {
    let width = (ui.available_width() - size::LABEL - 24.0).clamp(100.0, 300.0);
    let product = &mut editor.product;
    controls::field(ui, scene.t("goods.name"), &mut product.name, width);
    controls::field(ui, scene.t("goods.unit"), &mut product.unit, 90.0);
    controls::field(ui, scene.t("goods.price"), &mut editor.price, 90.0);
    controls::field(ui, scene.t("goods.cost"), &mut editor.cost, 90.0);
    controls::field(ui, scene.t("goods.category"), &mut product.category, width);
    ui.horizontal_wrapped(|ui| {
        for (category, _) in state.categories.iter().take(8) {
            if controls::chip(ui, category, None, product.category == *category).clicked() {
                product.category.clone_from(category);
            }
        }
    });
    controls::field(ui, scene.t("goods.barcode"), &mut product.barcode, width);
    let id = controls::small(ui, scene.t("goods.classes")).id;
    ui.add(TextEdit::multiline(&mut editor.classes).desired_rows(2).desired_width(width))
        .labelled_by(id);
    ui.add_space(gap::SMALL);
    ui.checkbox(&mut product.stockless, scene.t("goods.stockless"));
    ui.checkbox(&mut product.deposit, scene.t("goods.deposit"));
    if product.is_stocked() {
        stocked(ui, scene, product, &mut editor.low_at);
    }
    link(ui, scene, "goods.container", product.id, &mut product.container, &state.links);
    link(ui, scene, "goods.ticket_for", product.id, &mut product.ticket_for, &state.links);
    if product.ticket_for.is_some() {
        controls::field(ui, scene.t("goods.ticket_units"), &mut editor.tickets, 90.0);
    }
    controls::field(ui, scene.t("goods.note"), &mut product.note, width);
}

fn stocked(ui: &mut Ui, scene: &Scene<'_>, product: &mut Product, low_at: &mut String) {
    controls::field(ui, scene.t("goods.low_at"), low_at, 90.0);
    ui.horizontal_wrapped(|ui| {
        controls::lead(ui, scene.t("goods.policy"));
        for policy in Policy::ALL {
            let key = match policy {
                Policy::Block => "goods.policy_block",
                Policy::Warn => "goods.policy_warn",
                Policy::Allow => "goods.policy_allow",
            };
            if controls::chip(ui, scene.t(key), None, product.policy == policy).clicked() {
                product.policy = policy;
            }
        }
    });
}

/// Which other product goes with it.
fn link(
    ui: &mut Ui,
    scene: &Scene<'_>,
    label: &'static str,
    own: Option<ProductId>,
    link: &mut Option<ProductId>,
    all: &[Shelf],
) {
    let named = |id: ProductId| all.iter().find(|shelf| shelf.product.id == Some(id));
    let shown = link.and_then(named).map_or(scene.t("goods.no_link"), |shelf| &shelf.product.name);
    let shown = shown.to_owned();
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t(label));
        ComboBox::from_id_salt(label)
            .selected_text(shown)
            .width(200.0)
            .show_ui(ui, |ui| {
                ui.selectable_value(link, None, scene.t("goods.no_link"));
                for shelf in all.iter().filter(|shelf| shelf.product.id != own) {
                    ui.selectable_value(link, shelf.product.id, &shelf.product.name);
                }
            })
            .response
            .labelled_by(id);
    });
}
