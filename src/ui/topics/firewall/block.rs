//! "Block" where numbers are shown: in the log, on a card, on the card of a ringing call; and the sentence that says why a
//! call was treated so. May depend on `ui`, and types of `engine`, `call`.

use super::{FirewallAction, words};
use crate::base::ids::CallId;
use crate::base::number::PhoneNumber;
use crate::call::firewall::decision::Circumstances;
use crate::call::firewall::matching::{Caller, Standing};
use crate::call::firewall::rule::{Rule, RuleId};
use crate::call::firewall::subject::Subject;
use crate::call::record::CallRecord;
use crate::engine::snapshot::CallView;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::{self, Scene};
use crate::ui::tokens::{Mood, gap};
use crate::ui::wording;
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
        permit(ui, scene, number, out);
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
        controls::offer(ui, scene, unblock, Weight::Quiet, None, out);
        return;
    }
    let block = Action::Firewall(FirewallAction::Block(number.clone(), call));
    if !asks {
        controls::offer(ui, scene, block, Weight::Quiet, None, out);
        return;
    }
    // A customer: the first press asks, the second one does it.
    let id = Id::unique(("firewall-ask", number.as_str()));
    let asked = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or(false);
    let answer = if asked {
        ui.vertical(|ui| really(ui, scene, block, out)).inner.then_some(false)
    } else {
        let mut pressed = Vec::new();
        controls::offer(ui, scene, block, Weight::Quiet, None, &mut pressed);
        (!pressed.is_empty()).then_some(true)
    };
    if let Some(answer) = answer {
        ui.data_mut(|data| data.insert_temp(id, answer));
    }
}

/// Offers to let the next call of a number through that a rule blocks; says until when it does, and offers to end that.
pub fn permit(ui: &mut Ui, scene: &Scene<'_>, number: &PhoneNumber, out: &mut Vec<Action>) {
    if number.key().is_empty() {
        return;
    }
    if let Some((id, until)) = standing_permit(scene, number) {
        let when = until.map(|until| wording::due(scene.texts, until, scene.wall));
        let text = match when {
            Some(when) => scene.tf("firewall.permit_until", &[("when", &when)]),
            None => scene.t("firewall.once").to_owned(),
        };
        ui.horizontal(|ui| {
            controls::pill(ui, Some(Icon::Bell), &text, Mood::Good);
            let end = Action::Firewall(FirewallAction::EndPermit(id));
            controls::offer_icon(ui, scene, end, None, out);
        });
    } else if would_block(scene, number) {
        let permit = Action::Firewall(FirewallAction::PermitNext(Some(number.clone())));
        controls::offer(ui, scene, permit, Weight::Quiet, None, out);
    }
}

/// The permit of this number that still holds, and until when.
fn standing_permit(scene: &Scene<'_>, number: &PhoneNumber) -> Option<(RuleId, Option<i64>)> {
    let key = number.key();
    let now = scene.wall;
    let ours = |rule: &Rule| {
        rule.once
            && rule.holds(now.utc_millis, now.offset_minutes)
            && matches!(&rule.subject, Subject::Number(own) if own.key() == key)
    };
    let rows = scene.snap.firewall.book.rows();
    let rule = rows.iter().map(|row| &row.rule).find(|rule| ours(rule))?;
    Some((rule.id?, rule.until_utc_millis))
}

/// Whether a call of this number, of somebody without a card, would be blocked now.
#[must_use]
pub fn would_block(scene: &Scene<'_>, number: &PhoneNumber) -> bool {
    let caller = Caller {
        number: Some(number.clone()),
        absence: None,
        place: None,
        standing: Standing::Stranger,
    };
    let about = Circumstances {
        utc_millis: scene.wall.utc_millis,
        offset_minutes: scene.wall.offset_minutes,
        home_area: &scene.snap.settings.home_area_code,
        on: scene.snap.settings.firewall.on,
        customers_ring: scene.snap.settings.firewall.customers_ring,
        called_before: false,
    };
    scene.snap.firewall.book.decide(&caller, &about).treatment.done.blocks()
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
