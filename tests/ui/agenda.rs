//! Reminders, tasks, memos, birthdays by either calendar, the list of today: the window by label, in both languages.
