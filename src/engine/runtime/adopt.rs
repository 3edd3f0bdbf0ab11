//! After a start: recordings whose file a killed program had opened a moment before the database knew of it.
//! May depend on `audio`, `store`, `base`.

use crate::audio::archive::disk;
use crate::audio::recording_disk::{call_of, folder_of_day, relative_path};
use crate::audio::wav_repair::repair;
use crate::base::clock::Stamp;
use crate::base::ids::CallId;
use crate::call::record::RecordingState;
use crate::call::recordings::RecordingOp;
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Op};
use std::path::Path;
use std::time::Duration;

/// Files of one call that are looked for.
const NUMBERS: u32 = 9;
/// A file without a call is no longer than what is heard before the call's row is on the disk.
const BLINK: Duration = Duration::from_secs(2);
const DAY_MILLIS: i64 = 86_400_000;

/// Gives files of calls that wait for one their rows, and removes the blink of sound of a call that never reached the disk.
///
/// # Errors
/// When the database cannot be read or written.
pub(super) fn adopt(store: &mut Store, data_dir: &Path, now: Stamp) -> Result<()> {
    let act = Act::program(now);
    for call in store.reader()?.awaiting_files()? {
        adopt_files(store, data_dir, call, &act)?;
        store.carry_out(&act, &Op::Recording(RecordingOp::Found(call)))?;
    }
    remove_blinks(store, data_dir, now)
}

fn adopt_files(store: &mut Store, data_dir: &Path, call: CallId, act: &Act) -> Result<()> {
    let Some(found) = store.reader()?.call(call)? else { return Ok(()) };
    let record = &found.record;
    for number in 1..=NUMBERS {
        let path = relative_path(record.started_utc_millis, record.offset_minutes, call, number);
        let full = data_dir.join(&path);
        if !full.is_file() || found.recordings.iter().any(|row| row.path == path) {
            continue;
        }
        match repair(&full).ok().filter(|lasted| !lasted.is_zero()) {
            Some(lasted) => {
                store.recording_begun(act, call, &path, Duration::ZERO)?;
                let state = RecordingState::Partial;
                store.recording_failed(act, call, &path, lasted, state)?;
            }
            None => remove(&full),
        }
    }
    Ok(())
}

fn remove_blinks(store: &Store, data_dir: &Path, now: Stamp) -> Result<()> {
    let newest = store.reader()?.max_call_id()?.unwrap_or(CallId(0));
    for day in [now.utc_millis, now.utc_millis - DAY_MILLIS] {
        let folder = folder_of_day(day, now.offset_minutes);
        let Ok(there) = disk::files_below(data_dir, &folder) else { continue };
        for path in there.iter().filter(|path| call_of(path).is_some_and(|call| call > newest)) {
            let full = data_dir.join(path);
            if repair(&full).is_ok_and(|lasted| lasted < BLINK) {
                remove(&full);
            }
        }
    }
    Ok(())
}

fn remove(path: &Path) {
    if let Err(error) = disk::remove(path) {
        tracing::warn!(%error, "an empty recording could not be removed");
    }
}
