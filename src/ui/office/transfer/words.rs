//! Sentences of lists: for files, and for what stands in a report. May depend on `ui`, and types of `engine`, `crm`.

use crate::crm::transfer::column::Target;
use crate::crm::transfer::report::{Preview, Problem};
use crate::engine::office::transfer::ListFormat;
use crate::ui::scene::Scene;
use crate::ui::texts::Texts;
use std::collections::BTreeMap;
use std::path::Path;

/// Words that are not heads and not reasons.
const MORE: [&str; 16] = [
    "transfer.line",
    "transfer.reason",
    "transfer.refused_rows",
    "transfer.sheet",
    "transfer.example.name",
    "transfer.example.company",
    "transfer.example.address",
    "transfer.example.class",
    "transfer.example.notes",
    "transfer.example.tag",
    "transfer.example.mobile",
    "transfer.example.shop",
    "transfer.said.person",
    "transfer.said.company",
    "transfer.said.yes",
    "transfer.said.no",
];

/// The words of a file, in the language of the window.
pub(super) fn file_words(texts: &Texts) -> BTreeMap<String, String> {
    let heads = Target::PLAIN.iter().map(|target| format!("transfer.head.{}", target.word()));
    let fixed = MORE.iter().chain(&Problem::KEYS).map(|key| (*key).to_owned());
    heads
        .chain(fixed)
        .map(|key| (key.clone(), texts.t(&key).to_owned()))
        .filter(|(key, text)| key != text)
        .collect()
}

/// What a column means, in words.
pub(super) fn target(texts: &Texts, preview: &Preview, target: Target) -> String {
    match target {
        Target::Field(id) => preview
            .office
            .fields
            .iter()
            .find(|field| field.id == id)
            .map(|field| field.name.clone())
            .unwrap_or_default(),
        plain => texts.t(&format!("transfer.head.{}", plain.word())).to_owned(),
    }
}

/// Why a row is refused, in a sentence.
pub(super) fn problem(scene: &Scene<'_>, problem: &Problem) -> String {
    scene.tf(&format!("transfer.bad.{}", problem.word()), &[("what", &problem.detail())])
}

/// Where an export is offered to go.
pub(super) fn proposed(texts: &Texts, data: &Path, format: ListFormat) -> String {
    let name = format!("{}.{}", texts.t("transfer.out_file"), format.extension());
    data.join("exports").join(name).display().to_string()
}

/// Thousands apart.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
