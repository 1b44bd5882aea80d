//! The levels of the categories in `application`.

use super::super::Level;

pub(super) const CONTRACT: &[Level] = &[
    Level::new("Cash loans", "Cash loan", "Prêt personnel"),
    Level::new("Revolving loans", "Revolving loan", "Crédit renouvelable"),
];

pub(super) const GENDER: &[Level] = &[
    Level::new("F", "Female", "Femme"),
    Level::new("M", "Male", "Homme"),
    Level::new("XNA", "Not stated", "Non renseigné"),
];

pub(super) const INCOME: &[Level] = &[
    Level::new("Working", "Employed", "Salarié"),
    Level::new(
        "Commercial associate",
        "Commercial associate",
        "Associé commercial",
    ),
    Level::new("Pensioner", "Pensioner", "Retraité"),
    Level::new("State servant", "State servant", "Fonctionnaire"),
    Level::new("Unemployed", "Unemployed", "Sans emploi"),
    Level::new("Student", "Student", "Étudiant"),
    Level::new("Businessman", "Business owner", "Chef d’entreprise"),
    Level::new("Maternity leave", "Maternity leave", "Congé maternité"),
];

pub(super) const EDUCATION: &[Level] = &[
    Level::new("Lower secondary", "Lower secondary", "Collège"),
    Level::new(
        "Secondary / secondary special",
        "Secondary or vocational",
        "Secondaire ou professionnel",
    ),
    Level::new(
        "Incomplete higher",
        "Incomplete higher",
        "Supérieur inachevé",
    ),
    Level::new("Higher education", "Higher education", "Études supérieures"),
    Level::new("Academic degree", "Academic degree", "Grade universitaire"),
];

pub(super) const FAMILY: &[Level] = &[
    Level::new("Married", "Married", "Marié"),
    Level::new("Civil marriage", "Civil marriage", "Union civile"),
    Level::new("Single / not married", "Single", "Célibataire"),
    Level::new("Separated", "Separated", "Séparé"),
    Level::new("Widow", "Widowed", "Veuf"),
    Level::new("Unknown", "Unknown", "Inconnue"),
];

pub(super) const HOUSING: &[Level] = &[
    Level::new(
        "House / apartment",
        "Own house or flat",
        "Maison ou appartement",
    ),
    Level::new("With parents", "With parents", "Chez ses parents"),
    Level::new("Municipal apartment", "Municipal flat", "Logement social"),
    Level::new("Rented apartment", "Rented flat", "Appartement loué"),
    Level::new(
        "Office apartment",
        "Flat of the employer",
        "Logement de fonction",
    ),
    Level::new(
        "Co-op apartment",
        "Co-operative flat",
        "Logement coopératif",
    ),
];

pub(super) const OCCUPATION: &[Level] = &[
    Level::new("Accountants", "Accountant", "Comptable"),
    Level::new("Cleaning staff", "Cleaning staff", "Agent d’entretien"),
    Level::new("Cooking staff", "Cooking staff", "Cuisinier"),
    Level::new("Core staff", "Core staff", "Personnel administratif"),
    Level::new("Drivers", "Driver", "Conducteur"),
    Level::new("HR staff", "Human resources staff", "Ressources humaines"),
    Level::new(
        "High skill tech staff",
        "Highly skilled technical staff",
        "Technicien qualifié",
    ),
    Level::new("IT staff", "IT staff", "Informaticien"),
    Level::new("Laborers", "Labourer", "Ouvrier"),
    Level::new(
        "Low-skill Laborers",
        "Low-skilled labourer",
        "Ouvrier non qualifié",
    ),
    Level::new("Managers", "Manager", "Cadre"),
    Level::new("Medicine staff", "Medical staff", "Personnel médical"),
    Level::new(
        "Private service staff",
        "Private service staff",
        "Services à la personne",
    ),
    Level::new("Realty agents", "Estate agent", "Agent immobilier"),
    Level::new("Sales staff", "Sales staff", "Vendeur"),
    Level::new("Secretaries", "Secretary", "Secrétaire"),
    Level::new("Security staff", "Security staff", "Agent de sécurité"),
    Level::new(
        "Waiters/barmen staff",
        "Waiting or bar staff",
        "Serveur ou barman",
    ),
];

