//! The log as work: missed calls until returned, outcomes, promises, filters: what clients may wish, what they see, and its
//! settings. May depend on `base`, `call`, `crm`.

use crate::base::ids::CallId;
use crate::call::worklist::LONGEST_RESULT;
use crate::call::worklist::promise::{Promise, PromiseDraft, PromiseId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Outcome words an office may have.
const MOST_WORDS: usize = 30;
/// Characters of a person's name.
const LONGEST_NAME: usize = 40;

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkCommand {
    /// Take everything this missed caller left off the list.
    Dismiss(CallId),
    /// What came of a call, in a word of the office; empty takes it away.
    SetResult(CallId, String),
    /// Make or change a promise.
    SavePromise(PromiseDraft),
    /// A promise was kept (or, `false`, not yet).
    PromiseDone(PromiseId, bool),
    /// Remind of a promise at another moment, milliseconds since 1970 UTC.
    Snooze(PromiseId, i64),
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WorkView {
    /// Promises not yet kept, soonest first (at most 200).
    pub promises: Arc<Vec<Promise>>,
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkSettings {
    /// Who sits at this desk: calls and what is done with them stand under this name.
    pub agent: String,
    /// The office's words for what came of a call; empty: those of the language.
    pub results: Vec<String>,
}

impl WorkSettings {
    /// The same with blanks and doubles gone, and no longer than a list can show.
    #[must_use]
    pub fn within_bounds(self) -> Self {
        let cut = |text: &str, most| text.trim().chars().take(most).collect::<String>();
        let mut results: Vec<String> = Vec::new();
        for word in &self.results {
            let word = cut(word, LONGEST_RESULT);
            if !word.is_empty() && !results.contains(&word) && results.len() < MOST_WORDS {
                results.push(word);
            }
        }
        Self { agent: cut(&self.agent, LONGEST_NAME), results }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_office_are_kept_short_and_single() {
        let typed = [" ordered", "", "ordered ", "wrong number"].map(str::to_owned).to_vec();
        let kept = WorkSettings { agent: "  Anna ".into(), results: typed }.within_bounds();
        assert_eq!(
            (kept.agent.as_str(), kept.results),
            ("Anna", vec!["ordered".to_owned(), "wrong number".to_owned()])
        );
        let many = (0..99).map(|n| n.to_string()).collect();
        assert_eq!(
            WorkSettings { agent: String::new(), results: many }.within_bounds().results.len(),
            30
        );
    }
}
