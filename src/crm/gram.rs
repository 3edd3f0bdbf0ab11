//! Pieces of one, two or three letters that texts are found by, each as one number: small to keep and quick to compare.
//! May depend on nothing.

use std::fmt;
use std::ops::RangeInclusive;

/// Bits of one letter.
const BITS: u32 = 21;
/// The piece stands at the beginning of a text.
const START: u64 = 1 << 63;
/// In the place of the first letter what no letter is.
const NO_LETTER: u64 = ((1 << BITS) - 1) << (2 * BITS);

/// One, two or three letters of a text in small letters; some say that the text begins so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram(u64);

/// The same for pieces of plain letters.
const SPELLED: u64 = ((1 << BITS) - 2) << (2 * BITS);
/// Bits of one plain letter: 0 to 9, `a` to `z`, and what says that none follows.
const PLAIN_BITS: u32 = 6;
/// The bits of the fourth.
const FOURTH: u64 = (1 << PLAIN_BITS) - 1;
/// No plain letter follows.
const NO_FOURTH: u64 = FOURTH;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// This piece.
    Piece(Gram),
    /// Any piece from the one to the other.
    Between(Gram, Gram),
}

/// What a whole text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// The key of a name (`crm::cards::duplicate::name_key`).
    Name,
    /// The key of an address.
    Address,
}

impl Whole {
    /// The numbers its pieces may have.
    #[must_use]
    pub const fn range(self) -> RangeInclusive<u64> {
        let first = match self {
            Self::Name => NO_LETTER,
            Self::Address => NO_LETTER | START,
        };
        first..=(first | ((1 << (2 * BITS)) - 1))
    }
}

impl Gram {
    /// A piece of these letters, of which the first three count.
    #[must_use]
    pub fn of(letters: &[char]) -> Self {
        let mut small_ones = [0; 3];
        let mut count = 0;
        for (place, letter) in small_ones.iter_mut().zip(letters) {
            *place = small(*letter);
            count += 1;
        }
        Self::packed(small_ones.get(..count).unwrap_or_default())
    }

    /// The beginning of a text.
    #[must_use]
    pub fn start(letters: &[char]) -> Self {
        Self(Self::of(letters).0 | START)
    }

    /// A piece out of its number.
    #[must_use]
    pub const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// As a number, the same in every version.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Every three letters of a text that stand together; where all three are plain (`a` to `z`, `0` to `9`) the fourth
    /// with them, or that there is none: of these there are too few for three to tell much.
    pub fn long(text: impl Iterator<Item = char>, all: &mut Vec<Self>) {
        let mut three = [None; 3];
        for c in text {
            let c = small(c);
            if let Some(plain) = plain_three(three) {
                all.push(Self::spelled(plain, plain_of(c).unwrap_or(NO_FOURTH)));
            }
            let [_, second, third] = three;
            three = [second, third, Some(c)];
            if let ([Some(a), Some(b), Some(c)], None) = (three, plain_three(three)) {
                all.push(Self::packed(&[a, b, c]));
            }
        }
        all.extend(plain_three(three).map(|plain| Self::spelled(plain, NO_FOURTH)));
    }

    /// What a text has that a word of three letters and more stands in.
    pub fn wanted(word: &str, all: &mut Vec<Wanted>) {
        let mut pieces = Vec::new();
        Self::long(word.chars(), &mut pieces);
        let letters: Vec<u32> = word.chars().map(small).collect();
        let run = letters.iter().rev().take_while(|c| plain_of(**c).is_some()).count();
        if run >= 3 {
            // In the text the word may go on: what says that it ends is left out, or stands for all ways of going on.
            let ends = pieces.pop();
            if let (3, Some(ends)) = (run, ends) {
                let first = ends.0 & !FOURTH;
                all.push(Wanted::Between(Self(first), Self(first | FOURTH)));
            }
        }
        all.extend(pieces.into_iter().map(Wanted::Piece));
    }

    /// Whether the pieces of a word say that it stands there, so that no look at the text is needed.
    #[must_use]
    pub fn is_whole(word: &str) -> bool {
        let mut pieces = Vec::new();
        Self::wanted(word, &mut pieces);
        pieces.len() == 1
    }

    fn spelled(three: [u64; 3], fourth: u64) -> Self {
        let packed = three.into_iter().chain([fourth]).fold(0, |all, c| (all << PLAIN_BITS) | c);
        Self(SPELLED | packed)
    }

    fn spelling(self) -> String {
        let letter = |at: u32| {
            let number = u32::try_from((self.0 >> (at * PLAIN_BITS)) & FOURTH).unwrap_or(0);
            char::from_digit(number, 36)
        };
        [3, 2, 1, 0].into_iter().filter_map(letter).collect()
    }

    fn packed(letters: &[u32]) -> Self {
        Self(letters.iter().fold(0, |all, c| (all << BITS) | u64::from(*c)))
    }

