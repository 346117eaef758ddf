//! Plays a script on a connection and records it.

use super::link::{Link, TICK};
use super::lock;
use super::script::{Script, Step};
use super::wire::{Wire, missing_body, request_end, split_head};
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How a connection is to be closed.
enum End {
    Fin,
    Rst,
}

/// Plays the script to its end, until the other side closes, or until `stop`.
pub(super) fn play(link: impl Link, script: &Script, wire: &Mutex<Wire>, stop: &AtomicBool) {
    let mut player = Player { link, wire, stop, request: 0 };
    let end = player.steps(script);
    match end {
        Ok(End::Rst) => player.link.rst(),
        Ok(End::Fin) => player.link.fin(),
        Err(_) => {
            lock(wire).peer_closed = !stop.load(Ordering::SeqCst);
            player.link.fin();
        }
    }
    lock(wire).over = true;
}

struct Player<'a, L> {
    link: L,
    wire: &'a Mutex<Wire>,
    stop: &'a AtomicBool,
    /// Where the request being read begins among the bytes received.
    request: usize,
}

impl<L: Link> Player<'_, L> {
    /// An error means that the other side has closed, or that the server was stopped.
    fn steps(&mut self, script: &Script) -> io::Result<End> {
        loop {
            for step in &script.steps {
                match step {
                    Step::ReadHead => self.read_head()?,
                    Step::ReadBody => self.read_body()?,
                    Step::Send(bytes) => self.send(bytes)?,
                    Step::Repeat(bytes, times) => {
                        for _ in 0..*times {
                            self.send(bytes)?;
                        }
                    }
                    Step::Drip(bytes, pause) => {
                        for byte in bytes {
                            self.send(&[*byte])?;
                            self.sleep(*pause)?;
                        }
                    }
                    Step::Sleep(pause) => self.sleep(*pause)?,
                    Step::HalfClose => {
                        self.link.half_close();
                    }
                    Step::Hold => loop {
                        self.receive()?;
                    },
                    Step::Fin => return Ok(End::Fin),
                    Step::Rst => {
                        if self.received(<[u8]>::is_empty) {
                            self.receive()?;
                        }
                        return Ok(End::Rst);
                    }
                    Step::Next | Step::Again => self.request += self.received(request_end),
                }
            }
            if !matches!(script.steps.last(), Some(Step::Again)) {
                return Ok(End::Fin);
            }
        }
    }

    fn read_head(&mut self) -> io::Result<()> {
        while self.received(|bytes| split_head(bytes).is_none()) {
            self.receive()?;
        }
        Ok(())
    }

    fn read_body(&mut self) -> io::Result<()> {
        while self.received(missing_body) > 0 {
            self.receive()?;
        }
        Ok(())
    }

    /// Looks at what has come in of the request being read.
    fn received<R>(&self, look: impl FnOnce(&[u8]) -> R) -> R {
        look(lock(self.wire).received.get(self.request..).unwrap_or_default())
    }

    fn receive(&mut self) -> io::Result<()> {
        let mut buffer = [0; 16 * 1024];
        loop {
            self.go_on()?;
            match self.link.receive(&mut buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => {
                    let bytes = buffer.get(..length).unwrap_or_default();
                    lock(self.wire).received.extend_from_slice(bytes);
                    return Ok(());
                }
                Err(error) if is_tick(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn send(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.go_on()?;
            match self.link.transmit(bytes) {
                Ok(length) => {
                    bytes = bytes.get(length..).unwrap_or_default();
                    lock(self.wire).sent += length as u64;
                }
                Err(error) if is_tick(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn sleep(&self, pause: Duration) -> io::Result<()> {
        let start = Instant::now();
        while let Some(rest) = pause.checked_sub(start.elapsed()).filter(|rest| !rest.is_zero()) {
            self.go_on()?;
            std::thread::sleep(rest.min(TICK));
        }
        Ok(())
    }

    fn go_on(&self) -> io::Result<()> {
        if self.stop.load(Ordering::SeqCst) { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

/// Nothing happened for a while.
fn is_tick(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}
