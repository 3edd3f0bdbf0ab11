//! The window's topic `statistics`: every flow by label, in both languages.
