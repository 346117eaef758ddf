//! A timer wheel: who is due when, for a million entries, in twelve bytes each and without an allocation once it has grown.
//!
//! Five levels of 256 lists. An entry stands on the level of the highest byte in which its tick differs from the present
//! one, in the list of that byte; when time reaches a list of a higher level, its entries move down. Every list is a ring
//! through the array of nodes, closed by a node of its own, so that an entry leaves its list without knowing which it is.

const LEVELS: u32 = 5;
const BITS: u32 = 8;
const SLOTS: u32 = 1 << BITS;
/// The nodes that close rings; those of entries follow.
const RINGS: u32 = LEVELS * SLOTS + 3;
/// As far ahead an entry stands; who waits longer is due then, and waits again.
const HORIZON: u64 = 1 << 31;

/// The levels reach no further. Nobody gets there: it is the end of 64 bits of nanoseconds, after 584 years.
const LAST: u64 = (1 << (LEVELS * BITS)) - 1;

/// A list of entries that wait for no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Queue {
    /// Whose time has come.
    Ready,
    /// Who waits for others.
    Held,
    /// Who has something to tell.
    Telling,
}

/// Entries are numbered from 0, in the order in which they were [added](Wheel::add).
#[derive(Debug)]
pub(super) struct Wheel {
    /// The present tick: nobody who is due by then stands on a level.
    elapsed: u64,
    nodes: Vec<Node>,
    /// Which lists hold anybody, a bit for each.
    occupied: [[u64; 4]; LEVELS as usize],
}

#[derive(Clone, Copy, Debug)]
struct Node {
    next: u32,
    previous: u32,
    /// The lower half of the tick; those of entries on levels lie within the horizon.
    tick: u32,
}

impl Wheel {
    /// An empty wheel at tick 0, with room for so many entries.
    pub(super) fn with_capacity(entries: usize) -> Self {
        let mut nodes = Vec::with_capacity(entries.saturating_add(RINGS as usize));
        nodes.extend((0..RINGS).map(Node::alone));
        Self { elapsed: 0, nodes, occupied: Default::default() }
    }

