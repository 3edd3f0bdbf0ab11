//! The usual order of whoever calls: the last one once more, changed with digits and ±, saved with Enter.
//! May depend on `ui`, and types of `crm`.

use super::{OrderAction, OrderState, words};
use crate::base::ids::{CallId, CustomerId};
use crate::crm::goods::product::Verdict;
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::account::Desk;
use crate::crm::orders::draft::OrderDraft;
use crate::engine::snapshot::{CallView, Snapshot};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::widgets::dialog;
use egui::{
    Align, Align2, Context, Event, Frame, Key, Layout, Margin, Modifiers, RichText, Role, Ui,
    WidgetInfo, vec2,
};

/// Width of the window.
const WIDTH: f32 = 460.0;
/// Digits of a quantity typed in a row.
const MOST_DIGITS: usize = 5;

/// The usual order, waiting to be saved.
#[derive(Debug, Clone, Default)]
pub(super) struct Quick {
    whose: Option<CustomerId>,
    /// Whoever calls is not known yet: of this call it will be.
    awaited: Option<CallId>,
    pub draft: Option<OrderDraft>,
    chosen: usize,
    /// Digits typed for the chosen line.
    typed: String,
    /// The customer is known and has no usual order.
    nothing: bool,
    save_when_known: bool,
}

impl Quick {
    pub fn new(customer: CustomerId, desk: Option<&Desk>) -> Self {
        let mut quick = Self { whose: Some(customer), ..Self::default() };
        if desk.is_some() {
            quick.know(customer, desk);
        }
        quick
    }

    /// Of whoever is calling, who is not known yet.
    pub fn of_caller(call: CallId) -> Self {
        Self { awaited: Some(call), ..Self::default() }
    }

    /// The caller, once that is known; a stranger has no usual order.
    fn meet(&mut self, snap: &Snapshot) {
        let Some(awaited) = self.awaited else { return };
        let call = snap.calls.iter().find(|call| call.record.id == awaited);
        let told = |call: &CallView| {
            call.candidates.is_some()
                || call.record.caller_id.is_some() && call.record.number.is_none()
        };
        match call.map(|call| (caller(call), told(call))) {
            Some((Some(customer), _)) => {
                self.awaited = None;
                self.whose = Some(customer);
            }
            Some((None, false)) => {}
            Some((None, true)) | None => {
                self.awaited = None;
                self.nothing = true;
                self.save_when_known = false;
            }
        }
    }

    pub const fn customer(&self) -> Option<CustomerId> {
        self.whose
    }

    /// What is known of the customer by now.
    pub fn know(&mut self, customer: CustomerId, desk: Option<&Desk>) {
        if self.whose != Some(customer) || self.draft.is_some() {
            return;
        }
        self.draft = desk.and_then(|desk| desk.usual(customer));
        self.nothing = self.draft.is_none();
    }

    fn set(&mut self, quantity: Quantity) {
        let line = self.draft.as_mut().and_then(|draft| draft.lines.get_mut(self.chosen));
        if let Some(line) = line {
            let swap = line.empties == line.quantity;
            line.quantity = quantity.clamp(Quantity::ZERO, Quantity::MOST);
            if swap {
                line.empties = line.quantity;
            }
        }
    }

    fn step(&mut self, by: Quantity) {
        let line = self.draft.as_ref().and_then(|draft| draft.lines.get(self.chosen));
        let now = line.map(|line| line.quantity).unwrap_or_default();
        self.typed.clear();
        self.set(now.plus(by));
    }

    fn digit(&mut self, digit: char) {
        if self.typed.len() < MOST_DIGITS {
            self.typed.push(digit);
        }
        self.set(Quantity::parse(&self.typed).unwrap_or_default());
    }

    fn choose(&mut self, down: bool) {
        let last = self.draft.as_ref().map_or(0, |draft| draft.lines.len().saturating_sub(1));
        self.chosen =
            if down { (self.chosen + 1).min(last) } else { self.chosen.saturating_sub(1) };
        self.typed.clear();
    }

    /// The order as it is to be saved: lines without a quantity are left out.
    pub fn ready(&self) -> Option<OrderDraft> {
        let mut draft = self.draft.clone()?;
        draft.lines.retain(|line| !line.quantity.is_zero());
        draft.fault().is_none().then_some(draft)
    }
}

/// Whose call it is: who was chosen, else the likeliest.
#[must_use]
pub fn caller(call: &CallView) -> Option<CustomerId> {
    let people = call.candidates.as_deref();
    let best = people.and_then(|all| all.first().and_then(|best| best.customer.id));
    call.record.customer.or(best)
}

/// The keys of the usual order, while it waits: they come before those of the page behind it.
pub fn pressed(ctx: &Context, snap: &Snapshot, state: &mut OrderState) -> Vec<Action> {
    let mut out = Vec::new();
    if let Some(quick) = &mut state.quick {
        quick.meet(snap);
        if let Some(customer) = quick.whose {
            let desk = state.desks.get(&customer).and_then(|known| known.desk.as_ref());
            if desk.is_some() {
                quick.know(customer, desk);
            }
        }
        keys(ctx, quick, &mut out);
    }
    out
}

/// Draws the window where the usual order waits.
pub fn show(ctx: &Context, scene: &Scene<'_>, state: &mut OrderState) -> Vec<Action> {
    let mut out = Vec::new();
    let Some(mut quick) = state.quick.take() else { return out };
    let desk = quick.whose.and_then(|id| state.known_desk(id));
    let place = (Align2::CENTER_TOP, vec2(0.0, size::LINE_BAR + gap::LARGE));
    let title = scene.t("orders.quick");
    dialog::float(ctx, "quick-order", title, place, Margin::same(20), |ui| {
        ui.set_width(WIDTH);
        content(ui, scene, &mut quick, desk, &mut out);
    });
    state.quick = Some(quick);
    out
}

