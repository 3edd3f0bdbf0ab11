//! Every colour, size and distance of the window, for light and dark. The only file of `ui` that makes colours.
//! May depend on egui only.

use egui::{
    Color32, ColorImage, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle,
    Visuals,
};
use std::collections::BTreeMap;

/// Distances in points.
pub mod gap {
    /// Between an icon and its word.
    pub const TIGHT: f32 = 4.0;
    /// Between controls in a row.
    pub const SMALL: f32 = 8.0;
    /// Between groups.
    pub const MEDIUM: f32 = 12.0;
    /// Between what has nothing to do with each other.
    pub const LARGE: f32 = 20.0;
    /// Left and right of a page.
    pub const PAGE: i8 = 20;
}

/// Sizes in points.
pub mod size {
    /// Width of the left rail.
    pub const RAIL: f32 = 84.0;
    /// Height of the line bar.
    pub const LINE_BAR: f32 = 52.0;
    /// Height of a list row.
    pub const ROW: f32 = 36.0;
    /// Height of a table head.
    pub const HEAD: f32 = 26.0;
    /// Height of a button or a field.
    pub const CONTROL: f32 = 30.0;
    /// An icon beside text.
    pub const ICON: f32 = 16.0;
    /// An icon in the rail.
    pub const RAIL_ICON: f32 = 22.0;
    /// The details at the right of a list.
    pub const DETAILS: f32 = 350.0;
    /// … of a call, where the window is wide enough.
    pub const DETAILS_WIDE: f32 = 450.0;
    /// Width of the incoming card.
    pub const INCOMING_WIDTH: f32 = 400.0;
    /// Height of the incoming card.
    pub const INCOMING_HEIGHT: f32 = 510.0;
    /// Distance of the incoming card from the corner of the screen.
    pub const INCOMING_INSET: f32 = 24.0;
    /// Room left for the panel most desktops have at the bottom.
    pub const TASKBAR: f32 = 44.0;
    /// Width of a label before a field.
    pub const LABEL: f32 = 128.0;
    /// Side of a person's picture beside the name.
    pub const FACE: f32 = 44.0;
    /// Widest column of a form.
    pub const FORM: f32 = 720.0;
    /// Figures at axes, in grids and badges. Chinese words need at least [`TEXT_SMALL`].
    pub const TEXT_TINY: f32 = 11.0;
    /// Small text.
    pub const TEXT_SMALL: f32 = 12.0;
    /// Words on chips and pills.
    pub const TEXT_LABEL: f32 = 13.0;
    /// Ordinary text.
    pub const TEXT: f32 = 14.0;
    /// Title of a group.
    pub const TEXT_GROUP: f32 = 16.0;
    /// Title of a page, name on a card.
    pub const TEXT_TITLE: f32 = 20.0;
    /// The number on the incoming card.
    pub const TEXT_NUMBER: f32 = 28.0;
    /// A number to be dialled by hand.
    pub const TEXT_DIAL: f32 = 44.0;
    /// Width of the dial panel.
    pub const DIAL_PANEL: f32 = 360.0;
    /// Height of the strip of a call.
    pub const CALL_BAR: f32 = 44.0;
    /// Width of the ring around what has the keyboard.
    pub const RING: f32 = 2.0;
    /// Corner radius of controls.
    pub const RADIUS: u8 = 7;
    /// Corner radius of surfaces.
    pub const RADIUS_SURFACE: u8 = 10;
}

/// The colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tokens {
    /// Behind everything.
    pub ground: Color32,
    /// Cards, tables, bars.
    pub surface: Color32,
    /// The rail.
    pub rail: Color32,
    /// Fields.
    pub field: Color32,
    /// Thin lines.
    pub line: Color32,
    /// Edges of controls.
    pub edge: Color32,
    /// A row or a button under the pointer.
    pub hover: Color32,
    /// A chosen row or chip.
    pub chosen: Color32,
    /// Text.
    pub text: Color32,
    /// Text of lesser weight.
    pub weak: Color32,
    /// What a person may press first.
    pub accent: Color32,
    /// … under the pointer.
    pub accent_hover: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Good: talking, answered, ready.
    pub good: Color32,
    /// Attention: ringing, warnings.
    pub alert: Color32,
    /// Bad: missed, failed, gone.
    pub bad: Color32,
    /// A recording is being written.
    pub record: Color32,
    /// Neutral facts: outgoing, dialing.
    pub cool: Color32,
    /// Ground of good.
    pub good_soft: Color32,
    /// Ground of attention.
    pub alert_soft: Color32,
    /// Ground of bad.
    pub bad_soft: Color32,
    /// Ground of neutral facts.
    pub cool_soft: Color32,
    /// Ground of nothing in particular.
    pub calm_soft: Color32,
    /// Unlit part of a meter.
    pub unlit: Color32,
    /// Shadow under floating things.
    pub shadow: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// A picture of somebody's own, as the graphics card takes it: pixels of red, green, blue and opacity.
