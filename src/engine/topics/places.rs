//! Where a number belongs: the data pack, corrections of people: what clients may wish, what they see.
//! May depend on `base`, `call`, `crm`.

use crate::call::places::{Correction, ListPreview, PlaceBook, PlaceTable, Refusal};
use std::path::PathBuf;
use std::sync::Arc;

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum PlaceCommand {
    /// Keep a correction (undoable).
    Correct(Correction),
    /// Forget the correction of these digits (undoable).
    Forget(String),
    /// Take a table of ours or a `phone.dat` in; a copy is kept in the data folder.
    Import(PathBuf),
    /// Take an imported table of this name away.
    Remove(String),
    /// Write the corrections to a list (CSV).
    Export(PathBuf),
    /// Say what a list of corrections would change.
    PreviewList(PathBuf),
    /// Take in what was previewed (undoable).
    ImportList,
    /// Forget what was previewed.
    DropList,
}

/// What the runtime is to do with files.
#[derive(Debug, Clone, PartialEq)]
pub enum PlaceWork {
    /// Read the shipped table and those in the data folder.
    Load,
    /// Copy a file in and read all anew.
    Import(PathBuf),
    /// Delete an imported table and read all anew.
    Remove(String),
    /// Write these corrections to a file.
    Export(PathBuf, Vec<Correction>),
    /// Read a list of corrections.
    ReadList(PathBuf),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum PlaceReport {
    /// These are the tables now, the one asked first standing first.
    Tables(Vec<Arc<PlaceTable>>),
    /// These are the corrections now.
    Corrections(Vec<Correction>),
    /// A table was taken in (its source and date).
    Imported(String),
    /// An imported table was taken away.
    Removed,
    /// A file is no table, or a damaged one.
    Refused(Refusal),
    /// A list was written there.
    Exported(String),
    /// A file could not be read or written, in words.
    Failed(String),
    /// A list of corrections was read.
    ListRead(Vec<u8>),
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceView {
    /// Everything that is known; empty until it is read.
    pub book: Arc<PlaceBook>,
    /// A file is being read or written.
    pub busy: bool,
    /// A list of corrections that waits to be taken in.
    pub list: Option<Arc<ListPreview>>,
}
