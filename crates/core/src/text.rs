//! Texts of strangers, made fit for a message.

/// The most characters of what was found that a message shows; the longest level of a category has 44.
const MOST_SHOWN: usize = 80;

/// What was found, for a message: on one line, on a terminal without effect, and short, whatever it
/// is. Characters that cannot be read are escaped as Rust does it.
pub fn legible(found: &str) -> String {
    let mut characters = found.chars();
    let mut shown = String::new();
    for character in characters.by_ref().take(MOST_SHOWN) {
        match character {
            '\'' | '"' | '\\' => shown.push(character),
            _ => shown.extend(character.escape_debug()),
        }
    }
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_short_and_without_what_moves_a_terminal() {
        assert_eq!(legible("Pawn shop's \"C:\\\""), "Pawn shop's \"C:\\\"");
        assert_eq!(legible("État civil"), "État civil");
        assert_eq!(legible("\u{1b}[31m\nX\u{202e}"), r"\u{1b}[31m\nX\u{202e}");
        assert_eq!(legible(&"é".repeat(80)), "é".repeat(80));
        let long = format!("{}…", "é".repeat(80));
        assert_eq!(legible(&"é".repeat(3_000_000)), long);
    }
}
