//! The window's topic `dialling`: every flow by label, in both languages.
