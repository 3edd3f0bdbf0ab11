//! Cards as telephones and address books exchange them: vCard 4.0 (RFC 6350) and 3.0 (RFC 2426) in and out, 2.1 (Versit)
//! in, with its quoted-printable lines in whatever charset they name. Pure: bytes become text by an argument.
//! May depend on `base` and the rest of `crm`.

mod line;
mod read;
mod write;

pub use read::CardReader;
pub use write::{Version, write};

#[cfg(test)]
mod tests;
