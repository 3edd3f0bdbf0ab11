//! What may go wrong on the wire, at every transfer of a call.

use super::*;
use crate::device::link::{About, Arrival, Link, LinkCounters, LinkError, Pipe, Setup};
use proptest::prelude::*;

/// A call with everything in it; whatever goes wrong on the way is borne.
fn call(world: &World) -> Vec<LineSignal> {
    let Ok(mut telbox) = world.try_open() else { return Vec::new() };
    let mut told = Vec::new();
    let caller = FarEndAction::HangUp;
    let _rings = world.top.with(|model, now| {
        let caller = SimulatedCaller {
            number: String::new(),
            name: String::new(),
            standard: Standard::Bell202,
            format: Format::Mdmf,
            moment: BurstMoment::Never,
        };
        model.line().act(FarEndAction::Ring(caller), now)
    });
    told.extend(world.signals(&mut telbox, 300));
    let _taken = telbox.order(&BoxOrder::Seize);
    let _cut = telbox.order(&BoxOrder::ConnectDeskPhone(false));
    told.extend(world.signals(&mut telbox, 200));
    let _rung = telbox.order(&BoxOrder::RingDeskPhone(true));
    told.extend(world.signals(&mut telbox, 200));
    let _lifted = world.top.with(|model, now| model.line().act(FarEndAction::LiftDeskPhone, now));
    world.desk.press("12");
    told.extend(world.signals(&mut telbox, 600));
    let _left = telbox.order(&BoxOrder::Release);
    let _connected = telbox.order(&BoxOrder::ConnectDeskPhone(true));
    told.extend(world.signals(&mut telbox, 100));
    let _gone = world.top.with(|model, now| model.line().act(caller, now));
    told
}

#[test]
fn the_plug_may_be_pulled_at_any_transfer() {
    for edition in [Edition::B2kFirst, EDITIONS[2]] {
        let whole = world(edition);
        let quiet = call(&whole);
        assert!(quiet.contains(&RINGS) && quiet.contains(&LIFTED) && digits(&quiet) == "12");
        for ahead in 0..whole.top.transfers() {
            let world = world(edition);
            world.top.fault(ahead, Fault::Unplug);
            let told = call(&world);
            assert!(
                told.iter().filter(|signal| **signal == LOST).count() <= 1,
                "{ahead}: {told:?}"
            );
            world.top.plug();
            let mut anew = world.open();
            assert!(world.is_at_rest(), "{edition:?} unplugged at {ahead}");
            let lost = world.signals(&mut anew, 200).contains(&LOST);
            assert!(!lost);
        }
    }
}

#[test]
fn single_faults_at_any_transfer_are_borne() {
    let faults = [
        Fault::Stall,
        Fault::Nak(Duration::from_millis(300)),
        Fault::Shred,
        Fault::Merge,
        Fault::Garbage(vec![0x81, 1, 2]),
        Fault::Lose,
    ];
    let edition = EDITIONS[3];
    let whole = world(edition);
    let quiet = call(&whole);
    for ahead in 0..whole.top.transfers() {
        for fault in &faults {
            let world = world(edition);
            world.top.fault(ahead, fault.clone());
            let told = call(&world);
            let what = format!("{fault:?} at {ahead}: {told:?}");
            assert!(!told.contains(&LOST), "{what}");
            assert!(told.contains(&RINGS) && told.contains(&LIFTED), "{what}");
            assert!(quiet.contains(&RINGS) && world.is_at_rest(), "{what}");
        }
    }
}

#[test]
fn a_reset_at_any_transfer_never_leaves_the_line_taken_afterwards() {
    let edition = Edition::B2kSecond;
    let whole = world(edition);
    call(&whole);
    for ahead in 0..whole.top.transfers() {
        let world = world(edition);
        world.top.fault(ahead, Fault::Reset);
        call(&world);
        assert!(world.is_at_rest(), "reset at {ahead}");
    }
}

/// A pipe that brings whatever it was given.
struct Noise {
    about: About,
    arrivals: VecDeque<Vec<u8>>,
    now: Duration,
}

impl Link for Noise {
    fn about(&self) -> &About {
        &self.about
    }
    fn now(&self) -> Duration {
        self.now
    }
    fn claim(&mut self, _interface: u8, _alternate: u8) -> Result<(), LinkError> {
        Ok(())
    }
    fn listen(&mut self, _pipe: Pipe) -> Result<(), LinkError> {
        Ok(())
    }
    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        let Some(bytes) = self.arrivals.pop_front() else {
            self.now += timeout;
            return Ok(None);
        };
        Ok(Some(Arrival { pipe: Pipe(0x81), bytes, at: self.now }))
    }
    fn write(&mut self, _pipe: Pipe, _data: &[u8], _timeout: Duration) -> Result<(), LinkError> {
        Ok(())
    }
    fn control_out(&mut self, _: Setup, _: &[u8], _: Duration) -> Result<(), LinkError> {
        Ok(())
    }
    fn control_in(&mut self, _: Setup, _: usize, _: Duration) -> Result<Vec<u8>, LinkError> {
        Ok(Vec::new())
    }
    fn set_lines(&mut self, _dtr: bool, _rts: bool) -> Result<(), LinkError> {
        Ok(())
    }
    fn reset(&mut self) -> Result<(), LinkError> {
        Ok(())
    }
    fn counters(&self) -> LinkCounters {
        LinkCounters::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_packets_from_a_box_are_borne(
        b3g in any::<bool>(),
        packets in prop::collection::vec((prop::sample::select(vec![0x01, 0x05, 0x07, 0x0e, 0x14, 0x80, 0x81, 0x8d, 0x8e, 0xfd, 0x18]), 0_u16..0x24, any::<[u8; 11]>()), 0..60),
    ) {
        let version = if b3g { [0x05, 0x43] } else { [0x05, 0x25] };
        let mut arrivals = VecDeque::from([Packet::new(0x87, 2, 0, &version).bytes().to_vec()]);
        for code in [0x14, 0x07, 0x01, 0x0e, 0x05, 0x8e].into_iter().skip(usize::from(!b3g)) {
            arrivals.push_back(Packet::new(code, 1, 0, &[]).bytes().to_vec());
        }
        arrivals.extend(packets.iter().map(|(code, offset, data)| Packet::new(*code, 1, *offset, data).bytes().to_vec()));
        let link = Noise { about: About::default(), arrivals, now: Duration::ZERO };
        if let Ok(mut telbox) = open_with(Box::new(link), Calibration::default()) {
            for _ in 0..400 {
                let _any = telbox.poll(LINE, Duration::from_millis(50));
            }
            let _kept = telbox.diagnosis();
        }
    }
}
