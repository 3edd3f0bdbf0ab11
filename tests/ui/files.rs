//! Files attached to anything, kept by content hash: the window by label, in both languages.
