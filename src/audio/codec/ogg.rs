//! Pages of an Ogg stream (RFC 3533 §6), read by position: an index of pages first, packets from any page on.
//! One logical stream; damaged pages end the packet they carry. May not depend on other layers.

use std::io::{self, Read, Seek, SeekFrom};

/// Bytes of a page header before its segment table.
const HEAD: usize = 27;
/// A page can be no longer than this (27 + 255 + 255 × 255).
const MAX_PAGE: u64 = 65_307;
/// Pages in an index: a file of more than 8 GB is none of ours.
const MAX_PAGES: usize = 2_000_000;

/// Where a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Offset in the file.
    pub at: u64,
    /// Granule position at its end; `None`: no packet ends on it.
    pub granule: Option<u64>,
    /// Its first packet began on an earlier page.
    pub continued: bool,
}

/// One page as read.
struct Head {
    page: Page,
    segments: Vec<u8>,
}

fn read_head(input: &mut (impl Read + Seek), at: u64) -> io::Result<Option<Head>> {
    input.seek(SeekFrom::Start(at))?;
    let mut head = [0; HEAD];
    if !filled(input, &mut head)? || &head[..4] != b"OggS" || head[4] != 0 {
        return Ok(None);
    }
    let mut granule = [0; 8];
    granule.copy_from_slice(&head[6..14]);
    let granule = i64::from_le_bytes(granule);
    let mut segments = vec![0; usize::from(head[26])];
    if !filled(input, &mut segments)? {
        return Ok(None);
    }
    let page = Page { at, granule: u64::try_from(granule).ok(), continued: head[5] & 1 != 0 };
    Ok(Some(Head { page, segments }))
}

fn filled(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match input.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// Every whole page from the beginning of the file; ends where the pages end.
///
/// # Errors
/// When the system refuses to read.
pub fn index(input: &mut (impl Read + Seek)) -> io::Result<Vec<Page>> {
    let end = input.seek(SeekFrom::End(0))?;
    let (mut pages, mut at) = (Vec::new(), 0);
    while at < end && pages.len() < MAX_PAGES {
        let Some(Head { page, segments }) = read_head(input, at)? else { break };
        let body: u64 = segments.iter().map(|n| u64::from(*n)).sum();
        let length = HEAD as u64 + segments.len() as u64 + body;
        if length > MAX_PAGE || at + length > end {
            break;
        }
        pages.push(page);
        at += length;
    }
    Ok(pages)
}

/// Packets from a page on.
#[derive(Debug, Default)]
pub struct Packets {
    /// Bytes of the packet that goes on on the next page.
    partial: Vec<u8>,
    /// A packet whose beginning was not read: dropped.
    headless: bool,
}

impl Packets {
    /// Reading begins anew.
    pub fn restart(&mut self) {
        self.partial.clear();
        self.headless = true;
    }

    /// The packets that end on this page.
    ///
    /// # Errors
    /// When the system refuses to read.
    pub fn of_page(
        &mut self,
        input: &mut (impl Read + Seek),
        page: Page,
    ) -> io::Result<Vec<Vec<u8>>> {
        let mut whole = Vec::new();
        let Some(Head { page, segments }) = read_head(input, page.at)? else { return Ok(whole) };
        if !page.continued {
            self.partial.clear();
            self.headless = false;
        }
        for length in segments {
            let start = self.partial.len();
            self.partial.resize(start + usize::from(length), 0);
            if !filled(input, &mut self.partial[start..])? {
                self.partial.clear();
                break;
            }
            if length < 255 {
                let packet = std::mem::take(&mut self.partial);
                if !std::mem::take(&mut self.headless) {
                    whole.push(packet);
                }
            }
        }
        Ok(whole)
    }
}
