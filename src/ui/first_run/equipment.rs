//! What is at the telephone line: the choice, what was found of it on this machine, and the one command that helps where it
//! may not be used. May depend on `ui`, and types of `engine`.

use crate::engine::doctor::{FoundBoxView, Remedy, Trouble};
use crate::engine::settings::LineChoice;
use crate::engine::snapshot::{DeviceChoice, LineState};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::first_run::parts::{self, Choice};
use crate::ui::first_run::{FirstRunAction, Have};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::views::doctor::boxes::{access, sentence, shell};
use egui::{Label, RichText, Ui};

/// The choices, with icon, word and meaning.
const HAVES: [(Have, Icon, &str, &str); 4] = [
    (Have::Box, Icon::Phone, "first_run.have_box", "first_run.have_box_hint"),
    (Have::Modem, Icon::Line, "first_run.have_modem", "first_run.have_modem_hint"),
    (Have::Sound, Icon::Bars, "first_run.have_sound", "first_run.have_sound_hint"),
    (Have::Nothing, Icon::Unplugged, "first_run.have_nothing", "first_run.have_nothing_hint"),
];

/// Draws the step. Until somebody says otherwise, what is plugged in is what the office has.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, have: Option<Have>, out: &mut Vec<Action>) {
    parts::opening(ui, scene, "first_run.equipment_title", "first_run.equipment_about");
    let have = have.or_else(|| guess(scene));
    let choices = HAVES.map(|(one, icon, title, hint)| Choice {
        icon,
        title: scene.t(title),
        hint: scene.t(hint),
        chosen: have == Some(one),
    });
    if let Some((have, ..)) = parts::choices(ui, &choices).and_then(|at| HAVES.get(at)) {
        out.push(FirstRunAction::Have(*have).into());
    }
    ui.add_space(gap::MEDIUM);
    match have {
        Some(Have::Box) => boxes(ui, scene, |found| !is_modem(found), out),
        Some(Have::Modem) => boxes(ui, scene, is_modem, out),
        Some(Have::Sound) => sounds(ui, scene, out),
        Some(Have::Nothing) => {
            controls::pill(ui, Some(Icon::Tick), scene.t("first_run.simulated"), Mood::Good);
            controls::weak(ui, scene.t("first_run.simulated_about"));
        }
        None => {}
    }
}

fn guess(scene: &Scene<'_>) -> Option<Have> {
    match &scene.snap.settings.line {
        LineChoice::Sound(_) => return Some(Have::Sound),
        LineChoice::Box(address) if address.starts_with(MODEM) => return Some(Have::Modem),
        LineChoice::Box(_) => return Some(Have::Box),
        LineChoice::Simulated => {}
    }
    let first = scene.snap.boxes.first()?;
    Some(if is_modem(first) { Have::Modem } else { Have::Box })
}

/// How addresses of modems begin.
const MODEM: &str = "modem:";

fn is_modem(found: &FoundBoxView) -> bool {
    found.address.starts_with(MODEM)
}

fn boxes(
    ui: &mut Ui,
    scene: &Scene<'_>,
    fits: impl Fn(&FoundBoxView) -> bool,
    out: &mut Vec<Action>,
) {
    let found: Vec<&FoundBoxView> = scene.snap.boxes.iter().filter(|found| fits(found)).collect();
    for one in &found {
        found_box(ui, scene, one, out);
        ui.add_space(gap::SMALL);
    }
    again(ui, scene, found.is_empty(), out);
}

/// A box, and what to do with it: nothing, use it, or give oneself permission.
fn found_box(ui: &mut Ui, scene: &Scene<'_>, found: &FoundBoxView, out: &mut Vec<Action>) {
    let choice = LineChoice::Box(found.address.clone());
    let is_open =
        scene.line().is_some_and(|line| line.choice == choice && line.state != LineState::Absent);
    let ours = is_open || found.is_ours();
    let (word, icon, mood) = access(found, ours);
    ui.horizontal_wrapped(|ui| {
        controls::pill(ui, Some(icon), scene.t(word), mood);
        ui.label(RichText::new(&found.name).size(size::TEXT_GROUP));
        if found.place != found.name {
            controls::small(ui, &found.place);
        }
    });
    if ours {
        return;
    }
    if let Some(remedy) = &found.remedy {
        help(ui, scene, remedy, out);
    }
    let why_not = controls::needs(found.remedy.is_none(), "why.remedy");
    use_it(ui, scene, choice, why_not, out);
}

/// All that helps, in one command to copy.
fn help(ui: &mut Ui, scene: &Scene<'_>, remedy: &Remedy, out: &mut Vec<Action>) {
    // The doctor's sentence speaks of two commands.
    let trouble = match &remedy.trouble {
        Trouble::NoRule { .. } => scene.t("first_run.no_rule").to_owned(),
        trouble => sentence(scene, trouble),
    };
    ui.add(Label::new(trouble).wrap());
    if remedy.commands.is_empty() {
        return;
    }
    ui.add(Label::new(scene.t("first_run.one_command")).wrap());
    shell(ui, scene, &remedy.commands.join(" && "), out);
}

fn use_it(
    ui: &mut Ui,
    scene: &Scene<'_>,
    choice: LineChoice,
    why_not: Option<&str>,
    out: &mut Vec<Action>,
) {
    if scene.snap.settings.line == choice {
        let ink = Tokens::of(ui).good;
        ui.horizontal(|ui| {
            controls::draw(ui, Icon::Tick, size::ICON, ink);
            ui.label(scene.t("first_run.is_line"));
        });
    } else {
        controls::offer(ui, scene, Action::ChooseLine(choice), Weight::Primary, why_not, out);
    }
}

fn sounds(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    for device in scene.snap.devices.iter() {
        sound(ui, scene, device, out);
    }
    again(ui, scene, scene.snap.devices.is_empty(), out);
}

fn sound(ui: &mut Ui, scene: &Scene<'_>, device: &DeviceChoice, out: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        use_it(ui, scene, LineChoice::Sound(device.id.clone()), None, out);
        ui.label(&device.name);
    });
}

/// Another look, after a plug or a command.
fn again(ui: &mut Ui, scene: &Scene<'_>, is_empty: bool, out: &mut Vec<Action>) {
    if is_empty {
        ui.horizontal(|ui| {
            controls::draw(ui, Icon::Unplugged, size::ICON, Tokens::of(ui).weak);
            ui.add(Label::new(scene.t("first_run.none_found")).wrap());
        });
    }
    for why in scene.snap.unlisted.iter().filter(|_| is_empty) {
        controls::small(ui, why.as_str());
    }
    ui.horizontal_wrapped(|ui| {
        controls::offer(ui, scene, Action::RefreshDevices, Weight::Plain, None, out);
        controls::small(ui, scene.t("first_run.again_about"));
    });
}
