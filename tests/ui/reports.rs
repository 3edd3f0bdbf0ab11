//! Reports over orders and contacts; each cell opens its list: the window by label, in both languages.
