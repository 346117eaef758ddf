//! What stands at the end of each `--help`: where secrets come from, and examples to start from.

/// Where credentials come from, for the calls that send them.
macro_rules! credentials {
    () => {
        "Credentials:\n\
         \x20 The domain key and password come from CLOUDSPONGE_DOMAIN_KEY and CLOUDSPONGE_DOMAIN_PASSWORD,\n\
         \x20 from --credentials-file, or from a prompt; never from an argument, which others could read.\n\n"
    };
}

pub(super) const PROGRAM: &str = "\
Exit codes:
  0 done, 1 error, 2 wrong usage, 3 the import failed or the user declined, 4 the deadline passed,
  130 interrupted (with --state, `cloudsponge resume` goes on from there)

Colours are used on a terminal only; NO_COLOR and CLICOLOR=0 switch them off, CLICOLOR_FORCE=1 on.

Try it without an account:
  cloudsponge import gmail --emulator";

pub(super) const IMPORT: &str = concat!(
    credentials!(),
    "\
Examples:
  cloudsponge import gmail --emulator
  cloudsponge import gmail --include mailing_address --output csv -o contacts.csv
  cloudsponge import windowslive --state import.state --output jsonl -o contacts.jsonl
  cloudsponge import icloud --username fern@example.com --output vcard -o contacts.vcf
  cloudsponge import gmail --emulator --contacts 2340 --profile windowslive --scenario slow"
);

pub(super) const RESUME: &str = concat!(
    credentials!(),
    "\
Examples:
  cloudsponge resume import.state
  cloudsponge resume import.state --deadline 30m
  cloudsponge resume import.state --output csv -o rest.csv"
);

pub(super) const BEGIN: &str = concat!(
    credentials!(),
    "\
Examples:
  cloudsponge begin gmail --user-id visitor-7
  cloudsponge begin yahoo --include mailing_address --redirect-url https://shop.example/done"
);

pub(super) const EVENTS: &str = concat!(
    credentials!(),
    "\
Examples:
  cloudsponge events 5550001
  cloudsponge events 5550001 --output table"
);

pub(super) const CONTACTS: &str = concat!(
    credentials!(),
    "\
Examples:
  cloudsponge contacts 5550001 --output table
  cloudsponge contacts 5550001 --start 0 --count 10
  cloudsponge contacts 5550001 --output vcard > contacts.vcf"
);

pub(super) const SERVICES: &str = "\
Examples:
  cloudsponge services
  cloudsponge services --for fern@hotmail.com
  cloudsponge services --output jsonl";

pub(super) const DECODE: &str = "\
Examples:
  cloudsponge decode reply.json
  cloudsponge decode --kind contacts --format xml --output csv reply.xml > contacts.csv
  cloudsponge decode --strict -";

pub(super) const EMULATOR: &str = "\
Which setting wins:
  A flag wins over the environment, the environment over the file of --config, and that over the default. The variables
  are CLOUDSPONGE_EMULATOR_ and a setting's name, for instance CLOUDSPONGE_EMULATOR_CONTACTS=500; the file is TOML with
  the same names in lower case, as --print-config shows them.

Examples:
  cloudsponge emulator
  cloudsponge emulator --auto-consent --contacts 2340 --profile windowslive
  cloudsponge emulator --scenario fail:518 --speed 10
  cloudsponge emulator --from contacts.csv
  cloudsponge emulator --config emulator.toml --print-config
  cloudsponge emulator --record exchanges --upstream https://api.cloudsponge.com
  cloudsponge emulator --replay exchanges";

pub(super) const DOCTOR: &str = concat!(
    credentials!(),
    "\
Examples:
  cloudsponge doctor
  cloudsponge doctor --base-url http://127.0.0.1:4141
  cloudsponge doctor --output json"
);

pub(super) const CONFIG: &str = "\
Examples:
  cloudsponge config
  cloudsponge config --base-url http://127.0.0.1:4141 --output json";

pub(super) const COMPLETIONS: &str = "\
Examples:
  cloudsponge completions bash > ~/.local/share/bash-completion/completions/cloudsponge
  cloudsponge completions zsh > ~/.zfunc/_cloudsponge
  cloudsponge completions fish > ~/.config/fish/completions/cloudsponge.fish";

pub(super) const MAN: &str = "\
Examples:
  cloudsponge man | man -l -
  cloudsponge man import | man -l -
  cloudsponge man --dir ~/.local/share/man/man1";
