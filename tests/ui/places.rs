//! The window's topic `places`: every flow by label, in both languages.
