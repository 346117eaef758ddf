//! The same over TLS, with certificates made on the spot.

use super::lock;
use super::wire::{missing_body, split_head};
use crate::Violation;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A server's certificate and the authority that signed it.
#[derive(Debug)]
pub struct Certificate {
    chain: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
    authority: String,
}

/// For whom a certificate is, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Validity {
    /// 127.0.0.1, now.
    Good,
    /// Another host.
    OtherHost,
    /// 127.0.0.1 in the common name alone, which has not counted for long.
    CommonNameOnly,
    /// Until 2020.
    Expired,
    /// From 2090 on.
    NotYet,
}

impl Certificate {
    /// Signed by an authority made for it alone.
    ///
    /// # Errors
    /// No certificate could be made.
    pub fn new(validity: Validity) -> Result<Self, Violation> {
        Self::sign(validity).map_err(|error| Violation::new(format!("no certificate could be made: {error}")))
    }

    fn sign(validity: Validity) -> Result<Self, rcgen::Error> {
        let authority_key = KeyPair::generate()?;
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.distinguished_name.push(DnType::CommonName, "Authority of a test");
        let certificate = authority.self_signed(&authority_key)?;
        let names = match validity {
            Validity::OtherHost => vec!["other.example".to_owned()],
            Validity::CommonNameOnly => Vec::new(),
            _ => vec!["127.0.0.1".to_owned(), "localhost".to_owned()],
        };
        let key = KeyPair::generate()?;
        let mut server = CertificateParams::new(names)?;
        server.distinguished_name.push(DnType::CommonName, "127.0.0.1");
        match validity {
            Validity::Expired => server.not_after = date_time_ymd(2020, 1, 1),
            Validity::NotYet => server.not_before = date_time_ymd(2090, 1, 1),
            _ => {}
        }
        let issuer = Issuer::new(authority, authority_key);
        let chain = server.signed_by(&key, &issuer)?.der().clone();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        Ok(Self { chain, key, authority: certificate.pem() })
    }

    /// The authority's certificate (PEM), which makes this one trusted.
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

/// Answers every connection over TLS with the same bytes and closes it.
#[derive(Debug)]
pub struct TlsServer {
    address: SocketAddr,
    received: Arc<Mutex<Vec<u8>>>,
    stop: Arc<AtomicBool>,
}

impl TlsServer {
    /// `close_notify`: ends as TLS demands, rather than by closing the connection below it.
    ///
    /// # Errors
    /// No port could be had, or the certificate is not usable.
    pub fn start(certificate: &Certificate, answer: Vec<u8>, close_notify: bool) -> Result<Self, Violation> {
        let config = ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder
                    .with_no_client_auth()
                    .with_single_cert(vec![certificate.chain.clone()], certificate.key.clone_key())
            })
            .map_err(|error| Violation::new(format!("no TLS server could be made: {error}")))?;
        let config = Arc::new(config);
        let listener = super::listen()?;
        let address = listener.local_addr()?;
        let (received, stop) = (Arc::<Mutex<Vec<u8>>>::default(), Arc::new(AtomicBool::new(false)));
        let (record, stopped) = (Arc::clone(&received), Arc::clone(&stop));
        std::thread::Builder::new().name("tls-server".to_owned()).spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                if let Ok(session) = ServerConnection::new(Arc::clone(&config)) {
                    // A handshake that fails is what some rules are about.
                    let _ = serve(StreamOwned::new(session, stream), &answer, close_notify, &record);
                }
            }
        })?;
        Ok(Self { address, received, stop })
    }

    /// `https://address` and a path.
    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    /// Every byte of HTTP that came in.
    pub fn received(&self) -> Vec<u8> {
        lock(&self.received).clone()
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(
    mut stream: StreamOwned<ServerConnection, TcpStream>,
    answer: &[u8],
    close_notify: bool,
    record: &Mutex<Vec<u8>>,
) -> std::io::Result<()> {
    stream.sock.set_read_timeout(Some(Duration::from_secs(2)))?;
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while split_head(&request).is_none() || missing_body(&request) > 0 {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let bytes = buffer.get(..length).unwrap_or_default();
        request.extend_from_slice(bytes);
        lock(record).extend_from_slice(bytes);
    }
    stream.write_all(answer)?;
    stream.flush()?;
    if !close_notify {
        // A client that sees data and the end at once may call it cut; one that has its whole answer closes by itself.
        stream.sock.set_read_timeout(Some(Duration::from_millis(500)))?;
        while stream.read(&mut buffer)? > 0 {}
    } else {
        stream.conn.send_close_notify();
        stream.flush()?;
    }
    Ok(())
}
