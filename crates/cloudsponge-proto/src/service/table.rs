//! The table of known sources.

use super::ImportMethod::{self, DesktopApplet, UserConsent, UsernamePassword};
use super::{FileKind, PopupSize, Repr, Service, ServiceInfo};

/// What the official sample opens for sources it has no size for.
pub(super) const FALL_THROUGH: PopupSize = size(987, 600);

macro_rules! services {
    ($($name:ident = $variant:ident, $code:literal, $shown:literal, $method:expr, { $($field:ident: $value:expr),* };)+) => {
        /// The known sources, one variant each, in the order of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(super) enum Known {
            $($variant,)+
        }

        impl Known {
            pub(super) fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }

        impl Service {
            $(
                #[doc = concat!("`", $code, "`: ", $shown, ".")]
                pub const $name: Self = Self(Repr::Known(Known::$variant));
            )+
        }

        static TABLE: &[ServiceInfo] = &[$(ServiceInfo {
            $($field: $value,)*
            ..row(Known::$variant, $code, $shown, $method)
        }),+];
    };
}

const CONSENT: Option<ImportMethod> = Some(UserConsent);
const LOGIN: Option<ImportMethod> = Some(UsernamePassword);
const UNDOCUMENTED: Option<ImportMethod> = None;

services! {
    GMAIL = Gmail, "gmail", "Gmail", CONSENT, { domains: &["gmail.com", "googlemail.com"] };
    YAHOO = Yahoo, "yahoo", "Yahoo", CONSENT, {
        popup: size(500, 500),
        domains: &["yahoo.*", "ymail.com", "rocketmail.com"]
    };
    WINDOWSLIVE = WindowsLive, "windowslive", "Outlook.com", CONSENT, {
        aliases: &["outlookcom"],
        popup: size(600, 550),
        domains: &["outlook.*", "hotmail.*", "live.*", "msn.com"]
    };
    OFFICE365 = Office365, "office365", "Microsoft 365", CONSENT, {};
    AOL = Aol, "aol", "AOL", CONSENT, {
        former_method: Some(UsernamePassword),
        popup: size(600, 550),
        domains: &["aol.com", "aim.com"]
    };
    ICLOUD = ICloud, "icloud", "iCloud", LOGIN, { domains: &["icloud.com", "me.com", "mac.com"] };
    OUTLOOK = Outlook, "outlook", "Outlook (desktop)", CONSENT, {
        former_method: Some(DesktopApplet),
        upload: Some(FileKind::Csv)
    };
    ADDRESSBOOK = AddressBook, "addressbook", "Apple Contacts", CONSENT, {
        former_method: Some(DesktopApplet),
        upload: Some(FileKind::Vcard)
    };
    CSV = Csv, "csv", "CSV file", CONSENT, { upload: Some(FileKind::Csv) };
    MAIL_RU = MailRu, "mail_ru", "Mail.ru", CONSENT, {
        domains: &["mail.ru", "inbox.ru", "list.ru", "bk.ru"]
    };
    UOL = Uol, "uol", "UOL", LOGIN, { domains: &["uol.com.br"] };
    BOL = Bol, "bol", "BOL", LOGIN, { domains: &["bol.com.br"] };
    TERRA = Terra, "terra", "Terra", LOGIN, { domains: &["terra.com.br"] };
    REDIFF = Rediff, "rediff", "Rediffmail", LOGIN, { domains: &["rediff.com", "rediffmail.com"] };
    GMX = Gmx, "gmx", "GMX", LOGIN, { domains: &["gmx.net", "gmx.*"] };
    WEB_DE = WebDe, "web_de", "WEB.DE", UNDOCUMENTED, { domains: &["web.de"] };
    MAIL126 = Mail126, "mail126", "126 Mail", LOGIN, { domains: &["126.com"] };
    MAIL163 = Mail163, "mail163", "163 Mail", LOGIN, { domains: &["163.com"] };
    MAIL_YEAH_NET = MailYeahNet, "mail_yeah_net", "yeah.net Mail", LOGIN, { domains: &["yeah.net"] };
    SAPO = Sapo, "sapo", "SAPO", LOGIN, { domains: &["sapo.pt"] };
    MAILCOM = MailCom, "mailcom", "mail.com", UNDOCUMENTED, { aliases: &["mail"], domains: &["mail.com"] };
    QIP_RU = QipRu, "qip_ru", "QIP", UNDOCUMENTED, { domains: &["qip.ru"] };
    YANDEX_RU = YandexRu, "yandex_ru", "Yandex", UNDOCUMENTED, {
        domains: &["yandex.ru", "yandex.com", "ya.ru"]
    };
    NAVER = Naver, "naver", "Naver", UNDOCUMENTED, { domains: &["naver.com"] };
    QQ_MAIL = QqMail, "qq_mail", "QQ Mail", UNDOCUMENTED, { domains: &["qq.com"] };
    O2_PL = O2Pl, "o2_pl", "o2.pl", UNDOCUMENTED, { aliases: &["poczta_o2"], domains: &["o2.pl"] };
    PLAXO = Plaxo, "plaxo", "Plaxo", LOGIN, { retired: true, domains: &["plaxo.com"] };
    LINKEDIN = LinkedIn, "linkedin", "LinkedIn", CONSENT, { retired: true };
    FACEBOOK = Facebook, "facebook", "Facebook", CONSENT, { retired: true };
}

/// Every source this version knows; the default list of the official widget first, retired ones last.
///
/// ```
/// let offered = cloudsponge_proto::service::services().iter().filter(|info| !info.is_retired());
/// assert_eq!(offered.map(|info| info.name()).next(), Some("Gmail"));
/// ```
pub fn services() -> &'static [ServiceInfo] {
    TABLE
}

const fn row(
    known: Known,
    code: &'static str,
    name: &'static str,
    method: Option<ImportMethod>,
) -> ServiceInfo {
    ServiceInfo {
        known,
        code,
        name,
        method,
        former_method: None,
        aliases: &[],
        popup: FALL_THROUGH,
        upload: None,
        retired: false,
        domains: &[],
    }
}

const fn size(width: u16, height: u16) -> PopupSize {
    PopupSize { width, height }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn rows_are_distinct_and_well_formed() {
        let mut codes = BTreeSet::new();
        let mut domains = BTreeSet::new();
        for info in services() {
            assert_eq!(info.known.code(), info.code);
            for code in std::iter::once(&info.code).chain(info.aliases) {
                assert!(codes.insert(*code), "{code}");
                assert!(
                    code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
                    "{code}"
                );
            }
            for domain in info.domains {
                assert!(domains.insert(*domain), "{domain}");
                assert_eq!(*domain, domain.to_ascii_lowercase());
            }
            assert!(!info.name.is_empty());
            assert!(info.former_method.is_none() || info.former_method != info.method, "{}", info.code);
        }
        assert_eq!(services().len(), 29);
    }
}
