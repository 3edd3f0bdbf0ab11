//! The only file that knows `cpal`: lists sound devices and opens their streams, for input and output.
//! Streams ask for 8 kHz mono 16-bit first (sound servers convert well) and take what the device has otherwise.
//! Buffers, as measured: the PulseAudio host with its default (fixed sizes starve), everything else with 20 ms
//! (ALSA's default is 256 ms). Callbacks are those of `audio::callback`.
//! A stream lives on the thread that opened it. May depend on `base`.

use crate::audio::callback::{Health, LineSample, give_output, take_error, take_input};
use crate::audio::devices::{SoundDevice, SoundError, is_alsa_device, pick};
use crate::audio::ring::{RingWriter, ring};
use crate::audio::supervisor::{OpenDevice, Opener, SupervisedSource, supervise};
use crate::base::units::LINE_RATE;
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, SampleFormat, SizedSample, StreamConfig, SupportedStreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::time::Duration;

/// Host names as `cpal` has them.
const PULSE: &str = "pulseaudio";
const ALSA: &str = "alsa";
/// How long a sound server may take to open a stream.
const PATIENCE: Duration = Duration::from_secs(3);
/// Seconds an output ring holds: more than a sound server asks for at once.
const OUTPUT_SECS: u32 = 4;

/// Which way sound goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

/// An output device that is ready; silent until [`OpenOutput::start`].
pub struct OpenOutput {
    /// For people.
    pub name: String,
    /// Frames per second.
    pub rate: u32,
    /// Where samples go.
    pub ring: Producer<i16>,
    /// What its callbacks say.
    pub health: Arc<Health>,
    stream: OutputStream,
}

/// The stream of an output.
enum OutputStream {
    /// It is there and stands still.
    Open(cpal::Stream),
    /// It is made when it is to play: a sound server asks for two seconds as soon as a stream is there, and plays silence
    /// for as long when the ring is empty then.
    Later(Box<dyn FnOnce() -> Result<cpal::Stream, cpal::Error>>),
    /// It could not be made.
    Refused,
}

/// The input devices there are now, monitors of outputs included.
///
/// # Errors
/// When no sound system answers.
pub fn list_inputs() -> Result<Vec<SoundDevice>, SoundError> {
    Ok(found(Way::In)?.into_iter().map(|(device, _)| device).collect())
}

/// The output devices there are now.
///
/// # Errors
/// When no sound system answers.
pub fn list_outputs() -> Result<Vec<SoundDevice>, SoundError> {
    Ok(found(Way::Out)?.into_iter().map(|(device, _)| device).collect())
}

/// The id of the output device that is the system's choice now.
#[must_use]
pub fn default_output() -> Option<String> {
    by_default("default", Way::Out).map(|(device, _)| device.id)
}

/// Opens an input by id, name or part of it (`default`: the system's choice) and keeps it open.
///
/// # Errors
/// `NoSuchDevice` and `Ambiguous` list the devices; `Busy`, `NotPermitted` and `Failed` name it.
pub fn open(wanted: &str) -> Result<(String, SupervisedSource), SoundError> {
    supervise(Box::new(Input { wanted: wanted.to_owned(), known: None }))
}

/// Opens an output by id, name or part of it (`default`: the system's choice).
///
/// # Errors
/// As [`open`].
pub fn open_output(wanted: &str) -> Result<OpenOutput, SoundError> {
    open_output_with(wanted, false)
}

/// Opens an output with the buffer that the device itself proposes. Linux's driver for USB sound cards opens streams with
/// other sizes and then refuses to start some of them.
///
/// # Errors
/// As [`open`].
pub fn open_output_as_it_is(wanted: &str) -> Result<OpenOutput, SoundError> {
    open_output_with(wanted, true)
}

fn open_output_with(wanted: &str, as_it_is: bool) -> Result<OpenOutput, SoundError> {
    let (choice, device) = find(wanted, Way::Out)?;
    let mut configs = configs(&choice.id, device.default_output_config().ok());
    if as_it_is {
        for (config, _) in &mut configs {
            config.buffer_size = BufferSize::Default;
        }
    }
    first_that_works(&choice.name, configs, |config, format| {
        let health = Arc::new(Health::default());
        let (ring, reader) = RingBuffer::new((config.sample_rate * OUTPUT_SECS) as usize);
        let (name, rate) = (choice.name.clone(), config.sample_rate);
        let stream = if choice.id.starts_with(PULSE) {
            let (device, health) = (device.clone(), Arc::clone(&health));
            OutputStream::Later(Box::new(move || {
                build_output(&device, config, format, reader, &health)
            }))
        } else {
            OutputStream::Open(build_output(&device, config, format, reader, &health)?)
        };
        Ok(OpenOutput { name, rate, ring, health, stream })
    })
}

