//! Cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up: the window by label, in both languages.

use crate::ui_support::bench::*;
use crate::ui_support::people::{customers, summary};
use crate::ui_support::stub::StubDesk;
use crate::ui_support::{self, NOW};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use ringdesk::base::ids::{CustomerId, FieldId};
use ringdesk::crm::cards::field::{FieldDef, FieldKind};
use ringdesk::crm::cards::part::CardPart;
use ringdesk::crm::cards::{
    CardAnswer, CardQuestion, Change, Draft, DraftKey, Group, Likeness, MergeOrder,
};
use ringdesk::crm::customer::{Customer, FieldValue, NumberType};
use ringdesk::crm::office::{OfficeAnswer, OfficeQuestion};
use ringdesk::engine::command::Command;
use ringdesk::engine::office::OfficeCommand;
use ringdesk::engine::office::cards::CardCommand;
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::{Language, Theme};
use ringdesk::ui::state::{Screen, SettingsPage};
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn who(language: Language) -> &'static str {
    say(language, "王伟", "Wang Wei")
}

fn wishes(desk: &StubDesk) -> Vec<CardCommand> {
    let of_topic = |command: Command| match command {
        Command::Office(OfficeCommand::Cards(command)) => Some(command),
        _ => None,
    };
    desk.commands().into_iter().filter_map(of_topic).collect()
}

fn saved(desk: &StubDesk) -> Option<Customer> {
    let of_card = |command: Command| match command {
        Command::SaveCustomer { customer, .. } => Some(customer),
        _ => None,
    };
    desk.commands().into_iter().rev().find_map(of_card)
}

/// Answers questions about cards; what `own` does not know the sample office answers.
fn answers(
    desk: &StubDesk,
    own: impl Fn(&CardQuestion) -> Option<CardAnswer> + Send + Sync + 'static,
) {
    desk.answer_with(move |query| match query {
        Query::Office(OfficeQuestion::Cards(question)) => {
            own(question).map(|answer| Answer::Office(OfficeAnswer::Cards(answer)))
        }
        _ => None,
    });
}

fn field(id: i64, name: &str, kind: FieldKind) -> FieldDef {
    let choices = ["A", "B"].map(str::to_owned).to_vec();
    FieldDef { id: Some(FieldId(id)), name: name.into(), kind, choices, ..FieldDef::default() }
}

/// A window on the first customer's card; the office has a field of every kind.
fn open_card(language: Language) -> (StubDesk, Window) {
    let (desk, mut window) =
        open_sized(ui_support::idle(language), Screen::Customers, [1180.0, 1400.0]);
    answers(&desk, |question| {
        let CardQuestion::Fields = question else { return None };
        Some(CardAnswer::Fields(vec![
            field(1, "Meter", FieldKind::Number),
            field(2, "Size", FieldKind::Choice),
            field(3, "Since", FieldKind::Date),
            FieldDef {
                choices: ["C", "D"].map(str::to_owned).to_vec(),
                ..field(4, "Likes", FieldKind::MultiChoice)
            },
            field(5, "Deposit", FieldKind::Money),
            field(6, "Invoice", FieldKind::YesNo),
        ]))
    });
    desk.show(|snap| snap.data_revision += 1);
    window.run_steps(4);
    click(&mut window, who(language));
    window.run_steps(4);
    (desk, window)
}

fn pick(window: &mut Window, list: &str, option: &str) {
    window.get_by_role_and_label(Role::ComboBox, list).click();
    window.run_steps(4);
    window.get_all_by_label(option).last().expect("an option").click();
    window.run_steps(4);
}

