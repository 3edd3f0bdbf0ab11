//! The office's own fields on a card: an editor for each kind; what does not fit its kind is shown as it was kept.
//! May depend on `ui`, and types of `crm`.

use crate::base::ids::{FieldId, FileId};
use crate::crm::cards::field::{FieldDef, FieldKind, Reading, is_blank};
use crate::crm::customer::{Customer, FieldValue};
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::office::cards::choosing;
use crate::ui::office::cards::state::CardState;
use crate::ui::office::cards::words;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, size};
use egui::{RichText, Ui};

/// Draws the office's fields of a card.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut CardState,
    card: &mut Customer,
    width: f32,
    files: &[(FileId, String)],
) {
    let fields: Vec<FieldDef> = state.shown_fields().cloned().collect();
    for field in fields {
        let Some(id) = field.id else { continue };
        ui.push_id(("field", id), |ui| {
            let kept = card.fields.get(&id).cloned();
            let reading = kept.as_ref().map(|value| field.read(value));
            let misfit = match &reading {
                Some(Reading::Misfit(text)) if !text.trim().is_empty() => Some(text.clone()),
                _ => None,
            };
            let fitting = match reading {
                Some(Reading::Fits(value)) => Some(value),
                _ => None,
            };
            let chosen = if field.kind == FieldKind::File && misfit.is_none() {
                attached(ui, scene, &label(&field), fitting.as_ref(), files)
            } else {
                editor(ui, scene, state, &field, id, (fitting, misfit.as_deref()), width)
            };
            if let Some(value) = chosen {
                if is_blank(&value) {
                    card.fields.remove(&id);
                } else {
                    card.fields.insert(id, value);
                }
            }
            if misfit.is_some() {
                does_not_fit(ui, scene, &field);
            }
        });
    }
}

/// Whether a field holds a file.
#[must_use]
pub fn has_files(state: &CardState) -> bool {
    state.shown_fields().any(|field| field.kind == FieldKind::File)
}

/// Fields that must be filled in and are not.
#[must_use]
pub fn missing(state: &CardState, card: &Customer) -> Vec<String> {
    let blank = |field: &&FieldDef| {
        field.required && field.id.is_none_or(|id| card.fields.get(&id).is_none_or(is_blank))
    };
    state.shown_fields().filter(blank).map(|field| field.name.clone()).collect()
}

/// The values shown on the card of an incoming call: name and words.
#[must_use]
pub fn on_pop(scene: &Scene<'_>, state: &CardState, card: &Customer) -> Vec<(String, String)> {
    let shown = state.shown_fields().filter(|field| field.on_pop);
    let said = shown.filter_map(|field| {
        let value = card.fields.get(&field.id?).filter(|value| !is_blank(value))?;
        Some((field.name.clone(), words::field_value(scene, value)))
    });
    said.collect()
}

fn label(field: &FieldDef) -> String {
    if field.required { format!("{} *", field.name) } else { field.name.clone() }
}

fn does_not_fit(ui: &mut Ui, scene: &Scene<'_>, field: &FieldDef) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.add_space(size::LABEL);
        controls::draw(ui, Icon::Warn, 14.0, t.ink(Mood::Alert));
        let kind = scene.t(words::kind(field.kind));
        let text = scene.tf("cards.does_not_fit", &[("kind", kind)]);
        ui.label(RichText::new(text).size(size::TEXT_SMALL).color(t.alert));
    });
}

/// The editor of one value; what was chosen or typed just now.
fn editor(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut CardState,
    field: &FieldDef,
    id: FieldId,
    (fitting, misfit): (Option<FieldValue>, Option<&str>),
    width: f32,
) -> Option<FieldValue> {
    let name = label(field);
    match (field.kind, misfit) {
        (FieldKind::Choice, None) => choice(ui, &name, field, fitting, width),
        (FieldKind::MultiChoice, None) => choices(ui, &name, field, fitting),
        (FieldKind::YesNo, None) => yes_no(ui, scene, &name, fitting.as_ref()),
        _ => text(ui, state, &name, field, id, fitting.as_ref(), misfit, width),
    }
}

