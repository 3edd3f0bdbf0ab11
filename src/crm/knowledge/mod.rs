//! Questions and answers to say or play while talking.
//! Types and rules; pure. May depend on `base` and the rest of `crm`.

use crate::base::ids::KnowledgeId;
use crate::crm::files::Content;
use crate::crm::sound;
use serde::{Deserialize, Serialize};

/// Characters of a question, a category.
pub const LONGEST_LINE: usize = 300;
/// Characters of an answer.
pub const LONGEST_ANSWER: usize = 20_000;
/// Words of a search that are looked at.
const MOST_WORDS: usize = 8;

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Store id; `None` before it is saved.
    pub id: Option<KnowledgeId>,
    /// Where it belongs: delivery, prices … free text, may be empty.
    pub category: String,
    /// What callers ask.
    pub question: String,
    /// The whole answer.
    pub answer: String,
    /// What to say, in one or two sentences, shown large; empty: the answer.
    pub say: String,
    /// Other words it is to be found by.
    pub words: String,
    /// The answer as sound, played to the caller.
    pub audio: Option<Content>,
    /// How often it was used.
    pub used: u32,
}

impl Entry {
    /// Whether it says anything.
    #[must_use]
    pub fn says_something(&self) -> bool {
        let filled = |text: &String| !text.trim().is_empty();
        filled(&self.question)
            && (filled(&self.answer) || filled(&self.say) || self.audio.is_some())
    }

    /// What to say, shown large.
    #[must_use]
    pub fn spoken(&self) -> &str {
        if self.say.trim().is_empty() { &self.answer } else { &self.say }
    }

    /// Blanks around the words go, and what is too long is cut.
    #[must_use]
    pub fn tidy(&self) -> Self {
        let cut = |text: &str, most| text.trim().chars().take(most).collect::<String>();
        Self {
            category: cut(&self.category, LONGEST_LINE),
            question: cut(&self.question, LONGEST_LINE),
            answer: cut(&self.answer, LONGEST_ANSWER),
            say: cut(&self.say, LONGEST_ANSWER),
            words: cut(&self.words, LONGEST_LINE),
            ..self.clone()
        }
    }

    /// Everything a search may find it by: question and words first, in letters, sound and initials; then the answer.
    #[must_use]
    pub fn findable(&self) -> String {
        let mut all = String::new();
        for text in [&self.question, &self.words, &self.category] {
            all.push_str(&text.to_lowercase());
            all.push('\n');
            all.push_str(&sound::whole(text));
            all.push('\n');
            all.push_str(&sound::initials(text));
            all.push('\n');
        }
        all.push_str(&self.say.to_lowercase());
        all.push('\n');
        all.push_str(&self.answer.to_lowercase());
        all
    }
}

/// The words of a search, small, without blanks; commas and blanks part them.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';'));
    let words = parts.filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.take(MOST_WORDS).collect()
}

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnowledgeOp {
    /// An entry is made or changed.
    Save(Box<Entry>),
    /// Several are made at once: the starter set.
    SaveAll(Vec<Entry>),
    /// It is taken away.
    Delete(KnowledgeId),
    /// It was said or played: those used most come first.
    Used(KnowledgeId),
    /// A sound was copied: it is the spoken answer.
    SetAudio(KnowledgeId, Option<Content>),
}

impl KnowledgeOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Save(_) => "save_answer",
            Self::SaveAll(_) => "save_answers",
            Self::Delete(_) => "delete_answer",
            Self::Used(_) => "answer_used",
            Self::SetAudio(..) => "set_answer_sound",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        !matches!(self, Self::Used(_))
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Save(_))
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnowledgeQuestion {
    /// Entries that have all these words, best first.
    Find {
        /// Words; empty: all entries.
        words: String,
        /// Of this category only; empty: of all.
        category: String,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// The categories there are, with their entries.
    Categories,
}

/// The answer to a [`KnowledgeQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum KnowledgeAnswer {
    /// To `Find`: the page and how many there are in all.
    Found(Vec<Entry>, u32),
    /// To `Categories`: by name, with how many entries.
    Categories(Vec<(String, u32)>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_by_letters_sound_and_initials() {
        let entry = Entry {
            question: "几点开门？ Opening hours".into(),
            answer: "早上九点到晚上八点".into(),
            category: "营业".into(),
            ..Entry::default()
        };
        let findable = entry.findable();
        for word in ["开门", "opening", "kaimen", "jdkm", "九点", "yingye", "yy"] {
            let terms = terms(word);
            assert!(terms.iter().all(|term| findable.contains(term.as_str())), "{word}");
        }
        assert!(!findable.contains("shui"));
        assert_eq!(terms(" 开门，几点 OPEN,x"), ["开门", "几点", "open", "x"]);
        assert_eq!(terms("   "), [""; 0]);
    }

    #[test]
    fn what_says_nothing_is_no_entry_and_what_is_too_long_is_cut() {
        assert!(!Entry { question: "q".into(), ..Entry::default() }.says_something());
        assert!(!Entry { answer: "a".into(), ..Entry::default() }.says_something());
        let long = "价".repeat(100_000);
        let entry = Entry { question: long.clone(), answer: long, ..Entry::default() }.tidy();
        assert_eq!(entry.question.chars().count(), LONGEST_LINE);
        assert_eq!(entry.spoken(), entry.answer);
        assert!(entry.says_something());
    }
}
