//! How much of a frame is to be believed. Every character comes with its second choice and the likelihood that the
//! first is wrong; the checksum tells whether their sum is right. Together they tell which frames that fit
//! their checksum are doubtful, and which of two choices was meant where one does not. May depend on `base`.

use crate::base::message::MAX_BYTES;

/// A second choice must be this likely (odds) to be taken because the checksum demands it.
const LEAST: f64 = 0.01;
/// Most odds of all other ways to fit the checksum beside it.
const BESIDE: f64 = 0.01;

/// Both choices of each character read.
#[derive(Debug, Clone)]
pub struct Choices {
    bytes: [u8; MAX_BYTES],
    others: [u8; MAX_BYTES],
    /// How likely the first choice is wrong, 0 to 1/2.
    wrong: [f32; MAX_BYTES],
    count: usize,
    /// Which character is a second choice.
    mended: Option<usize>,
}

impl Choices {
    /// Begins with a byte that is known.
    pub fn new(first: u8) -> Self {
        let mut bytes = [0; MAX_BYTES];
        bytes[0] = first;
        Self { bytes, others: bytes, wrong: [0.0; MAX_BYTES], count: 1, mended: None }
    }

    /// The first choices.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.count]
    }

    /// Appends a character, its second choice, and how likely the first is wrong. What does not fill a frame
    /// is let go.
    pub fn push(&mut self, byte: u8, other: u8, wrong: f64) {
        if self.count < MAX_BYTES {
            self.bytes[self.count] = byte;
            self.others[self.count] = other;
            self.wrong[self.count] = wrong as f32;
            self.count += 1;
        }
    }

    /// What else the first byte may be, and how likely (below 1).
    pub fn doubt_first(&mut self, other: u8, wrong: f64) {
        self.others[0] = other;
        self.wrong[0] = wrong.min(0.999) as f32;
    }

    /// How likely the first byte is wrong.
    pub fn type_doubt(&self) -> f64 {
        f64::from(self.wrong[0])
    }

    /// Expected number of wrong characters after the first byte.
    pub fn errors(&self) -> f64 {
        self.wrong[1..self.count].iter().map(|wrong| f64::from(*wrong)).sum()
    }

    /// Odds of all second choices by what they change in the sum.
    fn changes(&self) -> [f32; 256] {
        let mut changes = [0.0_f32; 256];
        for index in 0..self.count {
            changes[usize::from(self.change(index))] += self.odds(index);
        }
        changes
    }

    fn change(&self, index: usize) -> u8 {
        self.others[index].wrapping_sub(self.bytes[index])
    }

    fn odds(&self, index: usize) -> f32 {
        self.wrong[index] / (1.0 - self.wrong[index])
    }

    /// How likely it is that a frame that fits its checksum holds two errors: two characters whose second choices
    /// change the sum by opposite amounts.
    pub fn doubt(&self) -> f64 {
        pairs(&self.changes(), 0)
    }

    /// Which character was mended.
    pub fn mended(&self) -> Option<usize> {
        self.mended
    }

    /// Takes the second choice of the one character by which the frame would fit its checksum, when
    /// no other way to fit it is nearly as likely. Whether it did.
    pub fn mend(&mut self) -> bool {
        let lacking = self.bytes().iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        let lacking = lacking.wrapping_neg();
        if lacking == 0 {
            return false;
        }
        let fits = (2..self.count).filter(|index| self.change(*index) == lacking);
        let Some(best) = fits.max_by(|a, b| self.wrong[*a].total_cmp(&self.wrong[*b])) else {
            return false;
        };
        let changes = self.changes();
        let odds = f64::from(self.odds(best));
        let alike = f64::from(changes[usize::from(lacking)]) - odds;
        // Neither first nor second choices, which fit by chance.
        let neither = self.errors() / 256.0;
        let beside = (alike + pairs(&changes, lacking) + neither) / odds.max(1e-9);
        if odds < LEAST || beside > BESIDE {
            return false;
        }
        std::mem::swap(&mut self.bytes[best], &mut self.others[best]);
        self.wrong[best] = beside as f32;
        self.mended = Some(best);
        true
    }
}

/// Odds of all pairs of second choices that change the sum by `change`.
fn pairs(changes: &[f32; 256], change: u8) -> f64 {
    let with = |a: u8| {
        f64::from(changes[usize::from(a)]) * f64::from(changes[usize::from(change.wrapping_sub(a))])
    };
    (1..=255).filter(|a| *a != change).map(with).sum::<f64>() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame whose characters are sure but for those named: index, second choice, how likely the first is wrong.
    fn frame(bytes: &[u8], unsure: &[(usize, u8, f64)]) -> Choices {
        let mut choices = Choices::new(bytes[0]);
        for (index, byte) in bytes.iter().enumerate().skip(1) {
            let found = unsure.iter().find(|(at, ..)| *at == index);
            let (other, wrong) =
                found.map_or((byte ^ 0x18, 1e-9), |(_, other, wrong)| (*other, *wrong));
            choices.push(*byte, other, wrong);
        }
        choices
    }

    #[test]
    fn the_one_unsure_character_is_mended() {
        let sent = [0x04, 3, 0x31, 0x35, 0x39, 0x5a];
        let mut choices = frame(&[0x04, 3, 0x31, 0x36, 0x39, 0x5a], &[(3, 0x35, 0.3)]);
        assert!(choices.mend());
        assert_eq!(choices.bytes(), sent);
        assert!(!choices.mend(), "nothing is left to be mended");
    }

    #[test]
    fn sure_characters_stay_and_ties_are_left() {
        let mut damaged = frame(&[0x04, 3, 0x31, 0x36, 0x39, 0x5a], &[]);
        assert!(!damaged.mend());
        let twice = [(3, 0x35, 0.3), (4, 0x38, 0.3)];
        assert!(!frame(&[0x04, 3, 0x31, 0x36, 0x39, 0x5a], &twice).mend());
    }

    #[test]
    fn opposite_errors_are_doubtful() {
        let right = [0x04, 3, 0x31, 0x35, 0x39, 0x5a];
        let opposite = [(2, 0x33, 0.3), (3, 0x33, 0.3)];
        assert!(frame(&right, &opposite).doubt() > 0.1);
        assert!(frame(&right, &[(2, 0x33, 0.3), (3, 0x31, 0.3)]).doubt() < 0.02);
    }
}
