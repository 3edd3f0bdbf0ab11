//! Cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up: the window by label, in both languages.
