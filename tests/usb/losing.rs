//! `device::usb` when the box goes: unplugged while waiting, writing, asking; a plug that comes out slowly; replugged; reset.
//! Depends on `device`.

use crate::letters::{NAME, TEXT, look};
use crate::link::{SOON, at_work, converse, letters, notify, tty_is_there};
use crate::scenario::{Outcome, Scenario, Told, check, same};
use ringdesk::base::thread;
use ringdesk::device::link::{Link, LinkErrorKind};
use ringdesk::device::sim::boxes::bench::Fault;
use ringdesk::device::usb;
use std::sync::Arc;
use std::time::Duration;

/// In order.
pub const SCENARIOS: &[Scenario] = &[
    ("losing_while_waiting", while_waiting),
    ("losing_tells_what_came_before", tells_what_came_before),
    ("losing_at_each_transfer", at_each_transfer),
    ("losing_slowly", slowly),
    ("losing_and_plugging_in_again", and_plugging_in_again),
    ("losing_by_reset", by_reset),
    ("losing_by_closing_an_unplugged_box", by_closing_an_unplugged_box),
];

/// How soon a driver must know.
const AT_ONCE: Duration = Duration::from_millis(100);

fn while_waiting() -> Outcome {
    let (stage, _) = letters("S1")?;
    let stage = Arc::new(stage);
    let mut link = at_work(&stage)?;
    let theirs = Arc::clone(&stage);
    let hand = thread::spawn("hand", move || {
        std::thread::sleep(Duration::from_millis(333));
        theirs.unplug();
    })
    .told("a thread")?;
    let before = link.now();
    let lost = link.wait(Duration::from_secs(5)).err().told("an end")?;
    same("the end", &lost.kind, &LinkErrorKind::Gone)?;
    let waited = link.now().saturating_sub(before).saturating_sub(Duration::from_millis(333));
    drop(hand);
    check(waited < AT_ONCE, || format!("told only after {waited:?}"))?;
    for _ in 0..3 {
        let before = link.now();
        let lost = link.wait(Duration::from_secs(1)).err().told("an end")?;
        same("a dead link stays dead", &lost.kind, &LinkErrorKind::Gone)?;
        let waited = link.now().saturating_sub(before);
        check(waited < AT_ONCE, || format!("told again only after {waited:?}"))?;
    }
    let lost = link.write(TEXT, b"x\r", SOON).err().told("an end")?;
    same("writing", &lost.kind, &LinkErrorKind::Gone)?;
    let lost = link.control_in(NAME, 64, SOON).err().told("an end")?;
    same("asking", &lost.kind, &LinkErrorKind::Gone)
}

fn tells_what_came_before() -> Outcome {
    let (stage, inside) = letters("S1")?;
    let mut link = at_work(&stage)?;
    for number in 0..20 {
        notify(&stage, &inside, &[number]);
    }
    // The last of them is on its way for a moment.
    crate::scenario::patiently("an empty box", SOON, || {
        look(&inside).notes.is_empty().then_some(())
    })?;
    std::thread::sleep(Duration::from_millis(5));
    stage.unplug();
    for number in 0..20 {
        let arrival = link.wait(SOON).told("waiting")?.told("a notification")?;
        same("notification", &arrival.bytes, &vec![number])?;
    }
    same("the end", &link.wait(SOON).err().told("an end")?.kind, &LinkErrorKind::Gone)
}

/// Whatever the driver is doing: an end, soon, and never anything else.
fn at_each_transfer() -> Outcome {
    let (stage, _) = letters("S1")?;
    for ahead in 0..6 {
        let mut link = at_work(&stage)?;
        stage.fault(ahead, Fault::Unplug);
        let before = link.now();
        let error = loop {
            let step = link
                .control_in(NAME, 64, SOON)
                .and_then(|_| link.write(TEXT, b"x\r", SOON))
                .and_then(|()| link.wait(SOON));
            match step {
                Ok(Some(_)) => {}
                Ok(None) => return Err(format!("transfer {ahead}: neither answer nor end")),
                Err(error) => break error,
            }
        };
        same(&format!("unplugged at transfer {ahead}"), &error.kind, &LinkErrorKind::Gone)?;
        let taken = link.now().saturating_sub(before);
        check(taken < Duration::from_millis(500), || format!("transfer {ahead}: {taken:?}"))?;
        drop(link);
        stage.plug()?;
    }
    Ok(())
}

/// A real hub notices late: until then every transfer ends in an error of the wire.
fn slowly() -> Outcome {
    let (stage, _) = letters("S1")?;
    let mut link = at_work(&stage)?;
    stage.desk(crate::desk::Desk::loosen);
    std::thread::sleep(Duration::from_millis(120));
    stage.unplug();
    let lost = link.wait(SOON).err().told("an end")?;
    same("the end", &lost.kind, &LinkErrorKind::Gone)
}

fn and_plugging_in_again() -> Outcome {
    let (stage, inside) = letters("S1")?;
    for round in 0..3 {
        let mut link = at_work(&stage)?;
        converse(&mut link, "before")?;
        stage.unplug();
        same("the end", &link.wait(SOON).err().told("an end")?.kind, &LinkErrorKind::Gone)?;
        if round == 1 {
            drop(link);
            stage.plug()?;
        } else {
            // The old link is still held when the box comes back.
            stage.plug()?;
            let lost = link.wait(Duration::from_millis(50)).err().told("an end")?;
            same("an old link", &lost.kind, &LinkErrorKind::Gone)?;
        }
        let listed = usb::plugged().told("listing")?;
        same("boxes", &listed.len(), &1)?;
        let mut anew = at_work(&stage)?;
        converse(&mut anew, "after")?;
    }
    same("lives", &look(&inside).lives, &4)?;
    tty_is_there()
}

fn by_reset() -> Outcome {
    let (stage, inside) = letters("S1")?;
    let mut link = at_work(&stage)?;
    converse(&mut link, "before")?;
    link.reset().told("resetting")?;
    same("times that power came on", &look(&inside).lives, &2)?;
    let used_up = link.wait(Duration::from_millis(50)).err().told("an end")?;
    same("a link after a reset", &used_up.kind, &LinkErrorKind::Gone)?;
    drop(link);
    let mut anew = at_work(&stage)?;
    converse(&mut anew, "after")?;
    drop(anew);
    tty_is_there()
}

fn by_closing_an_unplugged_box() -> Outcome {
    let (stage, _) = letters("S1")?;
    let link = at_work(&stage)?;
    stage.unplug();
    let before = stage.now();
    drop(link);
    let taken = stage.now().saturating_sub(before);
    check(taken < Duration::from_millis(300), || format!("closing took {taken:?}"))
}
