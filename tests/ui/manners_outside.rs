//! The tray, the desktop's notices and the closed window, over surroundings that only remember.

use super::{call_comes, manners, missed};
use crate::ui_support::stub::{StubClock, StubDesk};
use crate::ui_support::{self, NOW, line};
use egui_kittest::Harness;
use ringdesk::base::ids::CallId;
use ringdesk::engine::command::Command;
use ringdesk::engine::settings::Language;
use ringdesk::engine::snapshot::{LineState, Snapshot};
use ringdesk::engine::topics::dialling::DialCommand;
use ringdesk::engine::topics::manners::{DeskAct, MannersCommand, Quiet};
use ringdesk::ui::outside::{Abilities, Autostart, Outside, TrayHost, Wish};
use ringdesk::ui::scene::Scene;
use ringdesk::ui::texts::Texts;
use ringdesk::ui::topics::manners::bulletin::{self, News, Told};
use ringdesk::ui::tray::{self, Entry, TrayModel, TrayState};
use ringdesk::ui::{App, Options};
use std::sync::{Arc, Mutex};

fn over<T>(snap: &Snapshot, language: Language, look: impl FnOnce(&Scene<'_>) -> T) -> T {
    let texts = Texts::new(language);
    look(&Scene { snap, texts: &texts, mono: NOW.mono, wall: NOW })
}

fn words(entries: &[Entry]) -> Vec<String> {
    let word = |entry: &Entry| match entry {
        Entry::Rule => "—".to_owned(),
        Entry::Item { text, .. } | Entry::Menu { text, .. } => text.clone(),
    };
    entries.iter().map(word).collect()
}

#[test]
fn the_tray_shows_four_states() {
    let english = Language::English;
    let mut deaf = ui_support::idle(english);
    deaf.lines[0].audio_ok = false;
    for (snap, state) in [
        (ui_support::idle(english), TrayState::Idle),
        (ui_support::ringing(english), TrayState::Ringing),
        (ui_support::talking(english), TrayState::InCall),
        (ui_support::box_missing(english), TrayState::Fault),
        (ui_support::no_line(english), TrayState::Fault),
        (deaf, TrayState::Fault),
    ] {
        assert_eq!(tray::state(&snap), state);
    }
    let mut dialling = ui_support::idle(english);
    dialling.lines = vec![line(LineState::Dialing)];
    assert_eq!(tray::state(&dialling), TrayState::InCall);
}

#[test]
fn the_trays_menu_offers_what_can_be_done_now() {
    let mut snap = ui_support::ringing(Language::English);
    let menu = |snap: &Snapshot| over(snap, Language::English, tray::model);
    let model = menu(&snap);
    assert_eq!(model.title, "Ringdesk: incoming call");
    assert!(model.tip.contains("Wang Wei  138 1234 5678") && model.missed, "{}", model.tip);
    let missed = "2 missed calls to deal with";
    let base = ["—", "Do not disturb", "—", "Quit"];
    let with = |more: &[&str]| -> Vec<String> {
        let first = ["Open Ringdesk", missed];
        let all = first.iter().chain(more).chain(&base);
        all.map(|word| (*word).to_owned()).collect()
    };
    assert_eq!(words(&model.entries), with(&["—", "Silence the ring"]));
    snap.lines[0].claimed.seize = true;
    assert_eq!(words(&menu(&snap).entries), with(&["—", "Answer", "Silence the ring"]));
    let mut snap = ui_support::talking(Language::English);
    assert_eq!(words(&menu(&snap).entries), with(&[]));
    snap.lines[0].claimed.seize = true;
    assert_eq!(words(&menu(&snap).entries), with(&["—", "Hang up"]));
    let quiet = Some(Quiet { until_utc_millis: None });
    let model = menu(&manners(snap, |m| m.quiet = quiet));
    assert!(model.quiet && words(&model.entries).contains(&"Disturb me again".to_owned()));
    let chinese = over(&ui_support::idle(Language::Chinese), Language::Chinese, tray::model);
    assert_eq!(chinese.title, "Ringdesk: 空闲");
    assert!(words(&chinese.entries).contains(&"退出".to_owned()));
}

fn shown(news: &[News]) -> Vec<(String, String)> {
    let show = |news: &News| match news {
        News::Show(bulletin) => Some((bulletin.title.clone(), bulletin.body.clone())),
        News::Withdraw(_) => None,
    };
    news.iter().filter_map(show).collect()
}

fn said(title: &str, body: &str) -> Vec<(String, String)> {
    vec![(title.to_owned(), body.to_owned())]
}

#[test]
fn the_desktop_hears_who_rings_and_what_was_missed_but_never_a_note() {
    for (language, ringing, missing) in [
        (Language::English, "Incoming call: Wang Wei", "Missed call: Wang Wei"),
        (Language::Chinese, "来电：王伟", "未接来电：王伟"),
    ] {
        let mut told = Told::default();
        let mut snap = ui_support::ringing(language);
        snap.calls[0].record.note = "SECRET".to_owned();
        let mut step =
            |snap: &Snapshot| over(snap, language, |s| bulletin::step(&mut told, s, false));
        let news = step(&snap);
        assert_eq!(shown(&news), said(ringing, "138 1234 5678"));
        assert_eq!(step(&snap), [], "said once");
        snap.calls[0] = missed(snap.calls[0].clone());
        let news = step(&snap);
        assert_eq!(shown(&news), said(missing, "138 1234 5678"));
        assert_eq!(step(&snap), []);
    }
}

#[test]
fn nothing_is_said_to_somebody_who_sees_it_or_wants_peace() {
    let language = Language::English;
    let ringing = ui_support::ringing(language);
    let news = |snap: &Snapshot, in_front| {
        over(snap, language, |s| bulletin::step(&mut Told::default(), s, in_front))
    };
    assert_eq!(news(&ringing, true), []);
    let quiet = Some(Quiet { until_utc_millis: None });
    assert_eq!(news(&manners(ringing.clone(), |m| m.quiet = quiet), false), []);
    assert_eq!(news(&manners(ringing.clone(), |m| m.notify_ringing = false), false), []);
    assert_eq!(news(&ringing, false).len(), 1);
}

#[test]
fn the_desktop_waits_for_the_name_and_takes_the_notice_back_when_somebody_answers() {
    let language = Language::English;
    let mut told = Told::default();
    let mut step = |snap: &Snapshot| over(snap, language, |s| bulletin::step(&mut told, s, false));
    let mut snap = ui_support::ringing(language);
    let known = snap.calls[0].clone();
    snap.calls[0].record.caller_id = None;
    snap.calls[0].record.number = None;
    snap.calls[0].candidates = None;
    snap.calls[0].burst_name = String::new();
    assert_eq!(step(&snap), [], "between the first ring and the caller ID");
    snap.calls[0].record.rings = 2;
    assert_eq!(shown(&step(&snap)), said("Incoming call: No caller ID", ""));
    snap.calls[0] = known;
    assert_eq!(shown(&step(&snap)), said("Incoming call: Wang Wei", "138 1234 5678"));
    let talking = ui_support::talking(language);
    assert_eq!(step(&talking), [News::Withdraw(CallId(100))]);
    assert_eq!(step(&talking), []);
}

#[derive(Default)]
struct Seen {
    abilities: Abilities,
    wishes: Vec<Wish>,
    tray: Option<TrayModel>,
    news: Vec<News>,
    autostart: Option<bool>,
    hotkey: Option<bool>,
}

#[derive(Clone, Default)]
struct Around(Arc<Mutex<Seen>>);

impl Outside for Around {
    fn abilities(&self) -> Abilities {
        self.0.lock().unwrap().abilities.clone()
    }

    fn wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.0.lock().unwrap().wishes)
    }

    fn show_tray(&mut self, model: &TrayModel) {
        self.0.lock().unwrap().tray = Some(model.clone());
    }

    fn publish(&mut self, news: News) {
        self.0.lock().unwrap().news.push(news);
    }

    fn start_with_session(&mut self, on: bool) {
        self.0.lock().unwrap().autostart = Some(on);
    }

    fn mark_cards(&mut self) {}

    fn keep_hotkey(&mut self, on: bool) {
        self.0.lock().unwrap().hotkey = Some(on);
    }

    fn marked(&self) -> String {
        "138 1234 5678".to_owned()
    }

    fn can_hide(&self) -> bool {
        true
    }
}

