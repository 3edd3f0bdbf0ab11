//! A private PulseAudio server with one null sink (`line`) whose monitor is a line to tap. It has its own folder and
//! socket, knows nothing of the machine's sound, and is killed when it goes out of scope.

use crossbeam_channel::{Receiver, RecvTimeoutError};
use ringdesk::base::thread::{self, Worker};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The sink that plays into the line.
pub const SINK: &str = "line";
/// The line to tap.
pub const MONITOR: &str = "line.monitor";

/// How long a program may say nothing while something is expected of it.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server.
pub struct Pulse {
    dir: tempfile::TempDir,
    server: Option<Child>,
}

impl Pulse {
    /// Starts a server. `None`, with the reason printed, where PulseAudio is not installed.
    pub fn start() -> Option<Self> {
        for program in ["pulseaudio", "paplay", "pactl"] {
            let found = Command::new(program).arg("--version").stdout(Stdio::null()).status();
            if let Err(error) = found {
                println!("SKIPPED: the program {program} cannot be run ({error})");
                return None;
            }
        }
        let mut pulse = Self { dir: tempfile::tempdir().unwrap(), server: None };
        pulse.restart();
        Some(pulse)
    }

    /// Ends the server as if it had crashed.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    /// Starts it again, at the same address.
    pub fn restart(&mut self) {
        self.kill();
        let socket = self.socket();
        if socket.exists() {
            std::fs::remove_file(&socket).unwrap();
        }
        let protocol =
            format!("module-native-protocol-unix auth-anonymous=1 socket={}", socket.display());
        let sink = format!("module-null-sink sink_name={SINK} rate=8000 channels=1 norewinds=1");
        // It also ends by itself, should this test be killed: a minute after the last client has gone.
        let server = self
            .command("pulseaudio")
            .args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=60"])
            .args(["-L", &protocol, "-L", &sink])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.server = Some(server);
        for _ in 0..200 {
            let asked = self.command("pactl").arg("info").output().unwrap();
            if asked.status.success() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("PulseAudio does not answer");
    }

    fn socket(&self) -> PathBuf {
        self.dir.path().join("native")
    }

    /// A program that speaks to this server and to no other.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("XDG_RUNTIME_DIR", self.dir.path())
            .env("HOME", self.dir.path())
            .env("PULSE_SERVER", format!("unix:{}", self.socket().display()))
            .env_remove("PULSE_SINK")
            .env_remove("PULSE_SOURCE")
            .env_remove("DISPLAY")
            .stdin(Stdio::null());
        command
    }

    /// Plays a file into the line, to its end.
    pub fn play(&self, wav: &Path) {
        let played =
            self.command("paplay").arg(format!("--device={SINK}")).arg(wav).status().unwrap();
        assert!(played.success(), "paplay {}: {played}", wav.display());
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program whose lines are read; killed when it goes out of scope.
pub struct Listener {
    child: Child,
    lines: Receiver<String>,
    reader: Option<Worker>,
}

impl Listener {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (tx, lines) = crossbeam_channel::bounded(10_000);
        let reader = thread::spawn("lines", move || {
            for line in stdout.lines().map_while(Result::ok) {
                if tx.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines, reader: Some(reader.unwrap()) }
    }

    /// Reads on until a line holds this, and returns that line.
    pub fn wait_for(&mut self, text: &str) -> String {
        let mut heard = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(text) => return line,
                Ok(line) => heard.push(line),
                Err(why) => {
                    let heard = heard.join("\n");
                    panic!("the program did not say \"{text}\" ({why}), but:\n{heard}");
                }
            }
        }
    }

    /// Whether the program ends by itself, and well.
    pub fn ends_well(&mut self) -> bool {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => println!("{line}"),
                Err(RecvTimeoutError::Disconnected) => return self.child.wait().unwrap().success(),
                Err(RecvTimeoutError::Timeout) => return false,
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|status| status.is_none()) {
            let killed = self.child.kill().and_then(|()| self.child.wait());
            println!("the program was ended: {killed:?}");
        }
        // Its output is closed now, and so is our end of the queue: the reader ends.
        self.lines = crossbeam_channel::never();
        drop(self.reader.take());
    }
}

/// Writes samples (full scale 1.0, 8 kHz) as a WAV file.
pub fn write_wav(path: &Path, samples: &[f32]) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec).unwrap();
    for sample in samples {
        wav.write_sample((sample * 32_767.0) as i16).unwrap();
    }
    wav.finalize().unwrap();
}