    /// Adds an entry that is in no list.
    pub(super) fn add(&mut self) {
        // Memory ends before numbers do.
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node::alone(id));
    }

    /// Lets an entry wait for a tick, wherever it was before.
    pub(super) fn schedule(&mut self, entry: u32, tick: u64) {
        self.remove(entry);
        self.place(id(entry), tick.min(self.elapsed.saturating_add(HORIZON)).min(LAST));
    }

    /// Puts an entry at the end of a queue, wherever it was before.
    pub(super) fn push(&mut self, queue: Queue, entry: u32) {
        self.remove(entry);
        self.link(ring_of(queue), id(entry));
    }

    /// Takes the first entry of a queue.
    pub(super) fn pop(&mut self, queue: Queue) -> Option<u32> {
        let first = self.node(ring_of(queue)).next.checked_sub(RINGS)?;
        self.remove(first);
        Some(first)
    }

    /// Nobody stands in the queue.
    pub(super) fn is_empty(&self, queue: Queue) -> bool {
        self.node(ring_of(queue)).next < RINGS
    }

    /// Takes an entry out of whatever list it is in.
    pub(super) fn remove(&mut self, entry: u32) {
        let id = id(entry);
        let Node { next, previous, .. } = self.node(id);
        self.with(previous, |node| node.next = next);
        self.with(next, |node| node.previous = previous);
        self.with(id, |node| (node.next, node.previous) = (id, id));
        if next == previous {
            self.mark(next, false);
        }
    }

    /// Moves on to a tick; who is due by then gets ready, in the order of ticks.
    pub(super) fn advance(&mut self, to: u64) {
        while let Some((tick, level, ring)) = self.first().filter(|(tick, ..)| *tick <= to) {
            self.elapsed = tick;
            if level == 0 {
                self.splice(ring);
                continue;
            }
            while let Some(entry) = self.node(ring).next.checked_sub(RINGS) {
                self.remove(entry);
                let behind = self.node(id(entry)).tick.wrapping_sub(lower_half(tick));
                self.place(id(entry), tick + u64::from(behind));
            }
        }
        self.elapsed = self.elapsed.max(to);
    }

    /// The present tick.
    pub(super) fn elapsed(&self) -> u64 {
        self.elapsed
    }

    /// A tick by which the wheel must move on: that of the first entry, or before.
    pub(super) fn next(&self) -> Option<u64> {
        self.first().map(|(tick, ..)| tick)
    }

    /// The first list that holds anybody: when it begins, its level, its ring. A lower level comes before a higher.
    fn first(&self) -> Option<(u64, u32, u32)> {
        (0..).zip(&self.occupied).find_map(|(level, lists)| {
            let (word, bits) = (0..).zip(lists).find(|(_, bits)| **bits != 0)?;
            let slot = word * u64::BITS + bits.trailing_zeros();
            let shift = level * BITS;
            let above = self.elapsed >> (shift + BITS) << (shift + BITS);
            Some((above | u64::from(slot) << shift, level, level * SLOTS + slot))
        })
    }

    /// Puts a node that is in no list where its tick belongs.
    fn place(&mut self, id: u32, tick: u64) {
        self.with(id, |node| node.tick = lower_half(tick));
        if tick <= self.elapsed {
            return self.link(ring_of(Queue::Ready), id);
        }
        let level = (self.elapsed ^ tick).ilog2() / BITS;
        let slot = lower_half(tick >> (level * BITS)) % SLOTS;
        let ring = level * SLOTS + slot;
        self.link(ring, id);
        self.mark(ring, true);
    }

    /// Puts a node at the end of a ring.
    fn link(&mut self, ring: u32, id: u32) {
        let last = self.node(ring).previous;
        self.with(last, |node| node.next = id);
        self.with(ring, |node| node.previous = id);
        self.with(id, |node| (node.next, node.previous) = (ring, last));
    }

    /// Puts all of a ring at the end of those who are ready.
    fn splice(&mut self, ring: u32) {
        let ready = ring_of(Queue::Ready);
        let (Node { next: first, previous: last, .. }, Node { previous: before, .. }) =
            (self.node(ring), self.node(ready));
        self.with(ring, |node| (node.next, node.previous) = (ring, ring));
        self.with(before, |node| node.next = first);
        self.with(first, |node| node.previous = before);
        self.with(last, |node| node.next = ready);
        self.with(ready, |node| node.previous = last);
        self.mark(ring, false);
    }

    /// Notes whether a list holds anybody; queues say so themselves.
    fn mark(&mut self, ring: u32, occupied: bool) {
        let lists = self.occupied.get_mut((ring / SLOTS) as usize);
        let slot = ring % SLOTS;
        if let Some(bits) = lists.and_then(|lists| lists.get_mut((slot / u64::BITS) as usize)) {
            let bit = 1 << (slot % u64::BITS);
            *bits = if occupied { *bits | bit } else { *bits & !bit };
        }
    }

    fn node(&self, id: u32) -> Node {
        self.nodes.get(id as usize).copied().unwrap_or(Node::alone(id))
    }

    fn with(&mut self, id: u32, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(id as usize) {
            change(node);
        }
    }
}

impl Node {
    fn alone(id: u32) -> Self {
        Self { next: id, previous: id, tick: 0 }
    }
}

fn id(entry: u32) -> u32 {
    entry.saturating_add(RINGS)
}

fn ring_of(queue: Queue) -> u32 {
    LEVELS * SLOTS + queue as u32
}

