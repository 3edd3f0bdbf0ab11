//! What `ringdesk decode` prints about one recording: at its end in order of time, or, for a stream, as decided.
//! May depend on `base` and `dsp`.

use crate::base::units::Frames;
use crate::cli::decode::channels::Listener;
use crate::cli::decode::explain::Explainer;
use crate::cli::decode::input::Recording;
use crate::cli::decode::plot::Pages;
use crate::cli::decode::print::{json_line, text_line};
use crate::cli::decode::{Attentive, DecodeArgs};
use crate::dsp::bank::Detection;
use serde_json::json;
use std::io::Write;

/// Collects or prints the events of one recording.
pub struct Report<'a> {
    args: &'a DecodeArgs,
    /// Named in every JSON line and above the text when there are several.
    file: Option<&'a str>,
    is_stream: bool,
    lines: Vec<(Frames, Frames, String)>,
    explainer: Option<Explainer>,
    pages: Option<Pages>,
    /// Nobody reads the output any more.
    is_closed: bool,
}

impl<'a> Report<'a> {
    /// About an open recording.
    pub fn new(args: &'a DecodeArgs, file: Option<&'a str>, recording: &Recording) -> Self {
        let (rate, channels) = (recording.reader.rate(), recording.reader.channels());
        let mut report = Self::of(args, file, recording.is_stream, rate, channels);
        let keeps_sound = recording.is_stream;
        report.pages = args.plot.is_some().then(|| Pages::new(keeps_sound, args.from, args.to));
        report
    }

    /// About any sound.
    pub fn of(
        args: &'a DecodeArgs,
        file: Option<&'a str>,
        is_stream: bool,
        rate: u32,
        channels: usize,
    ) -> Self {
        let explainer = args.explain.then(|| Explainer::new(rate, channels));
        Self { args, file, is_stream, lines: Vec::new(), explainer, pages: None, is_closed: false }
    }

    /// Whether the output was closed by its reader.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Prints what has been collected.
    pub fn end(&mut self) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.sort_by_key(|(start, decided, _)| (*start, *decided));
        let is_named = self.file.is_some() && !self.args.json;
        if let Some(file) = self.file.filter(|_| is_named) {
            self.print(&format!("{file}:"));
        }
        for (_, _, line) in &lines {
            self.print(line);
        }
        if is_named && lines.is_empty() {
            self.print("           nothing heard");
        }
        if let Some(explainer) = self.explainer.take() {
            self.print(&explainer.whole());
        }
        if is_named {
            self.print("");
        }
    }

    /// What a picture needs.
    pub fn into_pages(self) -> Pages {
        self.pages.unwrap_or_default()
    }

    /// A line (or lines) in one write, so that an interrupt leaves none half written.
    fn print(&mut self, text: &str) {
        if self.is_closed {
            return;
        }
        let mut out = std::io::stdout().lock();
        let written = out.write_all(format!("{text}\n").as_bytes()).and_then(|()| out.flush());
        self.is_closed = written.is_err();
    }

    fn wording(&self, channel: usize, event: &Detection) -> Option<String> {
        if self.args.json {
            let mut line = json_line(event)?;
            if let Some(file) = self.file {
                line["file"] = json!(file);
            }
            return Some(line.to_string());
        }
        let line = text_line(event);
        match &self.explainer {
            Some(explainer) => explainer.event(channel, event, line),
            None => line,
        }
    }
}

impl Listener for Report<'_> {
    fn sound(&mut self, channel: usize, line: &[f32]) {
        if let Some(explainer) = &mut self.explainer {
            explainer.sound(channel, line);
        }
        if let Some(pages) = &mut self.pages {
            pages.sound(channel, line);
        }
    }

    fn event(&mut self, channel: usize, event: Detection) {
        if let Some(line) = self.wording(channel, &event) {
            if self.is_stream {
                self.print(&line);
            } else {
                self.lines.push((event.start, event.decided, line));
            }
        }
        if let Some(pages) = &mut self.pages {
            pages.event(channel, event);
        }
    }
}

impl Attentive for Report<'_> {
    fn listens(&self) -> bool {
        !self.is_closed
    }
}
