//! The states of a line and the moves between them, written down as a table.
//! May depend on `base`.

use serde::{Deserialize, Serialize};

/// Line states (`ARCHITECTURE.md`): absent when the box (or a tap's audio) is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// The box is gone.
    #[default]
    Absent,
    /// On-hook, silent.
    Idle,
    /// The far end calls.
    Ringing,
    /// Off-hook: dial tone, digits, ring-back.
    Dialing,
    /// A conversation.
    Talking,
    /// The far end has left or the phone was put back; the line is not yet free.
    Releasing,
}

/// One legal move and the reason why it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// From this state …
    pub from: LineState,
    /// … to this.
    pub to: LineState,
    /// Because.
    pub why: &'static str,
}

const fn row(from: LineState, to: LineState, why: &'static str) -> Move {
    Move { from, to, why }
}

/// Every legal move. Anything else is a fault of ours; the tests compare each step with this table.
pub const MOVES: &[Move] = &[
    row(LineState::Absent, LineState::Idle, "the box is there, nothing goes on"),
    row(LineState::Absent, LineState::Ringing, "the box came back while a call was ringing"),
    row(LineState::Absent, LineState::Dialing, "the box came back while somebody dialled"),
    row(LineState::Absent, LineState::Talking, "the box came back during a conversation"),
    row(LineState::Idle, LineState::Ringing, "a ring or a caller ID"),
    row(LineState::Idle, LineState::Dialing, "the phone was lifted, or a tap hears digits"),
    row(LineState::Idle, LineState::Absent, "the box is gone"),
    row(LineState::Ringing, LineState::Talking, "answered"),
    row(LineState::Ringing, LineState::Idle, "the caller gave up"),
    row(LineState::Ringing, LineState::Dialing, "the caller gave up as the phone was lifted"),
    row(LineState::Ringing, LineState::Releasing, "a tap hears the caller leave"),
    row(LineState::Ringing, LineState::Absent, "the box is gone"),
    row(LineState::Dialing, LineState::Talking, "the far end answered"),
    row(LineState::Dialing, LineState::Ringing, "the digits were a DTMF caller ID"),
    row(LineState::Dialing, LineState::Releasing, "busy, or the phone was put back"),
    row(LineState::Dialing, LineState::Idle, "a tap has heard nothing for long"),
    row(LineState::Dialing, LineState::Absent, "the box is gone"),
    row(LineState::Talking, LineState::Releasing, "the far end left or the phone was put back"),
    row(LineState::Talking, LineState::Dialing, "nobody was there: dial tone, or ring-back again"),
    row(LineState::Talking, LineState::Ringing, "rings in talk: the hook report was lost or wrong"),
    row(LineState::Talking, LineState::Idle, "a tap has heard nothing for long"),
    row(LineState::Talking, LineState::Absent, "the box is gone"),
    row(LineState::Releasing, LineState::Idle, "the line is free"),
    row(LineState::Releasing, LineState::Talking, "hook flash, or they talk on after all"),
    row(LineState::Releasing, LineState::Dialing, "hook flash, or lifted again for a new call"),
    row(LineState::Releasing, LineState::Ringing, "the next call came at once"),
    row(LineState::Releasing, LineState::Absent, "the box is gone"),
];

impl LineState {
    /// Whether the table allows this move.
    #[must_use]
    pub fn may_become(self, to: Self) -> bool {
        MOVES.iter().any(|row| row.from == self && row.to == to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_move_stands_twice_and_none_leads_nowhere() {
        for (n, row) in MOVES.iter().enumerate() {
            assert_ne!(row.from, row.to);
            assert!(!row.why.is_empty());
            assert!(MOVES[n + 1..].iter().all(|o| (o.from, o.to) != (row.from, row.to)));
        }
        assert!(!LineState::Idle.may_become(LineState::Talking));
        assert!(!LineState::Ringing.may_become(LineState::Ringing));
    }
}