#[test]
fn the_offices_own_fields_are_filled_in_and_what_does_not_fit_is_kept() {
    for language in LANGUAGES {
        let (desk, mut window) = open_card(language);
        type_into(&mut window, "Meter", "12.50");
        pick(&mut window, "Size", "B");
        type_into(&mut window, "Since", "2026-02-30");
        click(&mut window, "C");
        let misfit =
            say(language, "不是“日期”，按原样留着", "Does not fit the kind “Date”; kept as it was");
        assert!(sees(&window, misfit), "30 February");
        click(&mut window, say(language, "保存", "Save"));
        let fields = saved(&desk).expect("saved").fields;
        assert_eq!(fields[&FieldId(1)], FieldValue::Number(12_500));
        assert_eq!(fields[&FieldId(2)], FieldValue::Choices(vec!["B".into()]));
        assert_eq!(fields[&FieldId(3)], FieldValue::Text("2026-02-30".into()));
        assert_eq!(fields[&FieldId(4)], FieldValue::Choices(vec!["C".into()]));
        assert_eq!(fields.len(), 4, "what was left alone says nothing");
    }
}

#[test]
fn a_field_that_must_be_filled_in_keeps_the_card_from_being_saved() {
    let (desk, mut window) =
        open_sized(ui_support::idle(Language::English), Screen::Customers, [1180.0, 1400.0]);
    answers(&desk, |question| {
        let must = FieldDef { required: true, ..field(1, "Meter", FieldKind::Text) };
        matches!(question, CardQuestion::Fields).then(|| CardAnswer::Fields(vec![must]))
    });
    desk.show(|snap| snap.data_revision += 1);
    window.run_steps(4);
    click(&mut window, "Wang Wei");
    type_into(&mut window, "Company", "!");
    assert!(sees(&window, "Still to fill in: Meter"));
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run_steps(3);
    assert_eq!(saved(&desk), None);
    type_into(&mut window, "Meter *", "7");
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run_steps(3);
    assert!(saved(&desk).is_some());
}

#[test]
fn tags_birthday_and_addresses_are_typed_and_suggested() {
    for language in LANGUAGES {
        let (desk, mut window) = open_card(language);
        type_into(&mut window, say(language, "标签", "Tags"), "vip-2026");
        click(&mut window, say(language, "添加标签", "Add the tag"));
        window
            .get_all_by_role_and_label(Role::Button, say(language, "重点", "marked"))
            .last()
            .expect("the suggestion")
            .click();
        window.run_steps(3);
        type_into(&mut window, say(language, "生日", "Birthday"), "1990-2-30");
        assert!(sees(&window, say(language, "没有这一天", "There is no such day")));
        pick(&mut window, say(language, "历法", "Calendar"), say(language, "农历", "lunar"));
        click(&mut window, say(language, "添加地址", "Add an address"));
        type_into(&mut window, say(language, "地址 2", "Address 2"), "B2");
        click(&mut window, say(language, "电话 1 的约定", "Terms of phone 1"));
        window.get_by_label(say(language, "请勿拨打", "Do not call")).click();
        window.run_steps(3);
        click(&mut window, say(language, "保存", "Save"));
        let card = saved(&desk).expect("saved");
        assert_eq!(card.tags, ["vip-2026", say(language, "重点", "marked")]);
        assert_eq!(card.addresses[0].text, "B2");
        assert!(card.numbers[0].opted_out);
        assert_eq!(card.birthday, None, "a day that does not exist is none");
    }
}

#[test]
fn keys_save_close_and_walk_the_list() {
    for language in LANGUAGES {
        let (desk, mut window) = open_card(language);
        let second = customers(language)[1].name.clone();
        window.key_press_modifiers(Modifiers::COMMAND, Key::ArrowRight);
        window.run_steps(4);
        let open = |window: &Window| window.state().app.as_ref().unwrap().state().customers.open;
        let key = |id| Some(ringdesk::ui::state::CardKey::Stored(CustomerId(id)));
        assert_eq!(open(&window), key(2), "{second}");
        window.key_press_modifiers(Modifiers::COMMAND, Key::ArrowLeft);
        window.run_steps(4);
        assert_eq!(open(&window), key(1));
        type_into(&mut window, say(language, "类别", "Class"), "X");
        window.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        window.run_steps(4);
        assert!(saved(&desk).is_some_and(|card| card.class.ends_with('X')));
        assert_eq!(open(&window), None, "saved and closed");
        click(&mut window, who(language));
        window.key_press(Key::Escape);
        window.run_steps(4);
        assert_eq!(open(&window), None, "back");
    }
}

