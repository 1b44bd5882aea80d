//! What is said of each theme, in English and French.
//!
//! A statement tells the applicant which factor counted and, where the field is sure of it, what
//! about it did. Where more than one side of a factor may count, it names the factor and that it
//! points to a higher or a lower risk: a lender "need not describe how or why a factor adversely
//! affected an applicant" (Regulation B, comment 9(b)(2)-3), but what is said has to be true.

use super::{Theme, Wording};
use crate::label::Label;

/// Against, in favour, and not known; each in English and French.
const fn wording(
    against: [&'static str; 2],
    in_favour: [&'static str; 2],
    unknown: [&'static str; 2],
) -> Wording {
    Wording {
        against: Label::new(against[0], against[1]),
        in_favour: Label::new(in_favour[0], in_favour[1]),
        unknown: Label::new(unknown[0], unknown[1]),
    }
}

/// What is said of a theme.
pub(super) fn of(theme: Theme) -> Wording {
    let parts = [
        of_conduct,
        of_obligations,
        of_cards,
        of_credits_elsewhere,
        of_the_loan,
        of_the_person,
        of_the_home,
        of_the_application,
        of_earlier_applications,
    ];
    let found = parts.iter().find_map(|part| part(theme));
    found.unwrap_or_else(of_personal_status)
}

fn of_personal_status() -> Wording {
    wording(
        [
            "Sex, age or family raised the risk score",
            "Le sexe, l’âge ou la famille ont relevé le score de risque",
        ],
        [
            "Sex, age or family lowered the risk score",
            "Le sexe, l’âge ou la famille ont abaissé le score de risque",
        ],
        [
            "Age or family are not stated",
            "L’âge ou la famille ne sont pas indiqués",
        ],
    )
}

/// How obligations were met before.
fn of_conduct(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::LateInstalments => wording(
            [
                "Payments on earlier loans or cards here were late",
                "Des paiements sur des prêts ou cartes antérieurs de la maison ont été en retard",
            ],
            [
                "Payments on earlier loans and cards here were made in time",
                "Les paiements sur les prêts et cartes antérieurs de la maison ont été ponctuels",
            ],
            [
                "No payments on earlier loans here are on record",
                "Aucun paiement sur un prêt antérieur de la maison n’est connu",
            ],
        ),
        Theme::ShortInstalments => wording(
            [
                "Instalments on earlier loans here were not paid in full",
                "Des échéances de prêts antérieurs de la maison n’ont pas été payées en entier",
            ],
            [
                "Instalments on earlier loans here were paid in full",
                "Les échéances des prêts antérieurs de la maison ont été payées en entier",
            ],
            [
                "It is not known whether instalments here were paid in full",
                "On ne sait pas si des échéances de la maison ont été payées en entier",
            ],
        ),
        Theme::Rescheduled => wording(
            [
                "The way schedules of earlier loans here were changed points to a higher risk",
                "Les changements d’échéancier des prêts antérieurs de la maison indiquent un risque plus élevé",
            ],
            [
                "The schedules of earlier loans here were kept",
                "Les échéanciers des prêts antérieurs de la maison ont été respectés",
            ],
            [
                "No schedules of earlier loans here are on record",
                "Aucun échéancier de prêt antérieur de la maison n’est connu",
            ],
        ),
        Theme::ArrearsElsewhere => wording(
            [
                "Credits with other lenders are or were in arrears",
                "Des crédits chez d’autres prêteurs sont ou ont été en retard de paiement",
            ],
            [
                "Credits with other lenders were paid in time",
                "Les crédits chez d’autres prêteurs ont été payés à temps",
            ],
            [
                "It is not known how credits with other lenders were paid",
                "On ne sait pas comment des crédits chez d’autres prêteurs ont été payés",
            ],
        ),
        Theme::ProlongedElsewhere => wording(
            [
                "Credits with other lenders were prolonged",
                "Des crédits chez d’autres prêteurs ont été prolongés",
            ],
            [
                "Credits with other lenders were not prolonged",
                "Les crédits chez d’autres prêteurs n’ont pas été prolongés",
            ],
            [
                "It is not known whether credits with other lenders were prolonged",
                "On ne sait pas si des crédits chez d’autres prêteurs ont été prolongés",
            ],
        ),
        Theme::RefusedBefore => wording(
            [
                "Earlier applications here were refused",
                "Des demandes antérieures à la maison ont été refusées",
            ],
            [
                "Few or no earlier applications here were refused",
                "Peu ou pas de demandes antérieures à la maison ont été refusées",
            ],
            [
                "No decisions on earlier applications here are on record",
                "Aucune décision sur une demande antérieure à la maison n’est connue",
            ],
        ),
        Theme::WithdrawnBefore => wording(
            [
                "Earlier applications here were withdrawn or offers not taken up",
                "Des demandes antérieures à la maison ont été retirées ou des offres non utilisées",
            ],
            [
                "Earlier applications here were carried through",
                "Les demandes antérieures à la maison ont été menées à terme",
            ],
            [
                "It is not known whether earlier applications here were withdrawn",
                "On ne sait pas si des demandes antérieures à la maison ont été retirées",
            ],
        ),
        Theme::ExternalScores => wording(
            [
                "Scores given by external agencies are low",
                "Les scores donnés par des organismes externes sont bas",
            ],
            [
                "Scores given by external agencies are high",
                "Les scores donnés par des organismes externes sont élevés",
            ],
            [
                "Scores by external agencies are missing",
                "Il manque des scores d’organismes externes",
            ],
        ),
        _ => return None,
    })
}

/// What there is to pay.
fn of_obligations(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::CreditForIncome => wording(
            [
                "The credit or its annuity is high for the income",
                "Le crédit demandé ou son annuité est élevé au regard du revenu",
            ],
            [
                "The credit and its annuity are low for the income",
                "Le crédit demandé et son annuité sont faibles au regard du revenu",
            ],
            [
                "The credit cannot be set against an income",
                "Le crédit demandé ne peut pas être rapporté à un revenu",
            ],
        ),
        Theme::ObligationsForIncome => wording(
            [
                "Debts and payments in all are high for the income",
                "L’ensemble des dettes et des paiements est élevé au regard du revenu",
            ],
            [
                "Debts and payments in all are low for the income",
                "L’ensemble des dettes et des paiements est faible au regard du revenu",
            ],
            [
                "Debts and payments are not known well enough to set them against the income",
                "Les dettes et les paiements ne sont pas assez connus pour être rapportés au revenu",
            ],
        ),
        Theme::DebtsElsewhere => wording(
            [
                "Debts with other lenders are high",
                "Les dettes chez d’autres prêteurs sont élevées",
            ],
            [
                "Debts with other lenders are low",
                "Les dettes chez d’autres prêteurs sont faibles",
            ],
            [
                "Debts with other lenders are not known",
                "Les dettes chez d’autres prêteurs ne sont pas connues",
            ],
        ),
        Theme::PaymentsElsewhere => wording(
            [
                "Annuities with other lenders point to a higher risk",
                "Les annuités chez d’autres prêteurs indiquent un risque plus élevé",
            ],
            [
                "Annuities with other lenders point to a lower risk",
                "Les annuités chez d’autres prêteurs indiquent un risque plus faible",
            ],
            [
                "Annuities with other lenders are not known",
                "Les annuités chez d’autres prêteurs ne sont pas connues",
            ],
        ),
        Theme::LeftToPay => wording(
            [
                "Much is left to pay on loans from here",
                "Il reste beaucoup à payer sur des prêts de la maison",
            ],
            [
                "Little is left to pay on loans from here",
                "Il reste peu à payer sur des prêts de la maison",
            ],
            [
                "It is not known what is left to pay on loans from here",
                "On ne sait pas ce qui reste à payer sur des prêts de la maison",
            ],
        ),
        _ => return None,
    })
}

