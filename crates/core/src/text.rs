//! Texts of strangers, made fit for a message.

/// The most letters of what was found that a message shows.
const MOST_SHOWN: usize = 80;

/// What was found, for a message: on one line, on a terminal without effect, and short, whatever it
/// is.
pub fn legible(found: &str) -> String {
    let mut shown = String::new();
    for letter in found.chars().take(MOST_SHOWN) {
        if letter.is_control() {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    if found.chars().nth(MOST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_without_a_shape_are_spelt_and_long_texts_end() {
        assert_eq!(legible("Crédit \u{1b}[31m\n"), "Crédit \\u{1b}[31m\\n");
        assert_eq!(legible(&"é".repeat(80)), "é".repeat(80));
        assert_eq!(
            legible(&"é".repeat(3_000_000)),
            format!("{}…", "é".repeat(80))
        );
    }
}
