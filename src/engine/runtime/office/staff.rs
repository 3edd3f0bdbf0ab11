//! Passwords, on a thread of their own because comparing one is slow on purpose: Argon2id (RFC 9106) with a salt of its own
//! for each. May depend on `base`, `crm`, `store` and the engine's types.

use crate::base::ids::StaffId;
use crate::base::thread::{self, Worker};
use crate::crm::staff::Rights;
use crate::crm::staff::sight::Sight;
use crate::engine::event::Event;
use crate::engine::office::staff::{Secret, StaffNews, StaffWork};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::pulse::Pulse;
use crate::store::reader::Reader;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Works that wait; a wish beyond is refused.
const QUEUE: usize = 16;
/// Compared where somebody has no password, so that the time tells nobody who has one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The thread `staff`. Dropping it joins.
pub struct Doorman {
    orders: Option<Sender<StaffWork>>,
    worker: Option<Worker>,
}

impl Doorman {
    /// Starts the thread.
    pub(in crate::engine::runtime) fn start(
        database: &Path,
        inner: Sender<Inner>,
    ) -> io::Result<Self> {
        let (orders, inbox) = bounded(QUEUE); // refused when full
        let database = database.to_owned();
        let worker = thread::spawn("staff", move || run(&database, &inbox, &inner))?;
        Ok(Self { orders: Some(orders), worker: Some(worker) })
    }

    fn order(&self, work: StaffWork) -> bool {
        self.orders.as_ref().is_some_and(|orders| orders.try_send(work).is_ok())
    }
}

impl Drop for Doorman {
    fn drop(&mut self) {
        self.orders = None;
        drop(self.worker.take());
    }
}

fn run(database: &Path, orders: &Receiver<StaffWork>, inner: &Sender<Inner>) {
    for work in orders {
        let news = carry_out(database, work).unwrap_or_else(StaffNews::Failed);
        tell(inner, Inner::Staff(news));
    }
}

fn carry_out(database: &Path, work: StaffWork) -> Result<StaffNews, String> {
    let open = || Reader::open(database).map_err(|error| error.to_string());
    Ok(match work {
        StaffWork::Roster => {
            let roster = open()?.roster().map_err(|error| error.to_string())?;
            StaffNews::Roster(Arc::new(roster))
        }
        StaffWork::Check(id, password) => {
            let kept = open()?.password_hash(id).map_err(|error| error.to_string())?;
            StaffNews::Checked(id, is_right(kept.as_deref(), &password))
        }
        StaffWork::Hash(id, password) => hashed(id, &password)?,
    })
}

/// Whether a password is the one that was hashed. Who has none cannot log in.
fn is_right(kept: Option<&str>, password: &Secret) -> bool {
    let Ok(hash) = PasswordHash::new(kept.unwrap_or(NOBODY)) else { return false };
    let same = Argon2::default().verify_password(password.0.as_bytes(), &hash).is_ok();
    same && kept.is_some()
}

fn hashed(id: StaffId, password: &Secret) -> Result<StaffNews, String> {
    let hash = Argon2::default()
        .hash_password(password.0.as_bytes())
        .map_err(|error| format!("the password could not be kept ({error})"))?;
    Ok(StaffNews::Hashed(id, Secret(hash.to_string())))
}

/// Who does something at the command line, and what they may.
#[derive(Debug, Clone, Default)]
pub struct AtTheDoor {
    /// What the journal calls them; `None`: the desk asks nobody.
    pub name: Option<String>,
    /// What they may; `None`: everything.
    pub rights: Option<Rights>,
    /// Whose rows they may see; `None`: everybody's.
    pub sight: Option<Arc<Sight>>,
}

/// Lets somebody in beside the window: `name` is a name or an agent number, `password` is asked for only where the desk
/// asks who is there.
///
/// # Errors
/// In a sentence for people: the file cannot be read, a name or the right password is missing.
pub fn let_in(
    database: &Path,
    name: Option<&str>,
    password: impl FnOnce() -> Result<String, String>,
) -> Result<AtTheDoor, String> {
    let reader = Reader::open(database).map_err(|error| error.to_string())?;
    let roster = reader.roster().map_err(|error| error.to_string())?;
    if !roster.asks() {
        return Ok(AtTheDoor::default());
    }
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
        return Err("several people share this data: say who you are with --staff NAME".to_owned());
    };
    let known = roster.present().find(|staff| staff.name == name || staff.agent_number == name);
    let known = known.and_then(|staff| Some((staff.id?, staff)));
    let kept = match known {
        Some((id, _)) => reader.password_hash(id).map_err(|error| error.to_string())?,
        None => None,
    };
    // Compared whoever it is, so that the time tells nobody who works here.
    let right = is_right(kept.as_deref(), &Secret(password()?));
    match known.filter(|_| right) {
        Some((id, staff)) => Ok(AtTheDoor {
            name: Some(staff.name.clone()),
            rights: Some(roster.rights(staff)),
            sight: roster.sight(Some(id)).map(Arc::new),
        }),
        None => Err("that name and password do not belong together".to_owned()),
    }
}

impl Pulse {
    pub(in crate::engine::runtime) fn staff_work(&mut self, work: StaffWork) {
        if !self.doorman.order(work) {
            let news = StaffNews::Failed("too much at once".to_owned());
            self.pending.push_back(Event::Staff(news));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stamp;
    use crate::crm::office::OfficeOp;
    use crate::crm::staff::{Staff, StaffOp};
    use crate::store::Store;
    use crate::store::operation::{Act, Op};

    #[test]
    fn the_command_line_lets_in_who_knows_the_password_and_says_what_they_may() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let (mut store, _) = Store::open(&path, Stamp::default()).unwrap();
        let typed = |text: &'static str| move || Ok(text.to_owned());
        let anybody = let_in(&path, None, || Err("not asked".into())).unwrap();
        assert!(anybody.rights.is_none() && anybody.sight.is_none());
        let mut done = |op| {
            let op = Op::Office(Box::new(OfficeOp::Staff(op)));
            store.carry_out(&Act::person("li", Stamp::default()), &op).unwrap();
        };
        done(StaffOp::Save(Box::new(Staff { name: "Wang".into(), role: 4, ..Staff::default() })));
        for id in [StaffId(1), StaffId(2)] {
            let Ok(StaffNews::Hashed(_, hash)) = hashed(id, &Secret("right1".into())) else {
                panic!("no hash")
            };
            done(StaffOp::SetPassword(id, Some(hash.0)));
        }
        let wang = let_in(&path, Some("Wang"), typed("right1")).unwrap();
        assert!(wang.rights.is_some_and(|rights| !rights.export) && wang.sight.is_some());
        for (name, word) in [(None, "right1"), (Some("Wang"), "wrong1"), (Some("Zhao"), "right1")] {
            assert!(let_in(&path, name, typed(word)).is_err(), "{name:?} {word}");
        }
    }

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let secret = |text: &str| Secret(text.to_owned());
        let Ok(StaffNews::Hashed(StaffId(3), hash)) = hashed(StaffId(3), &secret("水站2026"))
        else {
            panic!("no hash")
        };
        assert!(hash.0.starts_with("$argon2id$"));
        assert!(is_right(Some(&hash.0), &secret("水站2026")));
        assert!(!is_right(Some(&hash.0), &secret("水站2025")));
        assert!(!is_right(None, &secret("")));
        assert!(!is_right(Some("rubbish"), &secret("")));
        assert!(
            PasswordHash::new(NOBODY).is_ok(),
            "somebody without a password costs the same time"
        );
    }
}
