//! One modem on its wire, a CDC-ACM device on USB or a serial port: bytes both ways, DTR, and the ring bit of
//! SERIAL_STATE (PSTN 1.2, 6.5.4). May depend on `base`.

use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::link::{Link, LinkError, LinkErrorKind, Pipe, Setup};
use crate::device::modem::cdc;
use std::time::Duration;

/// SET_LINE_CODING.
const SET_LINE_CODING: u8 = 0x20;
/// SET_CONTROL_LINE_STATE.
const SET_CONTROL_LINE_STATE: u8 = 0x22;
/// DTR and RTS.
const READY: u16 = 3;
/// 115200 bit/s, one stop bit, no parity, eight bits. Cosmetic on USB.
const CODING: [u8; 7] = [0x00, 0xc2, 0x01, 0x00, 0, 0, 8];
/// SERIAL_STATE, as the notification begins.
const SERIAL_STATE: [u8; 2] = [0xa1, 0x20];
/// Bit of SERIAL_STATE: it rings.
const RING: u8 = 0x08;
/// How long a control request may take.
const PATIENCE: Duration = Duration::from_millis(500);
/// What a port of 115200 bit/s carries, with a little air.
const PORT_RATE: u32 = 11_000;

/// Something arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Bytes of the dialogue or of the sound.
    Bytes(Vec<u8>),
    /// The modem's lines say that it rings now.
    RingBit,
}

/// A link that leads to a modem.
pub struct Wire {
    link: Box<dyn Link>,
    input: Pipe,
    output: Pipe,
    notices: Option<Pipe>,
    /// The interface for class requests; `None` on a serial port.
    control: Option<u8>,
    notice: Vec<u8>,
    /// What was odd when it was opened.
    findings: Vec<String>,
}

impl Wire {
    /// Claims the modem, sets its line and raises DTR.
    ///
    /// # Errors
    /// `Unsupported` where the device is no modem; what the link says otherwise.
    pub fn open(link: Box<dyn Link>) -> Result<Self, DeviceError> {
        if link.about().configuration.is_empty() {
            return Self::serial(link);
        }
        let Some(layout) = cdc::find(&link.about().configuration) else {
            let context = format!("{} has no interface of a modem", link.about().name);
            return Err(DeviceError::new(DeviceErrorKind::Unsupported, context));
        };
        let mut wire = Self::on(link, layout.input, layout.output, layout.notices);
        wire.control = Some(layout.control);
        wire.claim(layout).map_err(device_error)?;
        Ok(wire)
    }

    fn on(link: Box<dyn Link>, input: Pipe, output: Pipe, notices: Option<Pipe>) -> Self {
        let (notice, findings) = (Vec::new(), Vec::new());
        Self { link, input, output, notices, control: None, notice, findings }
    }

    fn serial(link: Box<dyn Link>) -> Result<Self, DeviceError> {
        let mut wire = Self::on(link, Pipe::TTY_IN, Pipe::TTY_OUT, None);
        wire.link.listen(Pipe::TTY_IN).map_err(device_error)?;
        match wire.link.set_lines(true, true) {
            Err(error) if error.kind == LinkErrorKind::Unsupported => {
                wire.findings.push("The port has no DTR line to raise.".to_owned());
            }
            other => other.map_err(device_error)?,
        }
        Ok(wire)
    }

    fn claim(&mut self, layout: cdc::Layout) -> Result<(), LinkError> {
        self.link.claim(layout.control, 0)?;
        if layout.data != layout.control {
            self.link.claim(layout.data, layout.alternate)?;
        }
        self.request(SET_LINE_CODING, 0, &CODING, "the line coding")?;
        self.request(SET_CONTROL_LINE_STATE, READY, &[], "DTR")?;
        self.link.listen(self.input)?;
        if let Some(notices) = self.notices
            && let Err(error) = self.link.listen(notices)
        {
            if error.kind == LinkErrorKind::Gone {
                return Err(error);
            }
            self.findings.push(format!("Notifications cannot be read: {error}."));
            self.notices = None;
        }
        Ok(())
    }

    /// A class request that some modems refuse and all can do without.
    fn request(
        &mut self,
        request: u8,
        value: u16,
        data: &[u8],
        what: &str,
    ) -> Result<(), LinkError> {
        let Some(control) = self.control else { return Ok(()) };
        match self.link.control_out(Setup::class_out(request, value, control), data, PATIENCE) {
            Err(error) if error.kind != LinkErrorKind::Gone => {
                self.findings.push(format!("The modem does not take {what}: {error}."));
                Ok(())
            }
            other => other,
        }
    }

    /// The next thing that arrives within `timeout`, with its moment.
    ///
    /// # Errors
    /// As [`Link::wait`].
    pub fn wait(&mut self, timeout: Duration) -> Result<Option<(Duration, Came)>, LinkError> {
        let Some(arrival) = self.link.wait(timeout)? else { return Ok(None) };
        if Some(arrival.pipe) == self.notices {
            return Ok(self.notice(&arrival.bytes).then_some((arrival.at, Came::RingBit)));
        }
        Ok(Some((arrival.at, Came::Bytes(arrival.bytes))))
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// As [`Link::write`].
    pub fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<(), LinkError> {
        self.link.write(self.output, bytes, timeout)
    }

    /// Lowers DTR, best effort: many modems hang up by that.
    pub fn lower(&mut self) {
        let lowered = match self.control {
            Some(control) => {
                let setup = Setup::class_out(SET_CONTROL_LINE_STATE, 0, control);
                self.link.control_out(setup, &[], PATIENCE)
            }
            None => self.link.set_lines(false, false),
        };
        if let Err(error) = lowered {
            tracing::debug!(%error, "DTR stays as it is");
        }
    }

    /// Resets the device, the last resort; `false`: that is not possible here. The link is used up then.
    pub fn reset(&mut self) -> bool {
        self.link.reset().is_ok()
    }

    /// The link, to ask it for the time, its name and its counters.
    #[must_use]
    pub fn link(&self) -> &dyn Link {
        self.link.as_ref()
    }

    /// What was odd when it was opened.
    #[must_use]
    pub fn findings(&self) -> &[String] {
        &self.findings
    }

    /// Bytes per second that the wire carries.
    #[must_use]
    pub fn rate(&self) -> u32 {
        let about = self.link.about();
        if about.configuration.is_empty() && about.usb.is_none() { PORT_RATE } else { u32::MAX }
    }

    /// Takes a piece of a notification; whether it says that it rings. Pipes of 8 bytes bring 10 bytes in two pieces.
    fn notice(&mut self, bytes: &[u8]) -> bool {
        if bytes.starts_with(&SERIAL_STATE) || self.notice.len() > 64 {
            self.notice.clear();
        }
        self.notice.extend_from_slice(bytes);
        if !self.notice.starts_with(&SERIAL_STATE) {
            self.notice.clear();
            return false;
        }
        let Some(state) = self.notice.get(8).copied() else { return false };
        self.notice.clear();
        state & RING != 0
    }
}

/// A link's error as a device's.
#[must_use]
pub fn device_error(error: LinkError) -> DeviceError {
    DeviceError::new(error.kind.into(), error.context)
}
