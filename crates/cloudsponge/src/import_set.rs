//! Many imports under way in one future.

use crate::alarm::Alarm;
use crate::line::{Line, prepared};
use crate::watch::Watch;
use crate::woken::{Bell, Woken};
use crate::{Client, Error, ImportBuilder, Timer, Transport, TransportError};
use bytes::Bytes;
use cloudsponge_proto::import::{Import, ImportEvent, ImportKey, ImportState, Output, PollSet};
use cloudsponge_proto::{FailureKind, ImportError, ImportId, Policy};
use futures_core::Stream;
use http::Request;
use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

/// Calls under way at once, where nothing else is said.
const CONCURRENCY: usize = 64;
/// Pieces taken from one transfer before the others have their turn.
const PIECES: usize = 32;

/// Many imports under way, without a task for each.
///
/// It is a [`Stream`] of the events of all of them, and does nothing while nobody asks for the next one. An import that
/// waits, as most do most of the time, takes about 81 bytes (see [`PollSet`]), so that one task can hold a million. Only
/// so many calls are under way at once as [`with_concurrency`](Self::with_concurrency) says; the others wait their turn.
///
/// ```
/// # use cloudsponge::{Client, Error, Timer, Transport};
/// use cloudsponge::proto::{ImportEvent, ImportId};
///
/// # async fn f(client: Client<impl Transport + 'static, impl Timer + 'static>) {
/// let mut set = client.import_set().with_concurrency(100);
/// for id in [5_550_001_u64, 5_550_002, 5_550_003] {
///     set.insert(client.attach(ImportId::from(id)));
/// }
/// while let Some((key, event)) = set.next().await {
///     match event {
///         Ok(ImportEvent::Contacts(page)) => { /* store them, then set.state(key) */ }
///         Ok(_) => {}
///         Err(error) => eprintln!("{key:?}: {error}"), // it has left the set; the others go on
///     }
/// }
/// # }
/// ```
pub struct ImportSet<T, C> {
    client: Client<T, C>,
    set: PollSet,
    calls: Vec<Call>,
    /// Calls that are over.
    free: Vec<usize>,
    /// The call of each import that has one.
    call_of: HashMap<ImportKey, usize>,
    /// Why the last call of an import failed, until the import has said what that means.
    errors: HashMap<ImportKey, TransportError>,
    woken: Arc<Woken>,
    alarm: Alarm<'static>,
}

/// A place for a call, used again and again.
struct Call {
    key: Option<ImportKey>,
    line: Line<'static>,
    bell: Arc<Bell>,
    waker: Waker,
}

impl<T: Transport + 'static, C: Timer + 'static> ImportSet<T, C> {
    pub(crate) fn new(client: Client<T, C>) -> Self {
        let set = PollSet::new(client.timer().now()).with_concurrency(CONCURRENCY);
        Self {
            client,
            set,
            calls: Vec::new(),
            free: Vec::new(),
            call_of: HashMap::new(),
            errors: HashMap::new(),
            woken: Arc::default(),
            alarm: Alarm::default(),
        }
    }

    /// Lets so many calls be under way at once, 1 at least; 64 by default.
    #[must_use]
    pub fn with_concurrency(mut self, calls: usize) -> Self {
        self.set = self.set.with_concurrency(calls);
        self
    }

    /// Takes in an import that is about to start. Its calls go over the transport of this set, as those of all the others;
    /// account, policy and retries are its client's.
    pub fn insert(&mut self, import: ImportBuilder<T, C>) -> ImportKey {
        self.set.insert(import.into_import())
    }

    /// Takes in a saved import, within its original deadline.
    ///
    /// # Errors
    /// The state is of another service, or of an import that cannot be resumed.
    pub fn resume(&mut self, state: &ImportState, policy: Policy) -> Result<ImportKey, Error> {
        Ok(self.set.insert(self.client.resumed(state, policy)?))
    }

    /// Takes an import out and ends its transfer; what to save in order to go on with it later. Nothing if it has left.
    pub fn remove(&mut self, key: ImportKey) -> Option<ImportState> {
        let import: Import = self.set.remove(key)?;
        drop(self.take_line(key));
        Some(import.state(self.client.timer().now(), self.client.timer().wall()))
    }

    /// The next event of any import. An error is an import's last; `None` when no import is left.
    ///
    /// Cancel-safe: dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<(ImportKey, Result<ImportEvent, Error>)> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    /// What to save in order to go on with an import later; see [`ImportState`]. Store a page first, then the state.
    pub fn state(&self, key: ImportKey) -> Option<ImportState> {
        self.set.state(key, self.client.timer().now(), self.client.timer().wall())
    }

