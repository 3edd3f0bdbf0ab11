//! SHA-256 (FIPS 180-4) of a whole file. May not depend on other layers.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes read at once; between two reads the wish to break off is looked at.
const BLOCK: usize = 256 * 1024;

/// The hash in hexadecimal, and how many bytes went into it.
///
/// # Errors
/// Whatever the disk says; `Interrupted` when `go_on` said no.
pub fn of_file(path: &Path, go_on: &dyn Fn() -> bool) -> io::Result<(String, u64)> {
    of(&mut File::open(path)?, go_on)
}

/// The same of what was opened elsewhere, from where it stands to its end.
///
/// # Errors
/// As [`of_file`].
pub fn of(input: &mut dyn Read, go_on: &dyn Fn() -> bool) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; BLOCK];
    let mut length = 0;
    loop {
        if !go_on() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let count = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(buffer.get(..count).unwrap_or_default());
        length += count as u64;
    }
    let mut digits = String::with_capacity(64);
    for byte in hasher.finalize() {
        for half in [byte >> 4, byte & 15] {
            digits.extend(char::from_digit(u32::from(half), 16));
        }
    }
    Ok((digits, length))
}
