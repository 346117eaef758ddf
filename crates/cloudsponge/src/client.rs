//! The client: one account on one service, over one transport.

use crate::alarm::Alarm;
use crate::line::{Line, prepared};
use crate::watch::{Watch, Watcher};
use crate::{AddressBook, Error, ImportRun, ImportSet, Observer, Timer, Transport, TransportError};
use bytes::Bytes;
use cloudsponge_proto::endpoints::{Begin, GetContacts};
use cloudsponge_proto::exchange::{Exchange, Input, Limits};
use cloudsponge_proto::import::RetryBudget;
use cloudsponge_proto::model::{Contacts, SlotError};
use cloudsponge_proto::{
    Api, ConsentUrl, ContactDownload, ContactRef, Endpoint, EndpointExt, FailureKind, Import, ImportId,
    ImportState, Policy,
};
use http::{Request, Response};
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

/// Calls the service. Cheap to clone; clones share the transport and the [`RetryBudget`].
pub struct Client<T, C> {
    transport: Arc<T>,
    timer: Arc<C>,
    api: Api,
    limits: Limits,
    budget: RetryBudget,
    watcher: Watcher,
}

impl<T, C> Clone for Client<T, C> {
    fn clone(&self) -> Self {
        Self {
            transport: Arc::clone(&self.transport),
            timer: Arc::clone(&self.timer),
            api: self.api.clone(),
            limits: self.limits,
            budget: self.budget.clone(),
            watcher: self.watcher.clone(),
        }
    }
}

impl<T, C> std::fmt::Debug for Client<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { api, limits, budget, .. } = self;
        let mut out = f.debug_struct("Client");
        out.field("api", api).field("limits", limits).field("budget", budget).finish_non_exhaustive()
    }
}

impl<T: Transport + 'static, C: Timer + 'static> Client<T, C> {
    /// A client of this service, over this transport and timer.
    pub fn new(transport: T, timer: C, api: Api) -> Self {
        Self {
            transport: Arc::new(transport),
            timer: Arc::new(timer),
            api,
            limits: Limits::default(),
            budget: RetryBudget::default(),
            watcher: None,
        }
    }

    /// Bounds single [`call`](Self::call)s differently; imports have theirs in their [`Policy`].
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Bounds the retries of all imports of this client, and of its clones made from here on, together; by default there
    /// are 500, and five calls that succeed give back one. A budget shared by several clients bounds them together.
    ///
    /// ```
    /// # use cloudsponge::{Client, Timer, Transport};
    /// use cloudsponge::proto::import::RetryBudget;
    ///
    /// # fn f<T: Transport + 'static, C: Timer + 'static>(client: Client<T, C>) -> Client<T, C> {
    /// let client = client.with_retry_budget(RetryBudget::new(2000)); // ten thousand imports at once
    /// # client }
    /// ```
    #[must_use]
    pub fn with_retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Tells this observer of every call when it is over; see [`Observer`] and [`CallCounters`](crate::CallCounters). There is
    /// one at most.
    #[must_use]
    pub fn with_observer(mut self, observer: impl Observer + 'static) -> Self {
        self.watcher = Some(Arc::new(observer));
        self
    }

    /// What is left of the retries of this client's imports.
    pub fn retry_budget(&self) -> &RetryBudget {
        &self.budget
    }

    /// The service, credentials and format.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// Makes one call and reads its answer, within the client's [`Limits`]. Nothing is retried.
    ///
    /// ```
    /// # use cloudsponge::{Client, Error, Timer, Transport};
    /// use cloudsponge::proto::{ImportId, endpoints::GetEvents};
    ///
    /// # async fn f(client: Client<impl Transport + 'static, impl Timer + 'static>) -> Result<(), Error> {
    /// let events = client.call(&GetEvents::new(ImportId::from(1126))).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The request could not be built, there was no answer, the service said no, or its answer could not be decoded.
    pub async fn call<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<E::Response, Error> {
        let request = endpoint.to_request(&self.api)?;
        let (head, body) = self.exchange(request).await?.into_parts();
        Ok(E::read_response(Response::from_parts(head, body.as_slice()))?)
    }

