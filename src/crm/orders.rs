//! Orders, delivery and return slips, payments, balances in money and in units.
//! Types and rules; pure. May depend on `base` and the rest of `crm`.

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderOp {}

impl OrderOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match *self {}
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        match *self {}
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        match *self {}
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderQuestion {}

/// The answer to a [`OrderQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum OrderAnswer {}
