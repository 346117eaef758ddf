//! What a visitor chose, for the application.

use cloudsponge::proto::Service;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub(crate) type SelectFn =
    Arc<dyn Fn(Selection) -> Pin<Box<dyn Future<Output = Result<String, SelectError>> + Send>> + Send + Sync>;

/// The contacts a visitor chose.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Selection {
    /// The source they come from.
    pub service: Service,
    /// Who the application said the visitor is; see [`Options::identify`](crate::Options::identify).
    pub identity: Option<String>,
    /// Whose address book it is, where the service says so.
    pub owner: Option<Chosen>,
    /// The chosen contacts, in the order of the book.
    pub contacts: Vec<Chosen>,
}

/// A person in a [`Selection`].
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Chosen {
    /// The name to show, where there is one.
    pub name: Option<String>,
    /// The address to write to, where there is one.
    pub email: Option<String>,
}

/// Why the application did not take a selection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the selection was not taken: {message}")]
pub struct SelectError {
    message: String,
}

impl Chosen {
    pub(crate) fn new(name: Option<&str>, email: Option<&str>) -> Self {
        Self { name: name.map(Into::into), email: email.map(Into::into) }
    }
}

impl SelectError {
    /// What to tell the visitor, in a sentence of yours.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

impl std::fmt::Debug for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let contacts = self.contacts.len();
        f.debug_struct("Selection")
            .field("service", &self.service)
            .field("contacts", &contacts)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Chosen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chosen(redacted)")
    }
}
