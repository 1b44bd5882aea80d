//! The one module that knows the browser's canvas: paints a scene at device pixel ratio.

use gloo_events::EventListener;
use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlCanvasElement, ResizeObserver, window};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::scene::{Align, Fill, Label, Mark, Scene, Tone};
use crate::components::preferences::use_preferences;

/// Dash and gap of a dashed line, in CSS pixels.
const DASH: (f64, f64) = (4.0, 4.0);
const FONT_FAMILY: &str = "Inter, system-ui, sans-serif";

/// What a [`Canvas`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct CanvasProps {
    /// The chart.
    pub(crate) scene: Scene,
}

/// A canvas with a scene on it. It has no meaning of its own for a screen reader: whoever places
/// it says in words what it shows.
#[component]
pub(crate) fn Canvas(props: &CanvasProps) -> Html {
    let canvas = use_node_ref();
    let theme = use_preferences().theme;
    let painted_for = use_surroundings();
    {
        let canvas = canvas.clone();
        use_effect_with(
            (props.scene.clone(), theme, painted_for),
            move |(scene, ..)| {
                if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                    paint(&canvas, scene);
                }
            },
        );
    }
    html! { <canvas ref={canvas} class="chart-canvas" aria-hidden="true" /> }
}

/// What a painted canvas depends on beside its scene.
#[derive(Clone, Copy, PartialEq)]
struct Surroundings {
    device_pixel_ratio: f64,
    has_fonts: bool,
}

/// Device pixel ratio and fonts, as they change.
#[hook]
fn use_surroundings() -> Surroundings {
    let ratio = use_state_eq(device_pixel_ratio);
    let has_fonts = use_state_eq(|| false);
    {
        let (ratio, has_fonts) = (ratio.clone(), has_fonts.clone());
        use_effect_with((), move |()| {
            spawn_local(async move {
                wait_for_fonts().await;
                has_fonts.set(true);
            });
            let listener = window().map(|window| {
                EventListener::new(&window, "resize", move |_| ratio.set(device_pixel_ratio()))
            });
            move || drop(listener)
        });
    }
    Surroundings {
        device_pixel_ratio: *ratio,
        has_fonts: *has_fonts,
    }
}

fn device_pixel_ratio() -> f64 {
    window().map_or(1.0, |window| window.device_pixel_ratio())
}

/// A text painted before its font is there would stay in the fallback font.
async fn wait_for_fonts() {
    let Some(document) = window().and_then(|window| window.document()) else {
        return;
    };
    let Ok(ready) = document.fonts().ready() else {
        return;
    };
    // A font that cannot be loaded is no reason to fail: the fallback is painted already.
    let _ = wasm_bindgen_futures::JsFuture::from(ready).await;
}

/// The width of an element in CSS pixels, followed as it changes; 0 before it is known.
#[hook]
pub(crate) fn use_width(node: &NodeRef) -> f64 {
    let width = use_state_eq(|| 0.0);
    {
        let (node, width) = (node.clone(), width.clone());
        use_effect_with((), move |()| {
            let observed = node.cast::<Element>().and_then(|element| {
                let seen = element.clone();
                let on_resize = Closure::<dyn FnMut()>::new(move || {
                    width.set(seen.get_bounding_client_rect().width().floor());
                });
                let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, on_resize))
            });
            move || {
                if let Some((observer, _on_resize)) = observed {
                    observer.disconnect();
                }
            }
        });
    }
    *width
}

/// Paints a scene; one that cannot be painted leaves the canvas blank, its words remain.
fn paint(canvas: &HtmlCanvasElement, scene: &Scene) {
    let ratio = device_pixel_ratio();
    let device = |length: f64| (length * ratio).round().max(1.0) as u32;
    canvas.set_width(device(scene.width));
    canvas.set_height(device(scene.height));
    let style = canvas.style();
    // Setting a length by script fails on read-only styles alone, which an element's own is not.
    let _ = style.set_property("width", &format!("{}px", scene.width));
    let _ = style.set_property("height", &format!("{}px", scene.height));
    let palette = Palette::of(canvas);
    let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) else {
        return;
    };
    let painter = Painter {
        area: backend.into_drawing_area(),
        ratio,
        palette,
    };
    for mark in &scene.marks {
        let _ = painter.mark(mark);
    }
}

/// What the style sheet says each tone is.
struct Palette([RGBColor; Tone::ALL.len()]);

