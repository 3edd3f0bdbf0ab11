//! egui views. May depend on engine types and its handle, and types of `call`, `crm`, `line`, `base`.
