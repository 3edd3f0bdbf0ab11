//! DLE shielding of ITU-T V.253 (and IS-101), section 8.2: byte 10h begins a pair, everything else is data. Both ways,
//! byte by byte: a pair may be split over reads. [`Presses`] makes one digit of one press of a key.
//! Pure. May depend on `base`.

use std::time::Duration;

/// Begins a pair.
pub const DLE: u8 = 0x10;
/// End of data, either way.
pub const ETX: u8 = 0x03;
/// In a pair from the modem: two literal DLE.
const SUB: u8 = 0x1a;
/// Longest complex packet that is believed.
const LONGEST_PACKET: usize = 512;

/// Ends the recording (`DLE !`).
pub const STOP_RECEIVE: &[u8] = &[DLE, b'!'];
/// The same for modems that take the first pair for data: three DLE are one sample and the command.
pub const STOP_RECEIVE_LONG: &[u8] = &[DLE, DLE, DLE, b'!'];
/// Ends playing (`DLE ETX`).
pub const STOP_SEND: &[u8] = &[DLE, ETX];
/// The same, long.
pub const STOP_SEND_LONG: &[u8] = &[DLE, DLE, DLE, ETX];
/// Ends duplex, and recording where `!` is not understood (`DLE ^`).
pub const STOP_DUPLEX: &[u8] = &[DLE, b'^'];
/// The same, long.
pub const STOP_DUPLEX_LONG: &[u8] = &[DLE, DLE, DLE, b'^'];
/// Every way out of every voice state: harmless where it is not needed.
pub const STOPS: &[&[u8]] =
    &[STOP_RECEIVE, STOP_SEND, STOP_DUPLEX, STOP_RECEIVE_LONG, STOP_SEND_LONG, STOP_DUPLEX_LONG];
/// Throws away what the modem has not played yet (`DLE CAN`).
pub const FLUSH: &[u8] = &[DLE, 0x18];

/// What a byte completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A byte of data.
    Data(u8),
    /// Two literal DLE bytes of data.
    TwoDle,
    /// A pair: the modem's event or command.
    Code(u8),
    /// A complex packet (`DLE X` … `DLE .`), its contents.
    Packet(Vec<u8>),
}

/// Takes the shielding off.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    pair: bool,
    packet: Option<Vec<u8>>,
    data: u64,
    abandoned: u64,
}

impl Reader {
    /// Takes one byte; what it completed, if anything.
    pub fn push(&mut self, byte: u8) -> Option<Token> {
        if !std::mem::take(&mut self.pair) {
            return self.plain(byte);
        }
        match (byte, self.packet.is_some()) {
            (DLE, _) => self.literal(1),
            (SUB, _) => self.literal(2),
            (b'.', true) => self.packet.take().map(Token::Packet),
            (b'X', _) => {
                self.abandon();
                self.packet = Some(Vec::new());
                None
            }
            // A packet whose end was lost must not swallow what follows.
            (code, true) => {
                self.abandon();
                Some(Token::Code(code))
            }
            (code, false) => Some(Token::Code(code)),
        }
    }

    /// Bytes of data so far, which is the index of the next one.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.data
    }

    /// Packets that never ended.
    #[must_use]
    pub fn abandoned(&self) -> u64 {
        self.abandoned
    }

    /// A new stream of data begins: index 0, nothing half read.
    pub fn restart(&mut self) {
        *self = Self { abandoned: self.abandoned, ..Self::default() };
    }

    fn plain(&mut self, byte: u8) -> Option<Token> {
        if byte == DLE {
            self.pair = true;
            return None;
        }
        let Some(packet) = &mut self.packet else {
            self.data += 1;
            return Some(Token::Data(byte));
        };
        packet.push(byte);
        if packet.len() > LONGEST_PACKET {
            self.abandon();
        }
        None
    }

    fn literal(&mut self, count: usize) -> Option<Token> {
        if let Some(packet) = &mut self.packet {
            packet.extend(std::iter::repeat_n(DLE, count));
            return None;
        }
        self.data += count as u64;
        Some(if count == 1 { Token::Data(DLE) } else { Token::TwoDle })
    }

    fn abandon(&mut self) {
        self.abandoned += u64::from(self.packet.take().is_some());
    }
}

/// Appends `data` with its DLE bytes doubled.
pub fn shield(data: &[u8], out: &mut Vec<u8>) {
    for byte in data {
        out.push(*byte);
        if *byte == DLE {
            out.push(DLE);
        }
    }
}

/// A modem repeats the code of a key that is held about every 70 ms.
const REPEAT: Duration = Duration::from_millis(100);
/// A press whose end did not come is over after this.
const LONGEST_PRESS: Duration = Duration::from_secs(2);

/// A key was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    /// `0-9`, `A-D`, `*`, `#`.
    pub digit: char,
    /// When it began.
    pub at: Duration,
    /// For how long; zero where the modem does not say.
    pub lasted: Duration,
}

/// Makes presses of codes: one for each bracket `/` … `~`, however often the digit repeats inside; without brackets,
/// repeats within 100 ms are one press.
#[derive(Debug, Clone, Copy, Default)]
pub struct Presses {
    open: Option<(Duration, Option<char>)>,
    last: Option<(char, Duration)>,
}