/// Cards, here and elsewhere.
fn of_cards(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::CardsElsewhere => wording(
            [
                "Cards of other lenders are heavily used or have low limits",
                "Les cartes d’autres prêteurs sont très utilisées ou ont un plafond bas",
            ],
            [
                "Cards of other lenders are little used for their limits",
                "Les cartes d’autres prêteurs sont peu utilisées au regard de leur plafond",
            ],
            [
                "The use of cards of other lenders is not known",
                "L’utilisation de cartes d’autres prêteurs n’est pas connue",
            ],
        ),
        Theme::CardUtilisation => wording(
            [
                "Much of the limit of cards from here is used",
                "Le plafond des cartes de la maison est très utilisé",
            ],
            [
                "Little of the limit of cards from here is used",
                "Le plafond des cartes de la maison est peu utilisé",
            ],
            [
                "The use of cards from here is not known",
                "L’utilisation de cartes de la maison n’est pas connue",
            ],
        ),
        Theme::CardDrawings => wording(
            [
                "Much is drawn by cards from here, in cash or in shops",
                "Les retraits et achats par carte de la maison sont élevés",
            ],
            [
                "Little is drawn by cards from here, in cash or in shops",
                "Les retraits et achats par carte de la maison sont faibles",
            ],
            [
                "Drawings by cards from here are not known",
                "Les retraits et achats par carte de la maison ne sont pas connus",
            ],
        ),
        Theme::CardPayments => wording(
            [
                "Cards from here are paid back slowly",
                "Les cartes de la maison sont remboursées lentement",
            ],
            [
                "Cards from here are paid back well",
                "Les cartes de la maison sont bien remboursées",
            ],
            [
                "Payments on cards from here are not known",
                "Les remboursements de cartes de la maison ne sont pas connus",
            ],
        ),
        Theme::CardLimit => wording(
            [
                "The limits of cards from here point to a higher risk",
                "Les plafonds des cartes de la maison indiquent un risque plus élevé",
            ],
            [
                "The limits of cards from here point to a lower risk",
                "Les plafonds des cartes de la maison indiquent un risque plus faible",
            ],
            [
                "No limits of cards from here are on record",
                "Aucun plafond de carte de la maison n’est connu",
            ],
        ),
        Theme::CardHistory => wording(
            [
                "The history of cards held here points to a higher risk",
                "L’historique des cartes détenues à la maison indique un risque plus élevé",
            ],
            [
                "The history of cards held here points to a lower risk",
                "L’historique des cartes détenues à la maison indique un risque plus faible",
            ],
            [
                "There is no history of a card held here",
                "Il n’y a pas d’historique de carte détenue à la maison",
            ],
        ),
        _ => return None,
    })
}