/// Two people on one card: the store's answer changes while something is typed here.
#[test]
fn what_two_people_changed_is_decided_part_by_part() {
    for language in LANGUAGES {
        let (desk, mut window) =
            open_sized(ui_support::idle(language), Screen::Customers, [1180.0, 1400.0]);
        let stored = Arc::new(Mutex::new(customers(language).remove(0)));
        let held = Arc::clone(&stored);
        desk.answer_with(move |query| match query {
            Query::Customer(_) => {
                let card = held.lock().unwrap().clone();
                Some(Answer::Customer(Some(Box::new((card, Vec::new())))))
            }
            _ => None,
        });
        click(&mut window, who(language));
        type_into(&mut window, say(language, "单位", "Company"), "-mine");
        {
            let mut other = stored.lock().unwrap();
            other.company = "theirs".into();
            other.address = "their street".into();
        }
        desk.show(|snap| snap.data_revision += 1);
        window.run_steps(6);
        let told = say(
            language,
            "您填写时有人改了这张卡，请逐项选择：",
            "Somebody changed this card while you were typing. Choose for each part:",
        );
        assert!(sees(&window, told));
        window.key_press_modifiers(Modifiers::COMMAND, Key::S);
        window.run_steps(3);
        assert_eq!(saved(&desk), None, "nobody is overruled unasked");
        click(&mut window, say(language, "用我的", "Keep mine"));
        assert!(!sees(&window, told));
        window.key_press_modifiers(Modifiers::COMMAND, Key::S);
        window.run_steps(3);
        let card = saved(&desk).expect("saved");
        assert!(card.company.ends_with("-mine"));
        assert_eq!(card.address, "their street", "what only they changed is theirs");
    }
}

#[test]
fn taking_theirs_forgets_mine() {
    let language = Language::English;
    let (desk, mut window) = open_card(language);
    type_into(&mut window, "Company", "-mine");
    let mut theirs = customers(language).remove(0);
    theirs.company = "Theirs Ltd".into();
    desk.answer_with(move |query| {
        let Query::Customer(_) = query else { return None };
        Some(Answer::Customer(Some(Box::new((theirs.clone(), Vec::new())))))
    });
    desk.show(|snap| snap.data_revision += 1);
    window.run_steps(6);
    picture(&mut window, "tests/snapshots", "card_conflict_en");
    click(&mut window, "Take theirs");
    assert!(!sees(&window, "Not saved"), "nothing of mine is left");
}

#[test]
fn what_is_typed_is_kept_after_two_seconds_and_dropped_when_thrown_away() {
    let language = Language::English;
    let (desk, mut window) = open_card(language);
    type_into(&mut window, "Company", "-draft");
    assert!(wishes(&desk).is_empty());
    desk.advance(Duration::from_secs(3));
    window.run_steps(3);
    let kept = wishes(&desk);
    let [CardCommand::KeepDraft(draft)] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!(draft.key, DraftKey::Stored(CustomerId(1)));
    assert!(draft.card.company.ends_with("-draft") && !draft.base.company.ends_with("-draft"));
    click(&mut window, "Discard");
    window.run_steps(3);
    assert_eq!(
        wishes(&desk).last(),
        Some(&CardCommand::DropDraft(DraftKey::Stored(CustomerId(1))))
    );
}

#[test]
fn a_draft_of_the_last_run_is_offered_and_opened() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::empty(language), Screen::Calls);
        drop(window);
        let card = Customer { name: "Nora".into(), ..Customer::default() };
        let draft = Draft {
            key: DraftKey::New(None),
            base: Customer::default(),
            card,
            at_utc_millis: NOW.utc_millis,
        };
        let snap = ui_support::idle(language);
        (_, window) = {
            let desk = desk.clone();
            desk.show(|now| *now = snap);
            answers(&desk, move |question| {
                let drafts = vec![draft.clone()];
                matches!(question, CardQuestion::Drafts).then_some(CardAnswer::Drafts(drafts))
            });
            reopen(&desk, Screen::Customers)
        };
        let told = say(
            language,
            "上次没保存，已替您留着：Nora",
            "Kept from the last time, not saved: Nora",
        );
        assert!(sees(&window, told));
        click(&mut window, say(language, "打开", "Open"));
        click(&mut window, say(language, "保存", "Save"));
        assert_eq!(saved(&desk).expect("saved").name, "Nora");
    }
}

