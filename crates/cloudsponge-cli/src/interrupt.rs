//! Ctrl-C and its relatives: the first asks to stop in good order, a second one, or a stop that takes too long, ends the
//! process.

use crate::exit::Exit;
use std::time::Duration;
use tokio::sync::watch;

/// How long stopping in good order may take: whoever reads our output may have stopped reading.
const PATIENCE: Duration = Duration::from_secs(3);

/// Tells whether the user wants to stop.
#[derive(Clone)]
pub(crate) struct Interrupt(watch::Receiver<bool>);

impl Interrupt {
    /// Watches SIGINT, SIGTERM and SIGHUP from now on.
    pub(crate) fn watch() -> Self {
        let (asked, wanted) = watch::channel(false);
        let mut signals = Signals::new();
        tokio::spawn(async move {
            signals.next().await;
            let _ = asked.send(true);
            tokio::select! {
                () = signals.next() => {}
                () = tokio::time::sleep(PATIENCE) => {}
            }
            std::process::exit(Exit::Interrupted as i32);
        });
        Self(wanted)
    }

    /// Returns when the user wants to stop.
    pub(crate) async fn wait(&mut self) {
        if self.0.wait_for(|wanted| *wanted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        Self(kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect())
    }

    async fn next(&mut self) {
        std::future::poll_fn(|cx| {
            if self.0.iter_mut().any(|signal| signal.poll_recv(cx).is_ready()) {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
