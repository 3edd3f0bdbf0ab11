//! Pieces of one, two or three letters that texts are found by, each as one number: small to keep and quick to compare.
//! May depend on nothing.

use std::fmt;

/// Bits of one letter.
const BITS: u32 = 21;
/// The piece stands at the beginning of a text.
const START: u64 = 1 << 63;

/// One, two or three letters of a text in small letters; some say that the text begins so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram(u64);

impl Gram {
    /// A piece of these letters, of which the first three count.
    #[must_use]
    pub fn of(letters: &[char]) -> Self {
        let pack = |all: u64, c: &char| (all << BITS) | u64::from(small(*c));
        Self(letters.iter().take(3).fold(0, pack))
    }

    /// The beginning of a text.
    #[must_use]
    pub fn start(letters: &[char]) -> Self {
        Self(Self::of(letters).0 | START)
    }

    /// As a number, the same in every version.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Every three letters that stand together in a line of the text.
    pub fn triples(text: &str, all: &mut Vec<Self>) {
        for line in text.split('\n') {
            let (mut run, mut letters) = (0_u64, 0_u32);
            for c in line.chars() {
                run = ((run << BITS) | u64::from(small(c))) & (START - 1);
                letters += 1;
                if letters >= 3 {
                    all.push(Self(run));
                }
            }
        }
    }
}

/// `王伟`, `^wa`: a piece as a word.
impl fmt::Display for Gram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 & START != 0 {
            f.write_str("^")?;
        }
        let letters = [2, 1, 0].map(|at| (self.0 >> (at * BITS)) & ((1 << BITS) - 1));
        for letter in letters.into_iter().filter(|letter| *letter != 0) {
            let letter = u32::try_from(letter).ok().and_then(char::from_u32);
            write!(f, "{}", letter.unwrap_or_default())?;
        }
        Ok(())
    }
}

/// The small letter (of those that become several, the first).
fn small(c: char) -> u32 {
    let c =
        if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
    u32::from(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triples(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        Gram::triples(text, &mut all);
        all.iter().map(Gram::to_string).collect()
    }

    #[test]
    fn three_letters_that_stand_together_in_a_line_are_a_piece() {
        assert_eq!(triples("Wáng伟"), ["wán", "áng", "ng伟"]);
        assert_eq!(triples("ab\ncd"), Vec::<String>::new());
        assert_eq!(triples("😀😀😀\u{10ffff}").len(), 2);
        assert_eq!(triples("1234"), ["123", "234"]);
    }

    #[test]
    fn pieces_of_other_lengths_and_beginnings_are_other_pieces() {
        let all = [
            Gram::of(&['a']),
            Gram::of(&['a', 'a']),
            Gram::of(&['a', 'a', 'a']),
            Gram::start(&['a']),
            Gram::start(&['a', 'a']),
        ];
        let mut numbers: Vec<u64> = all.iter().map(|gram| gram.number()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), all.len());
        assert_eq!(Gram::start(&['王', 'W']).to_string(), "^王w");
    }
}