    /// Stands for a whole text that is compared, never read: the same for the same text, seldom the same for another.
    /// `kind` tells texts of one sort from those of another. No letters make such a piece.
    #[must_use]
    pub fn whole(kind: Whole, text: &str) -> Self {
        let hash = fnv1a(text.as_bytes());
        let folded = (hash ^ (hash >> (2 * BITS))) & ((1 << (2 * BITS)) - 1);
        Self(kind.range().start() | folded)
    }
}

/// `王伟`, `^wa`: a piece as a word.
impl fmt::Display for Gram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 & START != 0 {
            f.write_str("^")?;
        }
        if self.0 & NO_LETTER == SPELLED {
            return f.write_str(&self.spelling());
        }
        let letters = [2, 1, 0].map(|at| (self.0 >> (at * BITS)) & ((1 << BITS) - 1));
        for letter in letters.into_iter().filter(|letter| *letter != 0) {
            let letter = u32::try_from(letter).ok().and_then(char::from_u32);
            write!(f, "{}", letter.unwrap_or_default())?;
        }
        Ok(())
    }
}

/// The number of a plain letter.
fn plain_of(small: u32) -> Option<u64> {
    match small {
        0x30..=0x39 => Some(u64::from(small - 0x30)),
        0x61..=0x7a => Some(u64::from(small - 0x61 + 10)),
        _ => None,
    }
}

fn plain_three(three: [Option<u32>; 3]) -> Option<[u64; 3]> {
    let [a, b, c] = three.map(|letter| letter.and_then(plain_of));
    Some([a?, b?, c?])
}

/// FNV-1a of 64 bits (Fowler, Noll, Vo): the same on every machine.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
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

    fn long(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        Gram::long(text.chars(), &mut all);
        all.iter().map(Gram::to_string).collect()
    }

    fn wanted(word: &str) -> Vec<String> {
        let mut all = Vec::new();
        Gram::wanted(word, &mut all);
        let say = |wanted: &Wanted| match wanted {
            Wanted::Piece(piece) => piece.to_string(),
            Wanted::Between(first, last) => {
                assert!(first < last);
                format!("{last}*")
            }
        };
        all.iter().map(say).collect()
    }

    #[test]
    fn letters_that_stand_together_are_a_piece() {
        assert_eq!(long("Wáng伟"), ["wán", "áng", "ng伟"]);
        assert_eq!(long("12"), Vec::<String>::new());
        assert_eq!(long("😀😀😀\u{10ffff}").len(), 2);
        assert_eq!(long("12345"), ["1234", "2345", "345"]);
        assert_eq!(long("A座101室"), ["a座1", "座10", "101", "01室"]);
        assert_eq!(long("王wei"), ["王we", "wei"]);
    }

    #[test]
    fn a_word_is_looked_for_by_what_any_text_with_it_has() {
        assert_eq!(wanted("jiangs"), ["jian", "iang", "angs"]);
        assert_eq!(wanted("138"), ["138*"]);
        assert_eq!(wanted("1381"), ["1381"]);
        assert_eq!(wanted("建国路"), ["建国路"]);
        assert_eq!(wanted("路101室"), ["路10", "101", "01室"]);
        assert_eq!(wanted("路10"), ["路10"]);
        for (word, whole) in [("138", true), ("1381", true), ("13812", false), ("建国路", true)]
        {
            assert_eq!(Gram::is_whole(word), whole, "{word}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_text_has_what_its_parts_are_looked_for_by(
            text in "[a-c1-2王伟 ]{3,12}", from in 0_usize..10, count in 3_usize..12,
        ) {
            let part: String = text.chars().skip(from).take(count).collect();
            proptest::prop_assume!(part.chars().count() >= 3);
            let (mut all, mut sought) = (Vec::new(), Vec::new());
            Gram::long(text.chars(), &mut all);
            Gram::wanted(&part, &mut sought);
            for one in sought {
                let is_there = match one {
                    Wanted::Piece(piece) => all.contains(&piece),
                    Wanted::Between(first, last) => {
                        all.iter().any(|piece| (first..=last).contains(piece))
                    }
                };
                proptest::prop_assert!(is_there, "{one:?}");
            }
        }
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

    #[test]
    fn whole_texts_stand_apart_from_all_letters_and_from_each_other() {
        let name = Gram::whole(Whole::Name, "wangwei").number();
        assert_eq!(Gram::whole(Whole::Name, "wangwei").number(), name);
        assert!(Whole::Name.range().contains(&name));
        let address = Gram::whole(Whole::Address, "wangwei").number();
        assert!(Whole::Address.range().contains(&address));
        let letters = ['\u{10ffff}'; 3];
        for piece in [Gram::of(&letters), Gram::start(&letters)] {
            assert!(piece.number() & NO_LETTER < NO_LETTER);
        }
    }
}
