//! `cloudsponge decode`: a captured reply, read without a network and printed in normal form.

use super::{detect, reply};
use crate::args::{DecodeArgs, DecodeFormat, Kind, ReplyOutput};
use crate::exit::Failure;
use crate::hints;
use crate::output::OutputFormat;
use cloudsponge_proto::codec::{Sniffed, sniff};
use cloudsponge_proto::exchange::Limits;
use cloudsponge_proto::model::{Begun, Contacts, Events, Refusal};
use cloudsponge_proto::{DecodeError, Format, Message};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Decodes one reply.
pub(super) fn run(args: &DecodeArgs) -> Result<(), Failure> {
    let body = read(&args.file)?;
    let format = match args.format {
        DecodeFormat::Json => Format::Json,
        DecodeFormat::Xml => Format::Xml,
        DecodeFormat::Auto => format(&body)?,
    };
    let kind = match args.kind {
        Kind::Auto => detect::kind(format, &body),
        kind => kind,
    };
    match kind {
        Kind::Begin => show(Begun::decode(format, &body), args.output, |begun| {
            reply::begun(&begun, rows_only(args.output)?)
        }),
        Kind::Events => show(Events::decode(format, &body), args.output, |events| {
            reply::events(&events, rows_only(args.output)?)
        }),
        Kind::Contacts | Kind::Auto => show(Contacts::decode(format, &body), args.output, |contacts| {
            reply::contacts(contacts, args.output, args.strict)
        }),
    }
}

fn show<T>(
    decoded: Result<T, DecodeError>,
    output: OutputFormat,
    print: impl FnOnce(T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match decoded {
        Ok(reply) => print(reply),
        Err(DecodeError::Refused(refusal)) => refused(&refusal, output),
        Err(error) => Err(hints::decode(&error)),
    }
}

/// What the service said is data and goes to stdout; that it said no is the error.
fn refused(refusal: &Refusal, output: OutputFormat) -> Result<(), Failure> {
    reply::refusal(refusal, rows_only(output).unwrap_or(ReplyOutput::Json))?;
    Err(Failure::error("the reply says that the service refused the call")
        .hint("its message is printed above, on stdout"))
}

fn format(body: &[u8]) -> Result<Format, Failure> {
    match sniff(body) {
        // An empty body gets its complaint from either reader.
        Sniffed::Json | Sniffed::Empty => Ok(Format::Json),
        Sniffed::Xml => Ok(Format::Xml),
        found => Err(Failure::error(format_args!("the reply is {found}"))
            .hint("give the body of a reply, without its headers, as the service sent it")),
    }
}

fn rows_only(output: OutputFormat) -> Result<ReplyOutput, Failure> {
    match output {
        OutputFormat::Table => Ok(ReplyOutput::Table),
        OutputFormat::Json => Ok(ReplyOutput::Json),
        OutputFormat::Jsonl => Ok(ReplyOutput::Jsonl),
        OutputFormat::Csv | OutputFormat::CsvBom | OutputFormat::Vcard => {
            Err(Failure::usage("csv and vcard are for contacts, and this reply has none")
                .hint("use --output json"))
        }
    }
}

/// Reads a file or stdin, no more than the library would accept from the service.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let limit = Limits::default().body as u64;
    let cannot = |error: io::Error| {
        Failure::error(format_args!("{} cannot be read: {error}", path.display()))
            .hint("check the path and its permissions")
    };
    let source: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).map_err(cannot)?)
    };
    let mut body = Vec::new();
    source.take(limit + 1).read_to_end(&mut body).map_err(cannot)?;
    if body.len() as u64 > limit {
        return Err(Failure::error(format_args!("the reply is longer than {limit} bytes"))
            .hint("download it page by page: `cloudsponge contacts --start --count`"));
    }
    Ok(body)
}
