//! Promises on the screen: the form in which one is typed, the line that reminds of one, the row with its buttons.
//! May depend on `ui`, and types of `call`, `base`.

use crate::base::clock::Stamp;
use crate::base::ids::{CallId, CustomerId};
use crate::base::number::PhoneNumber;
use crate::call::worklist::period;
use crate::call::worklist::promise::{Promise, PromiseDraft, PromiseId, foremost};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::topics::worklist::{PutOff, WorkAction, WorkState};
use crate::ui::wording;
use egui::{Frame, Label, Margin, RichText, TextEdit, Ui};

/// From this width on all buttons of a promise stand in one row.
const WIDE: f32 = 480.0;

/// A promise being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseForm {
    /// The promise that is changed; `None`: a new one.
    pub id: Option<PromiseId>,
    /// The call it was made in.
    pub call: Option<CallId>,
    text: String,
    day: String,
    time: String,
    /// It was to be stored already: what is wrong is said.
    pub tried: bool,
    focus: bool,
}

impl PromiseForm {
    /// A new promise, due tomorrow at nine unless somebody says otherwise.
    #[must_use]
    pub fn new(call: CallId, now: Stamp) -> Self {
        let tomorrow = period::date_of(now.utc_millis, now.offset_minutes)
            .and_then(|today| today.tomorrow().ok());
        Self {
            id: None,
            call: Some(call),
            text: String::new(),
            day: tomorrow.map(|day| day.to_string()).unwrap_or_default(),
            time: "09:00".to_owned(),
            tried: false,
            focus: true,
        }
    }

    /// A stored promise, to be changed.
    #[must_use]
    pub fn of(promise: &Promise) -> Self {
        let due = wording::civil(promise.due_utc_millis, promise.offset_minutes);
        Self {
            id: Some(promise.id),
            call: promise.call,
            text: promise.text.clone(),
            day: due.map(|due| due.date().to_string()).unwrap_or_default(),
            time: due
                .map(|due| format!("{:02}:{:02}", due.hour(), due.minute()))
                .unwrap_or_default(),
            tried: false,
            focus: true,
        }
    }

    /// What is to be stored; `None` while something is missing or cannot be read.
    #[must_use]
    pub fn draft(&self, now: Stamp) -> Option<PromiseDraft> {
        let draft = PromiseDraft {
            id: self.id,
            call: self.call,
            text: self.text.trim().to_owned(),
            due_utc_millis: self.due(now)?,
            offset_minutes: now.offset_minutes,
        };
        draft.says_something().then_some(draft)
    }

    fn due(&self, now: Stamp) -> Option<i64> {
        let today = period::date_of(now.utc_millis, now.offset_minutes)?;
        let day = period::parse_date(&self.day, today)?;
        period::moment(day, period::parse_time(&self.time)?, now.offset_minutes)
    }
}

/// The promise of a call in its details: what was promised, or the form, or the button that opens it.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    work: &mut WorkState,
    call: CallId,
    who: (Option<CustomerId>, Option<&PhoneNumber>),
    out: &mut Vec<Action>,
) {
    if let Some(promise) = foremost(&scene.snap.worklist.promises, who.0, who.1) {
        row(ui, scene, promise, false, out);
    }
    match &mut work.form {
        Some(form) if form.call == Some(call) => fields(ui, scene, form, out),
        _ => {
            let begin = Action::Worklist(WorkAction::Promise(call));
            controls::offer(ui, scene, begin, Weight::Quiet, None, out);
        }
    }
}

fn fields(ui: &mut Ui, scene: &Scene<'_>, form: &mut PromiseForm, out: &mut Vec<Action>) {
    ui.add_space(gap::TIGHT);
    let label = controls::small(ui, scene.t("worklist.promise_text"));
    let field = TextEdit::singleline(&mut form.text)
        .desired_width(f32::INFINITY)
        .hint_text(scene.t("worklist.promise_hint").to_owned());
    let field = ui.add(field).labelled_by(label.id);
    if std::mem::take(&mut form.focus) {
        field.request_focus();
    }
    ui.horizontal(|ui| {
        let label = controls::small(ui, scene.t("worklist.due_day"));
        controls::edit(ui, &mut form.day, 100.0).labelled_by(label.id);
        let label = controls::small(ui, scene.t("worklist.due_time"));
        controls::edit(ui, &mut form.time, 56.0).labelled_by(label.id);
    });
    if form.tried && form.draft(scene.wall).is_none() {
        let key = if form.due(scene.wall).is_none() {
            "worklist.due_wrong"
        } else {
            "worklist.promise_empty"
        };
        ui.label(RichText::new(scene.t(key)).size(size::TEXT_SMALL).color(Tokens::of(ui).bad));
    }
    ui.horizontal(|ui| {
        let save = Action::Worklist(WorkAction::SavePromise);
        controls::offer(ui, scene, save, Weight::Primary, None, out);
        let cancel = Action::Worklist(WorkAction::CancelPromise);
        controls::offer(ui, scene, cancel, Weight::Quiet, None, out);
    });
}

