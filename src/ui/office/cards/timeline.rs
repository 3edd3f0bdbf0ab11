//! Everything that happened with a customer, newest first: calls with their notes, promises, orders, money, files, tasks,
//! changes of the card.
//! May depend on `ui`, and types of `call`, `crm`.

use crate::base::ids::CustomerId;
use crate::call::record::CallSummary;
use crate::call::worklist::promise::Promise;
use crate::crm::cards::Change;
use crate::crm::cards::part::CardPart;
use crate::crm::customer::Customer;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::office::OfficeState;
use crate::ui::office::cards::state::CardState;
use crate::ui::office::cards::words;
use crate::ui::office::happened::{self, Happened};
use crate::ui::scene::Scene;
use crate::ui::state::Card;
use crate::ui::tokens::{Mood, Tokens, size};
use crate::ui::topics::worklist::WorkAction;
use crate::ui::views::card::past_call;
use crate::ui::wording;
use egui::{Align, CursorIcon, Label, Layout, Response, RichText, Role, Sense, Ui, WidgetInfo};

/// Characters of a value in a line.
const LONGEST: usize = 40;
/// The journal's word for a list that was taken in.
const IMPORT: &str = "import_list";

/// Lines that are drawn; the parts of the card have everything.
const MOST: usize = 400;

enum Item<'a> {
    Call(&'a CallSummary),
    Promise(&'a Promise),
    Kept(&'a Promise),
    Change(&'a Change),
    Other(&'a Happened),
}

impl Item<'_> {
    const fn at(&self) -> i64 {
        match self {
            Self::Call(call) => call.record.started_utc_millis,
            Self::Promise(promise) | Self::Kept(promise) => promise.made_utc_millis,
            Self::Change(change) => change.at_utc_millis,
            Self::Other(other) => other.at,
        }
    }
}

/// Draws it.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    office: &mut OfficeState,
    (id, card, kept): (CustomerId, &Card, &[Promise]),
    out: &mut Vec<Action>,
) {
    let others = happened::all(scene, office, id);
    let state = &mut office.cards;
    let changes = state.changes_of(id).to_vec();
    let promises = scene.snap.worklist.promises.iter().filter(|p| p.customer == Some(id));
    let mut items: Vec<Item<'_>> = card.calls.iter().map(Item::Call).collect();
    items.extend(promises.map(Item::Promise));
    items.extend(kept.iter().map(Item::Kept));
    items.extend(changes.iter().map(Item::Change));
    items.extend(others.iter().map(Item::Other));
    items.sort_by_key(|item| std::cmp::Reverse(item.at()));
    ui.separator();
    ui.horizontal(|ui| {
        controls::group_title(ui, scene.t("cards.timeline"));
        let all = Action::Worklist(WorkAction::CallsOf(id));
        controls::offer_icon(ui, scene, all, None, out);
    });
    if items.is_empty() {
        controls::weak(ui, scene.t("card.no_calls"));
    }
    for (index, item) in items.into_iter().take(MOST).enumerate() {
        ui.push_id(("item", index), |ui| match item {
            Item::Call(call) => past_call(ui, scene, call, out),
            Item::Promise(promise) => {
                let when = wording::due(scene.texts, promise.due_utc_millis, scene.wall);
                let text = [("what", promise.text.as_str()), ("when", &when)];
                let text = scene.tf("worklist.promised", &text);
                line(ui, scene, Icon::Bell, promise.made_utc_millis, &text);
            }
            Item::Kept(promise) => {
                let text = scene.tf("worklist.kept_line", &[("what", &promise.text)]);
                line(ui, scene, Icon::Tick, promise.made_utc_millis, &text);
            }
            Item::Change(change) => {
                let text = said(scene, state, change);
                line(ui, scene, Icon::Note, change.at_utc_millis, &text);
            }
            Item::Other(other) => opening(ui, scene, other, out),
        });
    }
}

/// A line that opens what it tells of.
fn opening(ui: &mut Ui, scene: &Scene<'_>, it: &Happened, out: &mut Vec<Action>) {
    let shown = line(ui, scene, it.icon, it.at, &it.text);
    let Some(opens) = &it.opens else { return };
    let response = ui.interact(shown.rect, ui.scope_id().with("opens"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &it.text));
    controls::focus_ring(ui, Tokens::of(ui), shown.rect, &response, f32::from(size::RADIUS));
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        out.push(opens.clone());
    }
}

fn line(ui: &mut Ui, scene: &Scene<'_>, icon: Icon, at: i64, text: &str) -> Response {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        controls::draw(ui, icon, size::ICON, t.ink(Mood::Calm));
        let at = wording::moment(scene.texts, at, scene.wall);
        let room = egui::vec2(96.0, size::CONTROL);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(96.0);
            controls::weak(ui, at);
        });
        ui.add(Label::new(RichText::new(text).color(t.weak)).truncate());
    })
    .response
}

/// Who changed what, from what to what. Of the office's own fields only those that are watched say their values.
fn said(scene: &Scene<'_>, state: &CardState, change: &Change) -> String {
    let who = [("who", change.who.as_str())];
    let by_list = change.operation == IMPORT;
    let (Some(before), Some(after)) = (&change.before, &change.after) else {
        if by_list {
            let what = [("who", change.who.as_str()), ("file", &change.subject), ("what", "")];
            return scene.tf("cards.changed_by_list", &what);
        }
        return scene.tf("cards.made", &who);
    };
    if change.operation == "merge_customers" {
        return scene.tf("cards.was_merged", &who);
    }
    let parts = CardPart::of(before, after).into_iter().filter(|part| !part.same(before, after));
    let each: Vec<String> = parts.map(|part| one(scene, state, part, before, after)).collect();
    if by_list {
        let what =
            [("who", change.who.as_str()), ("file", &change.subject), ("what", &each.join("; "))];
        return scene.tf("cards.changed_by_list", &what);
    }
    scene.tf("cards.changed", &[("who", &change.who), ("what", &each.join("; "))])
}

fn one(
    scene: &Scene<'_>,
    state: &CardState,
    part: CardPart,
    before: &Customer,
    after: &Customer,
) -> String {
    let name = words::part(scene, state, part);
    if let CardPart::Field(id) = part
        && !state.field(id).is_some_and(|field| field.audited)
    {
        return name;
    }
    let short = |card: &Customer| {
        let text = words::value(scene, state, part, card).replace('\n', " ");
        if text.is_empty() {
            return "—".to_owned();
        }
        let cut: String = text.chars().take(LONGEST).collect();
        if cut.len() < text.len() { format!("{cut}…") } else { cut }
    };
    format!("{name}: {} → {}", short(before), short(after))
}
