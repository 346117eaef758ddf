//! From a mail address or a mail server's name to the source that holds its contacts.
//!
//! Pure functions over tables: look up MX records yourself and hand their host names in. A guess is a preselection to
//! offer, not a fact; it may name a [retired](super::ServiceInfo::is_retired) source.

use super::{Service, services};

/// The source of the contacts of mailboxes at this domain, in any case, with or without trailing dot.
///
/// Exact matches only, for a provider's subdomains hold no mailboxes of it, but for the big international names
/// (`yahoo`, `hotmail`, `outlook`, `live`, `gmx`) with a national ending: a country's two letters, alone or behind
/// `com.` or `co.`.
///
/// ```
/// use cloudsponge_proto::{Service, service::service_for_domain};
///
/// assert_eq!(service_for_domain("googlemail.com"), Some(Service::GMAIL));
/// assert_eq!(service_for_domain("Yahoo.co.uk"), Some(Service::YAHOO));
/// assert_eq!(service_for_domain("yahoo.evil.example"), None);
/// ```
pub fn service_for_domain(domain: &str) -> Option<Service> {
    let domain = normal(domain);
    let holds = |pattern: &&str| match pattern.strip_suffix("*") {
        Some(brand) => domain.strip_prefix(brand).is_some_and(is_public_suffix),
        None => domain == **pattern,
    };
    services().iter().find(|info| info.domains().iter().any(holds)).map(|info| info.service())
}

/// The source of the contacts of this mail address: what [`service_for_domain`] says of the part behind the last `@`.
///
/// ```
/// use cloudsponge_proto::{Service, service::service_for_email};
///
/// assert_eq!(service_for_email("someone@icloud.com"), Some(Service::ICLOUD));
/// assert_eq!(service_for_email("someone@example.com"), None);
/// ```
pub fn service_for_email(address: &str) -> Option<Service> {
    let (local, domain) = address.trim_ascii().rsplit_once('@')?;
    if local.is_empty() { None } else { service_for_domain(domain) }
}

/// The source behind mail servers: for a domain of the user's own whose mail a known provider handles.
///
/// Hand in the host names of the domain's MX records, best first; the first that is known decides. A name matches a
/// provider's by whole labels from the right, so `aspmx.l.google.com.` is Google's and `mx.evilgoogle.com` is not.
///
/// ```
/// use cloudsponge_proto::{Service, service::service_for_mx};
///
/// assert_eq!(service_for_mx(["alt1.aspmx.l.google.com."]), Some(Service::GMAIL));
/// assert_eq!(service_for_mx(["mx.example.com"]), None);
/// ```
pub fn service_for_mx(hosts: impl IntoIterator<Item = impl AsRef<str>>) -> Option<Service> {
    hosts.into_iter().find_map(|host| {
        let host = normal(host.as_ref());
        MAIL_SERVERS
            .iter()
            .find(|(pattern, _)| matches_server(&host, pattern))
            .map(|(_, service)| service.clone())
    })
}

/// Names of mail servers; the first match wins, so the narrower pattern stands first. `a*.b` matches hosts below `b`
/// whose first label begins with `a`.
const MAIL_SERVERS: &[(&str, Service)] = &[
    ("aspmx.l.google.com", Service::GMAIL),
    ("gmail-smtp-in.l.google.com", Service::GMAIL),
    ("smtp.google.com", Service::GMAIL),
    ("googlemail.com", Service::GMAIL),
    // AOL's mail has been handled by Yahoo's servers since 2018.
    ("mx-aol.mail.gm0.yahoodns.net", Service::AOL),
    ("yahoodns.net", Service::YAHOO),
    ("mail.yahoo.com", Service::YAHOO),
    ("hotmail.com", Service::WINDOWSLIVE),
    // Consumer mailboxes; everything else under this name is a company's.
    ("olc.protection.outlook.com", Service::WINDOWSLIVE),
    ("mail.protection.outlook.com", Service::OFFICE365),
    ("mx.aol.com", Service::AOL),
    ("mail.icloud.com", Service::ICLOUD),
    ("126mx*.mxmail.netease.com", Service::MAIL126),
    ("163mx*.mxmail.netease.com", Service::MAIL163),
    ("yeahmx*.mxmail.netease.com", Service::MAIL_YEAH_NET),
    ("gmx.net", Service::GMX),
    ("web.de", Service::WEB_DE),
    ("mail.com", Service::MAILCOM),
    ("mail.ru", Service::MAIL_RU),
    ("uol.com.br", Service::UOL),
    ("bol.com.br", Service::BOL),
    ("terra.com.br", Service::TERRA),
    ("rediff.com", Service::REDIFF),
    ("rediffmail.com", Service::REDIFF),
    ("sapo.pt", Service::SAPO),
    ("qip.ru", Service::QIP_RU),
    ("yandex.ru", Service::YANDEX_RU),
    ("yandex.net", Service::YANDEX_RU),
    ("naver.com", Service::NAVER),
    ("qq.com", Service::QQ_MAIL),
    ("o2.pl", Service::O2_PL),
    ("plaxo.com", Service::PLAXO),
];

