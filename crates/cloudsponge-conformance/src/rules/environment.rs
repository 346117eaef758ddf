//! The environment has no say.

use crate::server::{FaultServer, Script, answer};
use crate::violation::ensure;
use crate::{Setup, Verdict};
use std::process::Command;

/// Set in the process that makes the call.
const CHILD: &str = "CLOUDSPONGE_CONFORMANCE_CHILD";

const PROXIES: [&str; 6] =
    ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// G14: proxies the environment names see nothing; nor do `.netrc` and `.curlrc` in the home directory change a request.
///
/// The rule's test runs itself again, in a process with that environment.
pub fn environment_proxies_are_ignored(setup: &Setup) -> Verdict {
    if std::env::var_os(CHILD).is_some() {
        return call(setup);
    }
    let proxy = FaultServer::start(Script::new().read_request().send(answer(502, &[], b"proxy")))?;
    let home = std::env::temp_dir().join(format!(
        "cloudsponge-conformance-{}-{}",
        std::process::id(),
        proxy.address().port()
    ));
    std::fs::create_dir_all(&home)?;
    std::fs::write(home.join(".netrc"), "machine 127.0.0.1 login netrc password netrc\n")?;
    std::fs::write(
        home.join(".curlrc"),
        format!("proxy = \"{}\"\nuser-agent = \"curlrc\"\n", proxy.url("")),
    )?;
    let mut child = Command::new(std::env::current_exe()?);
    for name in PROXIES {
        child.env(name, proxy.url(""));
    }
    child
        .env("HOME", &home)
        .env("CURL_HOME", &home)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env(CHILD, "1");
    let name = setup.test_name("environment_proxies_are_ignored")?;
    let output = child.args(["--exact", &name, "--test-threads", "1"]).output()?;
    std::fs::remove_dir_all(&home)?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(
        text.contains("1 passed") || !output.status.success(),
        "the test harness knows no test `{name}`: {text}"
    );
    ensure!(output.status.success(), "with proxies in the environment: {text}");
    ensure!(proxy.wires().is_empty(), "a proxy of the environment was contacted");
    Ok(())
}

fn call(setup: &Setup) -> Verdict {
    let server = FaultServer::start(Script::new().read_request().send(answer(200, &[], b"{}")).again())?;
    setup.run(async |bench| {
        let answer = bench.get(&server.url("/events/7.json")).await?;
        ensure!(answer.status == 200, "the answer is {answer:?}");
        for request in server.requests() {
            ensure!(request.line == "GET /events/7.json HTTP/1.1", "the request is {request:?}");
            ensure!(request.header("authorization").is_empty(), "credentials were added: {request:?}");
        }
        Ok(())
    })
}
