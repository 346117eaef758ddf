//! `cloudsponge services`: what can be imported from.

use crate::args::{ReplyOutput, ServicesArgs};
use crate::exit::Failure;
use crate::output::{self, grid};
use cloudsponge_proto::service::{
    FileKind, ImportMethod, ServiceInfo, service_for_domain, service_for_email, services,
};
use serde_json::{Value, json};

/// Lists the known services, or names the one of an address.
pub(super) fn run(args: &ServicesArgs) -> Result<(), Failure> {
    let chosen: Vec<&ServiceInfo> = match &args.address {
        None => services().iter().collect(),
        Some(address) => vec![of_address(address)?],
    };
    let objects = chosen.iter().map(|info| output::line(&object(info)));
    let text = match args.output {
        ReplyOutput::Table => {
            let titles = ["Service", "Provider", "Begun by", "Popup", "Also called", "Note"];
            grid(&titles, chosen.iter().map(|info| row(info)).collect(), output::width())
        }
        ReplyOutput::Jsonl => objects.collect(),
        ReplyOutput::Json => {
            let rows: Vec<String> = objects.map(|row| row.trim_end().to_owned()).collect();
            format!("[\n  {}\n]\n", rows.join(",\n  "))
        }
    };
    Ok(output::print(&text)?)
}

fn of_address(address: &str) -> Result<&'static ServiceInfo, Failure> {
    let service =
        if address.contains('@') { service_for_email(address) } else { service_for_domain(address) };
    service.and_then(|service| service.info()).ok_or_else(|| {
        Failure::error("no service is known for this domain")
            .hint("its mail may be handled by a known provider: look at its MX records, or ask the user")
    })
}

fn row(info: &ServiceInfo) -> [String; 6] {
    let popup = info.popup();
    let method = match info.method() {
        Some(ImportMethod::UserConsent) => "consent",
        Some(ImportMethod::UsernamePassword) => "login (--username)",
        Some(ImportMethod::DesktopApplet) => "applet",
        _ => "not documented",
    };
    let upload = match info.upload() {
        Some(FileKind::Csv) => "the user uploads a CSV file",
        Some(FileKind::Vcard) => "the user uploads a vCard file",
        _ => "",
    };
    [
        info.code().to_owned(),
        info.name().to_owned(),
        method.to_owned(),
        format!("{}×{}", popup.width, popup.height),
        info.aliases().join(", "),
        if info.is_retired() { "retired".to_owned() } else { upload.to_owned() },
    ]
}

fn object(info: &ServiceInfo) -> Value {
    let method = info.method().and_then(|method| match method {
        ImportMethod::UserConsent => Some("user_consent"),
        ImportMethod::UsernamePassword => Some("import"),
        ImportMethod::DesktopApplet => Some("desktop_applet"),
        _ => None,
    });
    let upload = info.upload().and_then(|kind| match kind {
        FileKind::Csv => Some("csv"),
        FileKind::Vcard => Some("vcard"),
        _ => None,
    });
    let popup = info.popup();
    json!({
        "service": info.code(),
        "name": info.name(),
        "method": method,
        "popup": { "width": popup.width, "height": popup.height },
        "aliases": info.aliases(),
        "domains": info.domains(),
        "upload": upload,
        "retired": info.is_retired(),
    })
}
