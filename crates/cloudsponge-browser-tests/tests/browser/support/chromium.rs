//! A Chromium with a fresh profile, steered by a driver of its own.

use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

const ADVICE: &str = "the browser tests need Chromium and its driver; on Debian: \
                      apt-get install -y chromium chromium-driver; elsewhere install them and name them in the variables \
                      CHROMIUM and CHROMEDRIVER";

/// Switches for a browser that is alone, quiet, and reaches this machine only.
const SWITCHES: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1000,900",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

/// What a browser can be told before it starts.
#[derive(Clone, Copy)]
pub(crate) struct Browser {
    /// Blocks windows that no click opened, as browsers do for people. Drivers turn that off.
    pub(crate) blocks_popups: bool,
    pub(crate) scripts: bool,
}

impl Default for Browser {
    fn default() -> Self {
        Self { blocks_popups: true, scripts: true }
    }
}

/// A running browser.
pub(crate) struct Chromium {
    pub(crate) web: WebDriver,
    driver: Child,
    _profile: TempDir,
}

impl Chromium {
    pub(crate) async fn start(browser: Browser) -> Self {
        let profile = tempfile::tempdir().expect("a directory for the profile");
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
        let mut driver = Command::new(&program)
            .arg("--port=0")
            // Both leave directories behind, which go with the profile.
            .env("TMPDIR", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}; {ADVICE}"));
        let stdout = driver.stdout.take().expect("it is piped");
        let port = timeout(Duration::from_secs(20), port(stdout)).await.expect("the driver starts in time");
        let capabilities = capabilities(browser, &profile).expect("they are JSON");
        let web = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await;
        let web = web.unwrap_or_else(|error| panic!("the browser did not start: {error}; {ADVICE}"));
        Self { web, driver, _profile: profile }
    }

    /// Leaves one empty window, and nothing of what was kept.
    pub(crate) async fn forget(&self) {
        let mut windows = self.web.windows().await.expect("there are windows");
        let last = windows.pop().expect("one at least");
        for window in windows {
            self.web.switch_to_window(window).await.expect("it is there");
            self.web.close_window().await.expect("it closes");
        }
        self.web.switch_to_window(last).await.expect("it is there");
        self.web.goto("about:blank").await.expect("it opens");
        let cdp = self.web.cdp();
        for all in ["Network.clearBrowserCookies", "Network.clearBrowserCache"] {
            cdp.send_raw(all, serde_json::json!({})).await.expect("it is known");
        }
    }

    /// Ends the browser, then its driver.
    pub(crate) async fn quit(mut self) {
        let closed = self.web.quit().await;
        let _ = self.driver.kill().await;
        closed.expect("the browser ends");
    }
}

fn capabilities(browser: Browser, profile: &TempDir) -> WebDriverResult<ChromiumCapabilities> {
    let mut capabilities = DesiredCapabilities::chromium();
    capabilities.set("browserName", "chrome")?;
    if let Ok(program) = std::env::var("CHROMIUM") {
        capabilities.set_binary(&program)?;
    }
    for switch in SWITCHES {
        capabilities.add_arg(switch)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.path().join("profile").display()))?;
    if browser.blocks_popups {
        capabilities.add_exclude_switch("disable-popup-blocking")?;
    }
    if !browser.scripts {
        let block = serde_json::json!({ "profile.managed_default_content_settings.javascript": 2 });
        capabilities.add_experimental_option("prefs", block)?;
    }
    capabilities.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
    capabilities.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
    Ok(capabilities)
}

/// The port the driver says it listens on. What it says later is read and dropped, so that it never waits for us.
async fn port(stdout: ChildStdout) -> u16 {
    let mut lines = BufReader::new(stdout).lines();
    while let Some(line) = lines.next_line().await.expect("the driver's output is text") {
        let Some((_, port)) = line.rsplit_once("started successfully on port ") else { continue };
        let port = port.trim_end_matches('.').parse().expect("a port");
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        return port;
    }
    panic!("the driver ended without a port; {ADVICE}")
}