#[test]
fn fields_are_added_changed_moved_and_taken_away_in_the_settings() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Settings);
        answers(&desk, |question| {
            let CardQuestion::Fields = question else { return None };
            let gone = FieldDef { gone: true, ..field(3, "Old", FieldKind::Text) };
            let (a, b) = (field(1, "Meter", FieldKind::Text), field(2, "Size", FieldKind::Choice));
            Some(CardAnswer::Fields(vec![a, b, gone]))
        });
        desk.show(|snap| snap.data_revision += 1);
        window.run_steps(3);
        settings_page(&mut window, say(language, "客户", "Customers"));
        click(&mut window, say(language, "添加一项", "Add a field"));
        type_into(&mut window, say(language, "项目名称", "Field name"), "Bottles");
        pick(&mut window, say(language, "类型", "Kind"), say(language, "数字", "Number"));
        type_into(&mut window, say(language, "新卡默认填", "New cards begin with"), "2");
        window.get_by_label(say(language, "来电时显示", "show when they call")).click();
        window.run_steps(3);
        if language == Language::Chinese {
            picture(&mut window, "tests/snapshots", "card_fields_zh");
        }
        click(&mut window, say(language, "保存这一项", "Save the field"));
        let Some(CardCommand::SaveField(made)) = wishes(&desk).pop() else { panic!("a field") };
        assert_eq!(
            (made.name.as_str(), made.kind, made.on_pop),
            ("Bottles", FieldKind::Number, true)
        );
        assert_eq!(made.preset, Some(FieldValue::Number(2_000)));
        let nth = |window: &mut Window, text: &str, n: usize| {
            window.get_all_by_role_and_label(Role::Button, text).nth(n).expect("a button").click();
            window.run_steps(3);
        };
        nth(&mut window, say(language, "下移", "Down"), 0);
        let order = vec![FieldId(2), FieldId(1)];
        assert_eq!(wishes(&desk).last(), Some(&CardCommand::OrderFields(order)));
        nth(&mut window, say(language, "去掉这一项", "Take the field away"), 0);
        assert_eq!(wishes(&desk).last(), Some(&CardCommand::RemoveField(FieldId(1))));
        click(&mut window, say(language, "恢复", "Bring back"));
        let Some(CardCommand::SaveField(back)) = wishes(&desk).pop() else { panic!("a field") };
        assert!(!back.gone && back.id == Some(FieldId(3)));
    }
}

/// The chip of a part of the settings: the last button of that name (the rail comes first).
fn settings_page(window: &mut Window, name: &str) {
    window.get_all_by_role_and_label(Role::Button, name).last().expect("a chip").click();
    window.run_steps(4);
    let _ = SettingsPage::Cards;
}

fn with_duplicates(desk: &StubDesk, language: Language) {
    answers(desk, move |question| {
        let CardQuestion::Groups(likeness, _) = question else { return None };
        let people = customers(language);
        let cards = vec![summary(&people[0]), summary(&people[7])];
        let group = Group { likeness: *likeness, shared: "138 1234 5678".into(), cards };
        let groups = if *likeness == Likeness::Name { vec![] } else { vec![group] };
        Some(CardAnswer::Groups(*likeness, groups))
    });
}

