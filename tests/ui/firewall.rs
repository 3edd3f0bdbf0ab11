//! The window's topic `firewall`: every flow by label, in both languages.
