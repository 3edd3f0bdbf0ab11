//! Lists of text: bytes of any encoding as UTF-8 (WHATWG Encoding Standard), cells by RFC 4180 as people write it.
//! May depend on nothing.

use super::source::{Mark, Take};
use csv::{ErrorKind, ReaderBuilder, StringRecord};
use encoding_rs::{Decoder, Encoding};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes read at once.
const PIECE: usize = 1 << 18;
/// Bytes of one row; more is a quote that was never closed.
const ROW: u64 = 8 << 20;

/// A reader that gives UTF-8.
pub(super) struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    /// Text that was decoded and not asked for yet, and how much of it was given.
    text: Vec<u8>,
    given: usize,
    /// There is no more.
    over: bool,
    /// A carriage return at the end of a piece waits for what follows it.
    held: bool,
    mark: Mark,
    /// Bytes given since a row ended.
    since: Arc<AtomicU64>,
}

impl<R: Read> Decoded<R> {
    pub fn new(inner: R, encoding: &'static Encoding, mark: &Mark) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PIECE],
            start: 0,
            end: 0,
            ended: false,
            text: Vec::new(),
            given: 0,
            over: false,
            held: false,
            mark: mark.clone(),
            since: Arc::default(),
        }
    }
}

impl<R> Decoded<R> {
    /// Makes CR LF one LF, so that lines can be counted; gives how many bytes are left.
    fn one_line_end(&mut self, buf: &mut [u8], count: usize, over: bool) -> usize {
        if let (true, Some(first)) = (self.held, buf.first_mut()) {
            *first = b'\r';
        }
        self.held = false;
        if !buf.get(..count).unwrap_or_default().contains(&b'\r') {
            return count;
        }
        let mut out = 0;
        for at in 0..count {
            let Some(byte) = buf.get(at).copied() else { break };
            if byte == b'\r' {
                let is_last = at + 1 == count;
                self.held = is_last && !over;
                if self.held || (!is_last && buf.get(at + 1) == Some(&b'\n')) {
                    continue;
                }
            }
            if let Some(place) = buf.get_mut(out) {
                *place = byte;
            }
            out += 1;
        }
        out
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.since.load(Ordering::Relaxed) > ROW {
            let why = "a quotation mark is never closed";
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        while self.given >= self.text.len() {
            if self.over {
                return Ok(0);
            }
            self.decode()?;
        }
        let rest = self.text.get(self.given..).unwrap_or_default();
        let count = rest.len().min(buf.len());
        if let (Some(to), Some(from)) = (buf.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        self.since.fetch_add(u64::try_from(count).unwrap_or(0), Ordering::Relaxed);
        Ok(count)
    }
}

impl<R: Read> Decoded<R> {
    /// Decodes the next piece; perhaps to nothing yet.
    fn decode(&mut self) -> io::Result<()> {
        if self.start >= self.end && !self.ended {
            self.start = 0;
            self.end = self.inner.read(&mut self.raw)?;
            self.ended = self.end == 0;
            let count = u64::try_from(self.end).unwrap_or(0);
            self.mark.done.fetch_add(count, Ordering::Relaxed);
        }
        let mut text = std::mem::take(&mut self.text);
        text.resize(PIECE, 0);
        let raw = self.raw.get(self.start..self.end).unwrap_or_default();
        let lead = usize::from(self.held);
        let room = text.get_mut(lead..).unwrap_or_default();
        let (result, used, written, _) = self.decoder.decode_to_utf8(raw, room, self.ended);
        self.start += used;
        self.over = self.ended && result == encoding_rs::CoderResult::InputEmpty;
        let there = if written > 0 || self.over { lead + written } else { 0 };
        let left = if there > 0 { self.one_line_end(&mut text, there, self.over) } else { 0 };
        text.truncate(left);
        (self.text, self.given) = (text, 0);
        Ok(())
    }
}

pub(super) fn opened(path: &Path, mark: &Mark) -> Result<File, String> {
    let said = |error: io::Error| format!("{} cannot be read ({error})", path.display());
    let file = File::open(path).map_err(said)?;
    mark.total.store(file.metadata().map_err(said)?.len(), Ordering::Relaxed);
    Ok(file)
}

/// Hands over every row.
pub(super) fn rows(
    path: &Path,
    encoding: &'static Encoding,
    sign: u8,
    mark: &Mark,
    take: Take<'_>,
) -> Result<(), String> {
    let file = opened(path, mark)?;
    let decoded = Decoded::new(file, encoding, mark);
    let since = Arc::clone(&decoded.since);
    let mut decoded = BufReader::with_capacity(PIECE, decoded);
    let said = |error: io::Error| format!("{} cannot be read ({error})", path.display());
    let begun = decoded.fill_buf().map_err(said)?;
    let mut first = 1;
    if begun.starts_with(b"sep=") {
        let mut line = Vec::new();
        decoded.read_until(b'\n', &mut line).map_err(said)?;
        first = 2;
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(sign)
        .buffer_capacity(PIECE)
        .from_reader(decoded);
    let mut record = StringRecord::new();
    loop {
        let line = reader.position().line() - 1 + first;
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => {
                return Err(match error.into_kind() {
                    ErrorKind::Io(error) => {
                        format!("{}, line {line}: {error}", path.display())
                    }
                    other => format!("{}, line {line}: {other:?}", path.display()),
                });
            }
        }
        since.store(0, Ordering::Relaxed);
        let cells: Vec<&str> = record.iter().collect();
        if !take(line, &cells) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buf[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn line_ends_become_one_sign_wherever_a_piece_ends() {
        for (bytes, text) in [
            ("a\r\nb\r\n".as_bytes(), "a\nb\n"),
            (b"a\rb\r", "a\rb\r"),
            (b"\r\r\n\n", "\r\n\n"),
            (b"", ""),
        ] {
            for piece in [8_usize, 64] {
                let mut reader = Decoded::new(Drops(bytes), encoding_rs::UTF_8, &Mark::default());
                let mut found = Vec::new();
                let mut buf = vec![0; piece];
                loop {
                    match reader.read(&mut buf).unwrap() {
                        0 => break,
                        count => found.extend_from_slice(&buf[..count]),
                    }
                }
                assert_eq!(String::from_utf8(found).unwrap(), text);
            }
        }
    }

    #[test]
    fn gbk_comes_out_as_it_was_written_whatever_the_pieces() {
        let text = "姓名,电话\n王伟,1\n".repeat(50);
        let bytes = encoding_rs::GBK.encode(&text).0.into_owned();
        let mut reader = Decoded::new(Drops(&bytes), encoding_rs::GBK, &Mark::default());
        let mut found = String::new();
        reader.read_to_string(&mut found).unwrap();
        assert_eq!(found, text);
    }
}