#[allow(clippy::too_many_arguments, reason = "one field of a form")]
fn text(
    ui: &mut Ui,
    state: &mut CardState,
    name: &str,
    field: &FieldDef,
    id: FieldId,
    fitting: Option<&FieldValue>,
    misfit: Option<&str>,
    width: f32,
) -> Option<FieldValue> {
    let shown = fitting.map(crate::crm::cards::field::text_of).unwrap_or_default();
    let shown = misfit.unwrap_or(&shown).to_owned();
    let slot = format!("field {id}");
    ui.horizontal(|ui| {
        controls::lead(ui, name);
        let wrong = misfit.is_some();
        let typing = choosing::typed(ui, state, &slot, name, &shown, width, wrong);
        typing.text.map(|text| match field.kind {
            // Blanks at the end are on their way to the next word.
            FieldKind::Text => FieldValue::Text(text),
            _ if text.trim().is_empty() => FieldValue::Text(String::new()),
            _ => field.parse(&text),
        })
    })
    .inner
}

fn choice(
    ui: &mut Ui,
    name: &str,
    field: &FieldDef,
    fitting: Option<FieldValue>,
    width: f32,
) -> Option<FieldValue> {
    let mut chosen = match fitting {
        Some(FieldValue::Choices(all)) => all.into_iter().next().unwrap_or_default(),
        _ => String::new(),
    };
    let mut options = vec![(String::new(), "—".to_owned())];
    options.extend(field.choices.iter().map(|choice| (choice.clone(), choice.clone())));
    let changed = choosing::labelled(ui, name, &mut chosen, &options, width.min(240.0));
    let all = if chosen.is_empty() { Vec::new() } else { vec![chosen] };
    changed.then_some(FieldValue::Choices(all))
}

fn choices(
    ui: &mut Ui,
    name: &str,
    field: &FieldDef,
    fitting: Option<FieldValue>,
) -> Option<FieldValue> {
    let mut all = match fitting {
        Some(FieldValue::Choices(all)) => all,
        _ => Vec::new(),
    };
    let mut changed = false;
    ui.horizontal_wrapped(|ui| {
        controls::lead(ui, name);
        for choice in &field.choices {
            let on = all.contains(choice);
            if controls::chip(ui, choice, None, on).clicked() {
                changed = true;
                if on {
                    all.retain(|other| other != choice);
                } else {
                    all.push(choice.clone());
                }
            }
        }
    });
    // In the order in which they are offered.
    all.sort_by_key(|choice| field.choices.iter().position(|other| other == choice));
    changed.then_some(FieldValue::Choices(all))
}

fn yes_no(
    ui: &mut Ui,
    scene: &Scene<'_>,
    name: &str,
    fitting: Option<&FieldValue>,
) -> Option<FieldValue> {
    let mut chosen = match fitting {
        Some(FieldValue::YesNo(yes)) => Some(*yes),
        _ => None,
    };
    let options = [
        (None, "—".to_owned()),
        (Some(true), scene.t("cards.yes").to_owned()),
        (Some(false), scene.t("cards.no").to_owned()),
    ];
    let changed = choosing::labelled(ui, name, &mut chosen, &options, 120.0);
    changed.then(|| chosen.map_or(FieldValue::Text(String::new()), FieldValue::YesNo))
}

/// One of the files that are attached to the card; they are attached in its tab *Files*.
fn attached(
    ui: &mut Ui,
    scene: &Scene<'_>,
    name: &str,
    fitting: Option<&FieldValue>,
    files: &[(FileId, String)],
) -> Option<FieldValue> {
    let mut chosen = match fitting {
        Some(FieldValue::File(id)) => Some(*id),
        _ => None,
    };
    if files.is_empty() && chosen.is_none() {
        ui.horizontal(|ui| {
            controls::lead(ui, name);
            controls::weak(ui, scene.t("cards.no_file"));
        });
        return None;
    }
    let mut options = vec![(None, "—".to_owned())];
    options.extend(files.iter().map(|(id, name)| (Some(*id), name.clone())));
    if let Some(id) = chosen.filter(|id| !files.iter().any(|(other, _)| other == id)) {
        options.push((Some(id), format!("#{id}")));
    }
    let changed = choosing::labelled(ui, name, &mut chosen, &options, 240.0);
    changed.then(|| chosen.map_or(FieldValue::Text(String::new()), FieldValue::File))
}
