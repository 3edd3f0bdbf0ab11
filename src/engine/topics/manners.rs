//! Desk manners: tray, notices, ring sound, hotkeys, do not disturb, when cards pop up: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::CallId;
use crate::engine::snapshot::DeviceChoice;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum MannersCommand {
    /// There is a window: from now on calls may ring aloud. A program without a face never makes a sound by itself.
    WindowOpen,
    /// What a key, a button of a headset or the tray asks for.
    Act(DeskAct),
    /// Nothing pops up and nothing rings until then; `None`: calls show themselves again.
    DoNotDisturb(Option<QuietUntil>),
    /// Show the card of a call, whatever the settings say.
    ShowCard(CallId),
    /// Play this ring for a few seconds; `None`: enough.
    TryRing(Option<RingSettings>),
}

/// What can be asked for with one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskAct {
    /// Take the call that rings (boxes that can take the line).
    Answer,
    /// Leave the line.
    HangUp,
    /// Stop the ring sound of the call that rings.
    Silence,
    /// Hook flash: hold, or the waiting call.
    Flash,
    /// Show the card of the newest call.
    ShowCard,
    /// Do not disturb, on or off.
    Quiet,
}

impl DeskAct {
    /// All, in the order of the settings.
    pub const ALL: [Self; 6] =
        [Self::Answer, Self::HangUp, Self::Silence, Self::Flash, Self::ShowCard, Self::Quiet];
}

/// How long nothing is to disturb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuietUntil {
    /// For so long.
    For(Duration),
    /// Until the office clock next shows this time.
    Clock {
        /// 0–23.
        hour: u8,
        /// 0–59.
        minute: u8,
    },
    /// Until tomorrow morning, 7 o'clock.
    Tomorrow,
    /// Until it is switched off.
    SwitchedOff,
}

/// Nothing disturbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// Until then, milliseconds since 1970 UTC; `None`: until it is switched off.
    pub until_utc_millis: Option<i64>,
}

/// When the card of an incoming call opens by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PopPolicy {
    /// At the first ring or the caller ID.
    #[default]
    OnRing,
    /// When the call is answered.
    OnAnswer,
    /// Only when a person asks for it.
    ByHand,
}

/// The corner of the screen in which cards stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Corner {
    /// Upper left.
    TopLeft,
    /// Upper right.
    TopRight,
    /// Lower left.
    BottomLeft,
    /// Lower right.
    #[default]
    BottomRight,
}

impl Corner {
    /// All, in the order of the settings.
    pub const ALL: [Self; 4] = [Self::BottomRight, Self::BottomLeft, Self::TopRight, Self::TopLeft];
}

/// Where a person dragged the card, in points from the upper left corner of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardPlace {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// What a ring sounds like.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RingTone {
    /// A bright trill.
    #[default]
    Trill,
    /// Two low tones, long pauses.
    Soft,
    /// Ding, dong.
    Chime,
    /// A WAV file of the user's own.
    File(String),
}

/// The ring sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RingSettings {
    /// Whether calls ring aloud at all.
    pub on: bool,
    /// Output device by id; empty: the system's choice.
    pub device: String,
    /// 0–100.
    pub volume: u8,
    /// What it sounds like.
    pub tone: RingTone,
}

impl Default for RingSettings {
    fn default() -> Self {
        Self { on: true, device: String::new(), volume: 70, tone: RingTone::default() }
    }
}

/// What the ringer is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RingOrder {
    /// Ring like this until told otherwise.
    Start(RingSettings),
    /// Be silent.
    Stop,
}

/// What the runtime tells this topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MannersReport {
    /// The output devices there are.
    Outputs(Vec<DeviceChoice>),
    /// The chosen device (first) cannot be used, and why: the system's own choice rings instead.
    RingElsewhere(String, String),
    /// The file cannot be played, and why: a built-in tone rings instead.
    RingFileBad(String, String),
    /// There is nothing to ring with, and why.
    RingSilent(String),
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MannersView {
    /// The ring sound is playing.
    pub ringing: bool,
    /// A ring is being tried out.
    pub trying: bool,
    /// The output devices there are.
    pub outputs: Arc<Vec<DeviceChoice>>,
}

/// A key of a person's own choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnKey {
    /// For this.
    pub act: DeskAct,
    /// `F9`, `Ctrl+Shift+D`; empty: none.
    pub key: String,
}

/// Its settings.
#[allow(clippy::struct_excessive_bools, reason = "independent choices of a person")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MannersSettings {
    /// When the card opens.
    pub pop: PopPolicy,
    /// Where.
    pub corner: Corner,
    /// … unless a person dragged it elsewhere.
    pub place: Option<CardPlace>,
    /// The ring sound.
    pub ring: RingSettings,
    /// A desktop notice when a call rings while the window is not in front.
    pub notify_ringing: bool,
    /// … and when one was missed.
    pub notify_missed: bool,
    /// Closing the window leaves the program in the tray, where there is one.
    pub stay_in_tray: bool,
    /// That it does so has been said.
    pub tray_told: bool,
    /// Keys that differ from the built-in ones.
    pub keys: Vec<OwnKey>,
    /// Nothing disturbs. Changed by [`MannersCommand::DoNotDisturb`] alone.
    pub quiet: Option<Quiet>,
}

impl Default for MannersSettings {
    fn default() -> Self {
        Self {
            pop: PopPolicy::default(),
            corner: Corner::default(),
            place: None,
            ring: RingSettings::default(),
            notify_ringing: true,
            notify_missed: true,
            stay_in_tray: true,
            tray_told: false,
            keys: Vec::new(),
            quiet: None,
        }
    }
}

impl MannersSettings {
    /// These settings as a client wants them: bounds kept, and what only the engine changes left as it is.
    #[must_use]
    pub fn accepted(&self, wanted: Self) -> Self {
        let mut ring = wanted.ring;
        ring.volume = ring.volume.min(100);
        Self { ring, quiet: self.quiet, ..wanted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_an_older_version_keep_what_they_say() {
        let read: MannersSettings =
            serde_json::from_str(r#"{"pop":"by_hand","ring":{"volume":5}}"#).unwrap();
        assert_eq!(read.pop, PopPolicy::ByHand);
        assert_eq!(read.ring.volume, 5);
        assert!(read.ring.on && read.stay_in_tray);
    }

    #[test]
    fn a_client_cannot_end_do_not_disturb_by_changing_another_setting() {
        let quiet = Some(Quiet { until_utc_millis: None });
        let old = MannersSettings { quiet, ..MannersSettings::default() };
        let ring = RingSettings { volume: 250, ..RingSettings::default() };
        let new = old.accepted(MannersSettings { ring, ..MannersSettings::default() });
        assert_eq!((new.quiet, new.ring.volume), (quiet, 100));
    }
}
