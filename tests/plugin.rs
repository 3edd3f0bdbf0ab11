//! A driver from outside the tree: the example crate's own source, registered and used by the whole program without a window.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "../examples/vendor_driver/src/lib.rs"]
mod vendor_driver;

use ringdesk::base::clock::SystemClock;
use ringdesk::base::ids::LineId;
use ringdesk::base::order::BoxOrder;
use ringdesk::base::signal::{Edge, LineSignal, Refusal};
use ringdesk::device::registry;
use ringdesk::device::{BoxDriver, LineBox};
use ringdesk::engine::effect::Announcement;
use ringdesk::engine::runtime::{Engine, Options};
use ringdesk::engine::settings::LineChoice;
use std::sync::Arc;
use std::time::Duration;
use vendor_driver::sdk::{Hardware, Relays};
use vendor_driver::{DRIVER, HARDWARE, VendorBox};

/// How long the program may take for a step.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until the program announces this.
fn await_news(engine: &Engine, what: &str, is_it: impl Fn(&serde_json::Value) -> bool) {
    loop {
        let news: Announcement = match engine.announcements().recv_timeout(PATIENCE) {
            Ok(news) => news,
            Err(error) => panic!("no {what}: {error}"),
        };
        let news = serde_json::to_value(&news).unwrap();
        if is_it(&news) {
            return;
        }
    }
}

#[test]
fn a_registered_driver_is_a_line_like_any_other() {
    registry::register(&DRIVER).unwrap();
    let twice = registry::register(&DRIVER).unwrap_err();
    assert!(twice.context.contains("vendor"), "{twice}");
    let (boxes, _) = registry::list();
    assert_eq!(boxes.first().map(registry::Listed::address).as_deref(), Some("vendor:1"));
    assert_eq!(boxes.last().map(registry::Listed::address).as_deref(), Some("sim"));
    let wrong = registry::open("vendor:2", Arc::new(SystemClock::new())).err().unwrap();
    assert!(wrong.context.contains("there is: 1"), "{wrong}");

    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::start(Options {
        database: folder.path().join("ringdesk.db"),
        line: Some(LineChoice::Box("vendor:1".to_owned())),
        scenario: None,
        clock: Arc::new(SystemClock::new()),
    })
    .unwrap();
    await_news(&engine, "line", |news| news["event"] == "line_ready");
    // A call in the words of the library: ring, caller, lifted, put back.
    assert!(HARDWARE.happens(3, 1, "0"));
    await_news(&engine, "call", |news| news["event"] == "call_begun");
    assert!(HARDWARE.happens(4, 0, "13812345678"));
    await_news(&engine, "caller", |news| {
        news["event"] == "caller" && news["number"] == "13812345678"
    });
    assert!(HARDWARE.happens(3, 1, "1") && HARDWARE.happens(1, 0, ""));
    await_news(&engine, "answer", |news| news["event"] == "answered" && news["by"] == "hook");
    assert!(HARDWARE.happens(2, 0, ""));
    await_news(&engine, "end", |news| {
        news["event"] == "call_ended" && news["outcome"] == "answered"
    });
    engine.stop();
    assert!(!HARDWARE.happens(1, 0, ""), "the channel is closed");
}

#[test]
fn names_that_would_break_an_address_are_refused() {
    struct Named(&'static str);
    impl BoxDriver for Named {
        fn name(&self) -> &'static str {
            self.0
        }
        fn usb_ids(&self) -> &'static [ringdesk::device::UsbId] {
            &[]
        }
        fn list(
            &self,
        ) -> Result<Vec<ringdesk::device::FoundBox>, ringdesk::device::error::DeviceError> {
            Ok(Vec::new())
        }
        fn open(
            &self,
            _id: &str,
            _clock: Arc<dyn ringdesk::base::clock::Clock>,
        ) -> Result<Box<dyn LineBox>, ringdesk::device::error::DeviceError> {
            panic!("nobody opens it")
        }
    }
    static BAD: [Named; 4] = [Named(""), Named("a:b"), Named("Qnv"), Named("sim")];
    for driver in &BAD {
        assert!(registry::register(driver).is_err(), "{:?}", driver.0);
    }
}

#[test]
fn orders_go_through_and_the_line_is_left_alone_afterwards() {
    static OWN: Hardware = Hardware::new();
    let mut opened = VendorBox::open(&OWN, Arc::new(SystemClock::new())).unwrap();
    assert!(VendorBox::open(&OWN, Arc::new(SystemClock::new())).is_err(), "it is open already");
    let dial = BoxOrder::Dial("12".to_owned());
    assert_eq!(opened.order(&dial), Err(Refusal::WrongState));
    for order in [BoxOrder::Seize, BoxOrder::ConnectDeskPhone(false), dial] {
        assert_eq!(opened.order(&order), Ok(()));
        let told = opened.poll(LineId(1), PATIENCE).unwrap();
        assert_eq!(told.signal, LineSignal::OrderDone(order));
    }
    assert_eq!(opened.order(&BoxOrder::Flash), Err(Refusal::Unsupported));
    assert_eq!(OWN.relays(), Relays { off_hook: true, phone_off: true });
    assert!(OWN.happens(199, 3, ""));
    let told = opened.poll(LineId(1), PATIENCE).unwrap();
    assert_eq!(told.signal, LineSignal::BoxLost(Edge::Begin));
    assert_eq!(opened.poll(LineId(1), PATIENCE), None, "told once, and at once");
    assert_eq!(opened.order(&BoxOrder::Release), Err(Refusal::Gone));
    drop(opened);
    assert_eq!(OWN.relays(), Relays::default());
}
