//! The modem's USB side: descriptors in every layout that is sold, the class requests of an ACM function, its
//! notifications, and the queues behind its endpoints. Follows USB CDC PSTN 1.2. May depend on `base`.

use super::options::{ModemOptions, Union};
use crate::device::link::Setup;
use crate::device::sim::boxes::{
    Descriptors, Stall, configuration, device_descriptor, endpoint, interface,
};
use std::collections::VecDeque;

/// What an endpoint of full speed carries at once.
const PACKET: usize = 64;
/// What waits for a host that does not fetch: beyond this sound is lost.
const MOST_WAITING: usize = 4_096;
/// SERIAL_STATE: the ring bit.
const RING: u8 = 0x08;

/// The modem's queues and what the host has set on its port.
#[derive(Debug)]
pub(super) struct Port {
    text: VecDeque<u8>,
    notices: VecDeque<Vec<u8>>,
    coding: [u8; 7],
    dtr: bool,
    state: u8,
    serial: bool,
    pipes: [u8; 3],
    small: bool,
}

impl Port {
    pub(super) fn new(options: &ModemOptions) -> Self {
        let pipes = if options.serial { [0xff, 0x80, 0x00] } else { options.endpoints };
        Self {
            text: VecDeque::new(),
            notices: VecDeque::new(),
            coding: [0x00, 0xc2, 0x01, 0x00, 0, 0, 8],
            dtr: options.serial,
            state: 0,
            serial: options.serial,
            pipes,
            small: options.small_interrupt,
        }
    }

    /// Bytes for the host. Never lost: results and events.
    pub(super) fn say(&mut self, bytes: &[u8]) {
        self.text.extend(bytes);
    }

    /// Sound for the host; `false` when there was no room for all of it.
    pub(super) fn stream(&mut self, bytes: &[u8]) -> bool {
        let fits = self.text.len() + bytes.len() <= MOST_WAITING;
        if fits {
            self.text.extend(bytes);
        }
        fits
    }

    /// Whether something waits to be fetched.
    pub(super) fn is_waiting(&self) -> bool {
        !self.text.is_empty() || !self.notices.is_empty()
    }

    pub(super) fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
        if endpoint == self.pipes[1] && !self.text.is_empty() {
            let length = self.text.len().min(PACKET);
            return Some(self.text.drain(..length).collect());
        }
        if endpoint == self.pipes[0] { self.notices.pop_front() } else { None }
    }

    pub(super) fn is_out(&self, endpoint: u8) -> bool {
        endpoint == self.pipes[2]
    }

    /// The ring bit of SERIAL_STATE.
    pub(super) fn ring(&mut self, on: bool) {
        let state = if on { self.state | RING } else { self.state & !RING };
        if state == self.state || self.serial {
            return;
        }
        self.state = state;
        let notice = [0xa1, 0x20, 0, 0, 0, 0, 2, 0, state, 0];
        let size = if self.small { 8 } else { 16 };
        self.notices.extend(notice.chunks(size).map(<[u8]>::to_vec));
    }

    /// A class request. Besides the answer: whether DTR has just dropped.
    pub(super) fn control(&mut self, setup: Setup, data: &[u8]) -> Result<(Vec<u8>, bool), Stall> {
        if self.serial || setup.index != 0 {
            return Err(Stall);
        }
        match (setup.request_type, setup.request) {
            (0x21, 0x20) => {
                self.coding = data.try_into().map_err(|_length| Stall)?;
                Ok((Vec::new(), false))
            }
            (0xa1, 0x21) => Ok((self.coding.to_vec(), false)),
            (0x21, 0x22) => {
                let dtr = setup.value & 1 != 0;
                let dropped = self.dtr && !dtr;
                self.dtr = dtr;
                Ok((Vec::new(), dropped))
            }
            (0x21, 0x23) => Ok((Vec::new(), false)),
            _ => Err(Stall),
        }
    }
}

/// Header, call management, ACM.
fn functions(data_interface: u8) -> Vec<u8> {
    let header = [5, 0x24, 0x00, 0x10, 0x01];
    let calls = [5, 0x24, 0x01, 0x03, data_interface];
    let acm = [4, 0x24, 0x02, 0x07];
    [&header[..], &calls, &acm].concat()
}

/// What a host reads first; a serial port has nothing to read.
pub(super) fn descriptors(options: &ModemOptions) -> Descriptors {
    let (vendor, product) = if options.serial { (0, 0) } else { options.id };
    Descriptors {
        device: device_descriptor([2, 0, 0], vendor, product, options.release),
        configuration: if options.serial { Vec::new() } else { layout(options) },
        strings: options.names.iter().map(ToString::to_string).collect(),
    }
}

fn layout(options: &ModemOptions) -> Vec<u8> {
    let [notify, bulk_in, bulk_out] = options.endpoints;
    let interrupt = endpoint(notify, 3, if options.small_interrupt { 8 } else { 16 }, 32);
    let bulk = [endpoint(bulk_in, 2, 64, 0), endpoint(bulk_out, 2, 64, 0)].concat();
    let union = [5, 0x24, 0x06, 0, 1];
    let control = interface(0, 0, 1, [2, 2, 1]);
    let data = interface(1, 0, 2, [0x0a, 0, 0]);
    let functions = functions(u8::from(options.union != Union::SingleInterface));
    match options.union {
        Union::Right => {
            let parts = [&control[..], &functions, &union, &interrupt, &data, &bulk];
            configuration(2, &parts.concat())
        }
        Union::Missing => {
            let parts = [&control[..], &functions, &interrupt, &data, &bulk];
            configuration(2, &parts.concat())
        }
        Union::OnData => {
            let parts = [&control[..], &interrupt, &data, &functions, &union, &bulk];
            configuration(2, &parts.concat())
        }
        Union::SingleInterface => {
            let only = interface(0, 0, 3, [2, 2, 1]);
            configuration(1, &[&only[..], &functions, &interrupt, &bulk].concat())
        }
    }
}
