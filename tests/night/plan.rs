//! What happens in a night, by the second, from a seed.

use crate::noise::Noise;
use ringdesk::device::link::LinkErrorKind;
use ringdesk::device::sim::boxes::bench::Fault;
use std::time::Duration;

/// Something that happens.
#[derive(Debug, Clone)]
pub enum Act {
    /// Somebody rings; somebody lifts the desk phone after so many seconds (`None`: nobody) and puts it back after
    /// so many more.
    Call(Option<(u64, u64)>),
    /// We take the line for so many seconds.
    Seize(u64),
    /// A transfer so far ahead fails.
    Fault(u64, Fault),
    /// The plug is pulled for so many seconds.
    Unplug(u64),
    /// Opening fails like this for so many seconds, and the plug is pulled shortly, so that somebody tries.
    Refuse(LinkErrorKind, u64),
}

/// So many hours of it: about a call every eight minutes, a fault every three.
pub fn hours(hours: u64, seed: u64) -> Vec<(Duration, Act)> {
    let mut dice = Dice(Noise(seed * 7_919 + 1));
    let end = hours * 3_600;
    let mut plan = Vec::new();
    let mut at = 60;
    while at < end - 900 {
        plan.push((at, dice.call()));
        at += 300 + dice.below(360);
    }
    let mut at = 30;
    while at < end - 900 {
        plan.push((at, dice.trouble()));
        at += 60 + dice.below(240);
    }
    plan.sort_by_key(|(at, _)| *at);
    plan.into_iter().map(|(at, act)| (Duration::from_secs(at), act)).collect()
}

struct Dice(Noise);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        ((self.0.uniform() + 0.5).clamp(0.0, 0.999_9) * end as f32) as u64
    }

    fn call(&mut self) -> Act {
        match self.below(8) {
            0 => Act::Seize(5 + self.below(20)),
            1..=3 => Act::Call(None),
            _ => Act::Call(Some((2 + self.below(14), 10 + self.below(60)))),
        }
    }

    fn trouble(&mut self) -> Act {
        let ahead = self.below(200);
        let fault = match self.below(12) {
            0 | 1 => return Act::Unplug(1 + self.below(50)),
            2 => return Act::Refuse(LinkErrorKind::Busy, 5 + self.below(20)),
            3 => return Act::Refuse(LinkErrorKind::NotPermitted, 5 + self.below(20)),
            4 => Fault::Stall,
            5 => Fault::Nak(Duration::from_millis(200 + 100 * self.below(30))),
            6 => Fault::Shred,
            7 => Fault::Merge,
            8 => Fault::Garbage(vec![0xa1, 0x10, 0xff, 0x00, 0x10]),
            9 => Fault::Reset,
            10 => Fault::Lose,
            _ => Fault::Unplug,
        };
        Act::Fault(ahead, fault)
    }
}
