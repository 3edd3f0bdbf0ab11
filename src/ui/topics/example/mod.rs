//! The example office: the way in, the band that says where one is, and the way out.
//! May depend on `ui`, and types of `engine`, `call`.

use crate::call::record::{CallSummary, Direction};
use crate::engine::command::Command;
use crate::engine::snapshot::Snapshot;
use crate::engine::topics::example::ExampleCommand;
use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::{Scene, is_live};
use crate::ui::state::{ExchangeForm, ViewState};
use crate::ui::tokens::{Mood, Tokens, gap, size};
use egui::{Frame, Label, Margin, ProgressBar, RichText, Ui};

/// A wish of the person at the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleAction {
    /// Look around in the example.
    Enter,
    /// Stop making it.
    Cancel,
    /// Back to one's own data.
    Leave,
}

impl ExampleAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Enter => face("example.enter").tip("example.enter_tip").icon(Icon::Search),
            Self::Cancel => face("example.cancel").tip("example.cancel_tip").icon(Icon::Stop),
            Self::Leave => face("example.leave").tip("example.leave_tip").icon(Icon::Undo),
        }
    }
}

impl From<ExampleAction> for Action {
    fn from(action: ExampleAction) -> Self {
        Self::Example(action)
    }
}

/// Performs one action. The example speaks the language of the window. What is being typed is stored first.
pub fn perform(app: &mut App, action: ExampleAction) {
    let command = match action {
        ExampleAction::Enter => ExampleCommand::Enter(app.texts().language()),
        ExampleAction::Cancel => ExampleCommand::Cancel,
        ExampleAction::Leave => ExampleCommand::Leave,
    };
    app.save_notes(true);
    app.send(Command::Example(command));
}

/// In the example, whoever rings the simulated line is one of its customers.
pub fn follow(state: &mut ViewState, snap: &Snapshot) {
    if !snap.settings.example || state.exchange != ExchangeForm::default() {
        return;
    }
    let is_known = |call: &&CallSummary| {
        call.record.direction == Direction::Incoming && call.record.customer.is_some()
    };
    let Some(call) = snap.recent.iter().find(is_known) else { return };
    if let Some(number) = &call.record.number {
        state.exchange.number = number.digits();
        state.exchange.name = Some(call.party.clone());
    }
}

/// The band above everything: where one is, or how far the example is made. Nothing, among one's own data.
pub fn show_band(ui: &mut Ui, scene: &Scene<'_>) -> Vec<Action> {
    let mut out = Vec::new();
    let view = scene.snap.example;
    if scene.snap.settings.example {
        band(ui, Mood::Alert, |ui| {
            let leave = ExampleAction::Leave.into();
            let why_not = controls::needs(!view.switching, "why.busy");
            controls::offer(ui, scene, leave, Weight::Plain, why_not, &mut out);
            ui.add_space(gap::SMALL);
            controls::draw(ui, Icon::Info, size::ICON, Tokens::of(ui).alert);
            ui.label(RichText::new(scene.t("example.title")).strong());
            ui.add(Label::new(scene.t("example.about_band")).wrap());
        });
    } else if view.making.is_some() || view.switching {
        band(ui, Mood::Cool, |ui| making(ui, scene, &mut out));
    }
    out
}

fn band(ui: &mut Ui, mood: Mood, draw: impl FnOnce(&mut Ui)) {
    let ground = Tokens::of(ui).ground_of(mood);
    let frame = Frame::new().fill(ground).corner_radius(size::RADIUS);
    frame.inner_margin(Margin::symmetric(12, 5)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(draw);
    });
    ui.add_space(gap::TIGHT);
}

fn making(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let view = scene.snap.example;
    if view.making.is_some() {
        controls::offer(ui, scene, ExampleAction::Cancel.into(), Weight::Plain, None, out);
        ui.add_space(gap::SMALL);
    }
    let word = if view.switching { "example.opening" } else { "example.making" };
    ui.label(scene.t(word));
    let (done, all) = view.making.unwrap_or((1, 1));
    let part = if all == 0 { 0 } else { u64::from(done) * 100 / u64::from(all) };
    let part = u8::try_from(part.min(100)).unwrap_or(100);
    let bar = ProgressBar::new(f32::from(part) / 100.0).desired_width(size::LABEL);
    ui.add(bar.text(format!("{part}%")));
}

/// The way in, with what to expect.
pub fn offer(ui: &mut Ui, scene: &Scene<'_>, weight: Weight, out: &mut Vec<Action>) {
    let snap = scene.snap;
    if snap.settings.example {
        return;
    }
    controls::group_title(ui, scene.t("example.title"));
    ui.add(Label::new(scene.t("example.about")).wrap());
    ui.horizontal_wrapped(|ui| {
        let talks = snap.calls.iter().any(is_live);
        let idle = snap.example.making.is_none() && !snap.example.switching;
        let why_not =
            controls::needs(!talks, "example.waits").or(controls::needs(idle, "why.busy"));
        controls::offer(ui, scene, ExampleAction::Enter.into(), weight, why_not, out);
        if talks {
            controls::small(ui, scene.t("example.waits"));
        }
    });
}
