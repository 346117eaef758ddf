//! `cloudsponge decode`: a captured reply, read without a network and printed in normal form.

use super::stream::{self, Printer};
use super::{detect, reply};
use crate::args::{DecodeArgs, DecodeFormat, Kind, ReplyOutput};
use crate::exit::Failure;
use crate::hints;
use crate::output::OutputFormat;
use cloudsponge_proto::codec::{Sniffed, sniff};
use cloudsponge_proto::exchange::Limits;
use cloudsponge_proto::model::{Begun, Contacts, Events, Refusal};
use cloudsponge_proto::{ContactDecoder, DecodeError, Format, Message};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The longest reply whose kind is asked. All but contacts are shorter.
const SMALL: usize = 256 * 1024;

/// How much of a longer one is read at a time.
const CHUNK: usize = 64 * 1024;

/// Decodes one reply.
pub(super) fn run(args: &DecodeArgs) -> Result<(), Failure> {
    let mut source = Source::open(&args.file)?;
    let mut body = source.read(SMALL)?;
    let format = match args.format {
        DecodeFormat::Json => Format::Json,
        DecodeFormat::Xml => Format::Xml,
        DecodeFormat::Auto => format(&body)?,
    };
    if body.len() > SMALL {
        let contacts = matches!(args.kind, Kind::Contacts | Kind::Auto);
        if contacts && !args.strict && stream::suits(args.output) {
            return stream(format, &body, source, args.output);
        }
        body.append(&mut source.read(Limits::default().body - body.len())?);
        source.check(body.len())?;
    }
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

/// Prints contacts while the rest of the reply is read. Only contacts come in replies this large.
fn stream(format: Format, begun: &[u8], mut source: Source<'_>, output: OutputFormat) -> Result<(), Failure> {
    // It is the caller's own file, and nothing of it is kept.
    let limits = cloudsponge_proto::contacts::Limits::default().contacts(u64::MAX);
    let mut decoder = ContactDecoder::with_limits(format, limits);
    let mut printer = Printer::new(output);
    let mut decode = || -> Result<(), Failure> {
        let mut feed = |chunk: &[u8]| {
            let fed = decoder.feed(chunk, |slot| printer.slot(slot));
            fed.map_err(|error| hints::decode(&error.into()))
        };
        feed(begun)?;
        loop {
            let chunk = source.read(CHUNK)?;
            if chunk.is_empty() {
                return Ok(());
            }
            feed(&chunk)?;
        }
    };
    let decoded = decode();
    if printer.has_failed() {
        return printer.finish(Contacts::default());
    }
    let around = decoded.map(|()| decoder.finish(|slot| printer.slot(slot)));
    match around {
        Ok(Ok(around)) => printer.finish(around),
        Ok(Err(DecodeError::Refused(refusal))) => refused(&refusal, output),
        Ok(Err(error)) => {
            printer.give_up();
            Err(hints::decode(&error))
        }
        Err(failure) => {
            printer.give_up();
            Err(failure)
        }
    }
}

/// A file, or stdin.
struct Source<'a> {
    path: &'a Path,
    reader: Box<dyn Read>,
}

impl<'a> Source<'a> {
    fn open(path: &'a Path) -> Result<Self, Failure> {
        let reader: Box<dyn Read> = if path.as_os_str() == "-" {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path).map_err(|error| Self::failure(path, &error))?)
        };
        Ok(Self { path, reader })
    }

    /// Reads one byte more than `most`, if there are so many.
    fn read(&mut self, most: usize) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let mut part = self.reader.by_ref().take(most as u64 + 1);
        part.read_to_end(&mut bytes).map_err(|error| Self::failure(self.path, &error))?;
        Ok(bytes)
    }

    /// Refuses what the library would not accept from the service either.
    fn check(&self, read: usize) -> Result<(), Failure> {
        let limit = Limits::default().body;
        if read <= limit {
            return Ok(());
        }
        Err(Failure::error(format_args!("the reply is longer than {limit} bytes"))
            .hint("without --strict, and as jsonl, json, csv or vcard, contacts of any length are printed as they are read"))
    }

    fn failure(path: &Path, error: &io::Error) -> Failure {
        Failure::error(format_args!("{} cannot be read: {error}", path.display()))
            .hint("check the path and its permissions")
    }
}
