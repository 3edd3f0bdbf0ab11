//! Questions and answers to say or play while talking: the window by label, in both languages.
