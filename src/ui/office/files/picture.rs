//! An attached picture where a person is named: asked for once while it is shown, square, with a name of its own for those
//! who hear the window. May depend on `ui`, and types of `engine`, `base`.

use crate::base::ids::FileId;
use crate::engine::office::files::Picture;
use crate::ui::action::Action;
use crate::ui::office::files::FileAction;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, size};
use egui::{ColorImage, Id, Image, Rect, TextureHandle, TextureOptions, Ui, pos2, vec2};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A question nobody answers by then is asked again.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the window keeps of pictures.
#[derive(Clone, Default)]
struct Album {
    /// On the graphics card, beside what they were made of.
    ready: BTreeMap<FileId, (Arc<Picture>, TextureHandle)>,
    asked: BTreeMap<FileId, Duration>,
}

/// Draws the picture of `name`, if it is one and is there; asks for it. Gives whether there is one.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (id, name): (FileId, &str),
    side: f32,
    out: &mut Vec<Action>,
) -> bool {
    let known = scene.snap.office.files.pictures.iter().find(|(file, _)| *file == id);
    let memory = Id::unique("album");
    let mut album: Album = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
    let Some((_, picture)) = known else {
        let asked = album.asked.get(&id);
        if asked.is_none_or(|at| scene.mono.saturating_sub(*at) > PATIENCE) {
            album.asked.insert(id, scene.mono);
            ui.data_mut(|data| data.insert_temp(memory, album));
            out.push(FileAction::Picture(id).into());
        }
        return false;
    };
    let Some(picture) = picture else { return false };
    let is_ready = album.ready.get(&id).is_some_and(|(made_of, _)| Arc::ptr_eq(made_of, picture));
    if !is_ready {
        let all = &scene.snap.office.files.pictures;
        album.ready.retain(|file, _| all.iter().any(|(known, _)| known == file));
        album.asked.remove(&id);
        let texture = ui.ctx().load_texture("card-picture", image(picture), TextureOptions::LINEAR);
        album.ready.insert(id, (Arc::clone(picture), texture));
        ui.data_mut(|data| data.insert_temp(memory, album.clone()));
    }
    let Some((_, texture)) = album.ready.get(&id) else { return false };
    let said = scene.tf("files.picture_of", &[("name", name)]);
    let image = Image::from_texture((texture.id(), vec2(side, side)))
        .uv(middle(picture))
        .corner_radius(size::RADIUS)
        .alt_text(&said);
    ui.add(image).on_hover_text(said);
    true
}

fn image(picture: &Picture) -> ColorImage {
    tokens::image([picture.width, picture.height], &picture.rgba)
}

/// The square in the middle, of a face a little above it.
fn middle(picture: &Picture) -> Rect {
    let sides = [picture.width, picture.height]
        .map(|side| f32::from(u16::try_from(side).unwrap_or(1).max(1)));
    let [width, height] = sides;
    let shorter = width.min(height);
    let (across, down) = (shorter / width, shorter / height);
    let (left, top) = ((1.0 - across) / 2.0, (1.0 - down) / 3.0);
    Rect::from_min_max(pos2(left, top), pos2(left + across, top + down))
}
