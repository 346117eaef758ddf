//! Profiles: which source a seeded book looks like.

use cloudsponge_proto::Service;
use std::fmt;
use std::str::FromStr;

/// A source whose recorded oddities a seeded book shows.
///
/// | profile | what is odd about it |
/// |---|---|
/// | Gmail | no last name (about 40 %), the local part as first name (about 38 %), no address at all (about 5 %), types `home`, `work` or none |
/// | Yahoo | plain; types `Email 1`, `Email 2` |
/// | Windows Live | three or four e-mail entries of which two thirds hold null, `primary` on the first even then; more than half of the contacts repeat others byte for byte |
/// | AOL | dates of birth, companies, an empty job title and two postal addresses nearly everywhere |
/// | Plaxo | `companies: [null]`; the owner is one address that ends in a TAB |
/// | Naughty | no source: names, addresses and all else are [strings that break careless programs](super::naughty) |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Profile {
    /// Google, as captured in 2012.
    #[default]
    Gmail,
    /// Yahoo, as documented.
    Yahoo,
    /// Outlook.com, Hotmail and MSN, as recorded in 2016.
    WindowsLive,
    /// AOL, as recorded in 2016.
    Aol,
    /// Plaxo, as recorded in 2016.
    Plaxo,
    /// No source: the strings of [`naughty`](super::naughty), of which the seed chooses the first.
    Naughty,
}

impl Profile {
    /// The profile of every source: all but [`Naughty`](Self::Naughty).
    pub const ALL: [Self; 5] = [Self::Gmail, Self::Yahoo, Self::WindowsLive, Self::Aol, Self::Plaxo];

    /// The profile that fits a service best: its own, a relative's, or Gmail.
    pub fn default_for(service: &Service) -> Self {
        match service.code() {
            "yahoo" => Self::Yahoo,
            "windowslive" | "office365" | "outlook" => Self::WindowsLive,
            "aol" | "icloud" => Self::Aol,
            "plaxo" => Self::Plaxo,
            _ => Self::Gmail,
        }
    }

    /// The name that [`FromStr`] reads: the service's code, or `naughty`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gmail => "gmail",
            Self::Yahoo => "yahoo",
            Self::WindowsLive => "windowslive",
            Self::Aol => "aol",
            Self::Plaxo => "plaxo",
            Self::Naughty => "naughty",
        }
    }

    /// How many contacts the recorded book of this source held; a few hundred where none was recorded, and for
    /// [`Naughty`](Self::Naughty) as many as hold each string once as a name and once as an address.
    pub fn recorded_len(self) -> u64 {
        match self {
            Self::Gmail => 359,
            Self::Yahoo => 250,
            Self::WindowsLive => 2340,
            Self::Aol => 2001,
            Self::Plaxo => 1,
            Self::Naughty => 2 * super::naughty::strings().len() as u64,
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    /// Reads a name without regard to ASCII case.
    fn from_str(name: &str) -> Result<Self, UnknownProfile> {
        let mut named = Self::ALL.into_iter().chain([Self::Naughty]);
        named.find(|profile| profile.as_str().eq_ignore_ascii_case(name)).ok_or(UnknownProfile(()))
    }
}

/// The name is none of the profiles'.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown profile: use one of gmail, yahoo, windowslive, aol, plaxo, naughty")]
pub struct UnknownProfile(());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_in_any_case() {
        for profile in Profile::ALL.into_iter().chain([Profile::Naughty]) {
            assert_eq!(profile.to_string().parse(), Ok(profile));
            assert_eq!(profile.to_string().to_uppercase().parse(), Ok(profile));
            assert!(UnknownProfile(()).to_string().contains(profile.as_str()));
        }
        assert_eq!("hotmail".parse::<Profile>(), Err(UnknownProfile(())));
        assert_eq!("".parse::<Profile>(), Err(UnknownProfile(())));
    }

    #[test]
    fn services_have_their_profile() {
        assert_eq!(Profile::default_for(&Service::GMAIL), Profile::Gmail);
        assert_eq!(Profile::default_for(&Service::YAHOO), Profile::Yahoo);
        assert_eq!(Profile::default_for(&Service::WINDOWSLIVE), Profile::WindowsLive);
        assert_eq!(Profile::default_for(&Service::AOL), Profile::Aol);
        assert_eq!(Profile::default_for(&Service::PLAXO), Profile::Plaxo);
        assert_eq!(Profile::default_for(&Service::ICLOUD), Profile::Aol);
    }
}
