//! Charts that are lists: a row a feature, its words at the left (or above, on a narrow screen),
//! its bar beside them. The words are real elements that can be read and pressed; the bars of all
//! rows are one canvas behind them. This module holds the geometry that both share.

use yew::prelude::*;

use super::canvas::Canvas;
use super::scene::Scene;

/// From this width on, words and bars stand side by side.
const SIDE_BY_SIDE: f64 = 520.0;
const VALUE_WIDTH: f64 = 64.0;
const GAP: f64 = 16.0;
const BAR_HEIGHT: f64 = 16.0;

/// Where words and bars of a row lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RowGeometry {
    /// The width of the whole.
    pub(crate) width: f64,
    /// The height of a row.
    pub(crate) row_height: f64,
    /// The height kept free above the first row.
    pub(crate) head: f64,
    /// The left and right edge of the bars.
    pub(crate) bars: (f64, f64),
    /// Where in its row a bar begins.
    bar_top: f64,
    /// Whether words stand above the bars.
    pub(crate) is_stacked: bool,
}

impl RowGeometry {
    /// The geometry for a width, with room for `head` above the first row.
    pub(crate) fn new(width: f64, head: f64) -> Self {
        let right = (width - VALUE_WIDTH - GAP).max(1.0);
        if width >= SIDE_BY_SIDE {
            let row_height = 56.0;
            let left = (width * 0.44).floor();
            let bar_top = (row_height - BAR_HEIGHT) / 2.0;
            Self {
                width,
                row_height,
                head,
                bars: (left, right),
                bar_top,
                is_stacked: false,
            }
        } else {
            let bars = (4.0, right);
            Self {
                width,
                row_height: 84.0,
                head,
                bars,
                bar_top: 60.0,
                is_stacked: true,
            }
        }
    }

    /// Top and bottom of the bar of a row.
    pub(crate) fn bar(&self, row: usize) -> (f64, f64) {
        let top = self.head + row as f64 * self.row_height + self.bar_top;
        (top, top + BAR_HEIGHT)
    }

    /// The height of so many rows.
    pub(crate) fn height(&self, n_rows: usize) -> f64 {
        self.head + n_rows as f64 * self.row_height
    }

    /// The width of the words' column, as a style the list's rows share.
    fn style(&self) -> String {
        let label = if self.is_stacked {
            self.width
        } else {
            self.bars.0 - GAP
        };
        format!(
            "--row-height:{}px;--row-head:{}px;--row-label:{label}px;--row-value:{VALUE_WIDTH}px",
            self.row_height, self.head
        )
    }
}

/// What a [`RowChart`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct RowChartProps {
    /// The shared geometry.
    pub(crate) geometry: RowGeometry,
    /// The bars.
    pub(crate) scene: Scene,
    /// The list that lies over them.
    pub(crate) children: Html,
}

/// A canvas of bars with a list of words over it.
#[component]
pub(crate) fn RowChart(props: &RowChartProps) -> Html {
    let stacked = props.geometry.is_stacked.then_some("is-stacked");
    html! {
        <div class={classes!("row-chart", stacked)} style={props.geometry.style()}>
            <Canvas scene={props.scene.clone()} />
            { props.children.clone() }
        </div>
    }
}

/// A row's name. The style sheet cuts a long one after two lines until its row is pointed at,
/// focused or touched; the title tells all of it meanwhile, and the text itself stays whole for who
/// hears it.
pub(crate) fn row_label(text: &str) -> Html {
    html! { <span class="row-label" title={text.to_owned()}>{ text }</span> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_lies_in_its_own_row_at_every_width() {
        for width in [300.0, 360.0, 519.0, 520.0, 900.0] {
            let geometry = RowGeometry::new(width, 24.0);
            for row in 0..3 {
                let (top, bottom) = geometry.bar(row);
                assert!(top >= geometry.height(row) && bottom <= geometry.height(row + 1));
            }
            assert!(geometry.bars.0 < geometry.bars.1 && geometry.bars.1 < width);
        }
    }
}