type Closed = Harness<'static, Option<App>>;

/// A window with surroundings.
fn within(snap: Snapshot, tray: TrayHost) -> (StubDesk, Around, Closed) {
    let desk = StubDesk::new(snap);
    let around = Around::default();
    around.0.lock().unwrap().abilities =
        Abilities { tray, autostart: Autostart::Is(false), ..Abilities::default() };
    let (for_app, outside) = (desk.clone(), around.clone());
    let frame = move |ui: &mut egui::Ui, app: &mut Option<App>| {
        let ctx = ui.ctx().clone();
        let app = app.get_or_insert_with(|| {
            let options = Options { locale: "en".into(), clock: Arc::new(StubClock) };
            App::new(Box::new(for_app.clone()), options, &ctx).within(Box::new(outside.clone()))
        });
        app.logic(&ctx);
        app.show(ui);
    };
    let mut window = Harness::builder()
        .with_size([1180.0, 760.0])
        .with_context_setup(|ctx| ringdesk::ui::fonts::install(ctx, Language::Chinese))
        .build_ui_state(frame, None);
    window.run_steps(3);
    (desk, around, window)
}

/// Closes the window; what it asks of the system then.
fn close(window: &mut Closed) -> Vec<egui::ViewportCommand> {
    let root = window.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
    root.events.push(egui::ViewportEvent::Close);
    window.step();
    let asked = window.output().viewport_output[&egui::ViewportId::ROOT].commands.clone();
    if let Some(root) = window.input_mut().viewports.get_mut(&egui::ViewportId::ROOT) {
        root.events.clear();
    }
    asked
}

