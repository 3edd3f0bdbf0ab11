//! The window's topic `manners`: every flow by label, in both languages.
