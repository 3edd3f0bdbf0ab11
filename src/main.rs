//! Composition root: arguments, logging, window or headless.

fn main() {}
