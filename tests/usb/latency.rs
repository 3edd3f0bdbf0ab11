//! What our layers add to a transfer: from the box's notification to `Link::wait`, to what is sent because of it, beside
//! the same through libusb alone in the same run. A virtual host controller has no frames: it measures software only.
//! Depends on `device`; the bare loop on rusb.

use crate::letters::{ANSWERS, NOTIFY, TEXT, look};
use crate::link::{SOON, at_work, letters, notify};
use crate::scenario::{Outcome, Scenario, Told, check, patiently};
use ringdesk::base::thread;
use ringdesk::device::link::Link;
use rusb::UsbContext;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

/// In order.
pub const SCENARIOS: &[Scenario] =
    &[("latency_of_libusb_alone", of_libusb_alone), ("latency_of_the_link", of_the_link)];

const COUNT: usize = 300;
/// What our layers may take at the most, at p99.
pub const MOST: Duration = Duration::from_millis(5);

/// Prints p50, p99 and the worst; the p99.
pub fn tell(what: &str, mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    let at = |percent: usize| {
        times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)))
    };
    let micros = |percent| at(percent).copied().unwrap_or_default().as_micros();
    println!(
        "   {what}: p50 {} us, p99 {} us, worst {} us (n={})",
        micros(50),
        micros(99),
        micros(100),
        times.len()
    );
    at(99).copied().unwrap_or_default()
}

fn of_libusb_alone() -> Outcome {
    let (stage, inside) = letters("S1")?;
    let context = rusb::Context::new().told("a context")?;
    let devices = context.devices().told("the devices")?;
    let device = devices.iter().find(|device| {
        device.device_descriptor().is_ok_and(|descriptor| descriptor.vendor_id() == 0x0572)
    });
    let handle = device.told("the box")?.open().told("opening")?;
    handle.set_auto_detach_kernel_driver(true).told("detaching")?;
    handle.claim_interface(0).told("claiming")?;
    let clock = stage.clock();
    let (post, arrivals) = sync_channel(1);
    let reader = thread::spawn("bare", move || {
        let mut buffer = [0; 64];
        while let Ok(_read) = handle.read_interrupt(NOTIFY.0, &mut buffer, SOON) {
            if post.send(clock.now().mono).is_err() {
                return;
            }
        }
    })
    .told("a thread")?;
    let mut times = Vec::new();
    for _ in 0..COUNT {
        patiently("a read", SOON, || stage.desk(|desk| desk.asked(NOTIFY.0) > 0).then_some(()))?;
        let pushed = stage.now();
        notify(&stage, &inside, b"ring");
        let read = arrivals.recv_timeout(SOON).told("a notification")?;
        times.push(read.saturating_sub(pushed));
    }
    stage.unplug();
    drop(arrivals);
    drop(reader); // joins
    tell("notification to read_interrupt", times);
    Ok(())
}

fn of_the_link() -> Outcome {
    let (stage, inside) = letters("S1")?;
    let mut link = at_work(&stage)?;
    let (mut read, mut waited, mut written) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..COUNT {
        patiently("a read", SOON, || stage.desk(|desk| desk.asked(NOTIFY.0) > 0).then_some(()))?;
        let pushed = stage.now();
        notify(&stage, &inside, b"ring");
        let arrival = link.wait(SOON).told("waiting")?.told("a notification")?;
        waited.push(link.now().saturating_sub(pushed));
        read.push(arrival.at.saturating_sub(pushed));
        link.write(TEXT, b"answer\r", SOON).told("writing")?;
        let at = look(&inside).written.last().copied().told("what was written")?;
        written.push(at.saturating_sub(pushed));
        let answer = link.wait(SOON).told("waiting")?.told("an answer")?;
        check(answer.pipe == ANSWERS, || format!("{answer:?}"))?;
    }
    tell("notification to arrival", read);
    let wait = tell("notification to Link::wait", waited);
    let write = tell("notification to a report at the box", written);
    check(wait < MOST && write < 2 * MOST, || "the link is too slow".to_owned())
}
