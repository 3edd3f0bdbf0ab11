//! Names of recording files: `…/HHMMSS_call.wav` as the recorder wrote it, `…~1.wav`, `…~1.opus` and so on for what took
//! its place later, `….part` while it is written. Relative to the data folder, `/` as separator.
//! May depend on `base`.

use crate::base::sound::SoundFormat;

/// What is added to a name while its file is written.
pub const PART: &str = ".part";
/// Endings a recording can have.
const ENDINGS: [&str; 2] = ["wav", "opus"];

/// The name without revision and ending, and the number of the revision (0: the recorder's own).
fn split(path: &str) -> (&str, u32) {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    let end = path[name..].rfind('.').map_or(path.len(), |at| name + at);
    let stem = &path[..end];
    match stem[name..].rfind('~') {
        Some(at) => match stem[name + at + 1..].parse() {
            Ok(number) => (&stem[..name + at], number),
            Err(_) => (stem, 0),
        },
        None => (stem, 0),
    }
}

/// The name of the file that takes the place of this one.
#[must_use]
pub fn next(path: &str, format: SoundFormat) -> String {
    let (stem, number) = split(path);
    format!("{stem}~{}.{}", number.saturating_add(1), format.extension())
}

/// The name a recording that is not sealed yet gets in this coding: its own, where the ending allows it.
#[must_use]
pub fn first(path: &str, format: SoundFormat) -> String {
    if path.rsplit('.').next() == Some(format.extension()) {
        path.to_owned()
    } else {
        next(path, format)
    }
}

/// Every name that may stand beside this one for a moment, while another file takes its place.
#[must_use]
pub fn half_way(path: &str) -> Vec<String> {
    let (stem, number) = split(path);
    let successors = ENDINGS.map(|ending| format!("{stem}~{}.{ending}", number.saturating_add(1)));
    let mut names: Vec<String> = successors.iter().map(|name| format!("{name}{PART}")).collect();
    names.push(format!("{path}{PART}"));
    names.extend(successors);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn successors_count_and_keep_the_folder() {
        let path = "recordings/2026/11/27/101500_7_2.wav";
        assert_eq!(first(path, SoundFormat::Gsm), path);
        assert_eq!(first(path, SoundFormat::Opus), "recordings/2026/11/27/101500_7_2~1.opus");
        let once = next(path, SoundFormat::Gsm);
        assert_eq!(once, "recordings/2026/11/27/101500_7_2~1.wav");
        assert_eq!(next(&once, SoundFormat::Opus), "recordings/2026/11/27/101500_7_2~2.opus");
        assert_eq!(next("a.b/c", SoundFormat::Gsm), "a.b/c~1.wav");
        assert_eq!(next("a~x.wav", SoundFormat::Gsm), "a~x~1.wav");
        assert!(half_way(path).contains(&once) && half_way(path).contains(&format!("{path}.part")));
        assert!(!half_way(path).contains(&path.to_owned()));
    }
}