/// Credits with other lenders.
fn of_credits_elsewhere(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::Enquiries => wording(
            [
                "Lenders often enquired at the credit bureau",
                "Des prêteurs ont souvent consulté la centrale des crédits",
            ],
            [
                "Lenders seldom enquired at the credit bureau",
                "Des prêteurs ont rarement consulté la centrale des crédits",
            ],
            [
                "Enquiries at the credit bureau are not known",
                "Les consultations de la centrale des crédits ne sont pas connues",
            ],
        ),
        Theme::OpenCredits => wording(
            [
                "Many credits are still open, or large ones",
                "Des crédits nombreux ou importants sont encore en cours",
            ],
            [
                "Few credits are still open",
                "Peu de crédits sont encore en cours",
            ],
            [
                "It is not known which credits are still open",
                "On ne sait pas quels crédits sont encore en cours",
            ],
        ),
        Theme::RepaidElsewhere => wording(
            [
                "The way credits with other lenders ended points to a higher risk",
                "La fin des crédits chez d’autres prêteurs indique un risque plus élevé",
            ],
            [
                "Credits with other lenders were paid off as agreed",
                "Des crédits chez d’autres prêteurs ont été soldés comme convenu",
            ],
            [
                "No credits paid off with other lenders are on record",
                "Aucun crédit soldé chez d’autres prêteurs n’est connu",
            ],
        ),
        Theme::CreditAgeElsewhere => wording(
            [
                "Credits with other lenders were opened recently, or many in a short time",
                "Des crédits chez d’autres prêteurs ont été ouverts récemment, ou en peu de temps",
            ],
            [
                "Credits with other lenders were opened long ago",
                "Les crédits chez d’autres prêteurs ont été ouverts il y a longtemps",
            ],
            [
                "It is not known when credits were opened with other lenders",
                "On ne sait pas quand des crédits ont été ouverts chez d’autres prêteurs",
            ],
        ),
        Theme::TermsElsewhere => wording(
            [
                "The terms of credits with other lenders point to a higher risk",
                "Les durées des crédits chez d’autres prêteurs indiquent un risque plus élevé",
            ],
            [
                "The terms of credits with other lenders point to a lower risk",
                "Les durées des crédits chez d’autres prêteurs indiquent un risque plus faible",
            ],
            [
                "The terms of credits with other lenders are not known",
                "Les durées des crédits chez d’autres prêteurs ne sont pas connues",
            ],
        ),
        Theme::AmountsElsewhere => wording(
            [
                "The amounts of credits with other lenders point to a higher risk",
                "Les montants des crédits chez d’autres prêteurs indiquent un risque plus élevé",
            ],
            [
                "The amounts of credits with other lenders point to a lower risk",
                "Les montants des crédits chez d’autres prêteurs indiquent un risque plus faible",
            ],
            [
                "The amounts of credits with other lenders are not known",
                "Les montants des crédits chez d’autres prêteurs ne sont pas connus",
            ],
        ),
        Theme::CreditTypesElsewhere => wording(
            [
                "The kinds of credit taken from other lenders point to a higher risk",
                "Les types de crédit pris chez d’autres prêteurs indiquent un risque plus élevé",
            ],
            [
                "The kinds of credit taken from other lenders point to a lower risk",
                "Les types de crédit pris chez d’autres prêteurs indiquent un risque plus faible",
            ],
            [
                "The kinds of credit taken from other lenders are not known",
                "Les types de crédit pris chez d’autres prêteurs ne sont pas connus",
            ],
        ),
        Theme::HistoryElsewhere => wording(
            [
                "The extent of the credit history with other lenders points to a higher risk",
                "L’étendue de l’historique de crédit chez d’autres prêteurs indique un risque plus élevé",
            ],
            [
                "The extent of the credit history with other lenders points to a lower risk",
                "L’étendue de l’historique de crédit chez d’autres prêteurs indique un risque plus faible",
            ],
            [
                "There is no credit history with other lenders",
                "Il n’y a pas d’historique de crédit chez d’autres prêteurs",
            ],
        ),
        _ => return None,
    })
}

