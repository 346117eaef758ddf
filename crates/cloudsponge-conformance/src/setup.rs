//! What a rule needs to know of the transport it tries.

use crate::bench::Bench;
use crate::{Verdict, Violation};
use cloudsponge::{Timer, Transport};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// What an executor is given to run to its end.
pub type Task<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Makes a transport that trusts one certificate.
type Trusting = Box<dyn Fn(&str) -> Arc<dyn Transport>>;

/// How to make the transport and its timer, and how to run a future; [`conformance!`](crate::conformance) makes one.
pub struct Setup {
    transport: Box<dyn Fn() -> Arc<dyn Transport>>,
    timer: Box<dyn Fn() -> Arc<dyn Timer>>,
    block_on: Box<dyn Fn(Task<'_>)>,
    trusting: Option<Trusting>,
    module: Option<&'static str>,
}

impl Setup {
    /// Transport and timer are made inside the executor, new ones for each rule.
    pub fn new<T: Transport + 'static, C: Timer + 'static>(
        transport: impl Fn() -> T + 'static,
        timer: impl Fn() -> C + 'static,
        block_on: impl Fn(Task<'_>) + 'static,
    ) -> Self {
        Self {
            transport: Box::new(move || Arc::new(transport())),
            timer: Box::new(move || Arc::new(timer())),
            block_on: Box::new(block_on),
            trusting: None,
            module: None,
        }
    }

    /// How to make a transport that trusts this certificate (PEM) and no other; for the rules of TLS.
    #[must_use]
    pub fn trusting<T: Transport + 'static>(mut self, make: impl Fn(&str) -> T + 'static) -> Self {
        self.trusting = Some(Box::new(move |pem| Arc::new(make(pem))));
        self
    }

    /// The module the rules' tests are in, so that a rule can run its own test again in another process.
    #[must_use]
    pub fn in_module(mut self, module: &'static str) -> Self {
        self.module = Some(module);
        self
    }

    /// The name of a rule's test as the test harness knows it.
    pub(crate) fn test_name(&self, rule: &str) -> Result<String, Violation> {
        let module = self.module.ok_or_else(|| Violation::new("this rule needs `Setup::in_module`"))?;
        let inside = module.split_once("::").map_or("", |(_, inside)| inside);
        Ok(if inside.is_empty() { rule.to_owned() } else { format!("{inside}::{rule}") })
    }

    /// Runs a rule's body over a new transport.
    pub(crate) fn run(&self, rule: impl AsyncFnOnce(Bench) -> Verdict) -> Verdict {
        self.run_over(&self.transport, rule)
    }

    /// Runs a rule's body over a new transport that trusts one certificate.
    pub(crate) fn run_trusting(&self, pem: &str, rule: impl AsyncFnOnce(Bench) -> Verdict) -> Verdict {
        let trusting = self.trusting.as_ref().ok_or_else(|| Violation::new("this rule needs `trusting`"))?;
        self.run_over(&|| trusting(pem), rule)
    }

    fn run_over(
        &self,
        transport: &dyn Fn() -> Arc<dyn Transport>,
        rule: impl AsyncFnOnce(Bench) -> Verdict,
    ) -> Verdict {
        let mut verdict = Err(Violation::new("`block_on` returned before its future had ended"));
        (self.block_on)(Box::pin(async {
            let bench = Bench::new(transport(), (self.timer)());
            verdict = rule(bench).await;
        }));
        verdict
    }
}

impl std::fmt::Debug for Setup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setup").field("module", &self.module).finish_non_exhaustive()
    }
}
