//! The server's end of a connection, over TCP.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// How long a single wait lasts before the server looks whether it was stopped.
pub(super) const TICK: Duration = Duration::from_millis(20);

/// The server's end of a connection. No call waits for longer than a tick.
pub(super) trait Link: Send {
    /// What has come in: 0 bytes when the other side has closed.
    fn receive(&mut self, buffer: &mut [u8]) -> io::Result<usize>;
    /// Hands over as much as the other side takes.
    fn transmit(&mut self, bytes: &[u8]) -> io::Result<usize>;
    /// Closes the sending side.
    fn half_close(&mut self);
    /// Closes in order.
    fn fin(self);
    /// Closes with a reset; something must have come in.
    fn rst(self);
}

/// A kernel answers with a reset when a socket is closed while bytes wait in it, and `std` has no other way to make it: so
/// the last byte that came in is looked at and left there until more comes.
pub(super) struct TcpLink {
    stream: TcpStream,
    unread: bool,
}

impl TcpLink {
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TICK))?;
        stream.set_write_timeout(Some(TICK))?;
        Ok(Self { stream, unread: false })
    }

    /// Takes the byte that was left.
    fn take_unread(&mut self) -> io::Result<()> {
        if self.unread {
            self.stream.read_exact(&mut [0])?;
            self.unread = false;
        }
        Ok(())
    }
}

impl Link for TcpLink {
    fn receive(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.take_unread()?;
        let length = self.stream.peek(buffer)?;
        if let Some(rest) = length.checked_sub(1) {
            self.unread = true;
            if let Some(all_but_one) = buffer.get_mut(..rest) {
                self.stream.read_exact(all_but_one)?;
            }
        }
        Ok(length)
    }

    fn transmit(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn half_close(&mut self) {
        // The other side may be gone already; so in what follows.
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    fn fin(mut self) {
        let _ = self.take_unread();
        let _ = self.stream.set_nonblocking(true);
        while self.stream.read(&mut [0; 4096]).is_ok_and(|length| length > 0) {}
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    fn rst(self) {}
}