/// The loan asked for.
fn of_the_loan(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::CreditBesideHistory => wording(
            [
                "The credit asked for is out of proportion to earlier credits",
                "Le crédit demandé est disproportionné par rapport aux crédits antérieurs",
            ],
            [
                "The credit asked for is in proportion to earlier credits",
                "Le crédit demandé est proportionné aux crédits antérieurs",
            ],
            [
                "There are no earlier credits beside which to set the credit asked for",
                "Il n’y a pas de crédits antérieurs auxquels rapporter le crédit demandé",
            ],
        ),
        Theme::CreditAmount => wording(
            [
                "The amount asked for points to a higher risk",
                "Le montant demandé indique un risque plus élevé",
            ],
            [
                "The amount asked for points to a lower risk",
                "Le montant demandé indique un risque plus faible",
            ],
            [
                "Amount or annuity of the credit are not stated",
                "Le montant ou l’annuité du crédit ne sont pas indiqués",
            ],
        ),
        Theme::CreditBeyondGoods => wording(
            [
                "The credit is high for the price of the goods",
                "Le crédit est élevé au regard du prix des biens",
            ],
            [
                "The credit is low for the price of the goods",
                "Le crédit est faible au regard du prix des biens",
            ],
            [
                "The price of the goods is not stated",
                "Le prix des biens n’est pas indiqué",
            ],
        ),
        Theme::LoanDuration => wording(
            [
                "The duration of the loan points to a higher risk",
                "La durée du prêt indique un risque plus élevé",
            ],
            [
                "The duration of the loan points to a lower risk",
                "La durée du prêt indique un risque plus faible",
            ],
            [
                "The duration of the loan is not known",
                "La durée du prêt n’est pas connue",
            ],
        ),
        Theme::LoanType => wording(
            [
                "The kind of loan asked for points to a higher risk",
                "Le type de prêt demandé indique un risque plus élevé",
            ],
            [
                "The kind of loan asked for points to a lower risk",
                "Le type de prêt demandé indique un risque plus faible",
            ],
            [
                "The kind of loan asked for is not stated",
                "Le type de prêt demandé n’est pas indiqué",
            ],
        ),
        _ => return None,
    })
}

