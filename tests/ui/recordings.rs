//! The window's topic `recordings`: every flow by label, in both languages.
