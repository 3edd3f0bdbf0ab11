//! What can go wrong with a box: kind + context. The kind is what the caller decides upon.
//! May not depend on other layers.

use thiserror::Error;

/// The kind of a device error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceErrorKind {
    /// There is no such box (any more).
    Gone,
    /// Permission is missing.
    NotPermitted,
    /// Another program holds it.
    Busy,
    /// It cannot do this.
    Unsupported,
    /// Anything else.
    Failed,
}

/// A device error.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{context}")]
pub struct DeviceError {
    /// What the caller decides upon.
    pub kind: DeviceErrorKind,
    /// For people.
    pub context: String,
}

impl DeviceError {
    /// An error of this kind.
    pub fn new(kind: DeviceErrorKind, context: impl Into<String>) -> Self {
        Self { kind, context: context.into() }
    }
}
