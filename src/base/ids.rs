//! Typed identifiers. Raw integers stop at the rim: the store and the drivers make and unmake them.
//! May not depend on anything but std and serde.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($raw:ty)) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub $raw);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(/// One subscriber line of a box, numbered from 0 within the running program.
    LineId(u16));
id!(/// One call, from first sign to release. Given by the engine, kept by the store.
    CallId(i64));
id!(/// One customer card.
    CustomerId(i64));
id!(/// One contact number row of a customer card.
    ContactNumberId(i64));
id!(/// One recording file.
    RecordingId(i64));
id!(/// One employee.
    StaffId(i64));
id!(/// One field that an office added to its cards.
    FieldId(i64));
id!(/// One product.
    ProductId(i64));
id!(/// One order.
    OrderId(i64));
id!(/// One task, memo or appointment.
    TaskId(i64));
id!(/// One question with its answer.
    KnowledgeId(i64));
id!(/// One attached file.
    FileId(i64));
