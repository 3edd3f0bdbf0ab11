//! Lists in and out: CSV, xlsx, vCard, dry run, quarantine, undo of a whole import: the window by label, in both languages.
