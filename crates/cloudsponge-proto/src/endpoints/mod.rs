//! The calls of the service, one file each; its first line is the HTTP line.

pub mod auth;
mod begin;
mod desktop_applet;
mod get_contacts;
mod get_events;
mod user_consent;
mod username_password;

pub use begin::{Begin, Include};
pub use desktop_applet::DesktopApplet;
pub use get_contacts::GetContacts;
pub use get_events::GetEvents;
pub use user_consent::UserConsent;
pub use username_password::UsernamePassword;
