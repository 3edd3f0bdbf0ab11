//! Where line samples come from (a sound card's ring, a modem, a simulated line, a file), and where they go to.
//! May depend on `base`.

/// What one pull brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pulled {
    /// This many samples were appended (0: none yet, ask again soon).
    Samples(usize),
    /// So many frames (at the source's rate) were lost before the next samples.
    Gap(u64),
    /// The device failed; the source may come back by itself and then delivers samples again.
    Lost(String),
    /// The device is back after `Lost`.
    Back,
    /// No more samples will come.
    Ended,
}

/// A stream of mono 16-bit samples. Never blocks.
pub trait SampleSource: Send {
    /// Frames per second. Constant between `Back`s.
    fn rate(&self) -> u32;

    /// Appends what is there to `out`, or says what happened. Called every 5–20 ms.
    fn pull(&mut self, out: &mut Vec<i16>) -> Pulled;
}

/// Takes mono 16-bit samples for the line. Never blocks.
pub trait SampleSink: Send {
    /// Frames per second.
    fn rate(&self) -> u32;

    /// Samples that find room now. Zero while the box cannot play (the line is not taken).
    fn room(&self) -> usize;

    /// Takes as many samples as find room, says how many.
    fn push(&mut self, samples: &[i16]) -> usize;
}
