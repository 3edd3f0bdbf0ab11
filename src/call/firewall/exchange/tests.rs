//! Files as people send them round.

use super::*;
use crate::base::number::PhoneNumber;
use crate::call::firewall::book::{Book, ListRow};
use crate::call::firewall::pattern::Wrong;
use crate::call::firewall::rule::{Handling, Prompt, Rule, RuleId, RuleRow};
use crate::call::firewall::subject::{ListId, Subject};
use crate::call::firewall::window::Window;

fn plain_list(text: &str) -> Preview {
    read(text.as_bytes(), "shared", Handling::Silent, &Book::default())
}

fn texts(preview: &Preview) -> Vec<&str> {
    preview
        .import
        .lists
        .iter()
        .flat_map(|list| &list.numbers)
        .map(|line| line.text.as_str())
        .collect()
}

#[test]
fn a_list_as_people_share_it_becomes_a_list_and_one_rule() {
    let preview = plain_list(
        "\u{feff}号码,备注\n13812345678\n# ads\n010-62345678  房产中介\n+44 20 7946 0000,London\r\n0571*\tHangzhou\n\n\"95588\",\"bank, \"\"fake\"\"\"\n13812345678\n",
    );
    assert_eq!(
        texts(&preview),
        ["13812345678", "010-62345678", "+44 20 7946 0000", "0571*", "95588"]
    );
    assert_eq!(preview.import.lists[0].numbers[1].note, "房产中介");
    assert_eq!(preview.import.lists[0].numbers[4].note, "bank, \"fake\"");
    assert_eq!((preview.doubles, preview.bad_lines), (1, 0));
    let rules = [Rule::new(Subject::List(ListId(-1)), Handling::Silent)];
    assert_eq!(preview.import.rules, rules);
}

#[test]
fn a_bad_line_is_named_and_the_others_are_taken() {
    let preview = plain_list("13812345678\n1.38E+10\nfoo\n13\n138+1\n13900000000");
    assert_eq!(texts(&preview), ["13812345678", "13900000000"]);
    let bad: Vec<_> = preview.bad.iter().map(|bad| (bad.line, bad.why)).collect();
    let fault = |at, wrong| Unusable::Fault(Fault { at, wrong });
    assert_eq!(
        bad,
        [
            (2, fault(5, Wrong::Strange('E'))),
            (3, fault(1, Wrong::Strange('f'))),
            (4, Unusable::Short),
            (5, fault(4, Wrong::PlusInside)),
        ]
    );
}

#[test]
fn a_list_in_the_old_chinese_coding_is_read() {
    let bytes = crate::base::caller_id::NameCoding::Gbk.encode("13812345678,骚扰电话\n");
    let preview = read(&bytes, "x", Handling::Reject, &Book::default());
    assert_eq!(preview.import.lists[0].numbers[0].note, "骚扰电话");
}

fn sample() -> Book {
    let rules = [
        Rule {
            tag: "=cmd|' /C calc'!A0".into(),
            window: Some(Window { days: 0b001_1111, from: 1350, to: 360 }),
            until_utc_millis: Some(1_795_399_200_000),
            ..Rule::new(Subject::Pattern("400*88".into()), Handling::Announce)
        },
        Rule {
            prompt: Prompt::Busy,
            off: true,
            ..Rule::new(Subject::Range("0100".into(), "0199".into()), Handling::Silent)
        },
        Rule::new(Subject::Number(PhoneNumber::new("+44 20 7946 0000")), Handling::Allow),
        Rule::new(Subject::List(ListId(7)), Handling::Reject),
        Rule::once(Subject::Anybody),
    ];
    let rows = rules.into_iter().zip(1..).map(|(rule, id)| RuleRow {
        rule: Rule { id: Some(RuleId(id)), ..rule },
        made_utc_millis: 0,
        hits: 0,
        last_hit_utc_millis: None,
    });
    let lists =
        vec![ListRow { id: ListId(7), name: "ads, 2026".into(), numbers: 2, made_utc_millis: 0 }];
    let numbers = [(ListId(7), "0571*".to_owned()), (ListId(7), "95588".to_owned())];
    Book::new(rows.collect(), lists, numbers)
}

#[test]
fn what_is_written_is_read_again_and_holds_no_formula() {
    let book = sample();
    let text = write(&book);
    assert!(text.contains("\"'=cmd|") && text.contains("\"'+44 20"), "{text}");
    let preview = read(text.as_bytes(), "", Handling::Ring, &Book::default());
    assert_eq!(preview.bad, []);
    let lasting = book.rows().iter().filter(|row| !row.rule.once);
    let expected: Vec<Rule> = lasting
        .map(|row| match row.rule.subject {
            Subject::List(_) => {
                Rule { id: None, subject: Subject::List(ListId(-1)), ..row.rule.clone() }
            }
            _ => Rule { id: None, ..row.rule.clone() },
        })
        .collect();
    assert_eq!(preview.import.rules, expected);
    assert_eq!(preview.import.lists[0].name, "ads, 2026");
    assert_eq!(texts(&preview), ["0571*", "95588"]);
}

#[test]
fn reading_our_own_file_again_brings_nothing_new() {
    let book = sample();
    let preview = read(write(&book).as_bytes(), "", Handling::Ring, &book);
    assert!(preview.import.rules.is_empty(), "{:?}", preview.import.rules);
    assert_eq!((texts(&preview), preview.bad_lines), (vec![], 0));
}

#[test]
fn rules_with_mistakes_are_named_by_line() {
    let text = "kind,value,action,days,from,to,until\nprefix,138,silent,,,,\npattern,13[,reject,,,,\nnumbre,1,silent,,,,\n\
                number,95588,hide,,,,\nanybody,,silent,,25:00,,\nanybody,,silent,9,,,\nanybody,,silent,,,,tomorrow\n";
    let preview = plain_list(text);
    assert_eq!(preview.import.rules.len(), 1);
    let whys: Vec<_> = preview.bad.iter().map(|bad| bad.why).collect();
    let fault = Unusable::Fault(Fault { at: 3, wrong: Wrong::Strange('[') });
    assert_eq!(
        whys,
        [fault, Unusable::Kind, Unusable::Action, Unusable::Time, Unusable::Time, Unusable::Time]
    );
    assert_eq!(preview.bad[0].line, 3);
}

proptest::proptest! {
    #[test]
    fn no_file_is_too_strange_to_be_read(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let list = read(&bytes, "x", Handling::Silent, &Book::default());
        proptest::prop_assert!(list.bad.len() <= list.bad_lines);
        let mut rules = b"kind,value,action\n".to_vec();
        rules.extend(bytes);
        let preview = read(&rules, "x", Handling::Silent, &Book::default());
        proptest::prop_assert!(preview.import.rules.iter().all(|rule| rule.check().is_ok()));
    }
}
