//! The levels of the categories in `previous_application`.

use super::super::Level;

pub(super) const CONTRACT: &[Level] = &[
    Level::new(
        "Consumer loans",
        "Consumer loan",
        "Crédit à la consommation",
    ),
    Level::new("Cash loans", "Cash loan", "Prêt personnel"),
    Level::new("Revolving loans", "Revolving loan", "Crédit renouvelable"),
    Level::new("XNA", "Not stated", "Non renseigné"),
];

pub(super) const PURPOSE: &[Level] = &[
    Level::new("XAP", "Does not apply", "Sans objet"),
    Level::new("XNA", "Not stated", "Non renseigné"),
    Level::new(
        "Building a house or an annex",
        "Building a house or an annex",
        "Construction ou extension",
    ),
    Level::new(
        "Business development",
        "Business development",
        "Développement d’entreprise",
    ),
    Level::new("Buying a garage", "Buying a garage", "Achat d’un garage"),
    Level::new(
        "Buying a holiday home / land",
        "Buying a holiday home or land",
        "Achat d’une maison de vacances ou d’un terrain",
    ),
    Level::new("Buying a home", "Buying a home", "Achat d’un logement"),
    Level::new(
        "Buying a new car",
        "Buying a new car",
        "Achat d’une voiture neuve",
    ),
    Level::new(
        "Buying a used car",
        "Buying a used car",
        "Achat d’une voiture d’occasion",
    ),
    Level::new("Car repairs", "Car repairs", "Réparation de voiture"),
    Level::new("Education", "Education", "Études"),
    Level::new(
        "Everyday expenses",
        "Everyday expenses",
        "Dépenses courantes",
    ),
    Level::new("Furniture", "Furniture", "Mobilier"),
    Level::new(
        "Gasification / water supply",
        "Gas or water supply",
        "Raccordement au gaz ou à l’eau",
    ),
    Level::new("Hobby", "Hobby", "Loisirs"),
    Level::new("Journey", "Journey", "Voyage"),
    Level::new("Medicine", "Medical treatment", "Soins médicaux"),
    Level::new(
        "Money for a third person",
        "Money for a third person",
        "Argent pour un tiers",
    ),
    Level::new("Other", "Other", "Autre"),
    Level::new(
        "Payments on other loans",
        "Payments on other loans",
        "Remboursement d’autres prêts",
    ),
    Level::new(
        "Purchase of electronic equipment",
        "Electronic equipment",
        "Équipement électronique",
    ),
    Level::new(
        "Refusal to name the goal",
        "Refused to say",
        "Refus d’indiquer l’objet",
    ),
    Level::new("Repairs", "Home repairs", "Travaux"),
    Level::new("Urgent needs", "Urgent needs", "Besoins urgents"),
    Level::new(
        "Wedding / gift / holiday",
        "Wedding, gift or holiday",
        "Mariage, cadeau ou vacances",
    ),
];

pub(super) const STATUS: &[Level] = &[
    Level::new("Approved", "Approved", "Acceptée"),
    Level::new("Refused", "Refused", "Refusée"),
    Level::new("Canceled", "Cancelled", "Annulée"),
    Level::new("Unused offer", "Unused offer", "Offre non utilisée"),
];

pub(super) const PAYMENT: &[Level] = &[
    Level::new(
        "Cash through the bank",
        "Cash through the bank",
        "Espèces au guichet",
    ),
    Level::new(
        "Non-cash from your account",
        "From own account",
        "Depuis son propre compte",
    ),
    Level::new(
        "Cashless from the account of the employer",
        "From the employer’s account",
        "Depuis le compte de l’employeur",
    ),
    Level::new("XNA", "Not stated", "Non renseigné"),
];