fn keys(ctx: &Context, quick: &mut Quick, out: &mut Vec<Action>) {
    // While somebody types into a field behind it, digits belong to that field.
    let typing = ctx.text_edit_focused();
    ctx.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::Enter) {
            // Pressed before the last order is here: it is saved when it comes.
            quick.save_when_known =
                quick.ready().is_some() || !quick.nothing && quick.draft.is_none();
            // Nothing to repeat: the first order is typed.
            if quick.nothing {
                out.push(OrderAction::QuickToForm.into());
            }
        }
        if input.consume_key(Modifiers::NONE, Key::Escape) {
            out.push(OrderAction::CloseQuick.into());
        }
        if typing {
            return;
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            quick.choose(true);
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            quick.choose(false);
        }
        let mut texts = Vec::new();
        input.events.retain(|event| match event {
            Event::Text(text) => {
                texts.push(text.clone());
                false
            }
            _ => true,
        });
        for c in texts.iter().flat_map(|text| text.chars()) {
            match c {
                '0'..='9' => quick.digit(c),
                '+' | '=' => quick.step(Quantity::ONE),
                '-' => quick.step(-Quantity::ONE),
                _ => {}
            }
        }
    });
    if quick.save_when_known && quick.ready().is_some() {
        quick.save_when_known = false;
        out.push(OrderAction::SaveQuick.into());
    }
}

fn content(
    ui: &mut Ui,
    scene: &Scene<'_>,
    quick: &mut Quick,
    desk: Option<&Desk>,
    out: &mut Vec<Action>,
) {
    let title = match desk {
        Some(desk) => scene.tf("orders.quick_for", &[("name", &desk.name)]),
        None => scene.t("orders.quick").to_owned(),
    };
    ui.label(RichText::new(title).size(size::TEXT_TITLE));
    if let Some(desk) = desk {
        controls::small(ui, words::balances(scene, desk));
    }
    ui.add_space(gap::SMALL);
    if quick.nothing {
        controls::weak(ui, scene.t("orders.quick_nothing"));
    } else if quick.draft.is_none() {
        controls::weak(ui, scene.t("orders.quick_looking"));
    } else {
        lines(ui, scene, quick, desk);
    }
    ui.add_space(gap::SMALL);
    let ready = quick.ready();
    if let Some(draft) = &ready {
        ui.horizontal(|ui| {
            controls::weak(ui, scene.t("orders.total"));
            ui.label(RichText::new(draft.total().grouped()).size(size::TEXT_TITLE));
        });
        if !draft.head.address.is_empty() {
            controls::small(ui, &draft.head.address);
        }
    }
    ui.horizontal(|ui| {
        let save = OrderAction::SaveQuick.into();
        let why_not = controls::needs(!quick.nothing, "orders.quick_nothing")
            .or(controls::needs(quick.draft.is_some(), "orders.quick_looking"))
            .or(controls::needs(ready.is_some(), "why.quantity"));
        controls::offer(ui, scene, save, Weight::Primary, why_not, out);
        controls::offer(ui, scene, OrderAction::QuickToForm.into(), Weight::Plain, None, out);
        controls::offer(ui, scene, OrderAction::CloseQuick.into(), Weight::Quiet, None, out);
    });
    controls::small(ui, scene.t("orders.quick_keys"));
}

fn lines(ui: &mut Ui, scene: &Scene<'_>, quick: &mut Quick, desk: Option<&Desk>) {
    let t = Tokens::of(ui);
    let Some(draft) = &quick.draft else { return };
    let mut wish: Option<(usize, Quantity)> = None;
    for (at, line) in draft.lines.iter().enumerate() {
        let chosen = at == quick.chosen;
        let fill = if chosen { t.chosen } else { t.ground };
        let frame = Frame::new().fill(fill).corner_radius(size::RADIUS);
        frame.inner_margin(Margin::symmetric(10, 5)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.add_sized([80.0, 20.0], egui::Label::new(line.amount().grouped()));
                    let more = scene.tf("orders.more_of", &[("name", &line.name)]);
                    if controls::icon_press(ui, Icon::Plus, &more, None).clicked() {
                        wish = Some((at, Quantity::ONE));
                    }
                    let count = format!("{} {}", line.quantity, line.unit);
                    ui.label(RichText::new(count).size(size::TEXT_GROUP));
                    let less = scene.tf("orders.less_of", &[("name", &line.name)]);
                    let minus = controls::press(ui, None, "−", Weight::Quiet);
                    minus.widget_info(|| WidgetInfo::labeled(Role::Button, true, &less));
                    if minus.on_hover_text(&less).clicked() {
                        wish = Some((at, -Quantity::ONE));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        controls::short(ui, RichText::new(&line.name));
                    });
                });
            });
            let shelf = desk.and_then(|desk| {
                desk.products.iter().find(|shelf| shelf.product.id == Some(line.product))
            });
            if let Some(shelf) = shelf.filter(|shelf| shelf.says(line.quantity) > Verdict::Fine) {
                let left = shelf.stock.to_string();
                let text =
                    scene.tf("orders.stock_warned", &[("name", &line.name), ("count", &left)]);
                controls::pill(ui, Some(Icon::Warn), &text, Mood::Alert);
            }
        });
    }
    if let Some((at, by)) = wish {
        quick.chosen = at;
        quick.step(by);
    }
}
