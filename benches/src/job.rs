//! Work by name, so that another process can do it under a counter.

use crate::contender::contender;
use crate::ours;
use crate::payload::shapes::shape;
use crate::payload::{self, Form, Profile};
use cloudsponge_proto::Format;
use serde::{Deserialize, Serialize};

/// Something to do once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Job {
    /// Decoding a body of so many contacts.
    Decode {
        /// What the contacts are like.
        profile: Profile,
        /// How the body is written.
        form: Form,
        /// How many there are.
        contacts: usize,
        /// Who decodes.
        who: String,
    },
    /// Decoding an awkward shape.
    Shape {
        /// Whether it is XML.
        xml: bool,
        /// Its name.
        name: String,
        /// Its length in bytes, about.
        len: usize,
    },
}

impl Job {
    /// Decoding 2 000 contacts.
    pub fn decode(profile: Profile, form: Form, who: &str) -> Self {
        Self::Decode { profile, form, contacts: 2_000, who: who.to_owned() }
    }

    /// Gets everything ready and returns the work itself.
    ///
    /// # Panics
    /// There is no contender or shape of that name.
    pub fn prepare(&self) -> Box<dyn FnMut()> {
        match self {
            Self::Decode { profile, form, contacts, who } => {
                let body = payload::body(*profile, *form, *contacts);
                let contender = contender(*form, &body, who).expect("a contender of this name");
                let mut copy = body;
                Box::new(move || (contender.run)(&mut copy))
            }
            Self::Shape { xml, name, len } => {
                let format = if *xml { Format::Xml } else { Format::Json };
                let shape = shape(format, name).expect("a shape of this name");
                let mut body = shape.body(*len);
                match shape.chunk {
                    None => Box::new(move || ours::flat(format, std::mem::take(&mut body))),
                    Some(chunk) => Box::new(move || ours::chunked_flat(format, body.chunks(chunk))),
                }
            }
        }
    }
}
