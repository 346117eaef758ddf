//! The words that headers are made of, in English, German, French, Spanish, Portuguese and Italian; folded.

/// Columns that hold something else, whatever other word they contain.
pub(super) const PASSED_OVER: &[&str] = &[
    "phonetic",
    "yomi",
    "nickname",
    "maiden",
    "spouse",
    "manager s",
    "assistant s",
    "referred",
    "display name",
    "hobby",
    "web page",
    "website",
    "url",
    "anzeigename",
    "nom affiche",
    "nombre para mostrar",
    "middle",
    "additional name",
];

/// Parts of a column's name that say the column labels another one.
pub(super) const LABEL: &[&str] = &["type", "label", "typ", "tipo", "etiqueta", "etichetta", "libelle"];

pub(super) const EMAIL: &[&str] = &[
    "email",
    "e mail",
    "mail",
    "correo",
    "courriel",
    "adresse electronique",
    "adresse de messagerie",
    "posta elettronica",
    "endereco eletronico",
    "direccion electronica",
    "indirizzo di posta",
];

pub(super) const PHONE: &[&str] = &[
    "phone",
    "telephone",
    "telefon",
    "telefono",
    "telefone",
    "mobile",
    "mobil",
    "mobiltelefon",
    "cell",
    "cellulare",
    "handy",
    "portable",
    "celular",
    "movil",
    "telemovel",
    "fax",
    "telefax",
    "pager",
    "rufnummer",
    "tel",
];

/// Words of a phone column that say nothing about which phone it is.
pub(super) const PHONE_FILLER: &[&str] = &[
    "phone",
    "telephone",
    "telefon",
    "telefono",
    "telefone",
    "tel",
    "number",
    "nummer",
    "numero",
    "no",
    "value",
    "de",
    "rufnummer",
];

pub(super) const FIRST_NAME: &[&str] = &[
    "first name",
    "firstname",
    "given name",
    "givenname",
    "vorname",
    "prenom",
    "primeiro nome",
    "nome proprio",
    "primer nombre",
];

pub(super) const LAST_NAME: &[&str] = &[
    "last name",
    "lastname",
    "surname",
    "family name",
    "familyname",
    "nachname",
    "familienname",
    "nom de famille",
    "apellido",
    "apellidos",
    "sobrenome",
    "apelido",
    "ultimo nome",
    "cognome",
];

/// Whole headers that mean the last name beside a first name, and the full name alone.
pub(super) const NAME_OR_LAST: &[&str] = &["name", "nom"];

/// Whole headers that mean the first name beside a last name, and the full name alone.
pub(super) const NAME_OR_FIRST: &[&str] = &["nombre", "nome"];

pub(super) const FULL_NAME: &[&str] =
    &["full name", "fullname", "vollstandiger name", "nom complet", "nombre completo", "nome completo"];

pub(super) const HONORIFIC: &[&str] = &["title", "anrede", "titre", "tratamiento", "name prefix", "prefix"];

pub(super) const COMPANY: &[&str] = &[
    "company",
    "organization",
    "organisation",
    "firma",
    "unternehmen",
    "societe",
    "entreprise",
    "empresa",
    "compania",
    "azienda",
    "societa",
    "organizacion",
    "organizzazione",
    "organizacao",
    "ditta",
];

pub(super) const JOB: &[&str] = &[
    "job title",
    "jobtitle",
    "organization title",
    "position",
    "berufsbezeichnung",
    "funktion",
    "fonction",
    "poste",
    "puesto",
    "cargo",
    "posizione",
    "qualifica",
];

pub(super) const BIRTHDAY: &[&str] = &[
    "birthday",
    "birth date",
    "birthdate",
    "date of birth",
    "dob",
    "geburtstag",
    "geburtsdatum",
    "date de naissance",
    "anniversaire",
    "cumpleanos",
    "fecha de nacimiento",
    "data de nascimento",
    "aniversario",
    "compleanno",
    "data di nascita",
];

pub(super) const GROUPS: &[&str] = &[
    "categories",
    "category",
    "labels",
    "groups",
    "group membership",
    "kategorien",
    "gruppen",
    "categorias",
    "etiquetas",
    "categorie",
    "gruppi",
    "groupes",
    "grupos",
];

pub(super) const FORMATTED: &[&str] =
    &["formatted", "address", "adresse", "direccion", "indirizzo", "endereco", "anschrift"];

pub(super) const STREET: &[&str] =
    &["street", "strasse", "rue", "calle", "rua", "via", "address line", "morada"];

pub(super) const CITY: &[&str] =
    &["city", "town", "ort", "stadt", "ville", "ciudad", "cidade", "citta", "localidad", "comune"];

pub(super) const REGION: &[&str] = &[
    "state",
    "region",
    "province",
    "county",
    "bundesland",
    "bundesland kanton",
    "kanton",
    "departement",
    "provincia",
    "estado",
    "regione",
];

pub(super) const POSTAL_CODE: &[&str] = &[
    "postal code",
    "postalcode",
    "postcode",
    "zip",
    "plz",
    "postleitzahl",
    "code postal",
    "codigo postal",
    "cep",
    "cap",
];

pub(super) const COUNTRY: &[&str] = &["country", "land", "pays", "pais", "paese", "country region"];

pub(super) const HOME: &[&str] = &[
    "home",
    "private",
    "personal",
    "privat",
    "domicile",
    "personnel",
    "personnelle",
    "particular",
    "casa",
    "abitazione",
];

pub(super) const WORK: &[&str] = &[
    "work",
    "business",
    "office",
    "geschaftlich",
    "buro",
    "bureau",
    "professionnel",
    "professionnelle",
    "trabajo",
    "trabalho",
    "comercial",
    "lavoro",
    "ufficio",
];

pub(super) const OTHER: &[&str] =
    &["other", "weitere", "weiteres", "autre", "otro", "otra", "outro", "outra", "altro"];
