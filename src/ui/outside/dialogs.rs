//! The desktop's own file dialogs: the portal over D-Bus on Linux, else zenity; the system's elsewhere. The library asks on
//! threads of its own; the window looks each frame whether there is an answer and is woken when there is one.
//! May depend on rfd, egui.

use crate::ui::paths::{Chosen, PathDoor, PathQuestion, PathWish};
use rfd::{AsyncFileDialog, FileHandle};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

type Answer = Pin<Box<dyn Future<Output = Option<FileHandle>> + Send>>;

/// The door to them. One dialog is open at a time.
#[derive(Default)]
pub struct Dialogs {
    open: Option<(Answer, Waker)>,
}

/// Wakes the window.
struct Knock(egui::Context);

impl Wake for Knock {
    fn wake(self: Arc<Self>) {
        self.0.request_repaint_of(egui::ViewportId::ROOT);
    }
}

impl PathDoor for Dialogs {
    fn ask(&mut self, ctx: &egui::Context, question: &PathQuestion) -> bool {
        if self.open.is_some() {
            return false;
        }
        let mut dialog = AsyncFileDialog::new().set_title(&question.title);
        if let Some(folder) = question.folder() {
            dialog = dialog.set_directory(folder);
        }
        if !question.endings.is_empty() {
            dialog = dialog.add_filter(&question.kind, question.endings);
            dialog = dialog.add_filter(&question.any, &["*"]);
        }
        let answer: Answer = match question.wish {
            PathWish::File => Box::pin(dialog.pick_file()),
            PathWish::Folder => Box::pin(dialog.pick_folder()),
            PathWish::NewFile => {
                if let Some(name) = question.start.file_name() {
                    dialog = dialog.set_file_name(name.to_string_lossy());
                }
                Box::pin(dialog.save_file())
            }
        };
        self.open = Some((answer, Waker::from(Arc::new(Knock(ctx.clone())))));
        true
    }

    fn answer(&mut self) -> Option<Chosen> {
        let (answer, waker) = self.open.as_mut()?;
        match answer.as_mut().poll(&mut Context::from_waker(waker)) {
            Poll::Pending => None,
            Poll::Ready(chosen) => {
                self.open = None;
                Some(chosen.map_or(Chosen::Nothing, |file| Chosen::Path(file.path().to_owned())))
            }
        }
    }
}