#[test]
fn duplicates_are_compared_merged_or_told_apart() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Customers);
        with_duplicates(&desk, language);
        click(&mut window, say(language, "查重", "Duplicates"));
        click(&mut window, say(language, "姓名相近", "Similar name"));
        assert!(sees(&window, say(language, "没有重复", "Nothing found")));
        click(&mut window, say(language, "号码相同", "Same number"));
        click(&mut window, say(language, "对照", "Compare"));
        assert!(sees(&window, say(language, "留下（3 通电话）", "Stays (3 calls)")));
        let radio = say(language, "姓名：用并入那张的", "Name of the card that goes");
        window.get_by_label(radio).click();
        window.run_steps(3);
        if language == Language::Chinese {
            picture(&mut window, "tests/snapshots", "card_merge_zh");
        }
        click(&mut window, say(language, "合成一张", "Make one card"));
        let Some(CardCommand::Merge(order)) = wishes(&desk).pop() else { panic!("a merge") };
        let MergeOrder { keep, gone, card } = *order;
        assert_eq!((keep, gone), (CustomerId(1), CustomerId(8)));
        assert_eq!(card.name, customers(language)[7].name, "as chosen");
        assert_eq!(card.numbers.len(), 2, "all numbers move");
        click(&mut window, say(language, "不是同一位", "Not the same"));
        let apart = CardCommand::NotSame(CustomerId(1), CustomerId(8));
        assert_eq!(wishes(&desk).last(), Some(&apart));
    }
}

#[test]
fn many_are_chosen_tagged_and_given_to_the_pool() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Customers);
        click(&mut window, say(language, "多选", "Choose several"));
        for person in &customers(language)[..2] {
            window.get_by_role_and_label(Role::CheckBox, &person.name).click();
            window.run_steps(3);
        }
        assert!(sees(&window, say(language, "已选 2 位", "2 chosen")));
        type_into(
            &mut window,
            say(language, "给选中客户的标签", "Tag for the chosen customers"),
            "X",
        );
        click(&mut window, say(language, "打上标签", "Put on the tag"));
        let ids = vec![CustomerId(1), CustomerId(2)];
        assert_eq!(wishes(&desk).last(), Some(&CardCommand::Tag(ids.clone(), "X".into(), true)));
        click(&mut window, say(language, "放入公海", "To the public pool"));
        assert_eq!(wishes(&desk).last(), Some(&CardCommand::HandOver(ids, None)));
    }
}

#[test]
fn filters_narrow_the_list_and_are_cleared() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Customers);
        click(&mut window, say(language, "公海", "Public pool"));
        let asked_pool = |query: &Query| match query {
            Query::Office(OfficeQuestion::Cards(CardQuestion::List { filter, .. })) => {
                filter.whose == ringdesk::crm::cards::Whose::Pool
            }
            _ => false,
        };
        assert!(desk.asked().iter().any(asked_pool));
        click(&mut window, say(language, "清除筛选", "Clear filters"));
        assert!(!desk.asked().last().is_some_and(asked_pool));
    }
}

#[test]
fn the_timeline_tells_who_changed_what() {
    let language = Language::Chinese;
    let (desk, mut window) =
        open_sized(ui_support::idle(language), Screen::Customers, [1180.0, 1400.0]);
    answers(&desk, move |question| {
        let CardQuestion::Changes(id, _) = question else { return None };
        let after = customers(language).remove(0);
        let before = Customer { class: "普通".into(), ..after.clone() };
        assert!(!CardPart::Class.same(&before, &after));
        let change = Change {
            at_utc_millis: NOW.utc_millis - 60_000,
            who: "小陈".into(),
            operation: "save_customer".into(),
            subject: String::new(),
            before: Some(Box::new(before)),
            after: Some(Box::new(after)),
        };
        Some(CardAnswer::Changes(*id, vec![change]))
    });
    click(&mut window, "王伟");
    window.run_steps(4);
    assert!(sees(&window, "小陈 改了 类别: 普通 → VIP"));
    assert!(sees(&window, "VIP：简短、诚恳，节前问候"), "the advice for this kind of customer");
    click(&mut window, "客户备注");
    assert!(sees(&window, "订两箱，周三送"), "notes of calls");
    click(&mut window, "客户订单");
    assert!(sees(&window, "正在查…"), "the store is asked");
}