/// Income and occupation.
fn of_the_person(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::Income => wording(
            [
                "The income is low, also beside that of comparable applicants",
                "Le revenu est faible, aussi par rapport à des demandeurs comparables",
            ],
            [
                "The income is high, also beside that of comparable applicants",
                "Le revenu est élevé, aussi par rapport à des demandeurs comparables",
            ],
            [
                "The income is not known or cannot be compared",
                "Le revenu n’est pas connu ou ne peut pas être comparé",
            ],
        ),
        Theme::EmploymentLength => wording(
            [
                "The time in the present employment is short",
                "La durée de l’emploi actuel est courte",
            ],
            [
                "The time in the present employment is long",
                "La durée de l’emploi actuel est longue",
            ],
            [
                "The start of the present employment is not known",
                "Le début de l’emploi actuel n’est pas connu",
            ],
        ),
        Theme::Occupation => wording(
            [
                "Occupation, employer’s trade or source of income point to a higher risk",
                "La profession, le secteur de l’employeur ou la source de revenu indiquent un risque plus élevé",
            ],
            [
                "Occupation, employer’s trade or source of income point to a lower risk",
                "La profession, le secteur de l’employeur ou la source de revenu indiquent un risque plus faible",
            ],
            [
                "Occupation or employer are not stated",
                "La profession ou l’employeur ne sont pas indiqués",
            ],
        ),
        Theme::Education => wording(
            [
                "The level of education points to a higher risk",
                "Le niveau d’études indique un risque plus élevé",
            ],
            [
                "The level of education points to a lower risk",
                "Le niveau d’études indique un risque plus faible",
            ],
            [
                "The level of education is not stated",
                "Le niveau d’études n’est pas indiqué",
            ],
        ),
        Theme::Car => wording(
            [
                "Not owning a car, or its age, points to a higher risk",
                "L’absence de voiture ou l’âge de la voiture indiquent un risque plus élevé",
            ],
            [
                "Owning a car, or its age, points to a lower risk",
                "La possession d’une voiture ou son âge indiquent un risque plus faible",
            ],
            [
                "The age of a car is not stated",
                "L’âge d’une voiture n’est pas indiqué",
            ],
        ),
        _ => return None,
    })
}

/// Home, region and addresses.
fn of_the_home(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::Housing => wording(
            [
                "The housing situation points to a higher risk",
                "La situation de logement indique un risque plus élevé",
            ],
            [
                "The housing situation points to a lower risk",
                "La situation de logement indique un risque plus faible",
            ],
            [
                "The housing situation is not stated",
                "La situation de logement n’est pas indiquée",
            ],
        ),
        Theme::Building => wording(
            [
                "The building lived in points to a higher risk",
                "L’immeuble habité indique un risque plus élevé",
            ],
            [
                "The building lived in points to a lower risk",
                "L’immeuble habité indique un risque plus faible",
            ],
            [
                "Statements about the building lived in are missing",
                "Il manque des indications sur l’immeuble habité",
            ],
        ),
        Theme::Region => wording(
            [
                "The region lived in points to a higher risk",
                "La région habitée indique un risque plus élevé",
            ],
            [
                "The region lived in points to a lower risk",
                "La région habitée indique un risque plus faible",
            ],
            [
                "The region lived in is not known",
                "La région habitée n’est pas connue",
            ],
        ),
        Theme::Addresses => wording(
            [
                "Addresses of home, registration and work do not match",
                "Les adresses du domicile, de l’enregistrement et du travail ne concordent pas",
            ],
            [
                "Addresses of home, registration and work match",
                "Les adresses du domicile, de l’enregistrement et du travail concordent",
            ],
            [
                "Addresses of home, registration or work are not known",
                "Les adresses du domicile, de l’enregistrement ou du travail ne sont pas connues",
            ],
        ),
        Theme::RecentChanges => wording(
            [
                "Registration, identity document or phone changed recently",
                "L’enregistrement, la pièce d’identité ou le téléphone ont changé récemment",
            ],
            [
                "Registration, identity document and phone have long been the same",
                "L’enregistrement, la pièce d’identité et le téléphone sont les mêmes depuis longtemps",
            ],
            [
                "It is not known when registration, identity document or phone last changed",
                "On ne sait pas quand l’enregistrement, la pièce d’identité ou le téléphone ont changé",
            ],
        ),
        _ => return None,
    })
}

