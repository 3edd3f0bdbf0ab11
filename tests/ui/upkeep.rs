//! The window's topic `upkeep`: every flow by label, in both languages.
