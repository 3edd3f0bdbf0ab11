//! Where a number belongs: the data pack, corrections of people: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::base::number::PhoneNumber;
use crate::call::places::{Correction, Found, ListPreview, PlaceBook, PlaceOp, list};
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::topics::places::{PlaceCommand, PlaceReport, PlaceView, PlaceWork};
use std::sync::Arc;

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct PlaceDesk {
    book: Arc<PlaceBook>,
    /// Wishes handed to the runtime and not yet answered.
    working: u32,
    /// What a list would change.
    list: Option<Arc<ListPreview>>,
}

impl PlaceDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> PlaceView {
        PlaceView { book: Arc::clone(&self.book), busy: self.working > 0, list: self.list.clone() }
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn places_command(
        &mut self,
        command: PlaceCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match command {
            PlaceCommand::Correct(correction) => self.correct_place(&correction, now, out),
            PlaceCommand::Forget(digits) => {
                out.push(Effect::Store(StoreOp::Place(PlaceOp::Forget(digits))));
            }
            PlaceCommand::Import(path) => self.place_work(PlaceWork::Import(path), out),
            PlaceCommand::Remove(file) => self.place_work(PlaceWork::Remove(file), out),
            PlaceCommand::Export(path) => {
                let all = self.places.book.corrections().to_vec();
                self.place_work(PlaceWork::Export(path, all), out);
            }
            PlaceCommand::PreviewList(path) => self.place_work(PlaceWork::ReadList(path), out),
            PlaceCommand::ImportList => self.import_places(now, out),
            PlaceCommand::DropList => self.places.list = None,
        }
    }

    fn correct_place(&mut self, typed: &Correction, now: Stamp, out: &mut Vec<Effect>) {
        match typed.tidied() {
            Some(tidied) => out.push(Effect::Store(StoreOp::Place(PlaceOp::Correct(tidied)))),
            None => self.refuse("correction: digits and a place or an operator", now, out),
        }
    }

    fn import_places(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let Some(list) = self.places.list.take() else { return };
        if list.changes.is_empty() {
            self.refuse("corrections: nothing to take in", now, out);
            return;
        }
        let changes = list.changes.clone();
        let count = changes.len().to_string();
        out.push(Effect::Store(StoreOp::Place(PlaceOp::Import(changes))));
        self.notice(Severity::Info, Topic::PlaceListImported(count), now, out);
    }

    fn place_work(&mut self, work: PlaceWork, out: &mut Vec<Effect>) {
        self.places.working += 1;
        out.push(Effect::Places(work));
    }

    /// What the runtime brought.
    pub(in crate::engine::core) fn places_report(
        &mut self,
        report: PlaceReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let places = &mut self.places;
        if !matches!(report, PlaceReport::Tables(_) | PlaceReport::Corrections(_)) {
            places.working = places.working.saturating_sub(1);
        }
        let (severity, topic) = match report {
            PlaceReport::Tables(tables) => {
                let corrections = places.book.corrections().to_vec();
                places.book = Arc::new(PlaceBook::new(tables).corrected(corrections));
                return;
            }
            PlaceReport::Corrections(all) => {
                places.book = Arc::new(places.book.corrected(all));
                return;
            }
            PlaceReport::Removed => return,
            PlaceReport::ListRead(bytes) => {
                let preview = list::read(&bytes, places.book.corrections());
                places.list = Some(Arc::new(preview));
                return;
            }
            PlaceReport::Imported(what) => (Severity::Info, Topic::PlacesImported(what)),
            PlaceReport::Refused(why) => {
                (Severity::Warning, Topic::PlacesRefused(why.key().to_owned()))
            }
            PlaceReport::Exported(path) => (Severity::Info, Topic::PlacesExported(path)),
            PlaceReport::Failed(why) => (Severity::Warning, Topic::PlacesFailed(why)),
        };
        self.notice(severity, topic, now, out);
    }

