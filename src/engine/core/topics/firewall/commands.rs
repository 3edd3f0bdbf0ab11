//! Wishes of people: rules kept and forgotten, numbers blocked, files taken in and written.
//! May depend on `base`, `call` and the engine's own types.

use crate::base::clock::Stamp;
use crate::base::ids::CallId;
use crate::base::number::PhoneNumber;
use crate::call::firewall::FirewallOp;
use crate::call::firewall::exchange::{self, Preview};
use crate::call::firewall::rule::{Handling, PERMIT_MILLIS, Rule, RuleId};
use crate::call::firewall::subject::{ListId, Subject};
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::topics::firewall::{
    FirewallCommand, FirewallEffect, FirewallNotice, PreviewView,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn store(op: FirewallOp) -> Effect {
    Effect::Store(StoreOp::Firewall(op))
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn firewall_command(
        &mut self,
        command: FirewallCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match command {
            FirewallCommand::SaveRule(rule) => self.save_rule(rule, now, out),
            FirewallCommand::DeleteRules(ids) => self.delete_rules(ids, now, out),
            FirewallCommand::DeleteList(id) => self.delete_list(id, now, out),
            FirewallCommand::Block(number, call) => self.block(number, call, now, out),
            FirewallCommand::Unblock(number) => self.unblock(&number, now, out),
            FirewallCommand::PermitNext(number) => self.permit_next(number, now, out),
            FirewallCommand::PreviewText(name, handling, text) => {
                self.preview(&name, handling, text.as_bytes());
            }
            FirewallCommand::PreviewFile(path, handling) => {
                self.firewall.reading = Some((stem(&path), handling));
                self.firewall.busy = true;
                out.push(Effect::Firewall(FirewallEffect::ReadFile(path)));
            }
            FirewallCommand::Import => self.import(now, out),
            FirewallCommand::DropPreview => self.firewall.preview = None,
            FirewallCommand::Export(path) => {
                let text = exchange::write(&self.firewall.book);
                self.firewall.busy = true;
                out.push(Effect::Firewall(FirewallEffect::WriteFile(path, text)));
            }
        }
    }

    fn tell(&mut self, notice: FirewallNotice, now: Stamp, out: &mut Vec<Effect>) {
        self.notice(Severity::Info, Topic::Firewall(notice), now, out);
    }

    fn save_rule(&mut self, rule: Rule, now: Stamp, out: &mut Vec<Effect>) {
        match rule.check() {
            Ok(()) => out.push(store(FirewallOp::SaveRule(Box::new(rule)))),
            Err(fault) => self.refuse(&format!("rule: {fault:?}"), now, out),
        }
    }

    fn delete_rules(&mut self, ids: Vec<RuleId>, now: Stamp, out: &mut Vec<Effect>) {
        let known = |id: &RuleId| self.firewall.book.row(*id).is_some();
        let ids: Vec<RuleId> = ids.into_iter().filter(known).collect();
        let title = match ids.as_slice() {
            [] => return,
            [one] => self.firewall.book.row(*one).map(|row| row.rule.subject_text()),
            _ => None,
        };
        let what = title.filter(|text| !text.is_empty()).unwrap_or_else(|| ids.len().to_string());
        out.push(store(FirewallOp::DeleteRules(ids)));
        self.tell(FirewallNotice::Deleted(what), now, out);
    }

    fn delete_list(&mut self, id: ListId, now: Stamp, out: &mut Vec<Effect>) {
        let Some(list) = self.firewall.book.list(id) else { return };
        let name = list.name.clone();
        out.push(store(FirewallOp::DeleteList(id)));
        self.tell(FirewallNotice::Deleted(name), now, out);
    }

    fn block(
        &mut self,
        number: PhoneNumber,
        call: Option<CallId>,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        if number.key().is_empty() {
            self.refuse("block: no number", now, out);
            return;
        }
        if let Some(call) = call {
            self.screen_once_more(call);
        }
        if self.firewall.book.blocking(&number).is_some() {
            self.screen_again(now, out);
            return;
        }
        let what = number.pretty();
        let rule = Rule::new(Subject::Number(number), self.settings.firewall.block_by);
        out.push(store(FirewallOp::SaveRule(Box::new(rule))));
        self.tell(FirewallNotice::Blocked(what), now, out);
    }

    fn unblock(&mut self, number: &PhoneNumber, now: Stamp, out: &mut Vec<Effect>) {
        let key = number.key();
        let about = |rule: &Rule| {
            matches!(&rule.subject, Subject::Number(own) if own.key() == key)
                && rule.handling.blocks()
        };
        let rows = self.firewall.book.rows().iter().filter(|row| about(&row.rule));
        let ids: Vec<RuleId> = rows.filter_map(|row| row.rule.id).collect();
        if !ids.is_empty() {
            out.push(store(FirewallOp::DeleteRules(ids)));
            self.tell(FirewallNotice::Unblocked(number.pretty()), now, out);
        }
    }

    fn permit_next(&mut self, number: Option<PhoneNumber>, now: Stamp, out: &mut Vec<Effect>) {
        let subject = match number {
            Some(number) if number.key().is_empty() => {
                self.refuse("next call: no number", now, out);
                return;
            }
            Some(number) => Subject::Number(number),
            None => Subject::Anybody,
        };
        let what = match &subject {
            Subject::Number(number) => number.pretty(),
            _ => String::new(),
        };
        // Said again it begins anew: a permit that is used up or over is the same row.
        let same = |old: &&Rule| {
            old.once
                && match (&old.subject, &subject) {
                    (Subject::Number(a), Subject::Number(b)) => a.key() == b.key(),
                    (a, b) => a == b,
                }
        };
        let old = self.firewall.book.rows().iter().map(|row| &row.rule).find(same);
        let until = now.utc_millis.saturating_add(PERMIT_MILLIS);
        let rule = Rule {
            id: old.and_then(|old| old.id),
            until_utc_millis: Some(until),
            ..Rule::once(subject)
        };
        out.push(store(FirewallOp::SaveRule(Box::new(rule))));
        self.tell(FirewallNotice::NextCall(what), now, out);
    }

    fn preview(&mut self, name: &str, handling: Handling, bytes: &[u8]) {
        let preview = exchange::read(bytes, name, handling, &self.firewall.book);
        let view = PreviewView { name: name.trim().to_owned(), preview };
        self.firewall.preview = Some(Arc::new(view));
    }

    fn import(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let Some(view) = self.firewall.preview.take() else { return };
        let Preview { import, .. } = &view.preview;
        if view.preview.is_empty() {
            self.refuse("import: nothing to take in", now, out);
            return;
        }
        let count = view.preview.numbers() + import.rules.len();
        out.push(store(FirewallOp::Import(Box::new(import.clone()))));
        self.tell(FirewallNotice::Imported(count.to_string()), now, out);
    }

    pub(super) fn file_read(
        &mut self,
        read: Result<Vec<u8>, String>,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        self.firewall.busy = false;
        let Some((name, handling)) = self.firewall.reading.take() else { return };
        match read {
            Ok(bytes) => self.preview(&name, handling, &bytes),
            Err(why) => self.file_failed(why, now, out),
        }
    }

    pub(super) fn file_written(
        &mut self,
        written: Result<PathBuf, String>,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        self.firewall.busy = false;
        match written {
            Ok(path) => self.tell(FirewallNotice::Written(path.display().to_string()), now, out),
            Err(why) => self.file_failed(why, now, out),
        }
    }

    fn file_failed(&mut self, why: String, now: Stamp, out: &mut Vec<Effect>) {
        let topic = Topic::Firewall(FirewallNotice::FileFailed(why));
        self.notice(Severity::Warning, topic, now, out);
    }
}

/// The name of a file without folder and ending: what its list is called.
fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
