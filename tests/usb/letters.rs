//! The smallest box with every kind of transfer: a CDC-ACM device (USB CDC 1.2, PSTN 1.2) that turns what it is sent into
//! capitals and notifies whatever the test wants. Carries the id of a known modem, or it would not be listed.
//! Depends on `device::sim::boxes`.

use ringdesk::device::link::{Pipe, Setup};
use ringdesk::device::sim::boxes::{
    BoxModel, Descriptors, LineSide, Stall, configuration, device_descriptor, endpoint, interface,
};
use ringdesk::device::sim::settings::SimSettings;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Brings notifications.
pub const NOTIFY: Pipe = Pipe(0x81);
/// Brings the capitals.
pub const ANSWERS: Pipe = Pipe(0x82);
/// Takes text that ends in CR.
pub const TEXT: Pipe = Pipe(0x02);
/// Vendor request: the name of the box.
pub const NAME: Setup = Setup { request_type: 0xc0, request: 0x42, value: 0, index: 0 };
/// Vendor request that no box knows.
pub const NONSENSE: Setup = Setup { request_type: 0xc0, request: 0x43, value: 0, index: 0 };
/// SET_LINE_CODING (PSTN 1.2, 6.3.10).
pub const SET_CODING: Setup = Setup::class_out(0x20, 0, 0);
/// GET_LINE_CODING.
pub const CODING: Setup = Setup::class_in(0x21, 0, 0);

/// What goes on in the box, shared with the test.
#[derive(Debug, Default)]
pub struct Inside {
    /// Notifications not taken yet.
    pub notes: VecDeque<Vec<u8>>,
    answers: VecDeque<Vec<u8>>,
    text: Vec<u8>,
    coding: Vec<u8>,
    /// When each text arrived.
    pub written: Vec<Duration>,
    /// Times that power came on.
    pub lives: u32,
}

/// The model.
pub struct Letters {
    inside: Arc<Mutex<Inside>>,
    line: LineSide,
    serial: String,
}

/// Looks into the box.
pub fn look(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Letters {
    /// A box, and what goes on in it.
    pub fn boxed(serial: &str) -> (Box<dyn BoxModel>, Arc<Mutex<Inside>>) {
        let inside = Arc::new(Mutex::new(Inside::default()));
        let line = LineSide::new(SimSettings::default());
        let letters = Self { inside: Arc::clone(&inside), line, serial: serial.to_owned() };
        (Box::new(letters), inside)
    }
}

fn interfaces() -> Vec<u8> {
    let mut body = interface(0, 0, 1, [2, 2, 1]).to_vec();
    body.extend([5, 0x24, 0x00, 0x10, 0x01]); // header
    body.extend([5, 0x24, 0x01, 0x00, 0x01]); // call management
    body.extend([4, 0x24, 0x02, 0x02]); // abstract control management
    body.extend([5, 0x24, 0x06, 0x00, 0x01]); // union of 0 and 1
    body.extend(endpoint(NOTIFY.0, 3, 16, 1));
    body.extend(interface(1, 0, 2, [10, 0, 0]));
    body.extend(endpoint(ANSWERS.0, 2, 64, 0));
    body.extend(endpoint(TEXT.0, 2, 64, 0));
    body
}

impl BoxModel for Letters {
    fn descriptors(&self) -> Descriptors {
        Descriptors {
            device: device_descriptor([2, 0, 0], 0x0572, 0x1349, 0x0123),
            configuration: configuration(2, &interfaces()),
            strings: vec!["Maker".to_owned(), "Letters".to_owned(), self.serial.clone()],
        }
    }

    fn control(
        &mut self,
        setup: Setup,
        data: &[u8],
        _length: usize,
        _now: Duration,
    ) -> Result<Vec<u8>, Stall> {
        match (setup.request_type, setup.request) {
            (0x21, 0x20) => look(&self.inside).coding = data.to_vec(),
            (0xa1, 0x21) => return Ok(look(&self.inside).coding.clone()),
            (0x21, 0x22 | 0x23) => {}
            (0xc0, 0x42) => return Ok(b"letters".to_vec()),
            _ => return Err(Stall),
        }
        Ok(Vec::new())
    }

    fn out(&mut self, endpoint: u8, data: &[u8], now: Duration) -> Result<(), Stall> {
        if endpoint != TEXT.0 {
            return Err(Stall);
        }
        let mut inside = look(&self.inside);
        inside.text.extend(data);
        inside.written.push(now);
        if inside.text.ends_with(b"\r") {
            let answer = std::mem::take(&mut inside.text).to_ascii_uppercase();
            inside.answers.push_back(answer);
        }
        Ok(())
    }

    fn advance(&mut self, _now: Duration) {}

    fn next_due(&self) -> Option<Duration> {
        None
    }

    fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
        let mut inside = look(&self.inside);
        match Pipe(endpoint) {
            NOTIFY => inside.notes.pop_front(),
            ANSWERS => inside.answers.pop_front(),
            _ => None,
        }
    }

    fn power_on(&mut self, _now: Duration) {
        let mut inside = look(&self.inside);
        let lives = inside.lives + 1;
        *inside = Inside { lives, ..Inside::default() };
    }

    fn line(&mut self) -> &mut LineSide {
        &mut self.line
    }
}
