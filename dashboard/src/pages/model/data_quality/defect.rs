//! A broken column: what happened to it, what to mend, what is computed from it.

use creditwood_contract::{ColumnQuality, DataQuality, DefectKind};
use yew::prelude::*;

use super::{sentence_of, view_name};
use crate::i18n::{Language, Messages};

pub(super) fn view_defect(
    column: &ColumnQuality,
    quality: &DataQuality,
    language: Language,
) -> Html {
    let kind = column.defect.map(|kind| word_of(kind, language.messages()));
    html! {
        <li class="defect" key={column.name.clone()} data-testid="defect">
            <p>
                { view_name(column, language) }
                if let Some(kind) = kind { <span class="mark is-high">{ kind }</span> }
            </p>
            <p>{ sentence_of(column, language) }</p>
            { view_following(column, quality, language) }
        </li>
    }
}

/// How many columns are computed from it, and which.
fn view_following(cause: &ColumnQuality, quality: &DataQuality, language: Language) -> Html {
    let messages = language.messages();
    let columns = quality.columns.iter();
    let following = columns.filter(|column| column.follows_from.as_ref() == Some(&cause.name));
    let names: Vec<&str> = following
        .map(|column| language.pick(&column.label))
        .collect();
    if names.is_empty() {
        return Html::default();
    }
    let count = language.plural(
        names.len(),
        messages.data_quality_following_one,
        messages.data_quality_following_many,
    );
    html! {
        <details class="following" data-testid="following">
            <summary>{ count }</summary>
            <p class="note">{ names.join(" · ") }</p>
        </details>
    }
}

/// What happened, in a word or two.
fn word_of(kind: DefectKind, messages: &Messages) -> &'static str {
    match kind {
        DefectKind::SignFlipped => messages.defect_sign_flipped,
        DefectKind::ScaledBy => messages.defect_scaled_by,
        DefectKind::HoleRateJumped => messages.defect_hole_rate_jumped,
        DefectKind::AllHoles => messages.defect_all_holes,
        DefectKind::HolesFilled => messages.defect_holes_filled,
        DefectKind::Constant => messages.defect_constant,
        DefectKind::SentinelValue => messages.defect_sentinel_value,
        DefectKind::Outside => messages.defect_outside,
        DefectKind::CategoriesRenamed => messages.defect_categories_renamed,
        DefectKind::Exchanged => messages.defect_exchanged,
        DefectKind::RowsLost => messages.defect_rows_lost,
        DefectKind::RowsCut => messages.defect_rows_cut,
        DefectKind::ColumnsMissing => messages.defect_columns_missing,
        DefectKind::TypeChanged => messages.defect_type_changed,
    }
}
