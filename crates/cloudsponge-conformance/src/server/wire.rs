//! What happened on a connection.

/// A recording of one connection.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Wire {
    /// Every byte that came in.
    pub received: Vec<u8>,
    /// How many bytes went out, as far as the other side took them.
    pub sent: u64,
    /// The other side closed first.
    pub peer_closed: bool,
    /// The server's end is closed, whoever closed first.
    pub over: bool,
}

/// One request, as its bytes came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// `POST /path?query HTTP/1.1`.
    pub line: String,
    /// Names in lower case, values as they are; not UTF-8 is replaced.
    pub headers: Vec<(String, String)>,
    /// As long as `Content-Length` says, or shorter if no more came.
    pub body: Vec<u8>,
}

impl Wire {
    /// The requests in it; an unfinished last one too.
    pub fn requests(&self) -> Vec<Recorded> {
        let mut requests = Vec::new();
        let mut rest = self.received.as_slice();
        while !rest.is_empty() {
            let (request, tail) = Recorded::parse(rest);
            requests.push(request);
            rest = tail;
        }
        requests
    }
}

impl Recorded {
    /// All values of a header.
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    /// A POST, whatever else it is.
    pub fn is_post(&self) -> bool {
        self.line.starts_with("POST ")
    }

    fn parse(bytes: &[u8]) -> (Self, &[u8]) {
        let (head, rest) = split_head(bytes).unwrap_or((bytes, &[]));
        let head = String::from_utf8_lossy(head);
        let mut lines = head.split("\r\n");
        let line = lines.next().unwrap_or_default().to_owned();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let length = content_length(&headers).min(rest.len());
        let (body, tail) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        (Self { line, headers, body: body.to_vec() }, tail)
    }
}

/// A head without its empty line, and what comes behind.
pub(super) fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    Some((bytes.get(..end)?, bytes.get(end + 4..)?))
}

/// How much of a request is there: nothing is missing if the rest of its body is 0.
pub(super) fn missing_body(bytes: &[u8]) -> usize {
    let Some((_, rest)) = split_head(bytes) else { return 0 };
    let (request, _) = Recorded::parse(bytes);
    content_length(&request.headers).saturating_sub(rest.len())
}

/// Where the next request begins.
pub(super) fn request_end(bytes: &[u8]) -> usize {
    bytes.len() - Recorded::parse(bytes).1.len()
}

fn content_length(headers: &[(String, String)]) -> usize {
    let value = headers.iter().find(|(name, _)| name == "content-length");
    value.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_told_apart() {
        let received =
            b"POST /a HTTP/1.1\r\nContent-Length: 3\r\nX: 1\r\nx: 2\r\n\r\na\0bGET /b HTTP/1.1\r\nhos"
                .to_vec();
        let requests = Wire { received, ..Wire::default() }.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0].line, "POST /a HTTP/1.1");
        assert_eq!(requests[0].header("x"), ["1", "2"]);
        assert_eq!(requests[0].body, b"a\0b");
        assert_eq!(requests[1].line, "GET /b HTTP/1.1");
        assert!(requests[0].is_post() && !requests[1].is_post());
    }
}