#[must_use]
pub fn image(size: [usize; 2], rgba: &[u8]) -> ColorImage {
    ColorImage::from_rgba_unmultiplied(size, rgba)
}

/// Light.
pub const LIGHT: Tokens = Tokens {
    ground: rgb(0xf3f5f7),
    surface: rgb(0xffffff),
    rail: rgb(0xe9edf0),
    field: rgb(0xffffff),
    line: rgb(0xe4e8ec),
    edge: rgb(0x7f8b97),
    hover: rgb(0xeef3f5),
    chosen: rgb(0xdcecec),
    text: rgb(0x1a232b),
    weak: rgb(0x56636f),
    accent: rgb(0x0b6e6e),
    accent_hover: rgb(0x095c5c),
    on_accent: rgb(0xffffff),
    good: rgb(0x17773f),
    alert: rgb(0x9a5700),
    bad: rgb(0xb3261e),
    record: rgb(0xc4211a),
    cool: rgb(0x2459a9),
    good_soft: rgb(0xdff3e6),
    alert_soft: rgb(0xfdeccf),
    bad_soft: rgb(0xfbe4e2),
    cool_soft: rgb(0xe1ebf9),
    calm_soft: rgb(0xe9edf1),
    unlit: rgb(0xdde3e8),
    shadow: Color32::from_black_alpha(36),
};

/// Dark.
pub const DARK: Tokens = Tokens {
    ground: rgb(0x14181c),
    surface: rgb(0x1c2227),
    rail: rgb(0x101417),
    field: rgb(0x14191d),
    line: rgb(0x2a323a),
    edge: rgb(0x6b7986),
    hover: rgb(0x242c33),
    chosen: rgb(0x1d3b3d),
    text: rgb(0xe6ebef),
    weak: rgb(0x98a6b2),
    accent: rgb(0x43b1ac),
    accent_hover: rgb(0x58c4be),
    on_accent: rgb(0x051314),
    good: rgb(0x6fd394),
    alert: rgb(0xf0b25a),
    bad: rgb(0xf28b82),
    record: rgb(0xff776f),
    cool: rgb(0x8db7f5),
    good_soft: rgb(0x17351f),
    alert_soft: rgb(0x3d2c10),
    bad_soft: rgb(0x421d1b),
    cool_soft: rgb(0x1a2d48),
    calm_soft: rgb(0x262e35),
    unlit: rgb(0x2b343c),
    shadow: Color32::from_black_alpha(120),
};

/// What something says by its colour; never the only sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mood {
    /// Nothing in particular.
    Calm,
    /// Good.
    Good,
    /// Attention.
    Alert,
    /// Bad.
    Bad,
    /// A neutral fact.
    Cool,
}

impl Tokens {
    /// The tokens of the theme in which `ui` draws.
    #[must_use]
    pub fn of(ui: &egui::Ui) -> &'static Self {
        if ui.visuals().dark_mode { &DARK } else { &LIGHT }
    }

    /// Text and icon colour of a mood.
    #[must_use]
    pub const fn ink(&self, mood: Mood) -> Color32 {
        match mood {
            Mood::Calm => self.weak,
            Mood::Good => self.good,
            Mood::Alert => self.alert,
            Mood::Bad => self.bad,
            Mood::Cool => self.cool,
        }
    }

    /// Ground colour of a mood.
    #[must_use]
    pub const fn ground_of(&self, mood: Mood) -> Color32 {
        match mood {
            Mood::Calm => self.calm_soft,
            Mood::Good => self.good_soft,
            Mood::Alert => self.alert_soft,
            Mood::Bad => self.bad_soft,
            Mood::Cool => self.cool_soft,
        }
    }
}

