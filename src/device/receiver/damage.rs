//! What a run of bytes without a message was: nothing, or a message that arrived damaged (GR-30 layout, see
//! [`message`](crate::base::message)). Pure; may depend on `base`.

use crate::base::message::{self, MDMF, SDMF};

/// So many bytes of channel seizure in a row are no accident.
const SEIZURE: [u8; 8] = [0x55; 8];
/// The shortest body of a call: its clock.
const SHORTEST: u8 = 8;
/// Of the eight digits of a clock, damage spares at least so many.
const SPARED: usize = 6;

/// Whether a burst has begun in these bytes.
pub(super) fn has_seizure(run: &[u8]) -> bool {
    run.windows(SEIZURE.len()).any(|window| window == SEIZURE)
}

/// Why the message in these bytes is not believed, in words; `None`: there is no message in them.
pub(super) fn reason(run: &[u8]) -> Option<String> {
    (0..run.len()).find_map(|start| frame(run.get(start..)?))
}

fn frame(bytes: &[u8]) -> Option<String> {
    let &[kind, length, ref body @ ..] = bytes else { return None };
    if length < SHORTEST || !looks_like_a_call(kind, body) {
        return None;
    }
    let whole = usize::from(length) + 3;
    let Some(frame) = bytes.get(..whole) else {
        return Some(format!("cut off after {} of {whole} bytes", bytes.len()));
    };
    let (sent, sum) = (frame.last()?, message::checksum(frame.get(..whole - 1)?));
    Some(format!("checksum {sent:02x}, should be {sum:02x}"))
}

/// It begins with a clock, more or less.
fn looks_like_a_call(kind: u8, body: &[u8]) -> bool {
    let clock = match (kind, body) {
        (SDMF, body) => body.get(..8),
        (MDMF, [1, 8, rest @ ..]) => rest.get(..8),
        _ => None,
    };
    let digits = |clock: &[u8]| clock.iter().filter(|byte| byte.is_ascii_digit()).count();
    clock.is_some_and(|clock| digits(clock) >= SPARED)
}
