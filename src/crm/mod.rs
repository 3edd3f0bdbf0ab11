//! Customers and their numbers: types, rules, match ranking. Pure: no I/O, no clock.
//! May depend on `base`.

pub mod agenda;
pub mod cards;
pub mod customer;
pub mod files;
pub mod goods;
pub mod gram;
pub mod knowledge;
pub mod matching;
pub mod office;
pub mod orders;
pub mod reports;
pub mod sound;
pub mod staff;
pub mod transfer;