/// Gives both themes of `ctx` our look.
pub fn install(ctx: &egui::Context) {
    // Where the system does not say, an office is light.
    ctx.options_mut(|options| {
        options.fallback_theme = egui::Theme::Light;
        // Sizes are a setting that is kept.
        options.zoom_with_keyboard = false;
    });
    set_motion(ctx, true);
    for (theme, tokens) in [(egui::Theme::Light, &LIGHT), (egui::Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| {
            style.text_styles = text_styles();
            style.spacing.item_spacing = egui::vec2(gap::SMALL, gap::SMALL);
            style.spacing.button_padding = egui::vec2(12.0, 5.0);
            style.spacing.interact_size = egui::vec2(40.0, size::CONTROL);
            style.spacing.combo_width = 180.0;
            style.spacing.scroll = egui::style::ScrollStyle::thin();
            style.spacing.scroll.foreground_color = true;
            style.spacing.scroll.dormant_handle_opacity = 0.16;
            style.spacing.scroll.active_handle_opacity = 0.3;
            style.spacing.scroll.interact_handle_opacity = 0.5;
            // A row is chosen by a click anywhere on it, also on its words.
            style.interaction.selectable_labels = false;
            style.visuals = visuals(theme == egui::Theme::Dark, tokens);
        });
    }
}

/// Lets things move in both themes, or not: what opens and closes, and lists that are scrolled to a row.
pub fn set_motion(ctx: &egui::Context, moves: bool) {
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        ctx.style_mut_of(theme, |style| {
            style.animation_time = if moves { 0.08 } else { 0.0 };
            style.scroll_animation = if moves {
                egui::style::ScrollAnimation::default()
            } else {
                egui::style::ScrollAnimation::none()
            };
        });
    }
}

fn text_styles() -> BTreeMap<TextStyle, FontId> {
    let font = |size| FontId::new(size, FontFamily::Proportional);
    BTreeMap::from([
        (TextStyle::Small, font(size::TEXT_SMALL)),
        (TextStyle::Body, font(size::TEXT)),
        (TextStyle::Button, font(size::TEXT)),
        (TextStyle::Heading, font(size::TEXT_TITLE)),
        (TextStyle::Monospace, FontId::new(size::TEXT, FontFamily::Monospace)),
    ])
}

fn visuals(dark: bool, t: &Tokens) -> Visuals {
    let mut v = if dark { Visuals::dark() } else { Visuals::light() };
    let radius = CornerRadius::same(size::RADIUS);
    v.panel_fill = t.ground;
    v.window_fill = t.surface;
    v.window_stroke = Stroke::new(1.0, t.line);
    v.window_corner_radius = CornerRadius::same(size::RADIUS_SURFACE);
    v.window_shadow = Shadow { offset: [0, 6], blur: 24, spread: 0, color: t.shadow };
    v.popup_shadow = Shadow { offset: [0, 3], blur: 12, spread: 0, color: t.shadow };
    v.menu_corner_radius = radius;
    v.extreme_bg_color = t.field;
    v.text_edit_bg_color = Some(t.field);
    v.faint_bg_color = t.hover;
    v.code_bg_color = t.calm_soft;
    v.weak_text_color = Some(t.weak);
    v.warn_fg_color = t.alert;
    v.error_fg_color = t.bad;
    v.hyperlink_color = t.accent;
    v.selection.bg_fill = t.chosen;
    // Also the edge of the field that has the caret.
    v.selection.stroke = Stroke::new(size::RING, t.accent);
    // A blinking caret would repaint an idle window for ever.
    v.text_cursor.blink = false;
    v.text_cursor.stroke = Stroke::new(2.0, t.accent);
    let w = &mut v.widgets;
    for (look, fill, edge) in [
        (&mut w.noninteractive, t.surface, (1.0, t.line)),
        (&mut w.inactive, t.surface, (1.0, t.edge)),
        (&mut w.hovered, t.hover, (1.0, t.weak)),
        // Also what has the keyboard.
        (&mut w.active, t.chosen, (size::RING, t.accent)),
        (&mut w.open, t.hover, (1.0, t.accent)),
    ] {
        look.bg_fill = fill;
        look.weak_bg_fill = fill;
        look.bg_stroke = Stroke::new(edge.0, edge.1);
        look.fg_stroke = Stroke::new(1.0, t.text);
        look.corner_radius = radius;
        look.expansion = 0.0;
    }
    v
}

/// The frame of a card or a group on the page.
pub fn surface(t: &Tokens) -> egui::Frame {
    egui::Frame::new()
        .fill(t.surface)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(CornerRadius::same(size::RADIUS_SURFACE))
        .inner_margin(Margin::same(16))
}
