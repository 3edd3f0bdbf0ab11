//! Orders, delivery and return slips, payments, balances in money and in units: the window by label, in both languages.
