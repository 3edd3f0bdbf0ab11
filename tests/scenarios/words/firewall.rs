//! Words of the firewall. In the head: `claims seize audio_out`, `firewall FIELD VALUE` (a setting), `store silent|fails` (who
//! is it?), `rule KIND [VALUE] ACTION [tag=…] [hours=12345,22:00,06:00] [until=SECONDS] [once]`, `listed NUMBER` (list 1).
//! Events: `refused seize WHY` by the box, `event played CALL ok|failed`, `command block NUMBER [CALL]`,
//! `command permit NUMBER|anybody`.

use ringdesk::base::capability::Capabilities;
use ringdesk::base::ids::CallId;
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::firewall::FirewallOp;
use ringdesk::call::firewall::book::{Book, ListRow};
use ringdesk::call::firewall::rule::{Handling, Rule, RuleId, RuleRow};
use ringdesk::call::firewall::subject::{ListId, NoNumber, Subject};
use ringdesk::call::firewall::treatment::{Treatment, Why};
use ringdesk::call::firewall::window::{Window, minute_of};
use ringdesk::engine::command::Command;
use ringdesk::engine::event::Event;
use ringdesk::engine::settings::Settings;
use ringdesk::engine::topics::firewall::{FirewallCommand, FirewallEffect, FirewallEvent};
use serde_json::Value;
use std::sync::Arc;

/// How the store answers who is calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Store {
    #[default]
    Answers,
    Silent,
    Fails,
}

/// What a script says about the firewall.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    pub used: bool,
    pub store: Store,
    pub seize: bool,
    pub audio_out: bool,
    rules: Vec<RuleRow>,
    listed: Vec<String>,
}

impl Setting {
    /// A line of the head; `false`: not ours.
    pub fn head(&mut self, words: &[&str], settings: &mut Settings, place: &str) -> bool {
        match words {
            ["claims", rest @ ..] => {
                self.seize = rest.contains(&"seize");
                self.audio_out = rest.contains(&"audio_out");
            }
            ["firewall", field, value] => {
                let mut all = serde_json::to_value(&settings.firewall).unwrap();
                let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(*value));
                all[*field] = value;
                settings.firewall =
                    serde_json::from_value(all).unwrap_or_else(|e| panic!("{e}: {place}"));
                self.used = true;
            }
            ["store", how] => {
                self.store = if *how == "silent" { Store::Silent } else { Store::Fails };
            }
            ["rule", rest @ ..] => self.add(rule(rest, place)),
            ["listed", number] => self.listed.push((*number).to_owned()),
            _ => return false,
        }
        true
    }

    fn add(&mut self, rule: Rule) {
        self.used = true;
        let id = RuleId(i64::try_from(self.rules.len()).unwrap() + 1);
        self.rules.push(RuleRow {
            rule: Rule { id: Some(id), ..rule },
            made_utc_millis: 0,
            hits: 0,
            last_hit_utc_millis: None,
        });
    }

    /// Everybody is turned away, by a box that can.
    pub fn chaos(screened: bool) -> Self {
        let mut setting = Self { seize: true, ..Self::default() };
        if screened {
            setting.add(Rule::new(Subject::Anybody, Handling::Reject));
        }
        setting
    }

    pub fn claims(&self, claimed: Capabilities) -> Capabilities {
        let seize = self.seize || claimed.seize;
        Capabilities { seize, audio_out: self.audio_out, ..claimed }
    }

    /// The rules as the store would load them.
    pub fn loaded(&self) -> Event {
        let list = ListId(1);
        let lists = vec![ListRow { id: list, name: "list".into(), numbers: 1, made_utc_millis: 0 }];
        let numbers = self.listed.iter().map(|number| (list, number.clone()));
        let book = Book::new(self.rules.clone(), lists, numbers);
        Event::Firewall(FirewallEvent::Loaded(Arc::new(book)))
    }

    /// What the store does, as a line and as an event.
    pub fn store(&mut self, op: FirewallOp) -> (String, Option<Event>) {
        match op {
            FirewallOp::SaveRule(rule) => {
                let line = format!("store rule {} {}", rule.title(), rule.handling.word());
                self.add(*rule);
                (line, Some(self.loaded()))
            }
            FirewallOp::DeleteRules(ids) => {
                self.rules.retain(|row| row.rule.id.is_none_or(|id| !ids.contains(&id)));
                (format!("store forgets rules {ids:?}"), Some(self.loaded()))
            }
            FirewallOp::Hit(id) => (format!("store counts rule {id}"), None),
            other => (format!("store {other:?}"), None),
        }
    }
}

