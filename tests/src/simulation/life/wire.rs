//! The driver's side of the line: what goes out, what comes in, and what befalls it on the way.

use super::Life;
use crate::simulation::fault::{CallKind, Fault};
use crate::simulation::law::{Verdict, Violation, law};
use crate::simulation::line::{Piece, Transfer};
use crate::simulation::saboteur::Saboteur;
use crate::simulation::service::{Call, Meaning};
use crate::simulation::trace::Tail;
use bytes::Bytes;
use cloudsponge::proto::FailureKind;
use cloudsponge::proto::exchange::Input;
use http::Request;
use std::time::Duration;

impl Life {
    /// Hands in one piece of the answer, if one has arrived.
    pub(super) fn deliver(&mut self) -> Result<bool, Violation> {
        let Some((transfer, faulted)) = &mut self.transfer else { return Ok(false) };
        let now = self.clock.now;
        if transfer.next_at().is_none_or(|at| at > now) {
            return Ok(false);
        }
        let Some((_, piece)) = transfer.pieces.pop_front() else { return Ok(false) };
        let instant = self.clock.instant();
        let ended = match piece {
            Piece::Head(head) => {
                self.import.handle_input(Input::Head(instant, head.parts()));
                // Some statuses end the exchange at the head; the rest of what comes is not wanted.
                let meaning = transfer.pieces.back().map(|(_, piece)| piece.clone());
                meaning.filter(|_| !self.import.in_flight())
            }
            Piece::Body(range) => {
                let bytes = transfer.body.get(range).unwrap_or_default();
                self.import.handle_input(Input::Body(instant, bytes));
                law(self.import.in_flight(), "V11", || "a body that fits ends an exchange".to_owned())?;
                None
            }
            Piece::End(meaning) => {
                self.import.handle_input(Input::End(instant));
                Some(Piece::End(meaning))
            }
            Piece::Failure(kind)
                if self.saboteur == Some(Saboteur::Resender) && transfer.call == CallKind::Begin =>
            {
                return self.again(kind).map(|()| true);
            }
            Piece::Failure(kind) => {
                self.import.handle_input(Input::Failure(instant, kind));
                Some(Piece::Failure(kind))
            }
        };
        let Some(ended) = ended else { return Ok(true) };
        let (call, faulted) = (transfer.call, *faulted);
        self.transfer = None;
        law(!self.import.in_flight(), "V11", || "an answer ended, and the exchange did not".to_owned())?;
        if faulted {
            self.checker.troubled(now);
        }
        let meaning = match ended {
            Piece::End(meaning) => meaning,
            Piece::Failure(kind) => Meaning::NoAnswer(kind),
            Piece::Head(_) | Piece::Body(_) => {
                return Err(Violation::new("V11", "a head alone ended an exchange"));
            }
        };
        self.trace.note(now, &[1], || format!("          {meaning:?}"));
        self.checker.answered(now, call, meaning);
        self.storm()?;
        Ok(true)
    }

    /// The machine no longer waits for an answer.
    pub(super) fn gave_up(&mut self) {
        let now = self.clock.now;
        self.trace.note(now, &[2], || "          given up".to_owned());
        if let Some((transfer, faulted)) = self.transfer.take() {
            if faulted {
                self.checker.troubled(now);
            }
            self.checker.answered(now, transfer.call, Meaning::NoAnswer(FailureKind::Timeout));
        }
    }

    pub(super) fn send(&mut self, request: Request<Bytes>) -> Verdict {
        let now = self.clock.now;
        let call = Call::of(&request);
        let at = self.requests;
        self.requests += 1;
        self.trace.digest.bytes(request.uri().path().as_bytes());
        self.trace.note(now, &[3, call.start, call.count], || {
            format!(
                "{} {}",
                request.method(),
                request.uri().path_and_query().map_or("", |path| path.as_str())
            )
        });
        self.trace.tail(Tail::Request(call.kind, call.start, call.count));
        self.checker.request(now, &call)?;
        // A busy machine: the transport takes the request only a moment later.
        if self.random.percent(20) {
            self.clock.now += Duration::from_millis(self.random.between(1, 60));
        }
        self.checker.taken(self.clock.now, call.kind)?;
        if self.saboteur != Some(Saboteur::Secretive) {
            self.import.request_sent(self.clock.instant());
        }
        let fault = self.fault_for(&call, at);
        let begin = call.kind == CallKind::Begin;
        while let Some(life) = self
            .pending
            .iter()
            .position(|planned| planned.fault.is_of_life() && planned.at <= at && begin == (planned.at == 0))
        {
            let fault = self.pending.remove(life).fault;
            self.armed.push((self.turn + 1 + fault.turns(), fault));
        }
        let transfer = self.carry(&call, fault.as_ref());
        self.transfer = Some((transfer, fault.is_some()));
        self.last_request = Some(request);
        if self.saboteur == Some(Saboteur::Impatient) && call.kind == CallKind::Events {
            self.checker.request(now, &Call { kind: CallKind::Contacts, start: 0, count: 0 })?;
        }
        Ok(())
    }

    /// The first fault planned that can befall this call. The begin call has faults of its own, or few imports would begin.
    pub(super) fn fault_for(&mut self, call: &Call, at: u64) -> Option<Fault> {
        let begin = call.kind == CallKind::Begin;
        let found = self.pending.iter().position(|planned| {
            planned.at <= at && begin == (planned.at == 0) && self.service.accepts(call, &planned.fault)
        })?;
        let fault = self.pending.remove(found).fault;
        self.struck += 1;
        let now = self.clock.now;
        self.trace.note(now, &[4], || format!("          fault: {fault:?}"));
        self.checker.troubled(now);
        Some(fault)
    }

    pub(super) fn carry(&mut self, call: &Call, fault: Option<&Fault>) -> Transfer {
        let extra = self.saboteur.map_or(0, Saboteur::extra_latency);
        let latency = Duration::from_millis(self.random.between(5, 300) + extra);
        let at = self.clock.now + latency;
        match fault {
            Some(Fault::Unsent(kind)) => Transfer::failing(call.kind, *kind, at),
            Some(Fault::Broken(kind)) => {
                self.service.answer(call, None);
                Transfer::failing(call.kind, *kind, at)
            }
            Some(Fault::Silence { heard }) => {
                if *heard {
                    self.service.answer(call, None);
                }
                Transfer::silent(call.kind)
            }
            _ => {
                let late = if let Some(Fault::Slow(by)) = fault { *by } else { Duration::ZERO };
                let reply = self.service.answer(call, fault);
                Transfer::carrying(call.kind, reply, fault, at + late, &mut self.random)
            }
        }
    }

    /// The saboteur's driver sends a begin call again.
    pub(super) fn again(&mut self, kind: FailureKind) -> Verdict {
        let now = self.clock.now;
        self.checker.answered(now, CallKind::Begin, Meaning::NoAnswer(kind));
        let call = Call { kind: CallKind::Begin, start: 0, count: 0 };
        self.checker.request(now, &call)?;
        self.transfer = Some((self.carry(&call, None), false));
        Ok(())
    }

    /// The saboteur's driver asks for a page again and again.
    pub(super) fn storm(&mut self) -> Verdict {
        match &self.last_request {
            Some(request) if self.saboteur == Some(Saboteur::Storm) => {
                let call = Call::of(request);
                let times = if call.kind == CallKind::Contacts && self.checker.has_failed() { 60 } else { 0 };
                (0..times).try_for_each(|_| self.checker.request(self.clock.now, &call))
            }
            _ => Ok(()),
        }
    }
}