impl OpenOutput {
    /// Lets the device play what is in the ring and what will be put there.
    ///
    /// # Errors
    /// When the device refuses.
    pub fn start(&mut self) -> Result<(), SoundError> {
        let stream = match std::mem::replace(&mut self.stream, OutputStream::Refused) {
            OutputStream::Open(stream) => Ok(stream),
            OutputStream::Later(make) => make(),
            OutputStream::Refused => Err(ErrorKind::DeviceNotAvailable.into()),
        };
        let started = stream.and_then(|stream| {
            stream.play()?;
            Ok(stream)
        });
        let stream = started.map_err(|error| explain(&self.name, &error))?;
        self.stream = OutputStream::Open(stream);
        Ok(())
    }
}

/// An input device that may come and go.
struct Input {
    wanted: String,
    /// The device that was found at first: found again by its id, or by its name in another socket.
    known: Option<SoundDevice>,
}

impl Opener for Input {
    fn open(&mut self) -> Result<OpenDevice, SoundError> {
        let (choice, device) = match &self.known {
            None => find(&self.wanted, Way::In)?,
            Some(known) => find(&known.id, Way::In).or_else(|_gone| find(&known.name, Way::In))?,
        };
        self.known = Some(choice.clone());
        let configs = configs(&choice.id, device.default_input_config().ok());
        first_that_works(&choice.name, configs, |config, format| {
            let health = Arc::new(Health::default());
            let (writer, reader) = ring(config.sample_rate);
            let stream = build_input(&device, config, format, writer, &health)?;
            stream.play()?;
            let (name, rate) = (choice.name.clone(), config.sample_rate);
            Ok(OpenDevice { name, rate, reader, health, stream: Box::new(stream) })
        })
    }
}

/// Hosts, those that name each device before those that do not.
fn hosts() -> Vec<cpal::Host> {
    let mut ids = cpal::available_hosts();
    ids.sort_by_key(|id| id.to_string() != PULSE);
    ids.into_iter().filter_map(|id| cpal::host_from_id(id).ok()).collect()
}

/// The devices of the first host that has any.
fn found(way: Way) -> Result<Vec<(SoundDevice, cpal::Device)>, SoundError> {
    let mut failure = None;
    for host in hosts() {
        match host.devices() {
            Ok(devices) => {
                let devices: Vec<_> = devices.filter_map(|device| describe(device, way)).collect();
                if !devices.is_empty() {
                    return Ok(devices);
                }
            }
            Err(error) => failure = Some(explain("the sound system", &error)),
        }
    }
    failure.map_or(Ok(Vec::new()), Err)
}

/// A device with its id and name, if it goes this way and a person would choose it. Never opens it.
fn describe(device: cpal::Device, way: Way) -> Option<(SoundDevice, cpal::Device)> {
    let (id, about) = (device.id().ok()?, device.description().ok()?);
    let fits = match way {
        Way::In => about.supports_input(),
        Way::Out => about.supports_output(),
    };
    if !fits || id.host().to_string() == ALSA && !is_alsa_device(id.id()) {
        return None;
    }
    Some((SoundDevice { id: id.to_string(), name: about.name().to_owned() }, device))
}

/// The device a text means.
fn find(wanted: &str, way: Way) -> Result<(SoundDevice, cpal::Device), SoundError> {
    if let Some(device) = by_id(wanted, way).or_else(|| by_default(wanted, way)) {
        return Ok(device);
    }
    let mut devices = found(way)?;
    let known: Vec<SoundDevice> = devices.iter().map(|(device, _)| device.clone()).collect();
    let choice = pick(wanted, &known)?;
    let index = known.iter().position(|device| device == choice).unwrap_or(0);
    Ok(devices.swap_remove(index))
}

/// A whole id also finds what lists leave out (`alsa:pulse`).
fn by_id(wanted: &str, way: Way) -> Option<(SoundDevice, cpal::Device)> {
    let id: cpal::DeviceId = wanted.parse().ok()?;
    let device = cpal::host_from_id(id.host()).ok()?.device_by_id(&id)?;
    let about = device.description().ok()?;
    let fits = if way == Way::In { about.supports_input() } else { about.supports_output() };
    fits.then(|| (SoundDevice { id: id.to_string(), name: about.name().to_owned() }, device))
}

fn by_default(wanted: &str, way: Way) -> Option<(SoundDevice, cpal::Device)> {
    if !matches!(wanted.trim(), "" | "default") {
        return None;
    }
    hosts().into_iter().find_map(|host| {
        let device = match way {
            Way::In => host.default_input_device(),
            Way::Out => host.default_output_device(),
        }?;
        let (id, about) = (device.id().ok()?, device.description().ok()?);
        Some((SoundDevice { id: id.to_string(), name: about.name().to_owned() }, device))
    })
}

