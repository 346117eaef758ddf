//! Names of fields: which ones an error may show, and how XML turns them.

use std::borrow::Cow;

/// The names of the protocol. A path in an error shows these and the fields of our own types; every other key came from
/// outside and could itself be personal data.
const PROTOCOL: &[&str] = &[
    "address",
    "birthday",
    "city",
    "companies",
    "contacts",
    "contacts_owner",
    "count",
    "country",
    "created_at",
    "description",
    "dob",
    "echo",
    "email",
    "error",
    "event_type",
    "events",
    "external_id",
    "first_name",
    "formatted",
    "groups",
    "id",
    "import_action_id",
    "import_id",
    "import_type",
    "job_title",
    "last_name",
    "locations",
    "message",
    "number",
    "owner",
    "phone",
    "photos",
    "postal_code",
    "primary",
    "region",
    "source",
    "start",
    "status",
    "street",
    "title",
    "total",
    "type",
    "unclaimed",
    "updated_at",
    "url",
    "userToken",
    "user_id",
    "value",
];

/// The key in our own words; `*` if it is not one of ours.
pub(crate) fn known(key: &str, fields: &[&'static str]) -> &'static str {
    fields.iter().chain(PROTOCOL).copied().find(|name| *name == key).unwrap_or("*")
}

/// `first-name` as `first_name`.
pub(crate) fn snake(name: &str) -> Cow<'_, str> {
    if name.contains('-') { Cow::Owned(name.replace('-', "_")) } else { Cow::Borrowed(name) }
}

/// Whether a name is this one in snake_case, or would be.
pub(crate) fn is(name: &str, snake: &str) -> bool {
    let snake_case = |byte| if byte == b'-' { b'_' } else { byte };
    name.len() == snake.len() && name.bytes().map(snake_case).eq(snake.bytes())
}

/// `first_name` as `first-name`. Underscores at the ends stay, as in Rails: a hyphen cannot begin a name.
pub(crate) fn kebab(name: &str) -> Cow<'_, str> {
    let middle = name.trim_matches('_');
    if middle.contains('_') {
        let start = name.len() - name.trim_start_matches('_').len();
        let end = name.len() - name.trim_end_matches('_').len();
        Cow::Owned(format!("{}{}{}", "_".repeat(start), middle.replace('_', "-"), "_".repeat(end)))
    } else {
        Cow::Borrowed(name)
    }
}

/// What the items of a list are called, as Rails derives it: `contacts` holds `contact`, `companies` holds `company`,
/// while `phone` and `address` hold their own name.
pub(crate) fn singular(plural: &str) -> Cow<'_, str> {
    if let Some(stem) = plural.strip_suffix("ies") {
        Cow::Owned(format!("{stem}y"))
    } else if plural.ends_with("ss") {
        Cow::Borrowed(plural)
    } else {
        Cow::Borrowed(plural.strip_suffix('s').filter(|stem| !stem.is_empty()).unwrap_or(plural))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singulars_of_the_protocol() {
        for (plural, expected) in [
            ("contacts", "contact"),
            ("events", "event"),
            ("companies", "company"),
            ("groups", "group"),
            ("photos", "photo"),
            ("locations", "location"),
            ("phone", "phone"),
            ("email", "email"),
            ("address", "address"),
            ("s", "s"),
        ] {
            assert_eq!(singular(plural), expected);
        }
    }

    #[test]
    fn names_turn_and_turn_back() {
        for (ours, theirs) in
            [("first_name", "first-name"), ("userToken", "userToken"), ("_a_b__", "_a-b__"), ("__", "__")]
        {
            assert_eq!(kebab(ours), theirs);
            assert_eq!(snake(theirs), ours);
        }
    }

    #[test]
    fn keys_from_outside_are_not_shown() {
        assert_eq!(known("email", &[]), "email");
        assert_eq!(known("mine", &["mine"]), "mine");
        assert_eq!(known("fern@example.com", &["mine"]), "*");
    }
}
