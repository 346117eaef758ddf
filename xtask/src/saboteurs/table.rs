//! The bugs: where each is planted, and which test must turn red.

/// A deliberate bug.
pub(super) struct Saboteur {
    /// What it does.
    pub(super) name: &'static str,
    /// The file it is planted in, from the workspace's root.
    pub(super) file: &'static str,
    /// What is replaced by what; each text to be replaced stands in the file exactly once.
    edits: &'static [(&'static str, &'static str)],
    /// Where its test is.
    pub(super) suite: Suite,
    /// The test that must fail, with its path within the suite.
    pub(super) test: &'static str,
}

/// A test binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suite {
    Core,
    Calls,
    Reqwest,
    Isahc,
}

impl Suite {
    pub(super) const ALL: [Self; 4] = [Self::Core, Self::Calls, Self::Reqwest, Self::Isahc];

    /// What selects it for `cargo test`.
    pub(super) fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Core => &["-p", "cloudsponge-proto", "--lib"],
            Self::Calls => &["-p", "cloudsponge-proto", "--test", "calls"],
            Self::Reqwest => &["-p", "cloudsponge-tests", "--test", "conformance_reqwest"],
            Self::Isahc => &["-p", "cloudsponge-tests", "--test", "conformance_isahc"],
        }
    }
}

impl Saboteur {
    /// The file's text with the bug in it.
    ///
    /// # Errors
    /// A text to be replaced is not in the file exactly once: the table is out of date.
    pub(super) fn bend(&self, sound: &str) -> Result<String, String> {
        let mut bent = sound.to_owned();
        for (find, replace) in self.edits {
            let count = bent.matches(find).count();
            if count != 1 {
                return Err(format!("the table is out of date: found {count} times: {find}"));
            }
            bent = bent.replacen(find, replace, 1);
        }
        Ok(bent)
    }
}

pub(super) const SABOTEURS: [Saboteur; 15] = [
    Saboteur {
        name: "drops the poll floor",
        file: "crates/cloudsponge-proto/src/import/policy.rs",
        edits: &[("interval.clamp(POLL_FLOOR, LONGEST_DEADLINE)", "interval.min(LONGEST_DEADLINE)")],
        suite: Suite::Core,
        test: "import::tests::timing::v1_no_policy_polls_more_often_than_once_a_second",
    },
    Saboteur {
        name: "follows one redirect",
        file: "crates/cloudsponge-reqwest/src/transport.rs",
        edits: &[("reqwest::redirect::Policy::none()", "reqwest::redirect::Policy::limited(1)")],
        suite: Suite::Reqwest,
        test: "conformance::no_redirect_is_followed",
    },
    Saboteur {
        name: "retries a POST",
        file: "crates/cloudsponge-proto/src/import/answer.rs",
        edits: &[(
            "Step::Begin(_) if !kind.is_unsent() => {",
            "Step::Begin(_) if !kind.is_unsent() && !kind.is_retryable() => {",
        )],
        suite: Suite::Core,
        test: "import::tests::answers::v4_a_begin_call_of_unknown_fate_is_not_repeated",
    },
    Saboteur {
        name: "leaks in Debug",
        file: "crates/cloudsponge-proto/src/endpoints/username_password.rs",
        edits: &[(".finish_non_exhaustive()", ".field(\"password\", &self.password.as_str()).finish()")],
        suite: Suite::Calls,
        test: "v34_logins_are_not_shown",
    },
    Saboteur {
        name: "dedupes by content",
        file: "crates/cloudsponge-proto/src/import/paging.rs",
        edits: &[(
            "        let page = Page::behind(answer,",
            "        let mut all = answer.to_contacts();
        all.contacts.dedup_by(|a, b| matches!((a, b), (Ok(a), Ok(b)) if a == b));
        let answer = ContactPage::try_from(&all).unwrap_or_default();
        let page = Page::behind(answer,",
        )],
        suite: Suite::Core,
        test: "import::tests::laws::v18_every_position_is_delivered_once_for_any_page_size",
    },
    Saboteur {
        name: "trusts the wall clock",
        file: "crates/cloudsponge-proto/src/import/state.rs",
        edits: &[("Duration::from_millis(left.min(self.remaining_ms))", "Duration::from_millis(left)")],
        suite: Suite::Core,
        test: "import::state::tests::l2_a_clock_set_back_does_not_lengthen_the_deadline",
    },
    Saboteur {
        name: "skips the depth check",
        file: "crates/cloudsponge-proto/src/codec/xml/tree.rs",
        edits: &[("if self.open.len() == DEPTH_LIMIT {", "if self.open.len() == usize::MAX {")],
        suite: Suite::Core,
        test: "codec::tests::xml_syntax::i7_depth",
    },
    Saboteur {
        name: "is off by one page",
        file: "crates/cloudsponge-proto/src/import/paging.rs",
        edits: &[("Some(total) => self.next < total,", "Some(total) => self.next + self.size < total,")],
        suite: Suite::Core,
        test: "import::tests::laws::v18_every_position_is_delivered_once_for_any_page_size",
    },
    Saboteur {
        name: "ignores ERROR",
        file: "crates/cloudsponge-proto/src/import/answer.rs",
        edits: &[(".find(|event| event.is_error())", ".find(|_| false)")],
        suite: Suite::Core,
        test: "import::tests::events::j6_an_error_on_initializing_ends_the_import_at_once",
    },
    Saboteur {
        name: "trusts `total`",
        file: "crates/cloudsponge-proto/src/import/paging.rs",
        edits: &[(
            "self.total = answer.total().or(self.total);",
            "self.total = self.total.or(answer.total());",
        )],
        suite: Suite::Core,
        test: "import::tests::pages::k6_totals_may_grow_shrink_and_go_missing",
    },
    Saboteur {
        name: "accepts trailing XML",
        file: "crates/cloudsponge-proto/src/codec/xml/tree.rs",
        edits: &[(
            "        if self.open.is_empty() && self.root.is_some() {
            return Err(CodecErrorKind::Trailing);
        }
",
            "",
        )],
        suite: Suite::Core,
        test: "codec::tests::xml_syntax::i9_one_document_with_the_right_root",
    },
    Saboteur {
        name: "forgets Content-Length",
        file: "crates/cloudsponge-proto/src/exchange.rs",
        edits: &[("Some(length) if length > self.received as u64 => Err(FailureKind::Interrupted),", "")],
        suite: Suite::Core,
        test: "exchange::tests::d1_a_short_body_is_never_complete",
    },
    Saboteur {
        name: "reuses connections on isahc",
        file: "crates/cloudsponge-isahc/src/transport.rs",
        edits: &[(".connection_cache_size(0)", ".connection_cache_size(4)")],
        suite: Suite::Isahc,
        test: "conformance::a_post_on_a_reused_connection_is_sent_once",
    },
    Saboteur {
        // As `derive(Debug)` would over plain strings; `Zeroizing`, which holds them, shows nothing by itself.
        name: "derives Debug on a secret",
        file: "crates/cloudsponge-proto/src/credentials.rs",
        edits: &[(
            "f.write_str(\"Credentials(redacted)\")",
            "f.debug_tuple(\"Credentials\").field(&self.key.as_str()).field(&self.password.as_str()).finish()",
        )],
        suite: Suite::Core,
        test: "credentials::tests::v34_debug_shows_neither",
    },
    Saboteur {
        name: "swallows 410",
        file: "crates/cloudsponge-proto/src/import/answer.rs",
        edits: &[(
            "self.fail(ImportErrorKind::Gone { total: self.pager.total() });",
            "self.finish(self.pager.delivered());",
        )],
        suite: Suite::Core,
        test: "import::tests::answers::f10_gone_between_pages_keeps_what_was_delivered",
    },
];

