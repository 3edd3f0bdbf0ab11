//! Where a number belongs: the data pack, corrections of people: what clients may wish, what they see.
//! May depend on `base`, `call`, `crm`.

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum PlaceCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceView {}