/// Lower case, without surrounding white space and without the dot of the root.
fn normal(name: &str) -> String {
    let name = name.trim_ascii();
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// `com`, a country's letters, or these behind `com.` or `co.`.
fn is_public_suffix(suffix: &str) -> bool {
    let country = |label: &str| label.len() == 2 && label.bytes().all(|b| b.is_ascii_lowercase());
    match suffix.split_once('.') {
        None => suffix == "com" || country(suffix),
        Some((second, top)) => matches!(second, "com" | "co") && country(top),
    }
}

fn matches_server(host: &str, pattern: &str) -> bool {
    match pattern.split_once("*.") {
        Some((start, domain)) => host.starts_with(start) && is_below(host, domain),
        None => host == pattern || is_below(host, pattern),
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).and_then(|front| front.strip_suffix('.')).is_some_and(|front| !front.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn domains() {
        for (domain, code) in [
            ("gmail.com", "gmail"),
            ("GMAIL.COM", "gmail"),
            ("gmail.com.", "gmail"),
            ("googlemail.com", "gmail"),
            ("live.com", "windowslive"),
            ("live.nl", "windowslive"),
            ("hotmail.com", "windowslive"),
            ("hotmail.co.uk", "windowslive"),
            ("hotmail.fr", "windowslive"),
            ("outlook.com", "windowslive"),
            ("outlook.com.br", "windowslive"),
            ("outlook.de", "windowslive"),
            ("msn.com", "windowslive"),
            ("yahoo.com", "yahoo"),
            ("yahoo.com.br", "yahoo"),
            ("yahoo.co.in", "yahoo"),
            ("yahoo.de", "yahoo"),
            ("ymail.com", "yahoo"),
            ("rocketmail.com", "yahoo"),
            ("plaxo.com", "plaxo"),
            ("aol.com", "aol"),
            ("aim.com", "aol"),
            ("icloud.com", "icloud"),
            ("me.com", "icloud"),
            ("mac.com", "icloud"),
            ("mail.ru", "mail_ru"),
            ("inbox.ru", "mail_ru"),
            ("list.ru", "mail_ru"),
            ("bk.ru", "mail_ru"),
            ("uol.com.br", "uol"),
            ("bol.com.br", "bol"),
            ("terra.com.br", "terra"),
            ("rediff.com", "rediff"),
            ("126.com", "mail126"),
            ("163.com", "mail163"),
            ("yeah.net", "mail_yeah_net"),
            ("gmx.net", "gmx"),
            ("gmx.de", "gmx"),
            ("gmx.com", "gmx"),
            ("web.de", "web_de"),
            ("qip.ru", "qip_ru"),
            ("sapo.pt", "sapo"),
            ("mail.com", "mailcom"),
            ("yandex.ru", "yandex_ru"),
            ("ya.ru", "yandex_ru"),
        ] {
            let found = service_for_domain(domain);
            assert_eq!(found.as_ref().map(Service::code), Some(code), "{domain}");
            assert_eq!(service_for_email(&format!("a@b@{domain} ")), found, "{domain}");
        }
        for domain in [
            "",
            ".",
            "com",
            "evilgmail.com",
            "gmail.com.evil.example",
            "gmail.co",
            "sub.gmail.com",
            "gmail.com..",
            "yahoo",
            "yahoo.",
            "yahoo.evil.example",
            "yahoo.evil",
            "yahoo.co.evil",
            "yahoo.org.uk",
            "yahoo.x1",
            "yahoo.com.com",
            "yahoo.a.b.uk",
            "evilyahoo.com",
            "hotmail.evil.example",
            "live.",
            "*",
            "yahoo.*",
            "msn.de",
        ] {
            assert_eq!(service_for_domain(domain), None, "{domain}");
        }
        for address in ["", "gmail.com", "@gmail.com", "a@", "a@gmail.com@example.com"] {
            assert_eq!(service_for_email(address), None, "{address}");
        }
    }

    #[test]
    fn mail_servers() {
        for (host, code) in [
            ("aspmx.l.google.com.", "gmail"),
            ("ASPMX.L.GOOGLE.COM", "gmail"),
            ("alt2.aspmx.l.google.com", "gmail"),
            ("aspmx3.googlemail.com", "gmail"),
            ("gmail-smtp-in.l.google.com", "gmail"),
            ("alt1.gmail-smtp-in.l.google.com", "gmail"),
            ("mta7.am0.yahoodns.net", "yahoo"),
            ("mx1.biz.mail.yahoo.com", "yahoo"),
            ("mx-aol.mail.gm0.yahoodns.net", "aol"),
            ("mx4.hotmail.com", "windowslive"),
            ("hotmail-com.olc.protection.outlook.com", "windowslive"),
            ("example-com.mail.protection.outlook.com", "office365"),
            ("mailin-01.mx.aol.com", "aol"),
            ("mx6.mail.icloud.com", "icloud"),
            ("126mx01.mxmail.netease.com", "mail126"),
            ("163mx02.mxmail.netease.com", "mail163"),
            ("yeahmx00.mxmail.netease.com", "mail_yeah_net"),
            ("mx01.emig.gmx.net", "gmx"),
            ("mx00.mail.com", "mailcom"),
            ("mxs.mail.ru", "mail_ru"),
            ("mx.yandex.ru", "yandex_ru"),
        ] {
            assert_eq!(service_for_mx([host]).as_ref().map(Service::code), Some(code), "{host}");
        }
        for host in [
            "",
            ".",
            "google.com",
            "evilaspmx.l.google.com",
            "aspmx.l.google.com.evil.example",
            "mx.evilyahoodns.net",
            "evil-gmx.net",
            "mxmail.netease.com",
            ".mxmail.netease.com",
            "163mx.example.com",
            "hotmail-mail.com",
        ] {
            assert_eq!(service_for_mx([host]), None, "{host}");
        }
        let hosts =
            vec!["mx.example.com".to_owned(), "mx1.mail.icloud.com".to_owned(), "mx1.hotmail.com".to_owned()];
        assert_eq!(service_for_mx(&hosts), Some(Service::ICLOUD));
        assert_eq!(service_for_mx(Vec::<String>::new()), None);
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn only_whole_labels_match(front in "[a-z0-9-]{1,10}", host in prop::sample::select(MAIL_SERVERS)) {
            let name = host.0.rsplit("*.").next().unwrap();
            let glued = format!("{front}{name}");
            // `x` + `gmail.com` may spell another known name, but never by a cut inside a label.
            if let Some((pattern, _)) = MAIL_SERVERS.iter().find(|(pattern, _)| matches_server(&glued, pattern)) {
                let known = pattern.rsplit("*.").next().unwrap();
                let dotted = format!(".{known}");
                prop_assert!(glued == known || glued.ends_with(&dotted));
            }
        }

        #[test]
        fn any_text_is_safe(text in "\\PC{0,60}") {
            let _ = (service_for_domain(&text), service_for_email(&text), service_for_mx([&text]));
        }
    }
}