#[cfg(test)]
mod tests {
    use super::super::copy;
    use super::*;
    use std::path::Path;

    #[test]
    fn every_bug_can_be_planted() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for saboteur in &SABOTEURS {
            let sound = std::fs::read_to_string(root.join(saboteur.file)).unwrap();
            match saboteur.bend(&sound) {
                Ok(bent) => assert_ne!(bent, sound, "{}", saboteur.name),
                Err(reason) => panic!("{}: {}: {reason}", saboteur.name, saboteur.file),
            }
        }
    }

    #[test]
    fn every_named_test_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let files = copy::files(root).unwrap();
        let sources: Vec<String> = files
            .iter()
            .filter(|file| file.ends_with(".rs"))
            .filter_map(|file| std::fs::read_to_string(root.join(file)).ok())
            .collect();
        for saboteur in &SABOTEURS {
            let function = format!("fn {}(", saboteur.test.rsplit("::").next().unwrap());
            assert!(sources.iter().any(|source| source.contains(&function)), "{function}");
        }
    }

    #[test]
    fn an_outdated_table_is_an_error() {
        let saboteur = &SABOTEURS[0];
        let (find, replace) = saboteur.edits[0];
        assert_eq!(saboteur.bend(&format!("a {find} b")), Ok(format!("a {replace} b")));
        for text in [String::new(), format!("{find}{find}")] {
            assert!(saboteur.bend(&text).is_err());
        }
    }

    #[test]
    fn names_and_suites_are_what_the_report_counts() {
        let names: std::collections::BTreeSet<&str> =
            SABOTEURS.iter().map(|saboteur| saboteur.name).collect();
        assert_eq!(names.len(), SABOTEURS.len());
        for suite in Suite::ALL {
            assert!(SABOTEURS.iter().any(|saboteur| saboteur.suite == suite), "{suite:?}");
        }
    }
}