/// What to ask a device for, best first.
fn configs(id: &str, default: Option<SupportedStreamConfig>) -> Vec<(StreamConfig, SampleFormat)> {
    let is_pulse = id.starts_with(PULSE);
    let short =
        |rate: u32| if is_pulse { BufferSize::Default } else { BufferSize::Fixed(rate / 50) };
    let line = StreamConfig { channels: 1, sample_rate: LINE_RATE, buffer_size: short(LINE_RATE) };
    let mut all = vec![(line, SampleFormat::I16)];
    if let Some(own) = default {
        let config = own.config();
        let buffer_size = short(config.sample_rate);
        all.push((StreamConfig { buffer_size, ..config }, own.sample_format()));
        all.push((config, own.sample_format()));
    }
    all
}

/// Tries one configuration after the other; a device that is gone or busy is not asked again.
fn first_that_works<T>(
    name: &str,
    configs: Vec<(StreamConfig, SampleFormat)>,
    mut open: impl FnMut(StreamConfig, SampleFormat) -> Result<T, cpal::Error>,
) -> Result<T, SoundError> {
    let mut refusal = SoundError::Failed(format!("{name}: no usable sample format"));
    for (config, format) in configs {
        match open(config, format) {
            Ok(opened) => return Ok(opened),
            Err(error) => {
                refusal = explain(name, &error);
                let other_may_work = matches!(
                    error.kind(),
                    ErrorKind::UnsupportedConfig
                        | ErrorKind::InvalidInput
                        | ErrorKind::UnsupportedOperation
                        | ErrorKind::BackendError
                        | ErrorKind::Other
                );
                if !other_may_work {
                    break;
                }
            }
        }
    }
    Err(refusal)
}

fn explain(name: &str, error: &cpal::Error) -> SoundError {
    match error.kind() {
        ErrorKind::DeviceBusy => SoundError::Busy(name.to_owned()),
        ErrorKind::PermissionDenied => SoundError::NotPermitted(name.to_owned()),
        _ => SoundError::Failed(format!("{name}: {error}")),
    }
}

fn build_input(
    device: &cpal::Device,
    config: StreamConfig,
    format: SampleFormat,
    writer: RingWriter,
    health: &Arc<Health>,
) -> Result<cpal::Stream, cpal::Error> {
    match format {
        SampleFormat::I16 => input_of::<i16>(device, config, writer, health),
        SampleFormat::F32 => input_of::<f32>(device, config, writer, health),
        SampleFormat::I32 => input_of::<i32>(device, config, writer, health),
        SampleFormat::U16 => input_of::<u16>(device, config, writer, health),
        SampleFormat::U8 => input_of::<u8>(device, config, writer, health),
        SampleFormat::I8 => input_of::<i8>(device, config, writer, health),
        _ => Err(ErrorKind::UnsupportedConfig.into()),
    }
}

fn input_of<T: SizedSample + LineSample>(
    device: &cpal::Device,
    config: StreamConfig,
    mut writer: RingWriter,
    health: &Arc<Health>,
) -> Result<cpal::Stream, cpal::Error> {
    let channels = config.channels;
    let (for_data, for_errors) = (Arc::clone(health), Arc::clone(health));
    device.build_input_stream::<T, _, _>(
        config,
        move |data, _| take_input(data, channels, &mut writer, &for_data),
        move |error| note(&error, &for_errors),
        patience(device),
    )
}

fn build_output(
    device: &cpal::Device,
    config: StreamConfig,
    format: SampleFormat,
    reader: Consumer<i16>,
    health: &Arc<Health>,
) -> Result<cpal::Stream, cpal::Error> {
    match format {
        SampleFormat::I16 => output_of::<i16>(device, config, reader, health),
        SampleFormat::F32 => output_of::<f32>(device, config, reader, health),
        SampleFormat::I32 => output_of::<i32>(device, config, reader, health),
        SampleFormat::U16 => output_of::<u16>(device, config, reader, health),
        SampleFormat::U8 => output_of::<u8>(device, config, reader, health),
        SampleFormat::I8 => output_of::<i8>(device, config, reader, health),
        _ => Err(ErrorKind::UnsupportedConfig.into()),
    }
}

fn output_of<T: SizedSample + LineSample>(
    device: &cpal::Device,
    config: StreamConfig,
    mut reader: Consumer<i16>,
    health: &Arc<Health>,
) -> Result<cpal::Stream, cpal::Error> {
    let channels = config.channels;
    let (for_data, for_errors) = (Arc::clone(health), Arc::clone(health));
    device.build_output_stream::<T, _, _>(
        config,
        move |data, _| give_output(data, channels, &mut reader, &for_data),
        move |error| note(&error, &for_errors),
        patience(device),
    )
}

/// A sound server may hang while it opens a stream; with ALSA the same argument means something else.
fn patience(device: &cpal::Device) -> Option<Duration> {
    device.id().is_ok_and(|id| id.host().to_string() == PULSE).then_some(PATIENCE)
}

/// Sorts an error of a running stream into flags; called inside the callback.
fn note(error: &cpal::Error, health: &Health) {
    match error.kind() {
        // Reported by the way: the stream goes on.
        ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => {}
        ErrorKind::Xrun => take_error(true, health),
        _ => take_error(false, health),
    }
}
