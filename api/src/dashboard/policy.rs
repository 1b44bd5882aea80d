//! What the dashboard's page may do in a browser (Content Security Policy, level 3).
//!
//! Trunk starts the page by a script inside of index.html. The policy names the hash of each such
//! script, so that these run and none that somebody smuggled in does.

use actix_web::http::header::HeaderValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy of a page: its own files, its own inline scripts and styles, WebAssembly.
///
/// Style attributes are allowed, as a page that positions its marks writes them; style elements
/// have to be those of the page.
pub(super) fn page_policy(index_html: &str) -> HeaderValue {
    let scripts = hashes_of(index_html, "script");
    let styles = hashes_of(index_html, "style");
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'self'; \
         form-action 'self'"
    );
    HeaderValue::from_str(&policy).expect("a policy is made of visible ASCII alone")
}

/// The hashes of the elements with this name that have content, each after a space.
fn hashes_of(html: &str, element: &str) -> String {
    // A parser reads every line end as a line feed before it hashes.
    let html = html.replace("\r\n", "\n");
    let sources = contents_of(&html, element).into_iter().map(|content| {
        let hash = STANDARD.encode(Sha256::digest(content.as_bytes()));
        format!(" 'sha256-{hash}'")
    });
    sources.collect()
}

/// What stands between the start and end tags of the elements with this name, empty ones left out.
fn contents_of<'a>(html: &'a str, element: &str) -> Vec<&'a str> {
    let lower = html.to_ascii_lowercase();
    let (start, end) = (format!("<{element}"), format!("</{element}"));
    let mut contents = Vec::new();
    let mut from = 0;
    while let Some(tag) = lower[from..].find(&start).map(|at| from + at + start.len()) {
        from = tag;
        let is_element = lower[tag..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
        let Some(content) = content_start(&lower, tag).filter(|_| is_element) else {
            continue;
        };
        let length = lower[content..].find(&end).unwrap_or(lower.len() - content);
        if length > 0 {
            contents.push(&html[content..content + length]);
        }
        from = content + length;
    }
    contents
}

/// Where a start tag whose attributes begin at `from` ends; a `>` in quotes does not end it.
fn content_start(html: &str, from: usize) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate().skip(from) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_found_and_linked_ones_are_not() {
        let html = "<SCRIPT type=\"a>b\">one()</script><script src=x></script><scripted>two()</scripted>\
                    <script type=module>\nthree()\n</script ><script>unclosed";
        let expected = ["one()", "\nthree()\n", "unclosed"];
        assert_eq!(contents_of(html, "script"), expected);
    }

    #[test]
    fn a_hash_is_the_one_that_browsers_compute() {
        // The example of the specification's section 8.3, "Usage of hashes".
        let html = "<script>alert('Hello, world.');</script>";
        let expected = " 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        assert_eq!(hashes_of(html, "script"), expected);
    }

    #[test]
    fn line_ends_do_not_change_a_hash() {
        let unix = hashes_of("<style>\na {}\n</style>", "style");
        assert_eq!(hashes_of("<style>\r\na {}\r\n</style>", "style"), unix);
        assert!(!unix.is_empty());
    }

    #[test]
    fn the_policy_lets_wasm_and_the_pages_own_scripts_run() {
        let policy = page_policy("<script>start()</script><style>a {}</style>");
        let policy = policy.to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"));
        assert!(policy.contains("style-src 'self' 'sha256-"));
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"));
    }
}
