//! The font's file is kept by browsers forever, as its name holds a hash of its content. Nothing
//! but this test notices a font that was changed under its old name.

use creditwood_core::digest::sha256_hex;

const FONT: &[u8] = include_bytes!("../assets/fonts/inter-latin-3b74cef2f370ac12.woff2");
const PATH: &str = "/assets/fonts/inter-latin-3b74cef2f370ac12.woff2";

#[test]
fn the_fonts_name_holds_the_hash_of_its_content() {
    let digest = sha256_hex(FONT);
    assert!(
        PATH.contains(&digest[..16]),
        "the hash is {}",
        &digest[..16]
    );
}

#[test]
fn page_and_style_sheet_ask_for_the_font_that_there_is() {
    assert!(include_str!("../index.html").contains(PATH));
    assert!(include_str!("../styles/base.css").contains(PATH));
}