    /// The import's id, once it has begun.
    pub fn import_id(&self, key: ImportKey) -> Option<&ImportId> {
        self.set.import_id(key)
    }

    /// How many imports are in the set.
    pub fn len(&self) -> usize {
        self.set.len()
    }

    /// There is no import in the set.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// How many calls are under way.
    pub fn in_flight(&self) -> usize {
        self.set.in_flight()
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<(ImportKey, Result<ImportEvent, Error>)>> {
        self.woken.register(cx.waker());
        loop {
            // First what has arrived, then what is late: an answer that waited for a slow consumer is not late.
            while let Some(number) = self.woken.next() {
                self.receive(number);
            }
            let now = self.client.timer().now();
            let Some((key, output)) = self.set.poll(now) else {
                if self.set.is_empty() {
                    return Poll::Ready(None);
                }
                let Some(at) = self.set.next_deadline() else { return Poll::Pending };
                let timer = self.client.timer();
                ready!(self.alarm.poll(cx, at, |at| {
                    let timer = Arc::clone(timer);
                    Box::pin(async move { timer.sleep_until(at).await })
                }));
                continue;
            };
            if let Ok(Output::Request(request)) = output {
                self.call(key, request);
                continue;
            }
            let source = self.errors.remove(&key);
            if !self.set.is_in_flight(key) {
                // What has not ended yet has run out of time.
                self.hang_up(key, Some(FailureKind::Timeout));
            }
            match output {
                Ok(Output::Event(event)) => return Poll::Ready(Some((key, Ok(event)))),
                Ok(_) => {}
                Err(error) => return Poll::Ready(Some((key, Err(failed(error, source))))),
            }
        }
    }

    /// Hands a request to the transport.
    fn call(&mut self, key: ImportKey, request: Request<Bytes>) {
        let number = self.free.pop().unwrap_or_else(|| {
            let number = self.calls.len();
            let bell = Bell::new(Arc::clone(&self.woken), number);
            let waker = Waker::from(Arc::clone(&bell));
            self.calls.push(Call { key: None, line: Line::default(), bell, waker });
            number
        });
        let (client, resends) = (&self.client, self.set.resends(key));
        let watch = Watch::begin(&request, client.watcher(), resends, client.timer().now());
        let (transport, request) = (Arc::clone(client.transport()), prepared(request));
        let Some(call) = self.calls.get_mut(number) else { return };
        call.key = Some(key);
        call.line.send(Box::pin(async move { transport.send(request).await }), watch);
        self.call_of.insert(key, number);
        self.receive(number);
        // The transport starts when it is first asked, and this thread may have been held up before.
        self.set.request_sent(key, self.client.timer().now());
    }

    /// Hands in what a transfer has ready.
    fn receive(&mut self, number: usize) {
        let Self { client, set, calls, .. } = self;
        let Some(Call { key: Some(key), line, bell, waker }) = calls.get_mut(number) else { return };
        let (key, mut cx) = (*key, Context::from_waker(waker));
        bell.reset();
        for _ in 0..PIECES {
            let mut goes_on = true;
            let now = || client.timer().now();
            if line.poll_input(&mut cx, now, |input| goes_on = set.handle_input(key, input)).is_pending() {
                return;
            }
            if !goes_on {
                if let Some(error) = line.take_error() {
                    self.errors.insert(key, error);
                }
                let failure = set.last_failure(key);
                self.hang_up(key, failure);
                return;
            }
        }
        waker.wake_by_ref();
    }

    /// Ends the call of an import, if it has one; `failure` says why it brought no whole answer, if it brought none.
    fn hang_up(&mut self, key: ImportKey, failure: Option<FailureKind>) {
        if let Some(mut line) = self.take_line(key) {
            line.hang_up(failure, || self.client.timer().now());
        }
    }

    /// Takes the transfer of an import, if it has one, and frees its place.
    fn take_line(&mut self, key: ImportKey) -> Option<Line<'static>> {
        let number = self.call_of.remove(&key)?;
        let call = self.calls.get_mut(number)?;
        call.key = None;
        self.free.push(number);
        Some(std::mem::take(&mut call.line))
    }
}

fn failed(error: ImportError, source: Option<TransportError>) -> Error {
    Error::Import { error, source }
}

impl<T: Transport + 'static, C: Timer + 'static> Stream for ImportSet<T, C> {
    type Item = (ImportKey, Result<ImportEvent, Error>);

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

impl<T, C> std::fmt::Debug for ImportSet<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (len, in_flight) = (self.set.len(), self.set.in_flight());
        f.debug_struct("ImportSet").field("len", &len).field("in_flight", &in_flight).finish_non_exhaustive()
    }
}
