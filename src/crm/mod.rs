//! Customers and their numbers: types, rules, match ranking. Pure: no I/O, no clock.
//! May depend on `base`.

pub mod customer;
pub mod matching;