    /// What is known of a number: for rules by location.
    pub(in crate::engine::core) fn found_of(&self, number: &PhoneNumber) -> Found<'_> {
        self.places.book.find(number, &self.settings.home_area_code)
    }

    /// The area code a number belongs to, with its 0; `None` when nobody knows.
    pub(in crate::engine::core) fn area_of(&self, number: &PhoneNumber) -> Option<String> {
        let code = self.found_of(number).area_code;
        (code != 0).then(|| format!("0{code}"))
    }

    /// Where a number belongs, in both languages, for rules that name a place in either (`河南 南阳 Henan Nanyang`); `None` when nobody knows.
    pub(in crate::engine::core) fn place_of(&self, number: &PhoneNumber) -> Option<String> {
        let found = self.found_of(number);
        let both = [true, false].into_iter().filter_map(|zh| found.place(zh));
        let mut words: Vec<String> = both.collect();
        words.dedup();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CallId;
    use crate::call::places::{Refusal, book};
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::settings::Settings;
    use std::path::PathBuf;

    fn core() -> Core {
        let settings = Settings { home_area_code: "010".into(), ..Settings::default() };
        Core::new(settings, CallId(1), PathBuf::new())
    }

    fn report(core: &mut Core, report: PlaceReport) -> Vec<Effect> {
        core.step(Event::Places(report), Stamp::default())
    }

    fn command(core: &mut Core, command: PlaceCommand) -> Vec<Effect> {
        core.step(Event::Command(Command::Places(command)), Stamp::default())
    }

    #[test]
    fn places_are_known_once_the_tables_are_read_and_corrections_survive_new_tables() {
        let mut core = core();
        let number = PhoneNumber::new("0377-6312345");
        assert_eq!(core.place_of(&number), None);
        let city =
            Correction { digits: "37763".into(), city: "邓州".into(), ..Correction::default() };
        report(&mut core, PlaceReport::Corrections(vec![city]));
        let tables = vec![Arc::new(book::shipped().unwrap())];
        report(&mut core, PlaceReport::Tables(tables));
        assert_eq!(core.place_of(&number).as_deref(), Some("邓州"));
        report(&mut core, PlaceReport::Corrections(Vec::new()));
        let place = core.place_of(&number).unwrap();
        assert!(place.starts_with("河南 南阳 ") && place.contains("Nanyang"), "{place}");
        let place = core.place_of(&PhoneNumber::new("65123456")).unwrap();
        assert!(place.starts_with("北京"), "{place}");
    }

    #[test]
    fn a_list_is_looked_at_first_and_taken_in_as_one_change() {
        let mut core = core();
        let effects = command(&mut core, PlaceCommand::PreviewList("list.csv".into()));
        assert_eq!(effects, [Effect::Places(PlaceWork::ReadList("list.csv".into()))]);
        let effects = report(&mut core, PlaceReport::ListRead("1991234,,南阳\nx".into()));
        assert_eq!(effects, [], "nothing is changed by looking");
        let list = core.snapshot(Stamp::default()).places.list.unwrap();
        assert_eq!((list.fresh(), list.bad_lines), (1, 1));
        let effects = command(&mut core, PlaceCommand::ImportList);
        let wanted = Effect::Store(StoreOp::Place(PlaceOp::Import(list.changes.clone())));
        assert_eq!(effects.first(), Some(&wanted));
        let snap = core.snapshot(Stamp::default());
        assert_eq!(snap.notices[0].topic, Topic::PlaceListImported("1".into()));
        assert_eq!(snap.places.list, None);
        assert_eq!(command(&mut core, PlaceCommand::ImportList), [], "once");
    }

    #[test]
    fn a_wrong_file_is_told_and_an_empty_correction_refused() {
        let mut core = core();
        let effects = command(&mut core, PlaceCommand::Import("x.zip".into()));
        assert_eq!(effects, [Effect::Places(PlaceWork::Import("x.zip".into()))]);
        assert!(core.snapshot(Stamp::default()).places.busy);
        report(&mut core, PlaceReport::Refused(Refusal::Empty));
        let snap = core.snapshot(Stamp::default());
        assert!(!snap.places.busy);
        assert_eq!(snap.notices[0].topic, Topic::PlacesRefused("empty".into()));
        let effects = command(&mut core, PlaceCommand::Correct(Correction::default()));
        assert!(matches!(effects[..], [Effect::Announce(_)]), "{effects:?}");
    }
}