pub(super) const REASON: &[Level] = &[
    Level::new("XAP", "Does not apply", "Sans objet"),
    Level::new("HC", "Lender’s policy", "Politique du prêteur"),
    Level::new("LIMIT", "Limit reached", "Plafond atteint"),
    Level::new("SCO", "Score", "Score"),
    Level::new(
        "SCOFR",
        "Score, suspected fraud",
        "Score, suspicion de fraude",
    ),
    Level::new("CLIENT", "Client withdrew", "Renoncement du client"),
    Level::new(
        "VERIF",
        "Verification failed",
        "Vérification non concluante",
    ),
    Level::new("SYSTEM", "System", "Système"),
    Level::new("XNA", "Not stated", "Non renseigné"),
];

pub(super) const CLIENT: &[Level] = &[
    Level::new("New", "New", "Nouveau"),
    Level::new("Repeater", "Repeat client", "Client fidèle"),
    Level::new("Refreshed", "Returning after a break", "Client de retour"),
    Level::new("XNA", "Not stated", "Non renseigné"),
];

pub(super) const GOODS: &[Level] = &[
    Level::new("XNA", "Not stated", "Non renseigné"),
    Level::new(
        "Additional Service",
        "Additional service",
        "Service complémentaire",
    ),
    Level::new("Animals", "Animals", "Animaux"),
    Level::new("Audio/Video", "Audio and video", "Audio et vidéo"),
    Level::new(
        "Auto Accessories",
        "Car accessories",
        "Accessoires automobiles",
    ),
    Level::new(
        "Clothing and Accessories",
        "Clothing and accessories",
        "Vêtements et accessoires",
    ),
    Level::new("Computers", "Computers", "Informatique"),
    Level::new(
        "Construction Materials",
        "Construction materials",
        "Matériaux de construction",
    ),
    Level::new(
        "Consumer Electronics",
        "Consumer electronics",
        "Électronique grand public",
    ),
    Level::new("Direct Sales", "Direct sales", "Vente directe"),
    Level::new("Education", "Education", "Études"),
    Level::new("Fitness", "Fitness", "Remise en forme"),
    Level::new("Furniture", "Furniture", "Mobilier"),
    Level::new("Gardening", "Gardening", "Jardinage"),
    Level::new("Homewares", "Homewares", "Articles ménagers"),
    Level::new(
        "House Construction",
        "House construction",
        "Construction de maison",
    ),
    Level::new("Insurance", "Insurance", "Assurance"),
    Level::new("Jewelry", "Jewellery", "Bijoux"),
    Level::new("Medical Supplies", "Medical supplies", "Matériel médical"),
    Level::new("Medicine", "Medicine", "Médicaments"),
    Level::new("Mobile", "Mobile phone", "Téléphone mobile"),
    Level::new(
        "Office Appliances",
        "Office appliances",
        "Équipement de bureau",
    ),
    Level::new("Other", "Other", "Autre"),
    Level::new(
        "Photo / Cinema Equipment",
        "Photo and film equipment",
        "Photo et cinéma",
    ),
    Level::new("Sport and Leisure", "Sport and leisure", "Sport et loisirs"),
    Level::new("Tourism", "Tourism", "Tourisme"),
    Level::new("Vehicles", "Vehicles", "Véhicules"),
    Level::new("Weapon", "Weapon", "Arme"),
];

pub(super) const PORTFOLIO: &[Level] = &[
    Level::new("POS", "Point of sale", "Point de vente"),
    Level::new("Cash", "Cash loans", "Prêts personnels"),
    Level::new("Cards", "Cards", "Cartes"),
    Level::new("Cars", "Cars", "Automobile"),
    Level::new("XNA", "Not stated", "Non renseigné"),
];

pub(super) const PRODUCT: &[Level] = &[
    Level::new("XNA", "Not stated", "Non renseigné"),
    Level::new("x-sell", "Cross-selling", "Vente croisée"),
    Level::new("walk-in", "Walk-in", "Venue spontanée"),
];

