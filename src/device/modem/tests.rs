//! A modem on the bench.