pub(super) const ORGANIZATION: &[Level] = &[
    Level::new("Advertising", "Advertising", "Publicité"),
    Level::new("Agriculture", "Agriculture", "Agriculture"),
    Level::new("Bank", "Bank", "Banque"),
    Level::new(
        "Business Entity Type 1",
        "Company, type 1",
        "Entreprise, type 1",
    ),
    Level::new(
        "Business Entity Type 2",
        "Company, type 2",
        "Entreprise, type 2",
    ),
    Level::new(
        "Business Entity Type 3",
        "Company, type 3",
        "Entreprise, type 3",
    ),
    Level::new("Cleaning", "Cleaning", "Nettoyage"),
    Level::new("Construction", "Construction", "Construction"),
    Level::new("Culture", "Culture", "Culture"),
    Level::new("Electricity", "Electricity", "Électricité"),
    Level::new("Emergency", "Emergency services", "Secours"),
    Level::new("Government", "Government", "Administration publique"),
    Level::new("Hotel", "Hotel", "Hôtellerie"),
    Level::new("Housing", "Housing", "Logement"),
    Level::new("Industry: type 1", "Industry, type 1", "Industrie, type 1"),
    Level::new("Industry: type 2", "Industry, type 2", "Industrie, type 2"),
    Level::new("Industry: type 3", "Industry, type 3", "Industrie, type 3"),
    Level::new("Industry: type 4", "Industry, type 4", "Industrie, type 4"),
    Level::new("Industry: type 5", "Industry, type 5", "Industrie, type 5"),
    Level::new("Industry: type 6", "Industry, type 6", "Industrie, type 6"),
    Level::new("Industry: type 7", "Industry, type 7", "Industrie, type 7"),
    Level::new("Industry: type 8", "Industry, type 8", "Industrie, type 8"),
    Level::new("Industry: type 9", "Industry, type 9", "Industrie, type 9"),
    Level::new(
        "Industry: type 10",
        "Industry, type 10",
        "Industrie, type 10",
    ),
    Level::new(
        "Industry: type 11",
        "Industry, type 11",
        "Industrie, type 11",
    ),
    Level::new(
        "Industry: type 12",
        "Industry, type 12",
        "Industrie, type 12",
    ),
    Level::new(
        "Industry: type 13",
        "Industry, type 13",
        "Industrie, type 13",
    ),
    Level::new("Insurance", "Insurance", "Assurance"),
    Level::new("Kindergarten", "Kindergarten", "École maternelle"),
    Level::new("Legal Services", "Legal services", "Services juridiques"),
    Level::new("Medicine", "Medicine", "Santé"),
    Level::new("Military", "Military", "Armée"),
    Level::new("Mobile", "Mobile phones", "Téléphonie mobile"),
    Level::new("Other", "Other", "Autre"),
    Level::new("Police", "Police", "Police"),
    Level::new("Postal", "Post", "Poste"),
    Level::new("Realtor", "Estate agency", "Agence immobilière"),
    Level::new("Religion", "Religion", "Religion"),
    Level::new("Restaurant", "Restaurant", "Restauration"),
    Level::new("School", "School", "École"),
    Level::new("Security", "Security", "Sécurité privée"),
    Level::new(
        "Security Ministries",
        "Security ministries",
        "Ministères de la sécurité",
    ),
    Level::new("Self-employed", "Self-employed", "Indépendant"),
    Level::new("Services", "Services", "Services"),
    Level::new("Telecom", "Telecommunications", "Télécommunications"),
    Level::new("Trade: type 1", "Trade, type 1", "Commerce, type 1"),
    Level::new("Trade: type 2", "Trade, type 2", "Commerce, type 2"),
    Level::new("Trade: type 3", "Trade, type 3", "Commerce, type 3"),
    Level::new("Trade: type 4", "Trade, type 4", "Commerce, type 4"),
    Level::new("Trade: type 5", "Trade, type 5", "Commerce, type 5"),
    Level::new("Trade: type 6", "Trade, type 6", "Commerce, type 6"),
    Level::new("Trade: type 7", "Trade, type 7", "Commerce, type 7"),
    Level::new(
        "Transport: type 1",
        "Transport, type 1",
        "Transports, type 1",
    ),
    Level::new(
        "Transport: type 2",
        "Transport, type 2",
        "Transports, type 2",
    ),
    Level::new(
        "Transport: type 3",
        "Transport, type 3",
        "Transports, type 3",
    ),
    Level::new(
        "Transport: type 4",
        "Transport, type 4",
        "Transports, type 4",
    ),
    Level::new("University", "University", "Université"),
    Level::new("XNA", "Not stated", "Non renseigné"),
];

pub(super) const REPAIR_FUND: &[Level] = &[
    Level::new(
        "reg oper account",
        "Regional operator’s account",
        "Compte de l’opérateur régional",
    ),
    Level::new(
        "reg oper spec account",
        "Regional operator’s special account",
        "Compte spécial de l’opérateur régional",
    ),
    Level::new(
        "org spec account",
        "Organisation’s special account",
        "Compte spécial de l’organisme",
    ),
    Level::new("not specified", "Not specified", "Non précisé"),
];

pub(super) const HOUSE: &[Level] = &[
    Level::new("block of flats", "Block of flats", "Immeuble"),
    Level::new("terraced house", "Terraced house", "Maison mitoyenne"),
    Level::new("specific housing", "Special housing", "Habitat particulier"),
];

pub(super) const WALLS: &[Level] = &[
    Level::new("Panel", "Panel", "Panneaux préfabriqués"),
    Level::new("Stone, brick", "Stone or brick", "Pierre ou brique"),
    Level::new("Block", "Block", "Parpaing"),
    Level::new("Wooden", "Wood", "Bois"),
    Level::new("Mixed", "Mixed", "Mixte"),
    Level::new("Monolithic", "Monolithic concrete", "Béton monolithique"),
    Level::new("Others", "Other", "Autre"),
];

pub(super) const EMERGENCY: &[Level] = &[
    Level::new("No", "No", "Non"),
    Level::new("Yes", "Yes", "Oui"),
];
