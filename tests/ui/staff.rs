//! Employees, log-in, roles and rights, number masking, the journal for people: the window by label, in both languages.