impl Presses {
    /// Takes a code that arrived at `at`. `None`: it is no code of a key. `Some(None)`: it is, and nothing is complete.
    pub fn code(&mut self, code: u8, at: Duration) -> Option<Option<Press>> {
        match code {
            b'/' => {
                let unfinished = self.close(at);
                self.open = Some((at, None));
                Some(unfinished)
            }
            b'~' => Some(self.close(at)),
            b'0'..=b'9' | b'A'..=b'D' | b'*' | b'#' => Some(self.digit(char::from(code), at)),
            _ => None,
        }
    }

    /// Time has passed: a press whose end was lost is told.
    pub fn advance(&mut self, now: Duration) -> Option<Press> {
        let (since, _) = self.open?;
        if now.saturating_sub(since) < LONGEST_PRESS { None } else { self.close(now) }
    }

    /// When [`Presses::advance`] may have something to tell.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        self.open.map(|(since, _)| since + LONGEST_PRESS)
    }

    fn close(&mut self, at: Duration) -> Option<Press> {
        let (since, digit) = self.open.take()?;
        digit.map(|digit| Press { digit, at: since, lasted: at.saturating_sub(since) })
    }

    fn digit(&mut self, digit: char, at: Duration) -> Option<Press> {
        if let Some((_, inside)) = &mut self.open {
            inside.get_or_insert(digit);
            return None;
        }
        let before = self.last.replace((digit, at));
        let repeated =
            before.is_some_and(|(same, then)| same == digit && at.saturating_sub(then) <= REPEAT);
        (!repeated).then_some(Press { digit, at, lasted: Duration::ZERO })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Vec<Token> {
        let mut reader = Reader::default();
        bytes.iter().filter_map(|byte| reader.push(*byte)).collect()
    }

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn pairs_are_events_and_doubled_bytes_are_data() {
        let stream = [b'a', DLE, b'R', DLE, DLE, DLE, SUB, b'b', DLE, ETX];
        let expected = [
            Token::Data(b'a'),
            Token::Code(b'R'),
            Token::Data(DLE),
            Token::TwoDle,
            Token::Data(b'b'),
            Token::Code(ETX),
        ];
        assert_eq!(read(&stream), expected);
    }

    #[test]
    fn an_event_knows_between_which_samples_it_came() {
        let mut reader = Reader::default();
        for byte in [1, 2, DLE, SUB, 5, DLE] {
            reader.push(byte);
        }
        assert_eq!(reader.push(b'b'), Some(Token::Code(b'b')));
        assert_eq!(reader.index(), 5);
    }

    #[test]
    fn a_complex_packet_is_one_token_and_a_lost_end_costs_only_itself() {
        let stream = b"\x10XNMBR=1\x10\x10\x10.z";
        assert_eq!(read(stream), [Token::Packet(b"NMBR=1\x10".to_vec()), Token::Data(b'z')]);
        assert_eq!(read(b"\x10Xabc\x10Rz"), [Token::Code(b'R'), Token::Data(b'z')]);
        let mut endless = b"\x10X".to_vec();
        endless.resize(LONGEST_PACKET + 4, b'x');
        assert_eq!(read(&endless), [Token::Data(b'x')]);
    }

    #[test]
    fn a_key_counts_once_however_long_it_is_held() {
        let mut presses = Presses::default();
        let mut told = Vec::new();
        for (code, millis) in [(b'/', 0), (b'5', 20), (b'5', 90), (b'5', 160), (b'~', 220)] {
            told.extend(presses.code(code, at(millis)).unwrap());
        }
        assert_eq!(told, [Press { digit: '5', at: at(0), lasted: at(220) }]);
        told.clear();
        for (code, millis) in [(b'7', 0), (b'7', 70), (b'7', 140), (b'7', 400), (b'8', 410)] {
            told.extend(presses.code(code, at(millis)).unwrap());
        }
        assert_eq!(told.iter().map(|press| press.digit).collect::<String>(), "778");
        assert_eq!(presses.code(b'R', at(0)), None);
    }

    #[test]
    fn a_press_without_end_is_told_all_the_same() {
        let mut presses = Presses::default();
        presses.code(b'/', at(0));
        presses.code(b'9', at(30));
        assert_eq!(presses.advance(at(1_000)), None);
        assert_eq!(presses.advance(at(2_000)).map(|press| press.digit), Some('9'));
        presses.code(b'/', at(3_000));
        presses.code(b'1', at(3_010));
        let next = presses.code(b'/', at(3_200)).flatten();
        assert_eq!(next.map(|press| press.digit), Some('1'));
    }

    proptest! {
        #[test]
        fn what_was_shielded_reads_back_and_nothing_panics(data in prop::collection::vec(any::<u8>(), 0..400)) {
            let mut shielded = Vec::new();
            shield(&data, &mut shielded);
            let back: Vec<u8> = read(&shielded)
                .into_iter()
                .map(|token| match token {
                    Token::Data(byte) => byte,
                    other => panic!("{other:?}"),
                })
                .collect();
            prop_assert_eq!(back, data.clone());
            let mut presses = Presses::default();
            for token in read(&data) {
                if let Token::Code(code) = token {
                    presses.code(code, Duration::ZERO);
                }
            }
        }
    }
}
