//! Asks a modem what it is and what it can do (ATI*, +GMI, +GMM, +FCLASS=?, +VCID=?, +VLS=?, +VSM=?, +VTR=?): product ids
//! do not tell. What comes of it is a [`Unit`]. May depend on `base`.

use crate::base::capability::Capabilities;
use crate::device::link::LinkError;
use crate::device::modem::at::Outcome;
use crate::device::modem::engine::{Engine, Reply};
use crate::device::modem::masks::{self, Method, Place, event};
use crate::device::modem::profile::{self, GENERIC, Profile};
use std::time::Duration;

/// How long a question may take.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Questions about the model that a modem may leave without any answer before no more are asked.
const SILENCES: u32 = 2;

/// A modem as it was found.
#[allow(clippy::struct_excessive_bools, reason = "a row of independent facts")]
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its family.
    pub profile: &'static Profile,
    /// (name, value) for people.
    pub facts: Vec<(String, String)>,
    /// It has class 8.
    pub voice: bool,
    /// It takes a caller-ID command.
    pub caller_id: bool,
    /// What it can be connected to.
    pub places: Vec<Place>,
    /// Its codecs, best first.
    pub methods: Vec<Method>,
    /// Recording and playing at once is worth an attempt …
    pub duplex: bool,
    /// … and the modem says or has shown that it can.
    pub duplex_known: bool,
    /// It echoes whatever it is told.
    pub echoes: bool,
    /// Its country (T.35 code), where it says.
    pub country: Option<String>,
    /// Words that switch caller ID on.
    pub arm: Vec<String>,
}

impl Unit {
    /// What it is before anything is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            profile: &GENERIC,
            facts: Vec::new(),
            voice: false,
            caller_id: false,
            places: Vec::new(),
            methods: Vec::new(),
            duplex: false,
            duplex_known: false,
            echoes: false,
            country: None,
            arm: Vec::new(),
        }
    }

    /// Asks for everything.
    ///
    /// # Errors
    /// What the wire says. A modem that does not answer is no error here.
    pub fn probe(engine: &mut Engine) -> Result<Self, LinkError> {
        let mut unit = Self::unknown();
        let (first, mut said) = unit.ask_model(engine)?;
        for (name, question) in [("maker", "AT+GMI"), ("model", "AT+GMM")] {
            let reply = engine.command(question, PATIENCE)?;
            said.push(' ');
            said.push_str(&reply.text());
            unit.fact(name, &reply);
        }
        unit.profile = profile::choose(&first, &said);
        let classes = engine.command("AT+FCLASS=?", PATIENCE)?;
        unit.fact("classes", &classes);
        unit.voice = classes.is_good() && lists(&classes.text(), 8);
        let caller_id = engine.command("AT+VCID=?", PATIENCE)?;
        unit.fact("caller ID", &caller_id);
        unit.caller_id = caller_id.is_good();
        let country = engine.command("AT+GCI?", PATIENCE)?;
        unit.fact("country", &country);
        if country.is_good() {
            let text = country.text();
            unit.country = text.rsplit(':').next().map(|code| code.trim().to_owned());
        }
        if unit.voice {
            unit.ask_voice(engine)?;
        }
        Ok(unit)
    }

    /// ATI0 to ATI9: what was said first, and all that was said.
    fn ask_model(&mut self, engine: &mut Engine) -> Result<(String, String), LinkError> {
        let (mut first, mut said, mut silent) = (String::new(), String::new(), 0);
        for number in 0..=9_u8 {
            let reply = engine.command(&format!("ATI{number}"), PATIENCE)?;
            silent += u32::from(reply.outcome == Outcome::Timeout);
            if silent >= SILENCES {
                break;
            }
            self.fact(&format!("ATI{number}"), &reply);
            if number == 0 {
                first = reply.text();
            }
            said.push_str(&reply.text());
            said.push(' ');
        }
        Ok((first, said))
    }

    /// What can be asked in class 8 only.
    fn ask_voice(&mut self, engine: &mut Engine) -> Result<(), LinkError> {
        let entered = engine.command("AT+FCLASS=8", PATIENCE)?;
        self.voice = entered.is_good();
        if !self.voice {
            return Ok(());
        }
        let places = engine.command("AT+VLS=?", PATIENCE)?;
        self.places = masks::places(&places.lines);
        self.fact("connections", &places);
        let methods = engine.command("AT+VSM=?", PATIENCE)?;
        self.methods = masks::methods(&methods.lines);
        self.fact("codecs", &methods);
        self.duplex_known = engine.command("AT+VTR=?", PATIENCE)?.is_good();
        self.duplex = self.duplex_known || self.profile.duplex;
        engine.command("AT+VLS=0", PATIENCE)?;
        engine.command("AT+FCLASS=0", PATIENCE)?;
        Ok(())
    }

    fn fact(&mut self, name: &str, reply: &Reply) {
        let text = reply.text();
        if reply.is_good() && !text.is_empty() {
            self.facts.push((name.to_owned(), text));
        }
    }

    fn place(&self, number: u8) -> Option<&Place> {
        self.places.iter().find(|place| place.number == number)
    }

    /// Whether it can be connected like this; a modem that lists nothing may be able to.
    #[must_use]
    pub fn offers(&self, number: u8) -> bool {
        self.places.is_empty() || self.place(number).is_some()
    }

    /// It tells when the desk phone is lifted while nothing else goes on.
    #[must_use]
    pub fn tells_hook(&self) -> bool {
        self.voice
            && self.place(0).is_some_and(|place| {
                place.reports_idle(event::LOCAL_HOOK) || place.reports_idle(event::EXTENSION_HOOK)
            })
    }

    /// Where the call of a lifted desk phone can be recorded: only where the modem goes on telling its hook, or we would
    /// hold the line when the phone is put back.
    #[must_use]
    pub fn tap(&self) -> Option<u8> {
        let telling = |place: &&Place| {
            place.reports_receiving(event::LOCAL_HOOK)
                || place.reports_receiving(event::EXTENSION_HOOK)
        };
        let both = |place: &&Place| {
            place.label == "LT"
                || place.label == "TL"
                || place.label.is_empty() && place.number == 3
        };
        if !self.tells_hook() || self.methods.is_empty() {
            return None;
        }
        let seized = self.profile.seized;
        let found = self.places.iter().filter(both).find(telling);
        found.or_else(|| self.place(seized).filter(telling)).map(|place| place.number)
    }

    /// Where the desk phone is off the line.
    #[must_use]
    pub fn cut(&self) -> Option<u8> {
        let cut =
            |place: &&Place| place.number == 2 && (place.label.is_empty() || place.label == "L");
        self.places.iter().find(cut).map(|place| place.number)
    }

    /// The class to rest in: some modems tell the hook in class 8 only.
    #[must_use]
    pub fn rest(&self) -> u8 {
        if self.tells_hook() { 8 } else { 0 }
    }

    /// What it claims.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        let reports = |event: u8| self.places.iter().any(|place| place.reports(event));
        let voice = self.voice && self.offers(self.profile.seized);
        let sound = voice && !self.methods.is_empty();
        Capabilities {
            ring: true,
            caller_id: self.caller_id,
            hook: self.tells_hook(),
            polarity: voice && reports(event::POLARITY),
            digits: voice && (self.places.is_empty() || reports(event::DTMF)),
            audio_in: sound,
            audio_out: sound,
            seize: voice,
            dial: voice,
            answer: voice && !sound,
            flash: voice,
            pulse: voice,
            listen: false,
            duplex: sound && self.duplex_known,
            desk_switch: voice && self.cut().is_some(),
            desk_ring: false,
            country: self.country.is_some(),
            raw_caller_id: self.arm.iter().any(|word| word.starts_with("AT+VCID=")),
            own_dialler: sound,
        }
    }
}

