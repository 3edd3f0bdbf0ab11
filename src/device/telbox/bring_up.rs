//! Opening a box: what it is, line on-hook and desk phone connected, its number and first readings. Blocking, a second or
//! two when all is well. May depend on `base`.

use super::calibration::Calibration;
use super::protocol::{Command, Product, read};
use super::watch::Watch;
use super::wire::{Answer, Wire};
use super::{Identity, Plan, Relays, Telbox};
use crate::device::LineBox;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::link::{Link, LinkError};
use crate::device::outbox::Outbox;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// How often a box that was just plugged in is asked what it is.
const KNOCKS: u32 = 2;

fn device_error(error: LinkError) -> DeviceError {
    DeviceError::new(error.kind.into(), error.context)
}

/// Opens a box that nobody calibrated.
///
/// # Errors
/// See [`open_with`].
pub fn open(link: Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError> {
    open_with(link, Calibration::default()).map(|telbox| Box::new(telbox) as Box<dyn LineBox>)
}

/// Opens a box and brings it to rest: the line left, the desk phone connected to it and not rung.
///
/// # Errors
/// `Unsupported` when it is one of the maker's products without a line, `Gone`, `Busy`, `NotPermitted`, `Failed` when it
/// does not answer.
pub fn open_with(link: Box<dyn Link>, calibration: Calibration) -> Result<Telbox, DeviceError> {
    let wire = Wire::new(link).map_err(device_error)?;
    let mut telbox = identify(wire, calibration)?;
    telbox.rest()?;
    telbox.look()?;
    Ok(telbox)
}

fn identify(mut wire: Wire, calibration: Calibration) -> Result<Telbox, DeviceError> {
    let failed = |context: &str| DeviceError::new(DeviceErrorKind::Failed, context);
    let mut answer = Answer::Silent;
    for _ in 0..KNOCKS {
        answer = wire.ask(Command::Version).map_err(device_error)?;
        if answer != Answer::Silent {
            break;
        }
    }
    let reply = match answer {
        Answer::Said(reply) => reply,
        Answer::Refused => return Err(failed("the box refuses to say what it is")),
        Answer::Silent => return Err(failed("the box does not answer")),
    };
    let [high, low, ..] = reply.data();
    let version = u16::from_be_bytes([high, low]);
    let product = Product::of(version).filter(|product| product.has_line()).ok_or_else(|| {
        let name = Product::of(version).map_or("a product we do not know", Product::name);
        let context = format!("this is {name} (version {version:04x}), not a B2K or B3G");
        DeviceError::new(DeviceErrorKind::Unsupported, context)
    })?;
    let now = wire.now();
    Ok(Telbox {
        wire,
        identity: Identity { product, version, serial: None },
        plan: Plan::of(product),
        calibration,
        watch: Watch::new(product, calibration),
        out: Outbox::default(),
        jobs: VecDeque::new(),
        keys: VecDeque::new(),
        current: None,
        waiting: None,
        last_reading: None,
        reading_due: now,
        ringer: None,
        // What an earlier program may have left: closing undoes all of it.
        relays: Relays { seized: true, joined: true, phone_on_line: false },
        refused: BTreeSet::new(),
        refusals: BTreeMap::new(),
        silences: 0,
        lost: false,
    })
}

impl Telbox {
    /// The line is left before anything else.
    fn rest(&mut self) -> Result<(), DeviceError> {
        let join = Command::JoinAudio(false);
        if self.identity.product == Product::B3g {
            self.must(join)?;
        }
        for command in [
            Command::HoldLine(false),
            Command::RingPhone(false),
            Command::PhoneToLine(true),
            Command::Lights { usb: false, line: true },
        ] {
            self.must(command)?;
        }
        Ok(())
    }

    /// A command that may be refused but not ignored.
    fn must(&mut self, command: Command) -> Result<Answer, DeviceError> {
        let answer = self.wire.ask(command).map_err(device_error)?;
        match answer {
            Answer::Said(_) => {
                let now = self.wire.now();
                self.done(command, now);
            }
            Answer::Refused => {
                self.refused.insert(command.code());
                *self.refusals.entry(command.code()).or_default() += 1;
            }
            Answer::Silent => {
                let context = "the box stopped answering while it was opened";
                return Err(DeviceError::new(DeviceErrorKind::Failed, context));
            }
        }
        Ok(answer)
    }

    /// Its number, and how things stand.
    fn look(&mut self) -> Result<(), DeviceError> {
        if let Answer::Said(reply) = self.must(Command::Serial)? {
            let number: Vec<_> = reply.data().iter().take(10).map(|b| format!("{b:02x}")).collect();
            self.identity.serial = Some(number.concat());
        }
        let mut asked = BTreeSet::new();
        while let Some(command) = self.plan.next(self.last_reading) {
            if !asked.insert(command.packet().bytes().to_vec()) {
                break;
            }
            self.last_reading = Some(command);
            match self.must(command)? {
                Answer::Said(reply) => {
                    let now = self.wire.now();
                    self.read(read(command, &reply, self.plan.joint), now);
                }
                _ => {
                    self.plan.without(command);
                }
            }
        }
        self.reading_due = self.wire.now() + Duration::from_millis(1);
        Ok(())
    }
}