impl Palette {
    fn of(element: &Element) -> Self {
        let style = window().and_then(|window| window.get_computed_style(element).ok().flatten());
        Self(Tone::ALL.map(|tone| {
            let value = style
                .as_ref()
                .and_then(|s| s.get_property_value(tone.property()).ok());
            value.and_then(|value| parse_rgb(&value)).unwrap_or(BLACK)
        }))
    }

    fn color(&self, fill: Fill) -> RGBAColor {
        let at = Tone::ALL.iter().position(|tone| *tone == fill.tone);
        at.map_or(BLACK, |at| self.0[at]).mix(fill.opacity)
    }
}

/// A colour as the browser computes it, `rgb(r, g, b)`.
fn parse_rgb(value: &str) -> Option<RGBColor> {
    let parts = value.trim().strip_prefix("rgb(")?.strip_suffix(')')?;
    let mut parts = parts.split(',').map(|part| part.trim().parse::<u8>());
    let mut next = || parts.next()?.ok();
    Some(RGBColor(next()?, next()?, next()?))
}

type PaintResult<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Plotters with CSS pixels instead of device pixels, and tones instead of colours.
struct Painter<DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    ratio: f64,
    palette: Palette,
}

impl<DB: DrawingBackend> Painter<DB> {
    fn mark(&self, mark: &Mark) -> PaintResult<DB> {
        match mark {
            Mark::Rect {
                x,
                y,
                width,
                height,
                fill,
            } => {
                let corners = [self.at(*x, *y), self.at(x + width, y + height)];
                self.area
                    .draw(&Rectangle::new(corners, self.palette.color(*fill).filled()))
            }
            Mark::Line {
                points,
                fill,
                width,
                is_dashed,
            } => self.line(points, *fill, *width, *is_dashed),
            Mark::Area { points, fill } => self
                .area
                .draw(&Polygon::new(self.all(points), self.palette.color(*fill))),
            Mark::Dot { x, y, radius, fill } => self.dot((*x, *y), *radius, *fill),
            Mark::Text(label) => self.text(label),
        }
    }

    fn line(&self, points: &[(f64, f64)], fill: Fill, width: f64, dashed: bool) -> PaintResult<DB> {
        let style = self.palette.color(fill).stroke_width(self.length(width));
        let points = self.all(points);
        if dashed {
            let (dash, gap) = (self.length(DASH.0), self.length(DASH.1));
            self.area.draw(&DashedPathElement::new(
                points,
                dash as i32,
                gap as i32,
                style,
            ))
        } else {
            self.area.draw(&PathElement::new(points, style))
        }
    }

    fn dot(&self, (x, y): (f64, f64), radius: f64, fill: Fill) -> PaintResult<DB> {
        let ring = self.palette.color(Tone::Surface.into());
        let centre = self.at(x, y);
        self.area.draw(&Circle::new(
            centre,
            self.length(radius + 2.0),
            ring.filled(),
        ))?;
        let color = self.palette.color(fill);
        self.area
            .draw(&Circle::new(centre, self.length(radius), color.filled()))
    }

    fn text(&self, label: &Label) -> PaintResult<DB> {
        let weight = if label.is_bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let horizontal = match label.align {
            Align::Start => HPos::Left,
            Align::Middle => HPos::Center,
            Align::End => HPos::Right,
        };
        let color = self.palette.color(label.tone.into());
        let style = TextStyle::from((FONT_FAMILY, label.size * self.ratio, weight))
            .color(&color)
            .pos(Pos::new(horizontal, VPos::Center));
        self.area.draw(&Text::new(
            label.text.as_str(),
            self.at(label.x, label.y),
            style,
        ))
    }

    fn at(&self, x: f64, y: f64) -> (i32, i32) {
        (
            (x * self.ratio).round() as i32,
            (y * self.ratio).round() as i32,
        )
    }

    fn all(&self, points: &[(f64, f64)]) -> Vec<(i32, i32)> {
        points.iter().map(|(x, y)| self.at(*x, *y)).collect()
    }

    fn length(&self, length: f64) -> u32 {
        (length * self.ratio).round().max(1.0) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computed_colour_is_read() {
        assert_eq!(parse_rgb(" rgb(0, 114, 178)"), Some(RGBColor(0, 114, 178)));
        assert_eq!(parse_rgb("light-dark(#fff, #000)"), None);
        assert_eq!(parse_rgb("rgb(300, 0, 0)"), None);
    }
}
