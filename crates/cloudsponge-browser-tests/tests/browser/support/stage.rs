//! One test's browser in front of one test's site.

use super::chromium::{Browser, Chromium};
use super::{Service, Site, logs};
use cloudsponge::proto::Format;
use futures_util::FutureExt;
use futures_util::future::join;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use thirtyfour::prelude::*;

/// How long anything may take that a test waits for. Generous: it is spent on failures only.
const PATIENCE: Duration = Duration::from_secs(25);

/// How often a test looks whether that has come.
const GLANCE: Duration = Duration::from_millis(50);

/// A test before it runs.
#[derive(Clone, Default)]
pub(crate) struct Play {
    pub(crate) browser: Browser,
    pub(crate) service: Service,
}

/// What a test acts on.
pub(crate) struct Stage {
    pub(crate) web: WebDriver,
    pub(crate) site: Site,
    name: String,
    home: thirtyfour::WindowHandle,
    pictures: Cell<u32>,
    expected: RefCell<Vec<&'static str>>,
}

impl Play {
    /// Runs a test under a name, which its pictures carry too. Fails if the browser has complaints afterwards.
    pub(crate) async fn run(self, name: &str, test: impl AsyncFn(&Stage)) {
        if let Err(panic) = self.outcome(name.to_owned(), &test).await {
            resume_unwind(panic);
        }
    }

    /// Runs a test in both formats of the API, at the same time.
    pub(crate) async fn run_in_both_formats(self, name: &str, test: impl AsyncFn(&Stage)) {
        let [json, xml] = [Format::Json, Format::Xml].map(|format| {
            let service = Service { format, ..self.service.clone() };
            Play { service, ..self.clone() }
        });
        let json = json.outcome(format!("{name}-json"), &test);
        let xml = xml.outcome(format!("{name}-xml"), &test);
        // Both end before either fails: a browser that is not told to would stay.
        let (json, xml) = join(json, xml).await;
        if let Err(panic) = json.and(xml) {
            resume_unwind(panic);
        }
    }

    async fn outcome(self, name: String, test: &impl AsyncFn(&Stage)) -> Result<(), Box<dyn Any + Send>> {
        let began = Instant::now();
        let site = Site::start(self.service).await;
        let chromium = Chromium::start(self.browser).await;
        let stage = Stage {
            home: chromium.web.window().await.expect("a first window"),
            web: chromium.web.clone(),
            site,
            name: name.clone(),
            pictures: Cell::new(0),
            expected: RefCell::default(),
        };
        let check = async {
            test(&stage).await;
            let complaints = logs::complaints(&stage.web, &stage.expected.take()).await;
            assert!(complaints.is_empty(), "{name}: {}", complaints.join("\n"));
        };
        let outcome = AssertUnwindSafe(check).catch_unwind().await;
        if outcome.is_err() {
            stage.picture("failure").await;
        }
        drop(stage);
        chromium.quit().await;
        println!("{name}: {:.1} s", began.elapsed().as_secs_f64());
        outcome
    }
}

impl Stage {
    /// Opens a path of the site.
    pub(crate) async fn open(&self, path: &str) {
        self.web.goto(format!("{}{}", self.site.url, path.trim_start_matches('/'))).await.unwrap();
    }

    /// Leaves errors that hold this out of the complaints: a test that takes something away expects its loss.
    pub(crate) fn expect_logged(&self, part: &'static str) {
        self.expected.borrow_mut().push(part);
    }

    /// Waits until an expression is true in the page.
    pub(crate) async fn until(&self, what: &str, expression: &str) {
        self.within(PATIENCE, what, expression).await;
    }

    /// Waits until an expression is true in the page, and says how long that took.
    pub(crate) async fn within(&self, patience: Duration, what: &str, expression: &str) -> Duration {
        let began = Instant::now();
        let script = format!("return Boolean({expression})");
        loop {
            // A page that is just being replaced has no answer.
            let answer = self.web.execute(script.as_str(), vec![]).await;
            if answer.is_ok_and(|answer| answer.json() == true) {
                return began.elapsed();
            }
            let took = began.elapsed();
            assert!(took < patience, "{}: waited in vain for {what}: {expression}", self.name);
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// The value of an expression in the page.
    pub(crate) async fn value(&self, expression: &str) -> serde_json::Value {
        let answer = self.web.execute(format!("return {expression}"), vec![]).await;
        answer.unwrap_or_else(|error| panic!("{}: {expression}: {error}", self.name)).json().clone()
    }

    /// Presses a key, wherever the focus is.
    pub(crate) async fn press(&self, key: impl Into<thirtyfour::TypingData>) {
        self.web.action_chain().send_keys(key).perform().await.unwrap();
    }

    /// Goes to the window that opened last.
    pub(crate) async fn enter_popup(&self) {
        let began = Instant::now();
        loop {
            let windows = self.web.windows().await.unwrap();
            if let Some(other) = windows.into_iter().rfind(|window| *window != self.home) {
                self.web.switch_to_window(other).await.unwrap();
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{}: no window opened", self.name);
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Goes back to the first window.
    pub(crate) async fn leave_popup(&self) {
        self.web.switch_to_window(self.home.clone()).await.unwrap();
    }

    /// In the window that opened, presses a button of the consent page, and goes back to the first window.
    pub(crate) async fn answer(&self, decision: &str) {
        self.enter_popup().await;
        self.press_decision(decision).await;
        self.leave_popup().await;
    }

    /// Presses a button of the consent page in this window.
    pub(crate) async fn press_decision(&self, decision: &str) {
        let css = format!("button[value={decision}]");
        self.until("the consent page", &format!("document.querySelector('{css}')")).await;
        // The window may be closed by the page before the driver has its answer.
        let _ = self.web.find(By::Css(css.as_str())).await.unwrap().click().await;
    }

    /// How many windows there are.
    pub(crate) async fn until_windows(&self, count: usize) {
        let began = Instant::now();
        while self.web.windows().await.unwrap().len() != count {
            assert!(began.elapsed() < PATIENCE, "{}: there are not {count} windows", self.name);
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Keeps a picture of the page.
    pub(crate) async fn picture(&self, what: &str) {
        let directory = target().join("browser-screenshots");
        std::fs::create_dir_all(&directory).unwrap();
        self.pictures.set(self.pictures.get() + 1);
        let file = directory.join(format!("{}-{:02}-{what}.png", self.name, self.pictures.get()));
        // A failed test's window may be gone.
        let _ = self.web.screenshot(&file).await;
    }
}

/// Where the build's output is.
pub(crate) fn target() -> PathBuf {
    let parent = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    parent.parent().expect("it lies in the target directory").to_owned()
}