#[test]
fn closing_stays_only_in_a_tray_that_is_there_and_says_so_once() {
    use egui::ViewportCommand::{CancelClose, Visible};
    let english = Language::English;
    let (_, _, mut window) = within(ui_support::idle(english), TrayHost::Absent);
    assert!(!close(&mut window).contains(&CancelClose), "without a tray the program ends");
    let (desk, around, mut window) = within(ui_support::idle(english), TrayHost::Present);
    let asked = close(&mut window);
    assert!(asked.contains(&CancelClose) && asked.contains(&Visible(false)), "{asked:?}");
    let news = std::mem::take(&mut around.0.lock().unwrap().news);
    assert_eq!(shown(&news)[0].0, "Ringdesk stays in the tray");
    assert!(super::asked(&desk.commands()).tray_told);
    desk.show(|snap| *snap = manners(snap.clone(), |m| m.tray_told = true));
    assert!(close(&mut window).contains(&CancelClose));
    assert_eq!(around.0.lock().unwrap().news, [], "said once");
    desk.show(|snap| *snap = manners(snap.clone(), |m| m.stay_in_tray = false));
    window.run_steps(1);
    assert!(!close(&mut window).contains(&CancelClose), "a person chose otherwise");
}

#[test]
fn the_trays_wishes_are_carried_out() {
    let (desk, around, mut window) =
        within(ui_support::ringing(Language::English), TrayHost::Present);
    let model = around.0.lock().unwrap().tray.clone().expect("a tray");
    assert_eq!(model.state, TrayState::Ringing);
    around.0.lock().unwrap().wishes =
        vec![Wish::Act(DeskAct::Answer), Wish::DoNotDisturb(None), Wish::Quit];
    window.step();
    let asked = window.output().viewport_output[&egui::ViewportId::ROOT].commands.clone();
    assert!(asked.contains(&egui::ViewportCommand::Close));
    let wish = Command::Manners;
    assert_eq!(
        desk.commands(),
        [wish(MannersCommand::Act(DeskAct::Answer)), wish(MannersCommand::DoNotDisturb(None))]
    );
    assert!(!close(&mut window).contains(&egui::ViewportCommand::CancelClose), "it was to end");
}

#[test]
fn a_restore_ends_the_program_even_where_closing_would_keep_it_in_the_tray() {
    let (desk, _, mut window) = within(ui_support::idle(Language::English), TrayHost::Present);
    let asked =
        |window: &Closed| window.output().viewport_output[&egui::ViewportId::ROOT].commands.clone();
    assert!(!asked(&window).contains(&egui::ViewportCommand::Close));
    desk.show(|snap| snap.upkeep.restoring = true);
    window.step();
    assert!(asked(&window).contains(&egui::ViewportCommand::Close), "{:?}", asked(&window));
    assert!(!close(&mut window).contains(&egui::ViewportCommand::CancelClose), "it was to end");
}

#[test]
fn a_window_whose_tray_vanishes_comes_back_minimised() {
    use egui::ViewportCommand::{Minimized, Visible};
    let (_, around, mut window) = within(ui_support::idle(Language::English), TrayHost::Present);
    close(&mut window);
    around.0.lock().unwrap().abilities.tray = TrayHost::Absent;
    window.step();
    let asked = window.output().viewport_output[&egui::ViewportId::ROOT].commands.clone();
    assert!(asked.contains(&Visible(true)) && asked.contains(&Minimized(true)), "{asked:?}");
}

#[test]
fn a_call_that_comes_while_the_window_is_in_the_tray_is_told_to_the_desktop() {
    let english = Language::English;
    let (desk, around, mut window) = within(ui_support::idle(english), TrayHost::Present);
    close(&mut window);
    around.0.lock().unwrap().news.clear();
    desk.show(|snap| call_comes(snap, english, 100));
    window.run_steps(2);
    let news = std::mem::take(&mut around.0.lock().unwrap().news);
    assert_eq!(shown(&news), said("Incoming call: Wang Wei", "138 1234 5678"));
}

#[test]
fn the_key_for_dialling_what_is_marked_is_kept_only_where_somebody_wants_it() {
    let mut snap = ui_support::idle(Language::English);
    let (desk, around, mut window) = within(snap.clone(), TrayHost::Present);
    window.run_steps(2);
    assert_eq!(around.0.lock().unwrap().hotkey, Some(false), "off by default");
    let mut settings = (*snap.settings).clone();
    settings.dialling.hotkey = true;
    snap.settings = Arc::new(settings);
    desk.show(|shown| shown.settings = Arc::clone(&snap.settings));
    window.run_steps(2);
    assert_eq!(around.0.lock().unwrap().hotkey, Some(true));
    around.0.lock().unwrap().wishes = vec![Wish::DialMarked];
    window.run_steps(2);
    let shown = desk.commands().into_iter().find_map(|command| match command {
        Command::Dialling(DialCommand::ShowPanel(text)) => Some(text),
        _ => None,
    });
    assert_eq!(shown.as_deref(), Some("138 1234 5678"), "shown, and not dialled");
}
