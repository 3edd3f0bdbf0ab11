//! SQLite and nothing but. May depend on `base`, `crm`, `call`.
