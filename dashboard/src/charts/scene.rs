//! What a chart looks like, before it is painted: marks in CSS pixels, from the upper left.

/// A colour by its role; the style sheet says what it is in light and in dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Text and the main line.
    Ink,
    /// Labels and secondary lines.
    Muted,
    /// Grid lines and tracks.
    Line,
    /// The ground that a chart lies on.
    Surface,
    /// Low risk, repaid, lowers the risk.
    Low,
    /// High risk, defaulted, raises the risk.
    High,
    /// What can be pressed.
    Accent,
}

impl Tone {
    /// Every tone.
    pub(crate) const ALL: [Self; 7] = [
        Self::Ink,
        Self::Muted,
        Self::Line,
        Self::Surface,
        Self::Low,
        Self::High,
        Self::Accent,
    ];

    /// The custom property that the style sheet defines it with.
    pub(crate) fn property(self) -> &'static str {
        match self {
            Self::Ink => "--ink",
            Self::Muted => "--muted",
            Self::Line => "--line",
            Self::Surface => "--surface",
            Self::Low => "--risk-low",
            Self::High => "--risk-high",
            Self::Accent => "--accent",
        }
    }
}

/// A tone, more or less see-through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fill {
    /// The colour.
    pub(crate) tone: Tone,
    /// 0 (not there) to 1 (solid).
    pub(crate) opacity: f64,
}

impl From<Tone> for Fill {
    fn from(tone: Tone) -> Self {
        Self { tone, opacity: 1.0 }
    }
}

impl Tone {
    /// This tone, see-through.
    pub(crate) fn faint(self, opacity: f64) -> Fill {
        Fill {
            tone: self,
            opacity,
        }
    }
}

/// Which point of a text its position is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A text; its position is the middle of its height.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Label {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) text: String,
    pub(crate) align: Align,
    pub(crate) tone: Tone,
    pub(crate) size: f64,
    pub(crate) is_bold: bool,
}

impl Label {
    /// A small muted label such as an axis has.
    pub(crate) fn small(x: f64, y: f64, text: impl Into<String>, align: Align) -> Self {
        let text = text.into();
        Self {
            x,
            y,
            text,
            align,
            tone: Tone::Muted,
            size: 12.0,
            is_bold: false,
        }
    }

    /// The same in ink and bold.
    pub(crate) fn strong(self) -> Self {
        Self {
            tone: Tone::Ink,
            is_bold: true,
            ..self
        }
    }

    /// About how wide the text is: Inter's letters and digits are 0.56 of its size on average.
    pub(crate) fn width(&self) -> f64 {
        self.text.chars().count() as f64 * self.size * 0.56
    }

    /// The label moved sideways as little as keeps it between two edges.
    pub(crate) fn kept_between(mut self, left: f64, right: f64) -> Self {
        let width = self.width();
        let before = match self.align {
            Align::Start => 0.0,
            Align::Middle => width / 2.0,
            Align::End => width,
        };
        let furthest = (right - width + before).max(left + before);
        self.x = self.x.clamp(left + before, furthest);
        self
    }
}

/// A mark of a chart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    /// A filled rectangle.
    Rect {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        fill: Fill,
    },
    /// A line through points.
    Line {
        points: Vec<(f64, f64)>,
        fill: Fill,
        width: f64,
        is_dashed: bool,
    },
    /// A filled polygon.
    Area { points: Vec<(f64, f64)>, fill: Fill },
    /// A disc with a ring in the ground's colour around it.
    Dot {
        x: f64,
        y: f64,
        radius: f64,
        fill: Fill,
    },
    /// A text.
    Text(Label),
}

/// A chart ready to be painted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scene {
    /// Width in CSS pixels.
    pub(crate) width: f64,
    /// Height in CSS pixels.
    pub(crate) height: f64,
    /// What is painted, first things first.
    pub(crate) marks: Vec<Mark>,
}

impl Scene {
    /// An empty scene.
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            marks: Vec::new(),
        }
    }

    /// Adds a rectangle given by two corners in any order.
    pub(crate) fn rect(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), fill: Fill) {
        let (x, y) = (x0.min(x1), y0.min(y1));
        let (width, height) = ((x1 - x0).abs(), (y1 - y0).abs());
        self.marks.push(Mark::Rect {
            x,
            y,
            width,
            height,
            fill,
        });
    }

    /// Adds a solid line.
    pub(crate) fn line(&mut self, points: Vec<(f64, f64)>, fill: impl Into<Fill>, width: f64) {
        self.marks.push(Mark::Line {
            points,
            fill: fill.into(),
            width,
            is_dashed: false,
        });
    }

    /// Adds a dashed line.
    pub(crate) fn dashes(&mut self, points: Vec<(f64, f64)>, fill: impl Into<Fill>, width: f64) {
        self.marks.push(Mark::Line {
            points,
            fill: fill.into(),
            width,
            is_dashed: true,
        });
    }

    /// Adds a filled polygon.
    pub(crate) fn area(&mut self, points: Vec<(f64, f64)>, fill: Fill) {
        self.marks.push(Mark::Area { points, fill });
    }

    /// Adds a disc.
    pub(crate) fn dot(&mut self, (x, y): (f64, f64), radius: f64, fill: impl Into<Fill>) {
        self.marks.push(Mark::Dot {
            x,
            y,
            radius,
            fill: fill.into(),
        });
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, label: Label) {
        self.marks.push(Mark::Text(label));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_moved_no_further_than_the_edge_asks() {
        let label = Label::small(2.0, 0.0, "0.480", Align::Middle);
        let half = label.width() / 2.0;
        assert_eq!(label.clone().kept_between(0.0, 300.0).x, half);
        assert_eq!(
            Label {
                x: 299.0,
                ..label.clone()
            }
            .kept_between(0.0, 300.0)
            .x,
            300.0 - half
        );
        assert_eq!(
            Label { x: 150.0, ..label }.kept_between(0.0, 300.0).x,
            150.0
        );
    }

    #[test]
    fn a_label_wider_than_its_room_keeps_its_beginning() {
        let label = Label::small(50.0, 0.0, "far too long for this", Align::End);
        let width = label.width();
        assert_eq!(label.kept_between(0.0, 20.0).x, width);
    }

    #[test]
    fn a_rectangle_may_be_given_by_any_two_corners() {
        let mut scene = Scene::new(10.0, 10.0);
        scene.rect((8.0, 1.0), (2.0, 4.0), Tone::Low.into());
        let Mark::Rect {
            x,
            y,
            width,
            height,
            ..
        } = scene.marks[0]
        else {
            panic!("a rectangle was drawn");
        };
        assert_eq!((x, y, width, height), (2.0, 1.0, 6.0, 3.0));
    }
}
