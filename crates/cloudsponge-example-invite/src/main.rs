//! A small site that uses the whole popup flow: pick friends from an address book, see what would be sent to them.
//! Nothing is sent.
//!
//! ```sh
//! cargo run -p cloudsponge-example-invite -- --emulator
//! ```
//!
//! Without `--emulator` it talks to the real service, with the key and the password of a domain from
//! `CLOUDSPONGE_DOMAIN_KEY` and `CLOUDSPONGE_DOMAIN_PASSWORD`.

mod invitation;
mod serve;
mod site;

use clap::Parser;
use cloudsponge::Client;
use cloudsponge::proto::{Api, Credentials, CredentialsError, Format};
use cloudsponge_emulator::{Emulator, Profile, StartError};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use cloudsponge_web::{Options, RedirectError};
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;

/// A site whose visitors pick friends to invite from their address books. Nothing is sent to anybody.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Use an emulator on this machine, with invented contacts, instead of the real service
    #[arg(long)]
    emulator: bool,
    /// The port to listen on, on this machine only; 0 for any that is free
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// How many contacts the emulator invents
    #[arg(long, default_value_t = 250, requires = "emulator")]
    contacts: u64,
    /// Whose oddities the invented contacts show: gmail, yahoo, windowslive, aol, plaxo or naughty
    #[arg(long, default_value = "gmail", requires = "emulator")]
    profile: Profile,
    /// The format in which the service answers: json or xml
    #[arg(long, default_value = "json", value_parser = format)]
    format: Format,
}

/// Why the site did not start.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("set CLOUDSPONGE_DOMAIN_KEY and CLOUDSPONGE_DOMAIN_PASSWORD, or use --emulator")]
    NoCredentials,
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    #[error("the emulator did not start: {0}")]
    Emulator(#[from] StartError),
    #[error("cannot listen on {0}: {1}; choose another --port, or 0 for any")]
    Listen(SocketAddr, std::io::Error),
    #[error("the transport could not be set up: {0}")]
    Transport(#[from] cloudsponge_reqwest::TransportBuildError),
    #[error(transparent)]
    Path(#[from] RedirectError),
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run(Args::parse()).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), Error> {
    let emulator = match args.emulator {
        true => Some(Emulator::builder().profile(args.profile).contacts(args.contacts).start().await?),
        false => None,
    };
    let api = match &emulator {
        Some(emulator) => Api::new(emulator.credentials()).with_base_url(emulator.base_url()),
        None => Api::new(from_environment()?),
    };
    let client = Client::new(ReqwestTransport::new()?, TokioTimer::new(), api.with_format(args.format));

    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let listener = TcpListener::bind(address).await.map_err(|error| Error::Listen(address, error))?;
    let address = listener.local_addr().map_err(|error| Error::Listen(address, error))?;
    let hosts = [address.to_string(), format!("localhost:{}", address.port())];
    let options = Options::new().trusted_hosts(hosts).submit_to("/invite")?;
    let site = site::router().nest("/contacts", cloudsponge_web::router(client, options));

    println!("http://{address}/");
    if let Some(emulator) = &emulator {
        let page = format!("{}/_cloudsponge/#token={}", emulator.url(), emulator.control_token());
        println!("Imports and fault switches of the emulator: {page}");
    }
    serve::serve(listener, site, interrupted()).await;
    if let Some(emulator) = emulator {
        emulator.stop().await;
    }
    Ok(())
}

fn from_environment() -> Result<Credentials, Error> {
    let read = |name| std::env::var(name).map_err(|_| Error::NoCredentials);
    let (key, password) = (read("CLOUDSPONGE_DOMAIN_KEY")?, read("CLOUDSPONGE_DOMAIN_PASSWORD")?);
    Ok(Credentials::new(key.as_str(), password.as_str())?)
}

fn format(name: &str) -> Result<Format, &'static str> {
    match name {
        "json" => Ok(Format::Json),
        "xml" => Ok(Format::Xml),
        _ => Err("use json or xml"),
    }
}

/// Ends when the program is to stop.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // No signal will ever come.
        std::future::pending::<()>().await;
    }
}