    /// Makes a contacts call and hands each contact to `each` as soon as it has arrived, or why it could not be read; what
    /// comes back is everything around them. Nothing is kept, so memory is that of one contact. Nothing is retried.
    ///
    /// An [`import`](Self::import) checks a page before it hands it out, and asks again for what broke off; here contacts come
    /// before it is known whether the answer is whole and of the right import. See [`ContactDownload`].
    ///
    /// ```
    /// # use cloudsponge::{Client, Error, Timer, Transport};
    /// use cloudsponge::proto::{ImportId, endpoints::GetContacts};
    ///
    /// # async fn f(client: Client<impl Transport + 'static, impl Timer + 'static>) -> Result<(), Error> {
    /// let call = GetContacts::new(ImportId::from(1126));
    /// let around = client.contacts(&call, |slot| match slot {
    ///     Ok(contact) => println!("{:?}", contact.primary_email()),
    ///     Err(error) => eprintln!("{error}"),
    /// });
    /// println!("of {:?}", around.await?.total);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`call`](Self::call). The contacts handed on before are good, but not all there are.
    pub async fn contacts(
        &self,
        call: &GetContacts,
        mut each: impl FnMut(Result<ContactRef<'_>, SlotError>),
    ) -> Result<Contacts, Error> {
        let request = call.to_request(&self.api)?;
        let download = ContactDownload::new(self.limits, self.timer.now());
        let handle =
            |download: &mut ContactDownload, input: Input<'_>| download.handle_input(input, &mut each);
        Ok(self.transfer(request, download, ContactDownload::deadline, handle).await??)
    }

    /// Begins an import: with a [`Service`](cloudsponge_proto::Service) for consent in a browser, or with any begin
    /// endpoint.
    pub fn import(&self, begin: impl Into<Begin>) -> ImportBuilder<T, C> {
        ImportBuilder { client: self.clone(), start: Start::Begin(begin.into()), policy: Policy::default() }
    }

    /// Goes on with an import that something else began: the hosted widget, or another machine.
    pub fn attach(&self, import_id: ImportId) -> ImportBuilder<T, C> {
        ImportBuilder { client: self.clone(), start: Start::Attach(import_id), policy: Policy::default() }
    }

    /// Goes on with a saved import, within its original deadline.
    ///
    /// # Errors
    /// The state is of another service, or of an import that cannot be resumed.
    pub fn resume(&self, state: &ImportState, policy: Policy) -> Result<ImportRun<T, C>, Error> {
        Ok(self.run(self.resumed(state, policy)?))
    }

    /// A set for many imports, driven by one future. It is empty.
    pub fn import_set(&self) -> ImportSet<T, C> {
        ImportSet::new(self.clone())
    }

    pub(crate) fn resumed(&self, state: &ImportState, policy: Policy) -> Result<Import, Error> {
        let (now, wall) = (self.timer.now(), self.timer.wall());
        let import = Import::resume(self.api.clone(), state, policy, now, wall)?;
        Ok(import.with_retry_budget(self.budget.clone()))
    }

    fn run(&self, import: Import) -> ImportRun<T, C> {
        ImportRun::new(import, Arc::clone(&self.transport), Arc::clone(&self.timer), self.watcher.clone())
    }

    pub(crate) fn transport(&self) -> &Arc<T> {
        &self.transport
    }

    pub(crate) fn watcher(&self) -> &Watcher {
        &self.watcher
    }

    pub(crate) fn timer(&self) -> &Arc<C> {
        &self.timer
    }

    /// Sends a request that is no call of the API, such as a
    /// [pass-through](cloudsponge_proto::endpoints::auth::HandOff::pass_through), once and as it is but for the coding
    /// it accepts, and returns whatever answer came within the client's [`Limits`]. No credentials are added.
    ///
    /// # Errors
    /// There was no answer, or half of one, or it exceeds a limit.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Vec<u8>>, TransportError> {
        self.exchange(request).await
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Vec<u8>>, TransportError> {
        let exchange = Exchange::new(self.limits, self.timer.now());
        self.transfer(request, exchange, Exchange::deadline, Exchange::handle_input).await
    }

    /// Sends a request and hands what comes to `handle`, until it says that it is over.
    async fn transfer<X, O>(
        &self,
        request: Request<Bytes>,
        mut exchange: X,
        deadline: impl Fn(&X) -> Instant,
        mut handle: impl FnMut(&mut X, Input<'_>) -> Option<Result<O, FailureKind>>,
    ) -> Result<O, TransportError> {
        let now = || self.timer.now();
        let (mut line, mut alarm) = (Line::default(), Alarm::default());
        let watch = Watch::begin(&request, &self.watcher, 0, now());
        line.send(self.transport.send(prepared(request)), watch);
        let outcome = poll_fn(move |cx| {
            loop {
                let mut outcome = None;
                if line.poll_input(cx, now, |input| outcome = handle(&mut exchange, input)).is_pending() {
                    let deadline = deadline(&exchange);
                    if now() >= deadline {
                        outcome = Some(Err(FailureKind::Timeout));
                    } else {
                        std::task::ready!(alarm.poll(cx, deadline, |at| self.timer.sleep_until(at)));
                    }
                }
                if let Some(outcome) = outcome {
                    line.hang_up(outcome.as_ref().err().copied(), now);
                    return Poll::Ready(outcome.map_err(|kind| line.take_error().unwrap_or(kind.into())));
                }
            }
        });
        outcome.await
    }
}

/// An import about to start.
#[derive(Debug)]
#[must_use = "an import starts with `start` or `contacts`, or in a set"]
pub struct ImportBuilder<T, C> {
    client: Client<T, C>,
    start: Start,
    policy: Policy,
}

#[derive(Debug)]
enum Start {
    Begin(Begin),
    Attach(ImportId),
}

impl<T: Transport + 'static, C: Timer + 'static> ImportBuilder<T, C> {
    /// Sets all bounds at once.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// How long the whole import may take; 10 minutes by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.policy = self.policy.deadline(deadline);
        self
    }

    /// How many contacts to ask for at a time; 1 000 by default, 0 for all at once.
    pub fn page_size(mut self, contacts: u64) -> Self {
        self.policy = self.policy.page_size(contacts);
        self
    }

    /// Starts the import. It goes on as long as its events are asked for; dropping it abandons it.
    pub fn start(self) -> ImportRun<T, C> {
        let client = self.client.clone();
        client.run(self.into_import())
    }

    pub(crate) fn into_import(self) -> Import {
        let (api, now) = (self.client.api, self.client.timer.now());
        let import = match self.start {
            Start::Begin(begin) => Import::begin(api, begin, self.policy, now),
            Start::Attach(id) => Import::attach(api, id, self.policy, now),
        };
        import.with_retry_budget(self.client.budget)
    }

    /// Runs the import and collects the whole address book in memory. `show` gets the page where the user consents, as
    /// soon as it is known; it is not called where no consent is needed.
    ///
    /// ```
    /// # use cloudsponge::{Client, Error, Timer, Transport};
    /// use cloudsponge::proto::Service;
    ///
    /// # async fn f(client: Client<impl Transport + 'static, impl Timer + 'static>) -> Result<(), Error> {
    /// let book = client.import(Service::GMAIL).contacts(|page| println!("please open {}", page.as_str())).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The import ended without all contacts. To keep what came before, take the events one by one
    /// ([`start`](Self::start)).
    pub async fn contacts(self, show: impl FnOnce(&ConsentUrl)) -> Result<AddressBook, Error> {
        self.start().collect(show).await
    }
}
