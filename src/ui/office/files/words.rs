//! Attached files in words. Pure. May depend on `ui`'s texts and types of `engine`.

use crate::engine::office::files::FileNotice;
use crate::ui::texts::Texts;

/// `812 B`, `3.4 MB`.
#[must_use]
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if count < 1_000 {
        return format!("{count} B");
    }
    let mut tenths = count / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1_000;
        unit += 1;
    }
    let unit = UNITS.get(unit).copied().unwrap_or_default();
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

/// The sentence of a notice.
#[must_use]
pub fn notice(texts: &Texts, notice: &FileNotice) -> String {
    match notice {
        FileNotice::SourceGone { path } => texts.tf("files.notice_gone", &[("path", path)]),
        FileNotice::Failed { name, why } => {
            texts.tf("files.notice_failed", &[("name", name), ("why", why)])
        }
        FileNotice::Folder { name } => texts.tf("files.notice_folder", &[("name", name)]),
        FileNotice::Stopped { name } => texts.tf("files.notice_stopped", &[("name", name)]),
        FileNotice::Missing { name } => texts.tf("files.notice_missing", &[("name", name)]),
        FileNotice::Program { name } => texts.tf("files.notice_program", &[("name", name)]),
        FileNotice::NoProgram { name, why } => {
            texts.tf("files.notice_no_program", &[("name", name), ("why", why)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        let said: Vec<String> =
            [0, 999, 1_000, 3_456_000, 999_999, 12_345_678_901, u64::MAX].map(bytes).to_vec();
        assert_eq!(said[..6], ["0 B", "999 B", "1.0 kB", "3.4 MB", "999.9 kB", "12.3 GB"]);
        assert!(said[6].ends_with("TB"));
    }
}