/// The application itself.
fn of_the_application(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::Contacts => wording(
            [
                "The phones and addresses given for contact point to a higher risk",
                "Les téléphones et adresses de contact donnés indiquent un risque plus élevé",
            ],
            [
                "The phones and addresses given for contact point to a lower risk",
                "Les téléphones et adresses de contact donnés indiquent un risque plus faible",
            ],
            [
                "Phones or addresses for contact are not stated",
                "Les téléphones ou adresses de contact ne sont pas indiqués",
            ],
        ),
        Theme::Documents => wording(
            [
                "The documents handed in point to a higher risk",
                "Les documents remis indiquent un risque plus élevé",
            ],
            [
                "The documents handed in point to a lower risk",
                "Les documents remis indiquent un risque plus faible",
            ],
            [
                "It is not known which documents were handed in",
                "On ne sait pas quels documents ont été remis",
            ],
        ),
        Theme::Completeness => wording(
            [
                "Statements are missing in the application",
                "Il manque des indications dans la demande",
            ],
            ["The application is complete", "La demande est complète"],
            [
                "It is not known how complete the application is",
                "On ne sait pas si la demande est complète",
            ],
        ),
        Theme::SocialCircle => wording(
            [
                "Acquaintances of the applicant are past due on loans",
                "Des connaissances du demandeur sont en retard de paiement",
            ],
            [
                "Few or no acquaintances of the applicant are past due on loans",
                "Peu ou pas de connaissances du demandeur sont en retard de paiement",
            ],
            [
                "Nothing is known of loans of acquaintances",
                "On ne sait rien des prêts de connaissances",
            ],
        ),
        Theme::Company => wording(
            [
                "Who came along to the application points to a higher risk",
                "Les personnes venues avec le demandeur indiquent un risque plus élevé",
            ],
            [
                "Who came along to the application points to a lower risk",
                "Les personnes venues avec le demandeur indiquent un risque plus faible",
            ],
            [
                "It is not stated who came along to the application",
                "Il n’est pas indiqué qui a accompagné le demandeur",
            ],
        ),
        Theme::ApplicationTime => wording(
            [
                "The time at which the application was made points to a higher risk",
                "Le moment de la demande indique un risque plus élevé",
            ],
            [
                "The time at which the application was made points to a lower risk",
                "Le moment de la demande indique un risque plus faible",
            ],
            [
                "The time of the application is not known",
                "Le moment de la demande n’est pas connu",
            ],
        ),
        _ => return None,
    })
}

