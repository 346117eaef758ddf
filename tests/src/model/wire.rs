//! The smallest HTTP client that will do: one connection, one request at a time, blocking.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer takes no answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Larger is no answer.
const LARGEST: usize = 16 << 20;

/// A connection to a server on this machine, made when it is needed.
#[derive(Debug)]
pub(crate) struct Wire {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

impl Wire {
    /// To this address.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, stream: None }
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// The connection broke, or what came is not an answer with a length. The next request goes on a new connection.
    pub(crate) fn exchange(&mut self, request: &Request<Bytes>) -> io::Result<Response<Bytes>> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect()?,
        };
        stream.get_mut().write_all(&self.head(request))?;
        stream.get_mut().write_all(request.body())?;
        let answer = read(&mut stream, request.method() == Method::HEAD)?;
        self.stream = Some(stream);
        Ok(answer)
    }

    fn connect(&self) -> io::Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(BufReader::new(stream))
    }

    fn head(&self, request: &Request<Bytes>) -> Vec<u8> {
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        let mut head =
            format!("{} {target} HTTP/1.1\r\nhost: {}\r\n", request.method(), self.address).into_bytes();
        for (name, value) in request.headers().iter().filter(|(name, _)| **name != header::HOST) {
            head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        let length = request.body().len();
        if length > 0 || request.method() == Method::POST {
            head.extend(format!("content-length: {length}\r\n").into_bytes());
        }
        head.extend(b"\r\n");
        head
    }
}

fn read(stream: &mut BufReader<TcpStream>, bodiless: bool) -> io::Result<Response<Bytes>> {
    let status = line(stream)?;
    let status = status.split(' ').nth(1).and_then(|status| status.parse::<StatusCode>().ok());
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status.ok_or(io::ErrorKind::InvalidData)?;
    loop {
        let line = line(stream)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or(io::ErrorKind::InvalidData)?;
        let name: HeaderName = name.parse().map_err(io::Error::other)?;
        let value: HeaderValue = value.trim().parse().map_err(io::Error::other)?;
        response.headers_mut().append(name, value);
    }
    let length = response.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length = if bodiless { Some(0) } else { length.and_then(|length| length.parse().ok()) };
    let length = length.filter(|length| *length <= LARGEST).ok_or(io::ErrorKind::InvalidData)?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    *response.body_mut() = Bytes::from(body);
    Ok(response)
}

fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
