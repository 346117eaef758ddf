//! The HTTP client of the recording proxy (`emulator --upstream`).

use crate::connection::{self, Client};
use crate::credentials;
use crate::exit::Failure;
use bytes::Bytes;
use cloudsponge_emulator::record::{Forwarded, Upstream};
use cloudsponge_proto::Api;
use http::Request;

/// Sends what it is given, bounded in time and size, and follows no redirect.
pub(crate) struct Behind(Client);

impl Behind {
    pub(crate) fn new() -> Result<Self, Failure> {
        // The client of this program wants credentials; what is handed on brings its own.
        Ok(Self(connection::client(Api::new(credentials::stand_in()?))?))
    }
}

impl Upstream for Behind {
    fn forward(&self, request: Request<Bytes>) -> Forwarded<'_> {
        Box::pin(async move {
            match self.0.send(request).await {
                Ok(response) => Ok(response.map(Bytes::from)),
                Err(error) => Err(error.kind().to_string()),
            }
        })
    }
}