fn lower_half(tick: u64) -> u32 {
    (tick & u64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[derive(Clone, Debug)]
    enum Step {
        Schedule(u32, u64),
        Push(Queue, u32),
        Remove(u32),
        Pop(Queue),
        Advance(u64),
    }

    const ENTRIES: u32 = 24;
    const QUEUES: [Queue; 3] = [Queue::Ready, Queue::Held, Queue::Telling];

    fn step() -> impl Strategy<Value = Step> {
        // Distances of every level, and to either side of where a byte turns over.
        let distance = prop_oneof![
            0..3_u64,
            0..300_u64,
            (0..33_u32, 0..3_u64).prop_map(|(bit, more)| (1_u64 << bit).saturating_sub(more)),
        ];
        let queue = prop::sample::select(QUEUES.to_vec());
        prop_oneof![
            6 => (0..ENTRIES, distance.clone()).prop_map(|(entry, ahead)| Step::Schedule(entry, ahead)),
            1 => (queue.clone(), 0..ENTRIES).prop_map(|(queue, entry)| Step::Push(queue, entry)),
            1 => (0..ENTRIES).prop_map(Step::Remove),
            2 => queue.prop_map(Step::Pop),
            3 => distance.prop_map(Step::Advance),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// Against an ordered map from ticks to entries.
        #[test]
        fn it_is_an_ordered_map(origin in prop_oneof![Just(0), 0..LAST / 2], steps in prop::collection::vec(step(), 1..80)) {
            let mut wheel = Wheel::with_capacity(0);
            (0..ENTRIES).for_each(|_| wheel.add());
            wheel.advance(origin);
            let (mut now, mut turn) = (origin, 0_u64);
            let mut waiting = BTreeMap::<(u64, u64), u32>::new();
            let mut queues = [Vec::new(), Vec::new(), Vec::new()];
            for step in steps {
                turn += 1;
                let mut forget = |entry: u32, queues: &mut [Vec<u32>; 3]| {
                    waiting.retain(|_, other| *other != entry);
                    queues.iter_mut().for_each(|queue| queue.retain(|other| *other != entry));
                };
                match step {
                    Step::Schedule(entry, ahead) => {
                        forget(entry, &mut queues);
                        wheel.schedule(entry, now + ahead);
                        match ahead {
                            0 => queues[0].push(entry),
                            _ => drop(waiting.insert((now + ahead.min(HORIZON), turn), entry)),
                        }
                    }
                    Step::Push(queue, entry) => {
                        forget(entry, &mut queues);
                        wheel.push(queue, entry);
                        queues[queue as usize].push(entry);
                    }
                    Step::Remove(entry) => {
                        forget(entry, &mut queues);
                        wheel.remove(entry);
                    }
                    Step::Pop(queue) => {
                        let model = &mut queues[queue as usize];
                        let expected = (!model.is_empty()).then(|| model.remove(0));
                        prop_assert_eq!(wheel.pop(queue), expected);
                    }
                    Step::Advance(ahead) => {
                        let before = queues[0].len();
                        now += ahead;
                        wheel.advance(now);
                        while let Some(first) = waiting.first_entry().filter(|first| first.key().0 <= now) {
                            queues[0].push(first.remove());
                        }
                        // Those of one tick come in any order.
                        let due: Vec<u32> = wheel.queue(Queue::Ready);
                        let (mut expected, mut found) = (queues[0].clone(), due.clone());
                        expected[before..].sort_unstable();
                        found[before..].sort_unstable();
                        prop_assert_eq!(found, expected);
                        queues[0] = due;
                    }
                }
                for queue in QUEUES {
                    prop_assert_eq!(wheel.is_empty(queue), queues[queue as usize].is_empty());
                }
                // Never later than the first, never in the past, and nothing if nobody waits.
                let first = waiting.keys().next().map(|(tick, _)| *tick);
                prop_assert_eq!(wheel.next().is_some(), first.is_some());
                prop_assert!(wheel.next().is_none_or(|next| next > now && Some(next) <= first));
            }
        }
    }

    impl Wheel {
        fn queue(&self, queue: Queue) -> Vec<u32> {
            let ring = ring_of(queue);
            let mut at = self.node(ring).next;
            let mut entries = Vec::new();
            while at != ring {
                entries.push(at - RINGS);
                at = self.node(at).next;
            }
            entries
        }
    }

    #[test]
    fn of_two_ticks_the_earlier_is_ready_first() {
        let mut wheel = Wheel::with_capacity(3);
        (0..3).for_each(|_| wheel.add());
        for (entry, tick) in [(0, 70_000), (1, 300), (2, 299)] {
            wheel.schedule(entry, tick);
        }
        wheel.advance(100_000);
        assert_eq!(wheel.queue(Queue::Ready), [2, 1, 0]);
    }

    #[test]
    fn waking_for_every_next_tick_ends() {
        let mut wheel = Wheel::with_capacity(1);
        wheel.add();
        wheel.schedule(0, HORIZON - 1);
        let mut wakes = 0;
        while let Some(tick) = wheel.next() {
            wheel.advance(tick);
            wakes += 1;
        }
        assert_eq!((wheel.pop(Queue::Ready), wakes), (Some(0), 4));
    }
}
