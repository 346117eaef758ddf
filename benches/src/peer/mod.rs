//! What a user would decode contacts with instead: everything here is beside the project, not part of it.

pub mod json;
pub mod json_stream;
pub mod limits;
pub mod value;
pub mod xml_derive;
pub mod xml_events;
pub mod xml_tree;