fn look(language: Language, theme: Theme, name: &str) {
    let snap = in_theme(ui_support::idle(language), theme);
    let (_, mut window) = open(snap, Screen::Customers);
    click(&mut window, who(language));
    window.run_steps(4);
    picture(&mut window, "tests/snapshots", name);
    window.check_accessibility();
}

#[test]
fn the_card_looks_as_it_should() {
    look(Language::Chinese, Theme::Light, "card_zh_light");
}

#[test]
fn the_card_looks_as_it_should_in_the_dark() {
    look(Language::English, Theme::Dark, "card_en_dark");
}

#[test]
fn the_table_of_customers_looks_as_it_should() {
    let snap = in_theme(ui_support::idle(Language::Chinese), Theme::Light);
    let (_, mut window) = open(snap, Screen::Customers);
    picture(&mut window, "tests/snapshots", "card_zh_light_list");
}

#[test]
fn a_new_card_takes_the_name_at_once() {
    let (_, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::N);
    window.run_steps(4);
    window.event(egui::Event::Text("Sun Hao".into()));
    window.run_steps(3);
    assert!(sees(&window, "Discard"), "something was typed into it");
    assert!(window.query_all_by_value("Sun Hao").next().is_some());
}

#[test]
fn a_number_has_a_type_and_is_marked_as_wrong() {
    for language in LANGUAGES {
        let (desk, mut window) = open_card(language);
        let terms = say(language, "电话 1 的约定", "Terms of phone 1");
        click(&mut window, terms);
        click(&mut window, say(language, "座机", "Landline"));
        let wrong = say(language, "错号", "Wrong number");
        window.get_by_role_and_label(Role::CheckBox, wrong).click();
        window.run_steps(4);
        click(&mut window, say(language, "保存", "Save"));
        let number = saved(&desk).unwrap().numbers[0].clone();
        assert_eq!((number.kind, number.bad), (NumberType::Landline, true), "{language:?}");
    }
}

#[test]
fn a_class_and_a_mark_typed_in_the_other_language_are_understood() {
    for language in LANGUAGES {
        let (desk, mut window) =
            open_sized(ui_support::idle(language), Screen::Customers, [1180.0, 1400.0]);
        click(&mut window, say(language, "重点", "marked"));
        let both = |query: &Query| match query {
            Query::Office(OfficeQuestion::Cards(CardQuestion::List { filter, .. })) => {
                let mut words = filter.tags_alike.clone();
                words.push(filter.tag.clone());
                ["重点", "marked"].iter().all(|word| words.iter().any(|known| known == word))
            }
            _ => false,
        };
        assert!(desk.asked().iter().any(both), "{language:?}");
        click(&mut window, say(language, "重点", "marked"));
        click(&mut window, who(language));
        let field = say(language, "类别", "Class");
        type_into(&mut window, field, "");
        window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        window.event(egui::Event::Text(say(language, "Ready buyer", "爽快型").into()));
        window.run_steps(4);
        let hint =
            say(language, "爽快型：少讲细节，尽快成交", "Ready to buy: close quickly, few details");
        assert!(sees(&window, hint), "{language:?}");
    }
}

#[test]
fn copying_asks_for_every_chosen_customer_and_says_how_many_there_were() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::idle(language), Screen::Customers);
        click(&mut window, say(language, "多选", "Choose several"));
        click(&mut window, say(language, "选前一百位", "Choose the first hundred"));
        let all = customers(language).len();
        let chosen = format!("{all}");
        let chosen = if language == Language::English {
            format!("{chosen} chosen")
        } else {
            format!("已选 {chosen} 位")
        };
        assert!(sees(&window, &chosen));
        click(&mut window, say(language, "复制", "Copy"));
        let asked = |query: &Query| {
            matches!(query, Query::Office(OfficeQuestion::Cards(CardQuestion::Chosen(ids, _)))
                if ids.len() == all)
        };
        assert!(desk.asked().iter().any(asked));
        let said = if language == Language::English {
            format!("{all} copied")
        } else {
            format!("已复制 {all} 位")
        };
        assert!(sees(&window, &said));
    }
}