fn rule(words: &[&str], place: &str) -> Rule {
    let value =
        |at: usize| words.get(at).unwrap_or_else(|| panic!("value expected: {place}")).to_string();
    let (subject, used) = match words[0] {
        "number" => (Subject::Number(PhoneNumber::new(value(1))), 2),
        "prefix" => (Subject::Prefix(value(1)), 2),
        "range" => (Subject::Range(value(1), value(2)), 3),
        "pattern" => (Subject::Pattern(value(1)), 2),
        "class" => (Subject::Class(value(1)), 2),
        "no_number" => (Subject::NoNumber(NoNumber::Any), 1),
        "withheld" => (Subject::NoNumber(NoNumber::Withheld), 1),
        "none_came" => (Subject::NoNumber(NoNumber::NoneCame), 1),
        "list" => (Subject::List(ListId(1)), 1),
        "customers" => (Subject::Customers, 1),
        "strangers" => (Subject::Strangers, 1),
        "anybody" => (Subject::Anybody, 1),
        _ => panic!("a kind of rule expected: {place}"),
    };
    let handling: Handling = serde_json::from_value(Value::from(value(used)))
        .unwrap_or_else(|why| panic!("{why}: {place}"));
    let mut rule = Rule::new(subject, handling);
    for option in &words[used + 1..] {
        match option.split_once('=') {
            None if *option == "once" => rule.once = true,
            Some(("tag", tag)) => tag.clone_into(&mut rule.tag),
            Some(("hours", hours)) => rule.window = Some(window(hours)),
            _ => panic!("an option expected: {place}"),
        }
    }
    rule
}

fn window(text: &str) -> Window {
    let parts: Vec<_> = text.split(',').collect();
    let days = parts[0].bytes().fold(0, |days, day| days | 1 << (day - b'1'));
    Window { days, from: minute_of(parts[1]).unwrap(), to: minute_of(parts[2]).unwrap() }
}

/// A command; `None`: not ours.
pub fn command(words: &[&str]) -> Option<Command> {
    let number = |text: &str| PhoneNumber::new(text);
    Some(Command::Firewall(match words {
        ["block", caller] => FirewallCommand::Block(number(caller), None),
        ["block", caller, id] => {
            FirewallCommand::Block(number(caller), Some(CallId(id.parse().unwrap())))
        }
        ["unblock", caller] => FirewallCommand::Unblock(number(caller)),
        ["permit", "anybody"] => FirewallCommand::PermitNext(None),
        ["permit", caller] => FirewallCommand::PermitNext(Some(number(caller))),
        _ => return None,
    }))
}

/// An event; `None`: not ours.
pub fn event(words: &[&str]) -> Option<Event> {
    Some(Event::Firewall(match words {
        ["played", id, how] => FirewallEvent::Played(
            CallId(id.parse().unwrap()),
            if *how == "ok" { Ok(()) } else { Err("no sound".to_owned()) },
        ),
        ["rules_lost"] => FirewallEvent::NotLoaded("the disk is gone".to_owned()),
        _ => return None,
    }))
}

/// An effect as a line.
pub fn effect(effect: &FirewallEffect) -> String {
    match effect {
        FirewallEffect::Play { call, prompt, .. } => format!("call {call} hears {prompt:?}"),
        FirewallEffect::Hush(_) => "hush".to_owned(),
        other => format!("{other:?}"),
    }
}

/// A decision as a line; `None`: a script that knows no firewall says nothing of it.
pub fn told(treatment: &Treatment) -> Option<String> {
    if matches!(treatment.why, Why::NotLoaded) {
        return None;
    }
    let mut parts = vec![treatment.done.word().to_owned(), word(&treatment.why)];
    if treatment.wanted != treatment.done {
        parts.push(format!("wanted {}", treatment.wanted.word()));
    }
    parts.extend(treatment.hindrance.map(|hindrance| format!("but {}", word(&hindrance))));
    parts.extend(Some(treatment.rule_title.clone()).filter(|title| !title.is_empty()));
    parts.extend(Some(format!("[{}]", treatment.tag)).filter(|_| !treatment.tag.is_empty()));
    Some(parts.join(", "))
}

fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap();
    value.as_str().unwrap_or_default().replace('_', " ")
}

/// Whether the store says who is calling, and what comes instead when it does not.
pub fn who(store: Store, call: CallId) -> Option<Vec<Event>> {
    match store {
        Store::Answers => None,
        Store::Silent => Some(Vec::new()),
        Store::Fails => Some(vec![
            Event::Firewall(FirewallEvent::WhoFailed(call)),
            Event::Matched(call, Vec::new()),
        ]),
    }
}
