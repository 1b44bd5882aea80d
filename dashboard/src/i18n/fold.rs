//! Text as a search compares it: who types `epargne` means `Épargne`.

/// The text in lower case, without the accents and ligatures of French.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'â' | 'ä' => folded.push('a'),
            'ç' => folded.push('c'),
            'é' | 'è' | 'ê' | 'ë' => folded.push('e'),
            'î' | 'ï' => folded.push('i'),
            'ô' | 'ö' => folded.push('o'),
            'ù' | 'û' | 'ü' => folded.push('u'),
            'ÿ' => folded.push('y'),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            '’' => folded.push('\''),
            // Some keyboards send an accent as a letter of its own after the one that it stands on.
            '\u{300}'..='\u{36f}' => {}
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn accents_case_and_ligatures_make_no_difference() {
        assert_eq!(fold("Échéance reçue"), "echeance recue");
        assert_eq!(fold("E\u{301}pargne"), fold("Épargne"));
        assert_eq!(fold("Œuvre d’art"), "oeuvre d'art");
        assert_eq!(fold("Credit to income"), "credit to income");
    }
}
