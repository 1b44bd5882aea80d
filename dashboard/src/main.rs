//! Creditwood in the browser: the applicants, one of them with the reasons of its score, the model.
//!
//! Every module but [`charts::canvas`], [`client`] and the components is pure and is tested
//! natively; the page itself runs in the browser alone.

mod app;
mod charts;
mod client;
mod components;
#[cfg(test)]
mod contrast;
#[cfg(test)]
mod font;
mod i18n;
mod pages;
mod route;
mod state;

fn main() {
    yew::Renderer::<app::App>::new().render();
}
