//! What `state` says: which import a callback belongs to.

use super::pairs::pairs;
use crate::ImportId;

/// What a callback is for, as its `state` says.
///
/// The service writes `state` as a small query string, `_csAuth=1&import_id=<id>`, percent-encoded as one value. It is
/// not signed, so it proves nothing about who sends it.
///
/// ```
/// use cloudsponge_proto::endpoints::auth::HandOffTarget;
///
/// let target = HandOffTarget::from_state("_csAuth=1&import_id=1126");
/// assert_eq!(target, Some(HandOffTarget::Import(1126.into())));
/// assert_eq!(target.map(|target| target.to_state()).as_deref(), Some("_csAuth=1&import_id=1126"));
/// assert_eq!(HandOffTarget::from_state("_csAuth=1&import_id=proxy-test"), Some(HandOffTarget::ProxyTest));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HandOffTarget {
    /// The consent of this import.
    Import(ImportId),
    /// The self-check of a Proxy URL: the official test link uses the literal id `proxy-test`.
    ProxyTest,
}

const PROXY_TEST: &str = "proxy-test";

impl HandOffTarget {
    /// Reads a `state` value that has been percent-decoded once. `None` unless it holds `_csAuth=1` and exactly one
    /// `import_id` that can be one.
    pub fn from_state(state: &str) -> Option<Self> {
        let mut ids = pairs(state).filter(|pair| pair.is("import_id"));
        let (id, other) = (ids.next()?, ids.next());
        let ours = pairs(state).any(|pair| pair.is("_csAuth") && pair.value() == *b"1");
        if !ours || other.is_some() {
            return None;
        }
        let id = String::from_utf8(id.value()).ok()?;
        if id == PROXY_TEST { Some(Self::ProxyTest) } else { ImportId::parse(&id).ok().map(Self::Import) }
    }

    /// The `state` value that says this, not yet percent-encoded.
    pub fn to_state(&self) -> String {
        let id = match self {
            Self::Import(id) => id.as_str(),
            Self::ProxyTest => PROXY_TEST,
        };
        format!("_csAuth=1&import_id={id}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_whole_states_name_an_import() {
        let import = |id: &str| Some(HandOffTarget::Import(ImportId::parse(id).unwrap()));
        assert_eq!(HandOffTarget::from_state("_csAuth=1&import_id=1126"), import("1126"));
        assert_eq!(HandOffTarget::from_state("import_id=1126&x=y&_csAuth=1"), import("1126"));
        assert_eq!(HandOffTarget::from_state("_csAuth=1&import_id=a%5Fb"), import("a_b"));
        for state in [
            "",
            "1126",
            "import_id=1126",
            "_csAuth=1",
            "_csAuth=2&import_id=1126",
            "_csauth=1&import_id=1126",
            "_csAuth=1&import_id=",
            "_csAuth=1&import_id=1126&import_id=1127",
            "_csAuth=1&import_id=1126&import%5Fid=1127",
            "_csAuth=1&import_id=11/26",
            "_csAuth=1&import_id=11+26",
            "_csAuth=1&import_id=%ff",
            "_csAuth%3D1%26import_id%3D1126",
        ] {
            assert_eq!(HandOffTarget::from_state(state), None, "{state}");
        }
    }

    proptest! {
        #[test]
        fn state_round_trip(id in "[A-Za-z0-9_-]{1,64}") {
            let target = HandOffTarget::Import(ImportId::parse(&id).unwrap());
            prop_assert_eq!(HandOffTarget::from_state(&target.to_state()), Some(target));
        }

        #[test]
        fn any_state_is_safe(state in "\\PC{0,80}") {
            let _ = HandOffTarget::from_state(&state);
        }
    }
}
