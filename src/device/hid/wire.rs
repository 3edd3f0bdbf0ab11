//! A HID interface on a link: its requests (HID 1.11, 7.1 and 7.2), its dialogue, and what a failure means to people.
//! May depend on `base`.

use super::descriptor::HidInterface;
use super::report::Kind;
use crate::base::signal::Refusal;
use crate::device::diagnosis::Dialogue;
use crate::device::error::DeviceError;
use crate::device::link::{Arrival, Link, LinkError, LinkErrorKind, Setup};
use std::time::Duration;

/// How long a request may take.
const REQUEST: Duration = Duration::from_millis(500);
/// The same while saying goodbye.
const FAREWELL: Duration = Duration::from_millis(200);
const GET_DESCRIPTOR: u8 = 6;
const REPORT_DESCRIPTOR: u16 = 0x2200;
const GET_REPORT: u8 = 1;
const SET_REPORT: u8 = 9;
/// Asked for where the interface does not say how long its report descriptor is.
const LONGEST_DESCRIPTOR: u16 = 4096;

/// An interface that is ours.
pub(super) struct Wire {
    pub(super) link: Box<dyn Link>,
    pub(super) place: HidInterface,
    pub(super) dialogue: Dialogue,
    /// The newest thing said either way: what is said again and again is noted once.
    noted: [Vec<u8>; 2],
}

impl Wire {
    /// Takes the interface.
    pub(super) fn new(mut link: Box<dyn Link>, place: HidInterface) -> Result<Self, LinkError> {
        link.claim(place.number, place.alternate)?;
        Ok(Self { link, place, dialogue: Dialogue::default(), noted: [Vec::new(), Vec::new()] })
    }

    /// Turns to another interface of the same box.
    pub(super) fn turn_to(&mut self, place: HidInterface) -> Result<(), LinkError> {
        self.link.claim(place.number, place.alternate)?;
        self.place = place;
        Ok(())
    }

    /// Begins to read input reports.
    pub(super) fn listen(&mut self) -> Result<(), LinkError> {
        self.link.listen(self.place.input)
    }

    pub(super) fn now(&self) -> Duration {
        self.link.now()
    }

    /// The interface's report descriptor.
    pub(super) fn report_descriptor(&mut self) -> Result<Vec<u8>, LinkError> {
        let length = Some(self.place.report_length).filter(|length| *length != 0);
        let index = u16::from(self.place.number);
        let setup =
            Setup { request_type: 0x81, request: GET_DESCRIPTOR, value: REPORT_DESCRIPTOR, index };
        let length = usize::from(length.unwrap_or(LONGEST_DESCRIPTOR));
        self.link.control_in(setup, length, REQUEST)
    }

    /// Asks for a report; its id comes with it where there are ids.
    pub(super) fn get(
        &mut self,
        kind: Kind,
        report: u8,
        length: usize,
    ) -> Result<Vec<u8>, LinkError> {
        let value = u16::from_be_bytes([kind.code(), report]);
        let setup = Setup::class_in(GET_REPORT, value, self.place.number);
        let reply = self.link.control_in(setup, length, REQUEST)?;
        self.note(self.link.now(), false, &reply);
        Ok(reply)
    }

    /// Sends an output report (`whole` begins with `report` where there are ids): through the OUT pipe where there is one.
    pub(super) fn put(&mut self, report: u8, whole: &[u8]) -> Result<(), LinkError> {
        self.put_within(report, whole, REQUEST)
    }

    /// As [`Wire::put`], when there is little time left.
    pub(super) fn put_last(&mut self, report: u8, whole: &[u8]) -> Result<(), LinkError> {
        self.put_within(report, whole, FAREWELL)
    }

    fn put_within(&mut self, report: u8, whole: &[u8], time: Duration) -> Result<(), LinkError> {
        self.note(self.link.now(), true, whole);
        if let Some(pipe) = self.place.output {
            return self.link.write(pipe, whole, time);
        }
        let value = u16::from_be_bytes([Kind::Output.code(), report]);
        self.link.control_out(Setup::class_out(SET_REPORT, value, self.place.number), whole, time)
    }

    fn note(&mut self, at: Duration, ours: bool, bytes: &[u8]) {
        let [theirs, own] = &mut self.noted;
        let noted = if ours { own } else { theirs };
        if noted != bytes {
            bytes.clone_into(noted);
            self.dialogue.add(at, ours, bytes);
        }
    }

    /// The next input report, noted in the dialogue.
    pub(super) fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        let arrival = self.link.wait(timeout)?.filter(|arrival| arrival.pipe == self.place.input);
        if let Some(arrival) = &arrival {
            self.note(arrival.at, false, &arrival.bytes);
        }
        Ok(arrival)
    }
}

/// What opening came to, for people.
pub(super) fn not_opened(error: &LinkError) -> DeviceError {
    DeviceError::new(error.kind.into(), format!("the box could not be opened: {}", error.context))
}

/// What an order that failed is answered with.
pub(super) fn refusal(error: &LinkError) -> Refusal {
    if error.kind == LinkErrorKind::Gone { Refusal::Gone } else { Refusal::Failed }
}