/// Whether a list such as `0,1,1.0,8` or `(0-2,8)` names this number.
fn lists(text: &str, number: u8) -> bool {
    text.split([',', '(', ')', ' ', ':']).any(|part| part.trim().parse() == Ok(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(places: &[&str]) -> Unit {
        let rows: Vec<String> = places.iter().map(|row| (*row).to_owned()).collect();
        let methods = masks::methods(&["1,\"UNSIGNED PCM\",8,0,8000,0,0".to_owned()]);
        Unit { voice: true, places: masks::places(&rows), methods, ..Unit::unknown() }
    }

    #[test]
    fn a_class_is_found_in_any_kind_of_list() {
        for text in ["0,1,1.0,2,2.0,8", "(0,1,8)", "+FCLASS: 0,8", "0, 8"] {
            assert!(lists(text, 8), "{text}");
        }
        assert!(!lists("0,1,1.8,80", 8));
    }

    #[test]
    fn a_line_is_recorded_only_where_its_phone_can_be_seen_to_hang_up() {
        let told = unit(&["0,\"\",0,0,B0800000", "1,\"T\",0,0B800000,0", "3,\"LT\",0,0B800000,0"]);
        assert!(told.capabilities().hook && told.rest() == 8);
        assert_eq!(told.tap(), Some(3));
        let blind = unit(&["0,\"\",0,0,B0800000", "1,\"T\",0,0B000000,0", "3,\"LT\",0,0B000000,0"]);
        assert_eq!(blind.tap(), None);
        let extension = unit(&["0,\"\",0,0,B0000080", "1,\"T\",0,0B000080,0"]);
        assert_eq!(extension.tap(), Some(1));
        let dumb = unit(&["0,\"\",0,0,B0000000", "1,\"T\",0,0B800000,0"]);
        assert!(!dumb.capabilities().hook && dumb.tap().is_none() && dumb.rest() == 0);
    }
}
