//! Teach.