/// One promise with what can be done about it.
pub fn row(
    ui: &mut Ui,
    scene: &Scene<'_>,
    promise: &Promise,
    with_party: bool,
    out: &mut Vec<Action>,
) {
    let t = Tokens::of(ui);
    let is_due = promise.due_utc_millis <= scene.wall.utc_millis;
    let mood = if is_due { Mood::Alert } else { Mood::Cool };
    Frame::new()
        .fill(t.ground_of(mood))
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::symmetric(10, 5))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_wrapped(|ui| {
                controls::draw(ui, Icon::Bell, 14.0, t.ink(mood));
                let when = wording::due(scene.texts, promise.due_utc_millis, scene.wall);
                let key = if is_due { "worklist.was_due" } else { "worklist.due" };
                ui.label(RichText::new(scene.tf(key, &[("when", &when)])).color(t.ink(mood)));
                if with_party {
                    ui.label(RichText::new(party(scene, promise)).color(t.text));
                }
                ui.add(Label::new(&promise.text).wrap());
            });
            buttons(ui, scene, promise, is_due, out);
        });
}

/// Beside each other where there is room, else the ways to put it off below.
fn buttons(ui: &mut Ui, scene: &Scene<'_>, promise: &Promise, is_due: bool, out: &mut Vec<Action>) {
    let is_wide = ui.available_width() > WIDE;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let kept = Action::Worklist(WorkAction::Kept(promise.id));
        controls::offer(ui, scene, kept, Weight::Plain, None, out);
        if let Some(number) = promise.number.clone().filter(|number| !number.key().is_empty()) {
            let call = Action::Worklist(WorkAction::CallBack(number));
            controls::offer_icon(ui, scene, call, None, out);
        }
        let edit = Action::Worklist(WorkAction::EditPromise(promise.id));
        controls::offer_icon(ui, scene, edit, None, out);
        if is_due && is_wide {
            later(ui, scene, promise, out);
        }
    });
    if is_due && !is_wide {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            later(ui, scene, promise, out);
        });
    }
}

/// The ways to put a promise off.
fn later(ui: &mut Ui, scene: &Scene<'_>, promise: &Promise, out: &mut Vec<Action>) {
    for by in [PutOff::TenMinutes, PutOff::Hour, PutOff::Tomorrow] {
        let later = Action::Worklist(WorkAction::Snooze(promise.id, by));
        controls::offer(ui, scene, later, Weight::Quiet, None, out);
    }
}

/// To whom.
fn party(scene: &Scene<'_>, promise: &Promise) -> String {
    match (&promise.party, &promise.number) {
        (name, _) if !name.is_empty() => name.clone(),
        (_, Some(number)) => scene.texts.number(number),
        (_, None) => String::new(),
    }
}

/// One line on a card: what this person was promised last and waits for.
pub fn remind(
    ui: &mut Ui,
    scene: &Scene<'_>,
    customer: Option<CustomerId>,
    number: Option<&PhoneNumber>,
) {
    let Some(promise) = foremost(&scene.snap.worklist.promises, customer, number) else { return };
    let when = wording::due(scene.texts, promise.due_utc_millis, scene.wall);
    let text = scene.tf("worklist.promised", &[("what", &promise.text), ("when", &when)]);
    let t = Tokens::of(ui);
    let is_due = promise.due_utc_millis <= scene.wall.utc_millis;
    let ink = t.ink(if is_due { Mood::Alert } else { Mood::Cool });
    ui.horizontal(|ui| {
        controls::draw(ui, Icon::Bell, 14.0, ink);
        controls::short(ui, RichText::new(text).color(ink));
    });
}
