//! Closing a box, also in a panic: the line is left and the desk phone works without the program. Best effort with short
//! deadlines. May depend on `base`.

use super::Telbox;
use super::protocol::{Command, Product};
use std::time::Duration;

/// How long the box may take to reply.
const REPLY: Duration = Duration::from_millis(80);
/// How often each command is said.
const TRIES: u32 = 2;

impl Drop for Telbox {
    fn drop(&mut self) {
        let joined = self.relays.joined && self.identity.product == Product::B3g;
        let commands = [
            joined.then_some(Command::JoinAudio(false)),
            Some(Command::HoldLine(false)),
            Some(Command::RingPhone(false)),
            Some(Command::PhoneToLine(true)),
        ];
        for command in commands.into_iter().flatten() {
            for _ in 0..TRIES {
                match self.wire.ask_once(command, REPLY) {
                    Ok(true) => break,
                    Ok(false) => {}
                    // Unplugged: its relays fall back.
                    Err(_) => return,
                }
            }
        }
    }
}