/// Earlier applications and loans here.
fn of_earlier_applications(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::InterestBefore => wording(
            [
                "Earlier loans here had a high rate of interest",
                "Des prêts antérieurs de la maison avaient un taux d’intérêt élevé",
            ],
            [
                "Earlier loans here had a low rate of interest",
                "Les prêts antérieurs de la maison avaient un taux d’intérêt bas",
            ],
            [
                "Rates of interest of earlier loans here are not known",
                "Les taux d’intérêt de prêts antérieurs de la maison ne sont pas connus",
            ],
        ),
        Theme::DownPaymentsBefore => wording(
            [
                "Down payments on earlier loans here were small",
                "Les apports sur les prêts antérieurs de la maison ont été faibles",
            ],
            [
                "Down payments on earlier loans here were large",
                "Les apports sur les prêts antérieurs de la maison ont été importants",
            ],
            [
                "No down payments on earlier loans here are on record",
                "Aucun apport sur un prêt antérieur de la maison n’est connu",
            ],
        ),
        Theme::GrantedBefore => wording(
            [
                "What was granted before beside what was asked for points to a higher risk",
                "Les montants accordés auparavant, rapportés aux montants demandés, indiquent un risque plus élevé",
            ],
            [
                "What was granted before beside what was asked for points to a lower risk",
                "Les montants accordés auparavant, rapportés aux montants demandés, indiquent un risque plus faible",
            ],
            [
                "It is not known what was granted before of what was asked for",
                "On ne sait pas ce qui a été accordé auparavant sur les montants demandés",
            ],
        ),
        Theme::SchedulesBefore => wording(
            [
                "The due dates and ends of earlier loans here point to a higher risk",
                "Les échéances et les fins des prêts antérieurs de la maison indiquent un risque plus élevé",
            ],
            [
                "The due dates and ends of earlier loans here point to a lower risk",
                "Les échéances et les fins des prêts antérieurs de la maison indiquent un risque plus faible",
            ],
            [
                "No due dates of earlier loans here are on record",
                "Aucune date d’échéance de prêt antérieur de la maison n’est connue",
            ],
        ),
        Theme::AmountsBefore => wording(
            [
                "Amounts and terms of earlier loans and applications here point to a higher risk",
                "Les montants et durées des prêts et demandes antérieurs à la maison indiquent un risque plus élevé",
            ],
            [
                "Amounts and terms of earlier loans and applications here point to a lower risk",
                "Les montants et durées des prêts et demandes antérieurs à la maison indiquent un risque plus faible",
            ],
            [
                "Amounts and terms of earlier loans and applications here are not known",
                "Les montants et durées de prêts et demandes antérieurs à la maison ne sont pas connus",
            ],
        ),
        Theme::ProductsBefore => wording(
            [
                "The kinds of loans applied for here before point to a higher risk",
                "Les types de prêts demandés auparavant à la maison indiquent un risque plus élevé",
            ],
            [
                "The kinds of loans applied for here before point to a lower risk",
                "Les types de prêts demandés auparavant à la maison indiquent un risque plus faible",
            ],
            [
                "The kinds of loans applied for here before are not known",
                "Les types de prêts demandés auparavant à la maison ne sont pas connus",
            ],
        ),
        Theme::ApplicationsBefore => wording(
            [
                "Number, dates and circumstances of earlier applications here point to a higher risk",
                "Le nombre, les dates et les circonstances des demandes antérieures à la maison indiquent un risque plus élevé",
            ],
            [
                "Number, dates and circumstances of earlier applications here point to a lower risk",
                "Le nombre, les dates et les circonstances des demandes antérieures à la maison indiquent un risque plus faible",
            ],
            [
                "There are no earlier applications here",
                "Il n’y a pas de demandes antérieures à la maison",
            ],
        ),
        Theme::InstalmentSize => wording(
            [
                "The size of instalments on earlier loans here points to a higher risk",
                "Le montant des échéances de prêts antérieurs de la maison indique un risque plus élevé",
            ],
            [
                "The size of instalments on earlier loans here points to a lower risk",
                "Le montant des échéances de prêts antérieurs de la maison indique un risque plus faible",
            ],
            [
                "No instalments on earlier loans here are on record",
                "Aucune échéance de prêt antérieur de la maison n’est connue",
            ],
        ),
        Theme::HistoryHere => wording(
            [
                "Extent and course of earlier loans here point to a higher risk",
                "L’étendue et le cours des prêts antérieurs de la maison indiquent un risque plus élevé",
            ],
            [
                "Extent and course of earlier loans here point to a lower risk",
                "L’étendue et le cours des prêts antérieurs de la maison indiquent un risque plus faible",
            ],
            [
                "There is no history of earlier loans here",
                "Il n’y a pas d’historique de prêts antérieurs à la maison",
            ],
        ),
        _ => return None,
    })
}
