//! Sound devices as people see them: a stable id, a name, and how a typed text finds one.
//! Pure: listing is the sound host's part. May not depend on other layers.

use thiserror::Error;

/// A sound device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundDevice {
    /// Stable, `host:device`: `pulseaudio:alsa_input.usb-…`, `alsa:plughw:CARD=Device,DEV=0`.
    pub id: String,
    /// For people.
    pub name: String,
}

/// Why a sound device cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SoundError {
    /// No device answers to this text.
    #[error("there is no sound device \"{wanted}\"; {}", listed(.known))]
    NoSuchDevice {
        /// What was asked for.
        wanted: String,
        /// The devices there are.
        known: Vec<SoundDevice>,
    },
    /// More than one device answers to this text.
    #[error("\"{wanted}\" may mean several sound devices; {}", listed(.matching))]
    Ambiguous {
        /// What was asked for.
        wanted: String,
        /// The devices that it may mean.
        matching: Vec<SoundDevice>,
    },
    /// Another program holds it.
    #[error("the sound device {0} is used by another program")]
    Busy(String),
    /// We may not use it.
    #[error("no permission to use the sound device {0}")]
    NotPermitted(String),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

fn listed(devices: &[SoundDevice]) -> String {
    if devices.is_empty() {
        return "there are no sound devices at all".to_owned();
    }
    let names: Vec<String> = devices.iter().map(|d| format!("{} ({})", d.name, d.id)).collect();
    format!("there are: {}", names.join("; "))
}

/// The device a text means: its id, its id without the host, its whole name, or a part of either that only one
/// device has. Case does not matter.
///
/// # Errors
/// `NoSuchDevice` or `Ambiguous`, with the devices to choose from.
pub fn pick<'a>(wanted: &str, devices: &'a [SoundDevice]) -> Result<&'a SoundDevice, SoundError> {
    let text = wanted.trim().to_lowercase();
    let bare = |d: &SoundDevice| d.id.split_once(':').map_or("", |(_, id)| id).to_lowercase();
    let exact: [&dyn Fn(&SoundDevice) -> bool; 3] =
        [&|d| d.id.to_lowercase() == text, &|d| bare(d) == text, &|d| {
            d.name.to_lowercase() == text
        }];
    for rule in exact {
        if let Some(device) = devices.iter().find(|device| rule(device)) {
            return Ok(device);
        }
    }
    let part = |d: &SoundDevice| {
        !text.is_empty()
            && (d.id.to_lowercase().contains(&text) || d.name.to_lowercase().contains(&text))
    };
    let matching: Vec<&SoundDevice> = devices.iter().filter(|d| part(d)).collect();
    match matching[..] {
        [device] => Ok(device),
        [] => Err(SoundError::NoSuchDevice { wanted: wanted.to_owned(), known: devices.to_vec() }),
        _ => Err(SoundError::Ambiguous {
            wanted: wanted.to_owned(),
            matching: matching.into_iter().cloned().collect(),
        }),
    }
}

/// Whether an ALSA PCM is a device a person would choose. ALSA also lists plugins (`lavrate`, `speex`, `upmix`,
/// `jack`, `oss`, `null` …), raw `hw:` devices that refuse telephone rates, and every card a second time by number.
#[must_use]
pub fn is_alsa_device(pcm: &str) -> bool {
    if matches!(pcm, "default" | "pulse" | "pipewire") {
        return true;
    }
    pcm.strip_prefix("plughw:CARD=")
        .is_some_and(|card| !card.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn devices() -> Vec<SoundDevice> {
        [
            ("pulseaudio:line.monitor", "Monitor of Null Output"),
            ("pulseaudio:alsa_input.usb-C-Media_USB_Audio-00.mono", "USB Audio Mono"),
            ("pulseaudio:alsa_input.pci-0000_00_1f.3", "Built-in Audio"),
        ]
        .map(|(id, name)| SoundDevice { id: id.into(), name: name.into() })
        .to_vec()
    }

    #[test]
    fn a_device_is_found_by_id_name_or_an_unmistakable_part() {
        let devices = devices();
        for text in
            ["pulseaudio:line.monitor", "line.monitor", "Monitor of Null Output", "monitor", "NULL"]
        {
            assert_eq!(pick(text, &devices), Ok(&devices[0]), "{text}");
        }
        assert_eq!(pick("c-media", &devices), Ok(&devices[1]));
    }

    #[test]
    fn an_error_names_the_devices_to_choose_from() {
        let devices = devices();
        let error = pick("Dialogic", &devices).unwrap_err().to_string();
        assert!(error.contains("\"Dialogic\""), "{error}");
        assert!(error.contains("Built-in Audio (pulseaudio:alsa_input.pci"), "{error}");
        let error = pick("audio", &devices).unwrap_err();
        assert!(matches!(&error, SoundError::Ambiguous { matching, .. } if matching.len() == 3));
        assert!(pick("", &devices).is_err());
        assert!(pick("x", &[]).unwrap_err().to_string().contains("no sound devices"));
    }

    #[test]
    fn alsa_plugins_are_no_devices() {
        for plugin in [
            "null",
            "lavrate",
            "samplerate",
            "speexrate",
            "jack",
            "oss",
            "speex",
            "upmix",
            "vdownmix",
            "hw:CARD=0,DEV=0",
            "plughw:CARD=0,DEV=0",
            "front:CARD=PCH,DEV=0",
            "dsnoop:CARD=PCH,DEV=0",
        ] {
            assert!(!is_alsa_device(plugin), "{plugin}");
        }
        for device in ["default", "pulse", "plughw:CARD=Device,DEV=0"] {
            assert!(is_alsa_device(device), "{device}");
        }
    }
}
