//! Products, price lists, and stock as the sum of its movements: the window by label, in both languages.
