//! Work by name, so that another process can do it under a counter.

use crate::contender::contender;
use crate::ours;
use crate::payload::shapes::shape;
use crate::payload::{self, Form, Profile};
use crate::requests::{self, ECHO, IMPORT_ID, SERVICE, USER_ID};
use cloudsponge_proto::Format;
use serde::{Deserialize, Serialize};
use std::hint::black_box;

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
    /// Building a request.
    Request {
        /// Whether it is a POST.
        post: bool,
        /// Who builds it.
        who: Builder,
    },
}

/// Who builds requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Builder {
    /// The core.
    Ours,
    /// `http` by hand.
    Naive,
    /// reqwest's builder.
    Reqwest,
}

impl Builder {
    /// What builds one request and drops it.
    pub fn build(self, post: bool) -> Box<dyn Fn()> {
        let (id, service) = (black_box(IMPORT_ID), black_box(SERVICE));
        match self {
            Self::Ours => {
                let ours = ours::Requests::new();
                Box::new(move || drop(black_box(if post { ours.post() } else { ours.get() })))
            }
            Self::Naive if post => {
                Box::new(move || drop(black_box(requests::naive_post(service, USER_ID, ECHO))))
            }
            Self::Naive => Box::new(move || drop(black_box(requests::naive_get(id)))),
            Self::Reqwest => {
                let client = requests::client();
                if post {
                    Box::new(move || drop(black_box(requests::reqwest_post(&client, service, USER_ID, ECHO))))
                } else {
                    Box::new(move || drop(black_box(requests::reqwest_get(&client, id))))
                }
            }
        }
    }
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
            Self::Request { post, who } => {
                let build = who.build(*post);
                // The first may fill what is kept for the following.
                build();
                build
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

impl Job {
    /// The argument that [`from_argument`](Self::from_argument) reads.
    ///
    /// # Panics
    /// Never: jobs are plain data.
    pub fn to_argument(&self) -> String {
        serde_json::to_string(self).expect("plain data")
    }

    /// The job of an argument.
    ///
    /// # Errors
    /// The argument is no job's.
    pub fn from_argument(argument: &str) -> Result<Self, String> {
        serde_json::from_str(argument).map_err(|error| format!("{argument}: {error}"))
    }
}
