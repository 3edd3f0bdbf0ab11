//! Numbers under which the engine asks the store, so that a reply finds its way: the top byte says who asked.
//! May depend on `store` and `base`.

use crate::base::ids::{CallId, RecordingId};
use crate::engine::handle::Ticket;
use crate::store::service::Tag;

const KIND_SHIFT: u32 = 56;
const VALUE: u64 = (1 << KIND_SHIFT) - 1;
const DESK: u64 = 1;
const CALL: u64 = 2;
const RECENT: u64 = 3;
const PLAY: u64 = 4;
const OPERATION: u64 = 5;
const LOOK: u64 = 6;
const DIAL: u64 = 7;
const PLACES: u64 = 8;
const FIREWALL: u64 = 9;
const AGENDA: u64 = 10;

/// Who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    /// A client's question.
    Desk(Ticket),
    /// Who is calling?
    Call(CallId),
    /// The top of the log.
    Recent,
    /// The file of a recording to be played; the number tells wishes apart.
    Play(u64),
    /// An operation, by its running number.
    Operation(u64),
    /// The file of a recording whose waveform is wanted.
    Look(RecordingId),
    /// The do-not-call ledger, for the dial of this serial.
    Dial(u64),
    /// People's corrections of places.
    Places,
    /// The rules of the firewall.
    Firewall,
    /// What comes next on the agenda.
    Agenda,
}

pub(super) fn desk(ticket: Ticket) -> Tag {
    tag(DESK, ticket.0)
}

pub(super) fn call(call: CallId) -> Tag {
    tag(CALL, call.0.unsigned_abs())
}

pub(super) fn recent() -> Tag {
    tag(RECENT, 0)
}

pub(super) fn play(wish: u64) -> Tag {
    tag(PLAY, wish)
}

pub(super) fn look(recording: RecordingId) -> Tag {
    tag(LOOK, recording.0.unsigned_abs())
}

pub(super) fn dial(serial: u64) -> Tag {
    tag(DIAL, serial)
}

pub(super) fn operation(number: u64) -> Tag {
    tag(OPERATION, number)
}

pub(super) fn places() -> Tag {
    tag(PLACES, 0)
}

pub(super) fn firewall() -> Tag {
    tag(FIREWALL, 0)
}

pub(super) fn agenda() -> Tag {
    tag(AGENDA, 0)
}

pub(super) fn asker(tag: Tag) -> Asker {
    let value = tag.0 & VALUE;
    match tag.0 >> KIND_SHIFT {
        DESK => Asker::Desk(Ticket(value)),
        CALL => Asker::Call(CallId(value.cast_signed())),
        RECENT => Asker::Recent,
        PLAY => Asker::Play(value),
        LOOK => Asker::Look(RecordingId(value.cast_signed())),
        DIAL => Asker::Dial(value),
        PLACES => Asker::Places,
        FIREWALL => Asker::Firewall,
        AGENDA => Asker::Agenda,
        _ => Asker::Operation(value),
    }
}

fn tag(kind: u64, value: u64) -> Tag {
    Tag(kind << KIND_SHIFT | value & VALUE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_find_their_askers() {
        assert_eq!(asker(desk(Ticket(7))), Asker::Desk(Ticket(7)));
        assert_eq!(asker(call(CallId(123_456))), Asker::Call(CallId(123_456)));
        assert_eq!(asker(recent()), Asker::Recent);
        assert_eq!(asker(play(3)), Asker::Play(3));
        assert_eq!(asker(look(RecordingId(4))), Asker::Look(RecordingId(4)));
        assert_eq!(asker(operation(9)), Asker::Operation(9));
        assert_eq!(asker(dial(4)), Asker::Dial(4));
    }
}
