//! Facts of the firewall turned into words: what is done, why, about whom. The words themselves are in the text files.
//! May depend on types of `call`, `engine`, and `ui`'s texts.

use crate::engine::topics::firewall::FirewallNotice;
use crate::ui::texts::Texts;

/// The sentence of a notice.
#[must_use]
pub fn notice(texts: &Texts, notice: &FirewallNotice) -> String {
    let with = |key: &str, what: &str| texts.tf(key, &[("what", what)]);
    match notice {
        FirewallNotice::Blocked(what) => with("firewall.notice_blocked", what),
        FirewallNotice::Unblocked(what) => with("firewall.notice_unblocked", what),
        FirewallNotice::Imported(what) => with("firewall.notice_imported", what),
        FirewallNotice::Deleted(what) => with("firewall.notice_deleted", what),
        FirewallNotice::NextCall(what) if what.is_empty() => {
            texts.t("firewall.notice_next_anybody").to_owned()
        }
        FirewallNotice::NextCall(what) => with("firewall.notice_next", what),
        FirewallNotice::Written(what) => with("firewall.notice_written", what),
        FirewallNotice::FileFailed(what) => with("firewall.notice_file_failed", what),
        FirewallNotice::NotLoaded(what) => with("firewall.notice_not_loaded", what),
    }
}
