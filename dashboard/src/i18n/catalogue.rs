//! Every text of the interface, both languages side by side. A text that is missing in one of
//! them does not compile; the tests look for empty texts and for places that do not match.
//!
//! `{name}` is a place that [`super::fill`] fills. French has a no-break space before `:` and `?`.

macro_rules! catalogue {
    ($($name:ident: $english:literal, $french:literal;)*) => {
        /// The interface's texts in one language.
        pub(crate) struct Messages {
            $(pub(crate) $name: &'static str,)*
        }

        pub(super) static ENGLISH: Messages = Messages { $($name: $english,)* };
        pub(super) static FRENCH: Messages = Messages { $($name: $french,)* };

        /// Name, English and French of every text.
        #[cfg(test)]
        const ENTRIES: &[(&str, &str, &str)] = &[$((stringify!($name), $english, $french),)*];
    };
}

catalogue! {
    // The shell.
    skip_to_content: "Skip to content", "Aller au contenu";
    places: "Places", "Rubriques";
    applicants: "Applicants", "Demandeurs";
    model: "Model", "Modèle";
    language: "Language", "Langue";
    theme_light: "Switch to light theme", "Passer au thème clair";
    theme_dark: "Switch to dark theme", "Passer au thème sombre";

    // States of a fetch.
    loading: "Loading", "Chargement";
    retry: "Try again", "Réessayer";
    error: "This could not be loaded", "Le chargement a échoué";
    error_not_found: "This does not exist", "Introuvable";
    error_unreachable: "The server does not answer. Check the connection and try again.",
        "Le serveur ne répond pas. Vérifiez la connexion puis réessayez.";
    error_status: "The server answered with status {status} and no explanation.",
        "Le serveur a répondu par le statut {status}, sans explication.";
    error_unreadable: "The server’s answer could not be read. The page may be older than the \
        server: load it again.",
        "La réponse du serveur est illisible. La page est peut-être plus ancienne que le serveur\u{a0}: \
        rechargez-la.";
    address_unknown: "This page does not know {names} in its address and passes over it.",
        "Cette page ne connaît pas {names} dans son adresse et n’en tient pas compte.";
    not_found_title: "No such page", "Page introuvable";
    not_found_text: "There is nothing at this address.", "Il n’y a rien à cette adresse.";
    not_found_link: "Go to the applicants", "Voir les demandeurs";

    // What the server refuses, by the kind of problem.
    problem_not_found: "The server has nothing at {path}.",
        "Le serveur n’a rien à l’adresse {path}.";
    problem_method_not_allowed: "The server does not take this kind of request at {path}.",
        "Le serveur n’accepte pas ce type de requête à l’adresse {path}.";
    problem_applicant_not_found: "There is no applicant {found} in the portfolio.",
        "Il n’y a pas de demandeur {found} dans le portefeuille.";
    problem_feature_not_found: "The model’s catalogue has no feature {found}.",
        "Le catalogue du modèle n’a pas de variable {found}.";
    problem_distribution_not_found: "There is no distribution of the feature {found}.",
        "Il n’y a pas de distribution de la variable {found}.";
    problem_wrong_value: "“{name}” is “{found}”. Allowed: {allowed}.",
        "«\u{a0}{name}\u{a0}» vaut «\u{a0}{found}\u{a0}». Autorisé\u{a0}: {allowed}.";
    problem_wrong_id: "“{found}” is not an applicant’s number. Allowed: {allowed}.",
        "«\u{a0}{found}\u{a0}» n’est pas le numéro d’un demandeur. Autorisé\u{a0}: {allowed}.";
    problem_unknown_name: "There is no parameter “{name}”. Allowed: {allowed}.",
        "Il n’y a pas de paramètre «\u{a0}{name}\u{a0}». Autorisé\u{a0}: {allowed}.";
    problem_repeated: "“{name}” is given more than once.",
        "«\u{a0}{name}\u{a0}» est donné plus d’une fois.";
    problem_malformed_query: "The query in the address cannot be read.",
        "La requête dans l’adresse est illisible.";
    problem_malformed_body: "What was sent is not JSON.",
        "Ce qui a été envoyé n’est pas du JSON.";
    problem_wrong_applicant: "The applicant’s tables that were sent cannot be used.",
        "Les tables du demandeur qui ont été envoyées sont inutilisables.";
    problem_body_too_large: "What was sent is too large.",
        "Ce qui a été envoyé est trop volumineux.";
    problem_unsupported_media_type: "What was sent is of the wrong type.",
        "Ce qui a été envoyé n’est pas du bon type.";
    problem_internal: "The server could not answer; its log says why.",
        "Le serveur n’a pas pu répondre\u{a0}; son journal dit pourquoi.";
    allowed_none: "none", "aucun";
    allowed_number: "a whole number without plus sign or leading zeros",
        "un nombre entier sans signe plus ni zéros initiaux";
    allowed_number_between: "a whole number from {least} to {greatest}, without plus sign or \
        leading zeros",
        "un nombre entier de {least} à {greatest}, sans signe plus ni zéros initiaux";
    allowed_digits: "up to {most} digits", "jusqu’à {most} chiffres";
    allowed_text: "any text", "tout texte";

    // Values and units.
    value_unknown: "not known", "non renseigné";
    value_yes: "yes", "oui";
    value_no: "no", "non";
    value_before: "{duration} before", "il y a {duration}";
    day_one: "{count} day", "{count}\u{a0}jour";
    day_many: "{count} days", "{count}\u{a0}jours";
    month_one: "{count} month", "{count}\u{a0}mois";
    month_many: "{count} months", "{count}\u{a0}mois";
    year_one: "{count} year", "{count}\u{a0}an";
    year_many: "{count} years", "{count}\u{a0}ans";
    axis_years_before: "years before the application", "années avant la demande";
    axis_days_before: "days before the application", "jours avant la demande";
    axis_months_before: "months before the application", "mois avant la demande";
    axis_years: "years", "années";
    axis_days: "days", "jours";
    axis_months: "months", "mois";
    axis_amount: "amount", "montant";
    axis_count: "count", "nombre";
    axis_ratio: "ratio", "rapport";
    axis_share: "share", "part";
    axis_score: "score, 0 to 1", "score, de 0 à 1";
    axis_value: "value", "valeur";
    unit_log_odds: "log-odds", "log-cotes";
    axis_share_of_applicants: "Share of each group", "Part de chaque groupe";
    axis_cost: "Cost per applicant", "Coût par demandeur";
    axis_threshold: "threshold: scores at or over it are refused",
        "seuil\u{a0}: les scores égaux ou supérieurs sont refusés";

    // Decisions and outcomes.
    decision_approve: "Approve", "Accord";
    decision_refuse: "Refuse", "Refus";
    outcome_open: "open", "en cours";
    outcome_repaid: "repaid", "remboursé";
    outcome_defaulted: "defaulted", "en défaut";

    // The list of applicants.
    search_label: "Search by number", "Rechercher par numéro";
    search_placeholder: "Applicant number", "Numéro du demandeur";
    search_hint: "Enter opens an exact match", "Entrée ouvre le numéro exact";
    filter_label: "Outcome", "Issue";
    filter_all: "All", "Tous";
    filter_queue: "Open", "En cours";
    filter_labelled: "Known", "Connue";
    decision_label: "Decision", "Décision";
    decision_any: "Any", "Toutes";
    sort_label: "Order", "Tri";
    column_applicant: "Applicant", "Demandeur";
    column_score: "Score", "Score";
    column_credit: "Credit", "Crédit";
    column_income: "Income", "Revenu";
    column_age: "Age", "Âge";
    column_occupation: "Occupation", "Profession";
    count_one: "{count} applicant", "{count} demandeur";
    count_many: "{count} applicants", "{count} demandeurs";
    empty_heading: "No applicant matches", "Aucun demandeur ne correspond";
    empty_text: "Change the number or the filters.", "Modifiez le numéro ou les filtres.";
    empty_clear: "Show all applicants", "Afficher tous les demandeurs";
    page_places: "{first}–{last} of {total}", "{first}–{last} sur {total}";
    page_beyond: "There is no page {page}: the list ends with page {last}.",
        "Il n’y a pas de page {page}\u{a0}: la liste se termine à la page {last}.";
    page_last: "Go to the last page", "Aller à la dernière page";
    page_previous: "Previous page", "Page précédente";
    page_next: "Next page", "Page suivante";
    pages: "Pages", "Pages";
    threshold_missing: "The threshold could not be loaded: the scores stand without its mark.",
        "Le seuil n’a pas pu être chargé\u{a0}: les scores s’affichent sans son repère.";

    // One applicant.
    applicant_title: "Applicant {id}", "Demandeur {id}";
    fact_credit: "Credit asked for", "Crédit demandé";
    fact_income: "Income", "Revenu";
    fact_annuity: "Monthly instalment", "Mensualité";
    fact_age: "Age", "Âge";
    fact_contract: "Contract", "Contrat";
    fact_occupation: "Occupation", "Profession";
    fact_income_type: "Kind of income", "Type de revenu";
    fact_outcome: "Outcome", "Issue";
    score_heading: "Score and decision", "Score et décision";
    verdict_approve: "The score lies {gap} below the threshold.",
        "Le score se situe {gap} au-dessous du seuil.";
    verdict_refuse: "The score lies {gap} above the threshold.",
        "Le score se situe {gap} au-dessus du seuil.";
    verdict_at: "The score lies exactly at the threshold.",
        "Le score se situe exactement au seuil.";
    gauge_below: "Score {score}, threshold {threshold}: {gap} below it.",
        "Score {score}, seuil {threshold}\u{a0}: {gap} au-dessous.";
    gauge_above: "Score {score}, threshold {threshold}: {gap} above it.",
        "Score {score}, seuil {threshold}\u{a0}: {gap} au-dessus.";
    gauge_at: "Score {score}, exactly at the threshold {threshold}.",
        "Score {score}, exactement au seuil {threshold}.";
    gauge_score_label: "Score {score}", "Score {score}";
    gauge_threshold_label: "Threshold {threshold}", "Seuil {threshold}";
    gauge_least_risk: "0 · least risk", "0 · risque minimal";
    gauge_most_risk: "most risk · 1", "risque maximal · 1";
    percentile_term: "Riskier than", "Plus risqué que";
    percentile_detail: "of the validation applicants", "des demandeurs de validation";
    observed_term: "Default rate observed", "Taux de défaut observé";
    observed_detail_one: "of {count} validation applicant with about this score",
        "sur {count} demandeur de validation au score voisin";
    observed_detail_many: "of {count} validation applicants with about this score",
        "sur {count} demandeurs de validation au score voisin";
    score_honesty: "The score orders applicants by risk. It is not the probability of default.",
        "Le score classe les demandeurs par risque. Ce n’est pas la probabilité de défaut.";
    reasons_heading: "What made this score", "Ce qui a fait ce score";
    reasons_sentence: "From the average applicant, each line raised (right) or lowered (left) the \
        risk, down to this applicant. Sizes are exact, in log-odds. Choose a line to compare it.",
        "À partir du demandeur moyen, chaque ligne a augmenté (à droite) ou réduit (à gauche) le \
        risque, jusqu’à ce demandeur. Valeurs exactes, en log-cotes. Choisissez une ligne pour la \
        comparer.";
    waterfall_base: "Average applicant", "Demandeur moyen";
    waterfall_end: "This applicant", "Ce demandeur";
    waterfall_other_one: "{count} other feature", "{count} autre variable";
    waterfall_other_many: "{count} other features", "{count} autres variables";
    raises_risk: "raises the risk by {size}", "augmente le risque de {size}";
    lowers_risk: "lowers the risk by {size}", "réduit le risque de {size}";
    comparison_heading: "Compared with others", "Par rapport aux autres";
    comparison_value: "This applicant", "Ce demandeur";
    comparison_formula: "Definition", "Définition";
    comparison_none: "There is no distribution of this feature to compare with.",
        "Aucune distribution de cette variable pour comparer.";
    comparison_unknown: "This applicant has no feature {name}. Choose a line to compare it.",
        "Ce demandeur n’a pas de variable {name}. Choisissez une ligne pour la comparer.";
    distribution_here: "{range}, as this applicant: {repaid} of the repaid, {defaulted} of the \
        defaulted.",
        "{range}, comme ce demandeur\u{a0}: {repaid} des remboursés, {defaulted} des défauts.";
    distribution_bin: "{range}: {repaid} of the repaid, {defaulted} of the defaulted.",
        "{range}\u{a0}: {repaid} des remboursés, {defaulted} des défauts.";
    distribution_no_value: "Not known for this applicant. Point at the chart to read it.",
        "Non renseigné pour ce demandeur. Pointez le graphique pour le lire.";
    distribution_summary: "{feature}: this applicant {value}; median of the repaid {repaid}, of \
        the defaulted {defaulted}.",
        "{feature}\u{a0}: ce demandeur {value}\u{a0}; médiane des remboursés {repaid}, des défauts \
        {defaulted}.";
    distribution_summary_flag: "{feature}: this applicant {value}; yes for {repaid} of the repaid \
        and {defaulted} of the defaulted.",
        "{feature}\u{a0}: ce demandeur {value}\u{a0}; oui pour {repaid} des remboursés et \
        {defaulted} des défauts.";
    bin_range: "From {from} to {to}", "Entre {from} et {to}";
    bin_whole: "{from} to {to}", "{from} à {to}";
    bin_or_less: "{edge} or less", "{edge} ou moins";
    bin_or_more: "{edge} or more", "{edge} ou plus";
    bin_or_earlier: "{edge} or earlier", "{edge} ou plus";
    bin_or_later: "{edge} or later", "{edge} ou moins";
    legend_outcome: "Outcome", "Issue";
    legend_median: "Median", "Médiane";
    legend_holes: "Not known", "Non renseigné";
    legend_count: "Applicants", "Demandeurs";
    data_as_table: "Data as a table", "Données en tableau";
    column_feature: "Feature", "Variable";
    column_value: "Value", "Valeur";
    column_contribution: "Contribution, log-odds", "Contribution, log-cotes";
    features_heading: "All features", "Toutes les variables";
    features_search: "Search features", "Rechercher une variable";
    features_none: "No feature matches.", "Aucune variable ne correspond.";
    features_count_one: "{count} feature", "{count} variable";
    features_count_many: "{count} features", "{count} variables";
    mark_protected: "protected", "protégée";
    mark_actionable: "can be changed", "modifiable";
    mark_unused: "not in the model", "hors modèle";

    // The model.
    model_lead: "{trees} trees over {features} features, trained on {rows} applicants.",
        "{trees} arbres sur {features} variables, entraînés sur {rows} demandeurs.";
    data_quality_heading: "Data quality", "Qualité des données";
    data_quality_pending: "The {applicants} applicants are being judged; load the page again in a moment.",
        "Les {applicants} demandeurs sont en cours d’examen\u{a0}; rechargez la page dans un instant.";
    data_quality_well: "All {same} columns of {applicants} applicants are as they were in training.",
        "Les {same} colonnes des {applicants} demandeurs sont comme à l’entraînement.";
    data_quality_changed_alone: "No defects. {changed}; {same} columns are as they were in training.",
        "Aucune anomalie. {changed}\u{a0}; {same} colonnes sont comme à l’entraînement.";
    data_quality_lead: "{defects} to mend, {changed}; {same} columns are as they were in training.",
        "{defects} à corriger, {changed}\u{a0}; {same} colonnes sont comme à l’entraînement.";
    data_quality_defects_one: "{count} defect", "{count} anomalie";
    data_quality_defects_many: "{count} defects", "{count} anomalies";
    data_quality_changed_one: "{count} changed column", "{count} colonne qui a changé";
    data_quality_changed_many: "{count} changed columns", "{count} colonnes qui ont changé";
    data_quality_notice_one: "{count} defect in the data of this portfolio",
        "{count} anomalie dans les données de ce portefeuille";
    data_quality_notice_many: "{count} defects in the data of this portfolio",
        "{count} anomalies dans les données de ce portefeuille";
    data_quality_see: "See data quality", "Voir la qualité des données";
    data_quality_following_one: "{count} column is computed from it",
        "{count} colonne en est calculée";
    data_quality_following_many: "{count} columns are computed from it",
        "{count} colonnes en sont calculées";
    data_quality_changes: "Changed columns, the most changed first",
        "Colonnes qui ont changé, de la plus éloignée à la plus proche";
    data_quality_distance_note: "Not a fault: these applicants are others than those of training. \
        Distances are in standard deviations (SD) of the training applicants, of few values and of \
        missing ones from 0 to 0.83; from 0.1 on a column counts as changed.",
        "Pas une anomalie\u{a0}: ces demandeurs ne sont pas ceux de l’entraînement. Les distances \
        sont en écarts-types (é.-t.) des demandeurs d’entraînement\u{a0}; pour les valeurs peu \
        nombreuses ou manquantes, de 0 à 0,83. Une colonne a changé à partir de 0,1.";
    data_quality_more: "And {count} more.", "Et {count} de plus.";
    unit_deviations: "SD", "é.-t.";
    defect_sign_flipped: "sign flipped", "signe inversé";
    defect_scaled_by: "another unit", "autre unité";
    defect_hole_rate_jumped: "values lost", "valeurs perdues";
    defect_all_holes: "not delivered", "non livrée";
    defect_holes_filled: "holes filled", "vides remplis";
    defect_constant: "one value", "valeur unique";
    defect_outside: "values unknown to training", "valeurs jamais vues à l’entraînement";
    defect_sentinel_value: "code for “unknown”", "code pour «\u{a0}inconnu\u{a0}»";
    defect_categories_renamed: "levels renamed", "niveaux renommés";
    defect_exchanged: "exchanged", "interverties";
    defect_rows_lost: "table empty", "table vide";
    defect_rows_cut: "table cut short", "table tronquée";
    defect_columns_missing: "columns missing", "colonnes manquantes";
    defect_type_changed: "type changed", "type modifié";
    mark_table: "table", "table";
    quality_heading: "How good it is", "Qualité";
    quality_note: "Validation chose the threshold and the number of trees; test chose nothing.",
        "La validation a choisi le seuil et le nombre d’arbres\u{a0}; le test n’a rien choisi.";
    part_validation: "Validation", "Validation";
    part_test: "Test", "Test";
    figure_threshold: "Threshold", "Seuil";
    figure_auc: "AUC", "AUC";
    figure_gini: "Gini", "Gini";
    figure_ks: "KS", "KS";
    figure_pr_auc: "PR-AUC", "PR-AUC";
    figure_log_loss: "Log-loss", "Log-loss";
    figure_brier: "Brier", "Brier";
    figure_cost: "Cost per applicant", "Coût par demandeur";
    figure_rows: "Applicants", "Demandeurs";
    figure_default_rate: "Default rate", "Taux de défaut";
    figure_name: "Figure", "Mesure";
    note_auc: "chance that a default scores above a repaid loan",
        "probabilité qu’un défaut ait un score supérieur à un remboursé";
    note_gini: "2 · AUC − 1", "2 · AUC − 1";
    note_ks: "greatest distance between both score distributions",
        "plus grand écart entre les deux distributions de scores";
    note_pr_auc: "average precision", "précision moyenne";
    note_log_loss: "of the score taken as a probability", "du score pris comme probabilité";
    note_cost: "at the threshold; negative is a gain", "au seuil\u{a0}; négatif = gain";
    confusion_heading: "Decisions at the threshold", "Décisions au seuil";
    confusion_approved: "Approved", "Accordés";
    confusion_refused: "Refused", "Refusés";
    confusion_repaid: "Repaid", "Remboursés";
    confusion_defaulted: "Defaulted", "En défaut";
    cost_heading: "What each threshold costs", "Ce que coûte chaque seuil";
    cost_matrix: "A default accepted costs {fn}, a repaid loan {tn}; refusing costs {tp} and {fp}; \
        every applicant {n}.",
        "Un défaut accepté coûte {fn}, un prêt remboursé {tn}\u{a0}; un refus {tp} et {fp}\u{a0}; \
        chaque demandeur {n}.";
    cost_curve_summary: "Cost per applicant by threshold; least on validation at {threshold}.",
        "Coût par demandeur selon le seuil\u{a0}; minimum de validation à {threshold}.";
    cost_read_in_force: "In force: threshold {threshold}. Validation: cost {validation}, \
        {approved} approved. Test: cost {test}, {approved_test} approved.",
        "En vigueur\u{a0}: seuil {threshold}. Validation\u{a0}: coût {validation}, {approved} \
        accordés. Test\u{a0}: coût {test}, {approved_test} accordés.";
    cost_read: "Threshold {threshold}. Validation: cost {validation}, {approved} approved. \
        Test: cost {test}, {approved_test} approved.",
        "Seuil {threshold}. Validation\u{a0}: coût {validation}, {approved} accordés. \
        Test\u{a0}: coût {test}, {approved_test} accordés.";
    column_threshold: "Threshold", "Seuil";
    column_cost_validation: "Cost, validation", "Coût, validation";
    column_approved: "Approved", "Accordés";
    importance_heading: "What it looks at", "Ce qu’il regarde";
    importance_note: "Mean size of a feature’s contribution over validation applicants, in \
        log-odds.",
        "Taille moyenne de la contribution sur les demandeurs de validation, en log-cotes.";
    importance_gain: "gain", "gain";
    provenance_heading: "Where it comes from", "Provenance";
    provenance_id: "Model", "Modèle";
    provenance_trained: "Trained", "Entraîné le";
    provenance_version: "Creditwood", "Creditwood";
    provenance_catalogue: "Catalogue", "Catalogue";
    provenance_data: "Data checksum", "Empreinte des données";
    recipe_heading: "Recipe", "Recette";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ENTRIES;

    /// The `{name}` places of a text.
    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn no_text_is_empty_in_either_language() {
        for (name, english, french) in ENTRIES {
            assert!(
                !english.trim().is_empty() && !french.trim().is_empty(),
                "{name}"
            );
        }
    }

    #[test]
    fn both_languages_have_the_same_places_to_fill() {
        for (name, english, french) in ENTRIES {
            assert_eq!(places(english), places(french), "{name}");
        }
    }

    #[test]
    fn no_sentence_was_left_untranslated() {
        for (name, english, french) in ENTRIES {
            let is_a_term = english.split_whitespace().count() < 3 || *name == "note_gini";
            assert!(english != french || is_a_term, "{name}");
        }
    }

    #[test]
    fn french_punctuation_keeps_its_no_break_space() {
        for (name, _, french) in ENTRIES {
            for sign in [" :", " ;", " ?", " !"] {
                assert!(
                    !french.contains(sign),
                    "{name} has a plain space before {sign}"
                );
            }
        }
    }
}
