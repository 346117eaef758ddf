//! One test's browser in front of one test's site.

use super::chromium::{Browser, Chromium};
use super::{Service, Site, logs};
use cloudsponge::proto::Format;
use futures_util::FutureExt;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use thirtyfour::WindowHandle;
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
    home: RefCell<WindowHandle>,
    pictures: Cell<u32>,
    expected: RefCell<Vec<&'static str>>,
}

impl Play {
    /// Runs a test under a name, which its pictures carry too. Fails if the browser has complaints afterwards.
    pub(crate) async fn run(self, name: &str, test: impl AsyncFn(&Stage)) {
        self.run_all(&[(name.to_owned(), Format::Json)], test).await;
    }

    /// Runs a test in both formats of the API.
    pub(crate) async fn run_in_both_formats(self, name: &str, test: impl AsyncFn(&Stage)) {
        let formats = [(format!("{name}-json"), Format::Json), (format!("{name}-xml"), Format::Xml)];
        self.run_all(&formats, test).await;
    }

    /// One browser for all: starting it takes as long as many a test. It forgets everything between them.
    async fn run_all(self, names: &[(String, Format)], test: impl AsyncFn(&Stage)) {
        let chromium = Chromium::start(self.browser).await;
        let mut outcome = Ok(());
        for (name, format) in names {
            let began = Instant::now();
            outcome =
                outcome_of(&chromium, name, Service { format: *format, ..self.service.clone() }, &test).await;
            println!("{name}: {:.1} s", began.elapsed().as_secs_f64());
            if outcome.is_err() {
                break;
            }
            chromium.forget().await;
        }
        // A browser that is not told to end would stay.
        chromium.quit().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    }
}

async fn outcome_of(
    chromium: &Chromium,
    name: &str,
    service: Service,
    test: &impl AsyncFn(&Stage),
) -> Result<(), Box<dyn Any + Send>> {
    let stage = Stage {
        home: RefCell::new(chromium.web.window().await.expect("a first window")),
        web: chromium.web.clone(),
        site: Site::start(service).await,
        name: name.to_owned(),
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
    outcome
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
            if let Some(other) = windows.into_iter().rfind(|window| *window != *self.home.borrow()) {
                self.web.switch_to_window(other).await.unwrap();
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{}: no window opened", self.name);
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Goes back to the first window.
    pub(crate) async fn leave_popup(&self) {
        let home = self.home.borrow().clone();
        self.web.switch_to_window(home).await.unwrap();
    }

    /// Closes the window that opened last, as a person does, and goes back to the first.
    pub(crate) async fn close_popup(&self) {
        self.enter_popup().await;
        self.web.close_window().await.unwrap();
        self.leave_popup().await;
    }

    /// Closes the first window; a new one takes its place.
    pub(crate) async fn replace_home(&self) {
        let tab = self.web.new_tab().await.unwrap();
        self.leave_popup().await;
        self.web.close_window().await.unwrap();
        self.web.switch_to_window(tab.clone()).await.unwrap();
        *self.home.borrow_mut() = tab;
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
