//! Everything that is kept about one person goes out, and all of it is forgotten: whatever table or image it stands in.

use crate::{Office, act, call, card, rusqlite_text};
use ringdesk::base::ids::CustomerId;
use ringdesk::crm::cards::field::FieldDef;
use ringdesk::crm::cards::{CardOp, Draft, DraftKey};
use ringdesk::crm::customer::FieldValue;
use ringdesk::crm::office::OfficeOp;
use ringdesk::crm::transfer::TransferOp;
use ringdesk::engine::runtime::office::transfer::person;
use ringdesk::store::operation::Op;
use serde_json::Value;

/// A row in every table that can hold one of this person; each with a word of its own.
const KEPT: [&str; 12] = [
    "INSERT INTO products (id, name, unit, barcode, category, price, cost, note, policy, ticket_units, deposit, stockless,
                           gone, revision)
     VALUES (1, 'p', 'u', '', '', 1, 1, '', 'allow', 0, 0, 1, 0, 1)",
    "INSERT INTO orders (id, day, place, customer_id, name, phone, address, courier, note, discount, state, total,
                         revision, who, made_at, offset_minutes)
     VALUES (7, 20261127, 1, ?1, '王伟', '13800000001', 'order-road', '', 'order-note', '\"none\"', 'confirmed', 100, 1,
             '', 0, 480)",
    "INSERT INTO order_lines (order_id, place, product_id, name, unit, quantity, price, discount, by_ticket, empties,
                              returned, amount, cost)
     VALUES (7, 0, 1, 'line-water', 'u', 1, 100, '\"none\"', 0, 0, 0, 100, 1)",
    "INSERT INTO charges (order_id, customer_id, amount, kind, at_utc_millis, offset_minutes)
     VALUES (7, ?1, 777001, 'order', 0, 480)",
    "INSERT INTO payments (customer_id, amount, method, note, who, at_utc_millis, offset_minutes)
     VALUES (?1, 50, 'cash', 'pay-on-account', '', 0, 480)",
    "INSERT INTO unit_movements (customer_id, product_id, account, quantity, reason, who, at_utc_millis, offset_minutes)
     VALUES (?1, 1, 'ticket', 3, 'unit-reason', '', 0, 480)",
    "INSERT INTO agenda (kind, text, customer_id, assignee, priority, made_utc_millis, made_by)
     VALUES ('task', 'task-text', ?1, '', 'normal', 0, '')",
    "INSERT INTO files (subject, subject_id, hash, ext, name, bytes, added_utc_millis, who)
     VALUES ('customer', ?1, 'ab', 'pdf', 'contract.pdf', 1, 0, '')",
    "INSERT INTO promises (call_id, text, due_utc_millis, offset_minutes, made_utc_millis, who)
     VALUES (1, 'promise-text', 0, 480, 0, '')",
    "INSERT INTO birthdays_told (customer_id, day) VALUES (?1, 20000)",
    "INSERT INTO imports (id, at_utc_millis, offset_minutes, who, file, mode, state) VALUES (1, 0, 0, '', 'f', 'both', 'done')",
    "INSERT INTO import_before (import_id, customer_id, card) VALUES (1, ?1, '\"import-image\"')",
];

const WORDS: [&str; 13] = [
    "order-road",
    "line-water",
    "777001",
    "pay-on-account",
    "unit-reason",
    "task-text",
    "contract.pdf",
    "promise-text",
    "call-note",
    "import-image",
    "draft-note",
    "allergic",
    "Health",
];

fn office() -> (Office, CustomerId) {
    let mut office = Office::new();
    office.save(card("张敏", &["13800000002"]));
    let health = FieldDef { name: "Health".into(), personal: true, ..FieldDef::default() };
    office.cards_op(CardOp::SaveField(Box::new(health)));
    let mut wang = card("王伟", &["13800000001"]);
    wang.tags = vec!["VIP".into()];
    let id = office.save(wang);
    let mut stored = office.cards()[1].clone();
    stored.fields.insert(ringdesk::base::ids::FieldId(1), FieldValue::Text("allergic".into()));
    office.save(stored.clone());
    office.store.open_call(&act(), &call(1, id)).unwrap();
    office.store.save_call_note(&act(), ringdesk::base::ids::CallId(1), "call-note").unwrap();
    let typed = ringdesk::crm::customer::Customer { notes: "draft-note".into(), ..stored.clone() };
    let (key, base) = (DraftKey::Stored(id), stored);
    let draft = Draft { key, base, card: typed, at_utc_millis: 0 };
    office.cards_op(CardOp::KeepDraft(Box::new(draft)));
    let conn = rusqlite::Connection::open(office.store.path()).unwrap();
    for sql in KEPT {
        let mut statement = conn.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
        match statement.parameter_count() {
            0 => statement.execute([]).unwrap(),
            _ => statement.execute([id.0]).unwrap(),
        };
    }
    drop(conn);
    (office, id)
}

/// Every table with a column that says which customer.
fn tables_with_customers(office: &Office) -> Vec<String> {
    let conn = rusqlite::Connection::open(office.store.path()).unwrap();
    let mut statement = conn
        .prepare(
            "SELECT DISTINCT m.name FROM sqlite_schema m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name LIKE 'customer%id'",
        )
        .unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn whatever_is_kept_of_a_person_goes_out_for_machines_and_for_readers() {
    let (office, id) = office();
    let path = office.path("person.json");
    person(office.store.path(), &act(), id, &path).unwrap().unwrap();
    let json = std::fs::read_to_string(&path).unwrap();
    let page = std::fs::read_to_string(office.path("person.html")).unwrap();
    for word in WORDS {
        assert!(json.contains(word), "{word} is not in the file");
        assert!(page.contains(word), "{word} is not on the page");
    }
    assert!(!json.contains("张敏"));
    let all: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(all["own_fields"][0]["name"], "Health");
    assert_eq!(all["own_fields"][0]["personal"], true);
    assert_eq!(all["kept"]["orders"][0]["order_lines"][0]["name"], "line-water");
    for table in tables_with_customers(&office) {
        let in_the_card = ["contact_numbers", "card_journal"].contains(&table.as_str());
        assert!(in_the_card || all["kept"][&table].is_array(), "{table} does not go out");
    }
    assert!(!all["journal"].as_array().unwrap().is_empty());
}

#[test]
fn drafts_own_fields_and_cards_that_became_one_are_forgotten_with_a_person() {
    let (mut office, id) = office();
    let double = office.save(card("王大伟", &["13800000003"]));
    let other = office.id("张敏");
    office.cards_op(CardOp::Tag(vec![double, other], "老客户".into(), true));
    office.merge("王伟", "王大伟");
    let erase = OfficeOp::Transfer(TransferOp::Erase(id));
    office.store.carry_out(&act(), &Op::Office(Box::new(erase))).unwrap();
    let left = rusqlite_text(&office);
    let figures = ["777001", "line-water", "Health"];
    let names = ["王伟", "王大伟", "13800000001", "13800000003", "VIP"];
    for word in WORDS.iter().filter(|word| !figures.contains(word)).chain(&names) {
        assert!(!left.contains(word), "{word} is still there");
    }
    assert_eq!(office.names(), ["张敏"]);
    office.store.undo(&act()).unwrap();
    assert!(office.cards()[0].tags.is_empty(), "the tag of somebody else can still be undone");
}
