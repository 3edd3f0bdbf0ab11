//! The window's topic `worklist`: every flow by label, in both languages.
