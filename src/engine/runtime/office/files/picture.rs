//! An attached picture made small enough to be drawn beside a name: decoded, put upright as its camera says (EXIF, tag
//! 0x0112), scaled down. Bytes from anywhere: a picture that is none, or that would need too much memory, is no picture.
//! May depend on image and the engine's types.

use crate::engine::office::files::Picture;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use std::path::Path;

/// Bytes of memory that one may need while it is read: a photograph of 40 megapixels.
const MOST_MEMORY: u64 = 200 << 20;
/// Pixels of a side, at most.
const LONGEST_SIDE: u32 = 20_000;

/// What is on the picture; `None` when it is none.
pub(super) fn read(path: &Path) -> Option<Picture> {
    match try_read(path) {
        Ok(picture) => Some(picture),
        Err(error) => {
            tracing::debug!(%error, "no picture");
            None
        }
    }
}

fn try_read(path: &Path) -> image::ImageResult<Picture> {
    let mut reader = ImageReader::open(path)?.with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let upright = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    if image.width().max(image.height()) > Picture::LONGEST {
        image = image.thumbnail(Picture::LONGEST, Picture::LONGEST);
    }
    image.apply_orientation(upright);
    let image = image.into_rgba8();
    let side = |pixels: u32| usize::try_from(pixels).unwrap_or(0);
    Ok(Picture { width: side(image.width()), height: side(image.height()), rgba: image.into_raw() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    #[test]
    fn a_photograph_becomes_small_and_keeps_its_shape_and_colours() {
        let dir = tempfile::tempdir().unwrap();
        for ending in ["jpg", "png", "bmp"] {
            let path = dir.path().join(format!("face.{ending}"));
            RgbImage::from_pixel(1_600, 800, Rgb([200, 40, 30])).save(&path).unwrap();
            let picture = read(&path).unwrap();
            assert_eq!((picture.width, picture.height), (320, 160), "{ending}");
            assert_eq!(picture.rgba.len(), 320 * 160 * 4);
            let near = |byte: u8, wanted: u8| byte.abs_diff(wanted) < 8;
            let first = &picture.rgba[..4];
            assert!(near(first[0], 200) && near(first[1], 40) && near(first[2], 30), "{first:?}");
        }
    }

    #[test]
    fn a_small_picture_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.png");
        RgbImage::from_pixel(3, 2, Rgb([1, 2, 3])).save(&path).unwrap();
        let picture = read(&path).unwrap();
        assert_eq!(picture.rgba, [1, 2, 3, 255].repeat(6));
    }

    #[test]
    fn what_is_no_picture_or_far_too_large_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jpg");
        for bytes in [&b""[..], b"hello", b"\xff\xd8\xff\xe0broken", b"\x89PNG\r\n\x1a\n\0\0\0"] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(read(&path), None, "{bytes:?}");
        }
        // A bitmap's head that speaks of 4,000,000,000 pixels, and nothing behind it.
        let mut head = b"BM".to_vec();
        for word in [70_u32, 0, 54, 40, 200_000, 20_000] {
            head.extend(word.to_le_bytes());
        }
        head.extend([1, 0, 24, 0]);
        head.extend([0; 24]);
        std::fs::write(&path, head).unwrap();
        assert_eq!(read(&path), None);
        assert_eq!(read(&dir.path().join("gone.png")), None);
    }
}
