//! "Block" where numbers are shown: in the log, on a card, on the card of a ringing call; and the sentence that says why a
//! call was treated so. May depend on `ui`, and types of `engine`, `call`.

use super::{FirewallAction, words};
use crate::base::ids::CallId;
use crate::base::number::PhoneNumber;
use crate::call::record::CallRecord;
use crate::engine::snapshot::CallView;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::{self, Scene};
use crate::ui::tokens::{Mood, gap};
use egui::{Id, Ui};

/// Offers to block a number, or to unblock it. `familiar`: a customer's number, which is asked about once more.
pub fn block_button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    number: &PhoneNumber,
    familiar: bool,
    out: &mut Vec<Action>,
) {
    button(ui, scene, number, None, familiar, out);
}

/// Offers to block the caller that rings now; not for a customer.
pub fn block_caller(ui: &mut Ui, scene: &Scene<'_>, call: &CallView, out: &mut Vec<Action>) {
    let familiar = call.candidates.as_deref().is_none_or(|found| !found.is_empty());
    let ringing = scene::is_live(call) && call.record.answered_after.is_none();
    if let Some(number) = call.record.number.as_ref().filter(|_| !familiar) {
        let live = ringing.then_some(call.record.id);
        button(ui, scene, number, live, false, out);
    }
}

fn button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    number: &PhoneNumber,
    call: Option<CallId>,
    asks: bool,
    out: &mut Vec<Action>,
) {
    if number.key().is_empty() {
        return;
    }
    if scene.snap.firewall.book.blocking(number).is_some() {
        let unblock = Action::Firewall(FirewallAction::Unblock(number.clone()));
        controls::offer(ui, scene, unblock, Weight::Quiet, true, out);
        return;
    }
    let block = Action::Firewall(FirewallAction::Block(number.clone(), call));
    if !asks {
        controls::offer(ui, scene, block, Weight::Quiet, true, out);
        return;
    }
    // A customer: the first press asks, the second one does it.
    let id = Id::unique(("firewall-ask", number.as_str()));
    let asked = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or(false);
    let answer = if asked {
        ui.vertical(|ui| really(ui, scene, block, out)).inner.then_some(false)
    } else {
        let mut pressed = Vec::new();
        controls::offer(ui, scene, block, Weight::Quiet, true, &mut pressed);
        (!pressed.is_empty()).then_some(true)
    };
    if let Some(answer) = answer {
        ui.data_mut(|data| data.insert_temp(id, answer));
    }
}

/// Asks whether a customer is really to be blocked; `true`: it was answered.
fn really(ui: &mut Ui, scene: &Scene<'_>, block: Action, out: &mut Vec<Action>) -> bool {
    controls::small(ui, scene.t("firewall.block_customer"));
    ui.horizontal(|ui| {
        let yes = controls::press(ui, None, scene.t("firewall.block_anyway"), Weight::Danger);
        let no = controls::press(ui, None, scene.t("firewall.keep"), Weight::Plain);
        if yes.clicked() {
            out.push(block);
        }
        yes.clicked() || no.clicked()
    })
    .inner
}

/// Why the call was treated so, on every incoming call.
pub fn why(ui: &mut Ui, scene: &Scene<'_>, record: &CallRecord) {
    let Some(treatment) = &record.treatment else { return };
    ui.add_space(gap::TIGHT);
    controls::small(ui, scene.t("firewall.why"));
    ui.horizontal_wrapped(|ui| {
        let (icon, mood) = words::sign(treatment.done);
        controls::pill(ui, Some(icon), scene.t(words::handling(treatment.done)), mood);
        tag(ui, record);
    });
    let text = words::verdict(scene.texts, &scene.snap.firewall.book, treatment);
    ui.add(egui::Label::new(text).wrap());
}

/// The word a rule gives a call.
pub fn tag(ui: &mut Ui, record: &CallRecord) {
    let tag = record.treatment.as_ref().map(|treatment| treatment.tag.as_str());
    if let Some(tag) = tag.filter(|tag| !tag.is_empty()) {
        let short: String = tag.chars().take(16).collect();
        controls::pill(ui, None, &short, Mood::Cool);
    }
}
