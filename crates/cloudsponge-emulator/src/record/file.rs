//! One exchange as text: the call, an empty line, the answer's head, an empty line, the answer's body.

use cloudsponge_proto::Format;
use cloudsponge_proto::server::{BeginArguments, Call, Presented, ServerRequest};
use http::StatusCode;

const MAGIC: &str = "cloudsponge exchange 1";

/// One call and its answer, scrubbed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exchange {
    /// The call's lines: what tells one call from another.
    pub(super) call: String,
    pub(super) status: StatusCode,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// The lines that describe a call; equal for all forms in which clients send it. `None` for the hand-off, which is a
/// browser's and not a client's.
pub(super) fn call_lines(request: &ServerRequest) -> Option<String> {
    let extension = match request.format {
        Format::Json => "json",
        Format::Xml => "xml",
    };
    let service =
        |begin: &BeginArguments| begin.service.as_ref().and_then(|service| service.as_ref().ok()).cloned();
    let begin = |name: &str, begin: &BeginArguments| {
        let arguments = service(begin).map(|service| vec![format!("argument service={service}")]);
        (format!("POST /begin_import/{name}.{extension}"), arguments.unwrap_or_default())
    };
    let (first, arguments) = match &request.call {
        Call::BeginUserConsent { begin: arguments, .. } => begin("user_consent", arguments),
        Call::BeginImport { begin: arguments, .. } => begin("import", arguments),
        Call::BeginDesktopApplet { begin: arguments } => begin("desktop_applet", arguments),
        Call::Events { import_id, .. } => (format!("GET /events/{import_id}.{extension}"), Vec::new()),
        Call::Contacts { import_id, start, count, .. } => {
            let page = vec![format!("argument start={start}"), format!("argument count={count}")];
            (
                format!("GET /contacts/{import_id}.{extension}"),
                if (*start, *count) == (0, 0) { Vec::new() } else { page },
            )
        }
        _ => return None,
    };
    let given = if request.credentials == Presented::None { "missing" } else { "given" };
    let mut lines = vec![first, format!("credentials {given}")];
    lines.extend(arguments);
    Some(lines.join("\n"))
}

/// The name of the call, for a file's name.
pub(super) fn call_name(call: &str) -> String {
    let path = call.split([' ', '\n']).nth(1).unwrap_or_default();
    let words = path.trim_start_matches('/').split(['/', '.']);
    let word = words.clone().next().unwrap_or_default();
    if word == "begin_import" { words.skip(1).take(1).collect() } else { word.to_owned() }
}

impl Exchange {
    pub(super) fn to_text(&self) -> String {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name} {value}\n")).collect();
        format!("{MAGIC}\n{}\n\n{}\n{headers}\n{}\n", self.call, self.status.as_u16(), self.body)
    }

    /// Reads it back; the error says what is wrong.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.replace("\r\n", "\n");
        let rest = text.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix('\n'));
        let rest = rest.ok_or("its first line is not `cloudsponge exchange 1`")?;
        let (call, rest) = rest.split_once("\n\n").ok_or("no empty line follows the call")?;
        let (head, body) = rest.split_once("\n\n").ok_or("no empty line follows the answer's head")?;
        let mut lines = head.lines();
        let status =
            lines.next().unwrap_or_default().trim().parse().map_err(|_| "the answer has no status")?;
        let headers =
            lines.map(|line| line.split_once(' ').map(|(name, value)| (name.to_owned(), value.to_owned())));
        let headers = headers.collect::<Option<_>>().ok_or("a header line has no value")?;
        let body = body.strip_suffix('\n').unwrap_or(body).to_owned();
        Ok(Self { call: call.to_owned(), status, headers, body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_reads_back() {
        for (headers, body) in
            [(vec![], ""), (vec![("content-type".to_owned(), "text/plain; a b".to_owned())], "a\n\nb\n")]
        {
            let exchange = Exchange {
                call: "GET /events/1.json\ncredentials given".to_owned(),
                status: StatusCode::NOT_FOUND,
                headers,
                body: body.to_owned(),
            };
            assert_eq!(Exchange::parse(&exchange.to_text()), Ok(exchange.clone()));
            assert_eq!(call_name(&exchange.call), "events");
        }
        assert_eq!(call_name("POST /begin_import/user_consent.xml\nx"), "user_consent");
        for damaged in ["", "cloudsponge exchange 1\nGET /\n", "cloudsponge exchange 1\nGET /\n\nabc\n\n"] {
            assert!(Exchange::parse(damaged).is_err(), "{damaged}");
        }
    }
}
