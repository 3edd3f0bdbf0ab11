//! The gallery: every view over the example office, in both languages, light and dark. `make gallery` puts four looks of a
//! view into one picture of `docs/gallery` and the pictures at full size into `target/gallery`.

use crate::shop::Shop;
use crate::ui_support::bench::*;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use image::RgbaImage;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use ringdesk::base::caller_id::{Format, Standard};
use ringdesk::base::ids::LineId;
use ringdesk::base::order::{BurstMoment, FarEndAction, SimulatedCaller};
use ringdesk::engine::command::Command;
use ringdesk::engine::example::{SEED, example};
use ringdesk::engine::runtime::example::fill;
use ringdesk::engine::settings::{Language, SettingChange, Theme};
use ringdesk::ui::state::Screen;
use std::collections::HashMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

/// What is done on the way to a view.
enum Step {
    /// What bears this text is clicked (a key of the text files).
    Press(&'static str),
    /// The regular's row in the list is clicked.
    Regular,
    /// The regular's name is typed into this field.
    Find(&'static str),
    /// These keys are pressed.
    Keys(Modifiers, Key),
    /// Something happens on the simulated line.
    Line(Act),
}

enum Act {
    Rings,
    Stranger,
    Lifted,
    HungUp,
    Replaced,
}

use Act::{HungUp, Lifted, Replaced, Rings, Stranger};
use Step::{Find, Keys, Line, Press, Regular};

const CTRL: Modifiers = Modifiers::COMMAND;
/// How big the window is.
const ROOM: [f32; 2] = [1_280.0, 800.0];

/// How good the small pictures are, of 100.
const QUALITY: u8 = 66;

/// A view: the name of its picture, the page, the way.
type Room = (&'static str, Screen, &'static [Step]);

/// All of them, in the order of `docs/gallery.md`. Those that change the line or the data put back what they moved.
const ROOMS: &[Room] = &[
    ("today", Screen::Today, &[]),
    ("calls", Screen::Calls, &[]),
    ("calls_missed", Screen::Calls, &[Press("filter.todo")]),
    ("calls_filters", Screen::Calls, &[Press("worklist.filters")]),
    ("call", Screen::Calls, &[Find("calls.search"), Regular]),
    ("call_story", Screen::Calls, &[Find("calls.search"), Regular, Press("call.tab_story")]),
    ("customers", Screen::Customers, &[]),
    (
        "customers_many",
        Screen::Customers,
        &[Press("cards.choose_many"), Press("cards.choose_shown")],
    ),
    ("customers_duplicates", Screen::Customers, &[Press("cards.finder")]),
    ("customers_import", Screen::Customers, &[Press("transfer.import")]),
    ("card", Screen::Customers, &[Find("customers.search"), Regular]),
    (
        "card_orders",
        Screen::Customers,
        &[Find("customers.search"), Regular, Press("cards.tab_orders")],
    ),
    (
        "card_calls",
        Screen::Customers,
        &[Find("customers.search"), Regular, Press("cards.tab_calls")],
    ),
    ("card_new", Screen::Customers, &[Press("action.new_customer")]),
    ("orders", Screen::Orders, &[]),
    ("order_new", Screen::Orders, &[Press("orders.new")]),
    ("products", Screen::Orders, &[Press("orders.part_products")]),
    ("stock", Screen::Orders, &[Press("orders.part_stock")]),
    ("payments", Screen::Orders, &[Press("orders.part_payments")]),
    ("slips", Screen::Orders, &[Press("orders.part_settings")]),
    ("answers", Screen::Knowledge, &[]),
    ("reports_sales", Screen::Reports, &[]),
    ("reports_products", Screen::Reports, &[Press("reports.title_products")]),
    ("reports_classes", Screen::Reports, &[Press("reports.title_classes")]),
    ("reports_payments", Screen::Reports, &[Press("reports.title_payments")]),
    ("reports_contacts", Screen::Reports, &[Press("reports.title_contacts")]),
    ("blocking", Screen::Firewall, &[]),
    ("blocking_new", Screen::Firewall, &[Press("firewall.new_rule")]),
    ("blocking_decisions", Screen::Firewall, &[Press("firewall.page_decisions")]),
    ("blocking_settings", Screen::Firewall, &[Press("firewall.page_settings")]),
    ("figures", Screen::Statistics, &[]),
    ("line", Screen::Line, &[]),
    ("line_doctor", Screen::Line, &[Press("line.doctor")]),
    ("settings", Screen::Settings, &[Press("settings.general")]),
    ("settings_cards", Screen::Settings, &[Press("cards.settings")]),
    ("settings_staff", Screen::Settings, &[Press("staff.page")]),
    ("settings_recordings", Screen::Settings, &[Press("settings.recordings")]),
    ("settings_dialling", Screen::Settings, &[Press("settings.dialling")]),
    ("settings_manners", Screen::Settings, &[Press("settings.manners")]),
    ("settings_upkeep", Screen::Settings, &[Press("settings.upkeep")]),
    ("actions", Screen::Today, &[Keys(CTRL, Key::K)]),
    ("keys", Screen::Today, &[Keys(Modifiers::SHIFT, Key::Questionmark)]),
    ("ringing", Screen::Today, &[Line(Rings)]),
    ("usual_order", Screen::Today, &[Keys(CTRL, Key::O)]),
    ("talking", Screen::Calls, &[Line(Lifted)]),
    ("wrap_up", Screen::Calls, &[Line(HungUp), Line(Replaced)]),
    ("ringing_stranger", Screen::Today, &[Line(Stranger)]),
];

/// The first steps, which the example does not have: over a data file in which nothing is.
const FIRST: &[Room] = &[
    ("first_language", Screen::Today, &[]),
    ("first_equipment", Screen::Today, &[Press("first_run.next")]),
    ("first_call", Screen::Today, &[Press("first_run.next"), Press("first_run.next")]),
    (
        "first_customers",
        Screen::Today,
        &[Press("first_run.next"), Press("first_run.next"), Press("first_run.next")],
    ),
];

/// The moments that matter, in the order of the contact sheets.
const MOMENTS: [&str; 10] = [
    "today",
    "calls_missed",
    "customers",
    "card",
    "line",
    "line_doctor",
    "ringing",
    "usual_order",
    "talking",
    "wrap_up",
];

/// Screens on which they are looked at beside that of the gallery: the name of the sheet, points, pixels to a point.
const SCREENS: [(&str, [f32; 2], f32); 3] = [
    ("moments_1920x1080", [1_920.0, 1_080.0], 1.0),
    ("moments_3840x2160_at_200", [1_920.0, 1_080.0], 2.0),
    ("moments_860x560", [860.0, 560.0], 1.0),
];
/// Points of a moment on a contact sheet, in width.
const ON_A_SHEET: u32 = 760;

/// The shop with the one who calls most.
struct Guided {
    shop: Shop,
    regular: (String, String),
}

impl Guided {
    /// Over the example, made if it is not there.
    fn example(language: Language) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("shop.db");
        let now = Shop::clock().now();
        let wish = fill::Wish::new(language, Theme::Light);
        let database = fill::make(&own, wish, now, &mut |_, _| true).unwrap().unwrap();
        let shop = Shop::with(folder, &database, (language, Theme::Light, true), ROOM);
        let office = example(SEED, now, language);
        let mut rang: HashMap<String, u32> = HashMap::new();
        for (record, _) in &office.calls {
            *rang.entry(record.number.clone().unwrap_or_default().to_string()).or_default() += 1;
        }
        let often = |customer: &&ringdesk::crm::customer::Customer| {
            let number = customer.numbers.first().map(|number| number.number.to_string());
            number.and_then(|number| rang.get(&number).copied())
        };
        let regular = office.customers.iter().max_by_key(often).unwrap();
        let number = regular.numbers[0].number.to_string();
        Self { regular: (regular.name.clone(), number), shop }
    }

    /// Over a data file in which nothing is.
    fn first(language: Language) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("shop.db");
        let shop = Shop::with(folder, &database, (language, Theme::Light, false), ROOM);
        Self { shop, regular: Default::default() }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Press(key) => self.click(&self.shop.t(key), false),
            Regular => self.click(&self.regular.0.clone(), true),
            Find(key) => {
                let label = self.shop.t(key);
                type_into(&mut self.shop.window, &label, &self.regular.0);
            }
            Keys(modifiers, key) => self.shop.window.key_press_modifiers(*modifiers, *key),
            Line(act) => self.on_the_line(act),
        }
        self.shop.settle();
    }

    /// Clicks what bears this text; a chip may have a number behind it.
    fn click(&mut self, label: &str, row: bool) {
        let counted = format!("{label} ");
        let bears = |window: &Window| {
            let all = window.query_all_by_label_contains(label);
            let mut places = all.filter_map(|node| {
                let access = node.accesskit_node();
                let text = access.label().or_else(|| access.value())?;
                let is_field = access.role() == Role::TextInput;
                (!is_field && (text == label || text.starts_with(&counted))).then(|| node.rect())
            });
            // Of rows the first one, of everything else the last: the rail comes before the page.
            if row { places.next() } else { places.next_back() }
        };
        let patience = Duration::from_secs(10);
        self.shop.until_within(patience, label, |window| bears(window).is_some());
        let place = bears(&self.shop.window).expect("just seen").center();
        self.shop.window.hover_at(place);
        self.shop.window.run_steps(1);
        for pressed in [true, false] {
            self.shop.window.event(egui::Event::PointerButton {
                pos: place,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
            self.shop.window.run_steps(1);
        }
    }

    fn on_the_line(&self, act: &Act) {
        let (name, number) = match act {
            Stranger => ("", "02155501234"),
            _ => ("", self.regular.1.as_str()),
        };
        let caller = SimulatedCaller {
            number: number.to_owned(),
            name: name.to_owned(),
            standard: Standard::V23,
            format: Format::Mdmf,
            moment: BurstMoment::BeforeRing,
        };
        let act = match act {
            Rings | Stranger => FarEndAction::Ring(caller),
            Lifted => FarEndAction::LiftDeskPhone,
            HungUp => FarEndAction::HangUp,
            Replaced => FarEndAction::ReplaceDeskPhone,
        };
        self.shop.send(Command::FarEnd(LineId(0), act));
    }

    /// Goes to a view, in a window of this size.
    fn go(&mut self, room: &Room, size: ([f32; 2], f32)) {
        let (_, screen, way) = room;
        self.shop.reopen(*screen, size);
        self.shop.settle();
        for step in *way {
            self.take(step);
        }
        self.shop.window.remove_cursor();
        self.shop.settle();
    }

    /// A view, light and dark.
    fn pictures(&mut self, room: &Room) -> Vec<RgbaImage> {
        self.go(room, (ROOM, 1.0));
        let themes = [Theme::Light, Theme::Dark];
        themes
            .map(|theme| {
                self.shop.send(Command::Set(SettingChange::Theme(theme)));
                self.shop.settle();
                self.shop.window.render().unwrap()
            })
            .into()
    }
}

/// Four looks side by side, each half as wide and high.
fn sheet(looks: &[RgbaImage]) -> RgbaImage {
    let (width, height) = (looks[0].width() / 2, looks[0].height() / 2);
    let mut sheet = RgbaImage::new(width * 2, height * 2);
    for (look, place) in looks.iter().zip(0..) {
        let small = imageops::resize(look, width, height, FilterType::CatmullRom);
        let (x, y) = (place % 2 * width, place / 2 * height);
        imageops::replace(&mut sheet, &small, i64::from(x), i64::from(y));
    }
    sheet
}

/// Half as big as without loss, and still to be read.
fn save(sheet: &RgbaImage, path: &Path) {
    let file = std::io::BufWriter::new(fs::File::create(path).unwrap());
    let rgb = image::DynamicImage::ImageRgba8(sheet.clone()).into_rgb8();
    JpegEncoder::new_with_quality(file, QUALITY).encode_image(&rgb).unwrap();
}

#[test]
#[ignore = "makes the pictures of docs/gallery, for minutes: make gallery"]
fn gallery_of_the_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (small, whole) = (root.join("docs/gallery"), root.join("target/gallery"));
    fs::create_dir_all(&small).unwrap();
    fs::create_dir_all(&whole).unwrap();
    let wanted = std::env::var("ROOMS").unwrap_or_default();
    let is_wanted = |room: &&Room| wanted.split(' ').any(|name| room.0.starts_with(name));
    let rooms = || ROOMS.iter().chain(FIRST).filter(is_wanted);
    let mut failed = Vec::new();
    let mut looks: HashMap<&str, Vec<RgbaImage>> = HashMap::new();
    for language in LANGUAGES {
        for kind in [ROOMS, FIRST] {
            let mut guided = if std::ptr::eq(kind, FIRST) {
                Guided::first(language)
            } else {
                Guided::example(language)
            };
            for room in kind.iter().filter(is_wanted) {
                // All that fails is told at once: a run takes minutes.
                let made = catch_unwind(AssertUnwindSafe(|| guided.pictures(room)));
                match made {
                    Ok(made) => looks.entry(room.0).or_default().extend(made),
                    Err(_) => failed.push(format!("{} {language:?}", room.0)),
                }
            }
            guided.shop.close();
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
    for (name, ..) in rooms() {
        let looks = &looks[name];
        save(&sheet(looks), &small.join(format!("{name}.jpg")));
        for (look, kind) in looks.iter().zip(["zh_light", "zh_dark", "en_light", "en_dark"]) {
            look.save(whole.join(format!("{name}_{kind}.png"))).unwrap();
        }
    }
}

/// Moments under each other, two in a row.
fn contact_sheet(looks: &[RgbaImage]) -> RgbaImage {
    const GAP: u32 = 8;
    let height = looks.iter().map(|look| look.height() * ON_A_SHEET / look.width()).max();
    let (width, height) = (ON_A_SHEET, height.unwrap_or(0));
    let rows = u32::try_from(looks.len().div_ceil(2)).unwrap();
    let size = (width * 2 + GAP, rows * (height + GAP) - GAP);
    let mut sheet = RgbaImage::from_pixel(size.0, size.1, image::Rgba([255; 4]));
    for (look, place) in looks.iter().zip(0..) {
        let small = imageops::resize(look, width, height, FilterType::CatmullRom);
        let (x, y) = (place % 2 * (width + GAP), place / 2 * (height + GAP));
        imageops::replace(&mut sheet, &small, i64::from(x), i64::from(y));
    }
    sheet
}

#[test]
#[ignore = "makes the contact sheets of docs/gallery, for minutes: make gallery"]
fn gallery_of_the_moments_on_other_screens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let whole = root.join("target/gallery/moments");
    fs::create_dir_all(&whole).unwrap();
    for (language, theme, screen) in [
        (Language::Chinese, Theme::Light, SCREENS[0]),
        (Language::English, Theme::Dark, SCREENS[1]),
        (Language::English, Theme::Light, SCREENS[2]),
    ] {
        let mut guided = Guided::example(language);
        guided.shop.send(Command::Set(SettingChange::Theme(theme)));
        let (sheet, size, pixels) = screen;
        let look = |name: &&str| {
            let room = ROOMS.iter().find(|room| room.0 == *name).unwrap();
            guided.go(room, (size, pixels));
            let look = guided.shop.window.render().unwrap();
            look.save(whole.join(format!("{sheet}_{name}.png"))).unwrap();
            look
        };
        let looks: Vec<RgbaImage> = MOMENTS.iter().map(look).collect();
        guided.shop.close();
        save(&contact_sheet(&looks), &root.join(format!("docs/gallery/{sheet}.jpg")));
    }
}

#[test]
fn the_gallery_has_a_picture_of_every_view_and_its_page_names_them_all() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/gallery.md")).unwrap();
    let names = ROOMS.iter().chain(FIRST).map(|room| room.0);
    for name in names.chain(SCREENS.iter().map(|screen| screen.0)) {
        let path = format!("gallery/{name}.jpg");
        assert!(root.join("docs").join(&path).is_file(), "{path}: make gallery");
        assert!(page.contains(&format!("({path})")), "docs/gallery.md does not show {path}");
    }
    let files = fs::read_dir(root.join("docs/gallery")).unwrap().count();
    let all = ROOMS.len() + FIRST.len() + SCREENS.len();
    assert_eq!(files, all, "pictures of views that are gone");
}