pub(super) const CHANNEL: &[Level] = &[
    Level::new(
        "Credit and cash offices",
        "Credit and cash offices",
        "Agences de crédit",
    ),
    Level::new("Country-wide", "Country-wide", "National"),
    Level::new("Stone", "Shops (Stone)", "Magasins (Stone)"),
    Level::new("Regional / Local", "Regional or local", "Régional ou local"),
    Level::new("Contact center", "Contact centre", "Centre d’appels"),
    Level::new(
        "AP+ (Cash loan)",
        "Cash loan agents (AP+)",
        "Agents de prêt (AP+)",
    ),
    Level::new(
        "Channel of corporate sales",
        "Corporate sales",
        "Ventes aux entreprises",
    ),
    Level::new("Car dealer", "Car dealer", "Concessionnaire automobile"),
];

pub(super) const INDUSTRY: &[Level] = &[
    Level::new("XNA", "Not stated", "Non renseigné"),
    Level::new(
        "Consumer electronics",
        "Consumer electronics",
        "Électronique grand public",
    ),
    Level::new("Connectivity", "Telephony", "Téléphonie"),
    Level::new("Furniture", "Furniture", "Mobilier"),
    Level::new("Construction", "Construction", "Construction"),
    Level::new("Clothing", "Clothing", "Vêtements"),
    Level::new("Industry", "Industry", "Industrie"),
    Level::new("Auto technology", "Car technology", "Technique automobile"),
    Level::new("Jewelry", "Jewellery", "Bijouterie"),
    Level::new("MLM partners", "Network marketing", "Vente multiniveau"),
    Level::new("Tourism", "Tourism", "Tourisme"),
];

pub(super) const YIELD: &[Level] = &[
    Level::new("XNA", "Not stated", "Non renseigné"),
    Level::new("low_action", "Low, promotional", "Bas, promotionnel"),
    Level::new("low_normal", "Low", "Bas"),
    Level::new("middle", "Middle", "Moyen"),
    Level::new("high", "High", "Élevé"),
];

pub(super) const COMBINATION: &[Level] = &[
    Level::new("Cash", "Cash loan", "Prêt personnel"),
    Level::new(
        "Cash Street: high",
        "Walk-in cash loan, high rate",
        "Prêt personnel spontané, taux élevé",
    ),
    Level::new(
        "Cash Street: middle",
        "Walk-in cash loan, middle rate",
        "Prêt personnel spontané, taux moyen",
    ),
    Level::new(
        "Cash Street: low",
        "Walk-in cash loan, low rate",
        "Prêt personnel spontané, taux bas",
    ),
    Level::new(
        "Cash X-Sell: high",
        "Cross-sold cash loan, high rate",
        "Prêt personnel en vente croisée, taux élevé",
    ),
    Level::new(
        "Cash X-Sell: middle",
        "Cross-sold cash loan, middle rate",
        "Prêt personnel en vente croisée, taux moyen",
    ),
    Level::new(
        "Cash X-Sell: low",
        "Cross-sold cash loan, low rate",
        "Prêt personnel en vente croisée, taux bas",
    ),
    Level::new(
        "Card Street",
        "Walk-in card",
        "Carte en souscription spontanée",
    ),
    Level::new("Card X-Sell", "Cross-sold card", "Carte en vente croisée"),
    Level::new(
        "POS household with interest",
        "Household goods, with interest",
        "Équipement du foyer, avec intérêts",
    ),
    Level::new(
        "POS household without interest",
        "Household goods, interest-free",
        "Équipement du foyer, sans intérêts",
    ),
    Level::new(
        "POS industry with interest",
        "Industrial goods, with interest",
        "Biens industriels, avec intérêts",
    ),
    Level::new(
        "POS industry without interest",
        "Industrial goods, interest-free",
        "Biens industriels, sans intérêts",
    ),
    Level::new(
        "POS mobile with interest",
        "Mobile phone, with interest",
        "Téléphone mobile, avec intérêts",
    ),
    Level::new(
        "POS mobile without interest",
        "Mobile phone, interest-free",
        "Téléphone mobile, sans intérêts",
    ),
    Level::new(
        "POS other with interest",
        "Other goods, with interest",
        "Autres biens, avec intérêts",
    ),
    Level::new(
        "POS others without interest",
        "Other goods, interest-free",
        "Autres biens, sans intérêts",
    ),
];
