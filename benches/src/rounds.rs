//! Times on a busy machine: CPU time of the thread, in rounds in which everybody has a turn, as medians of the rounds'
//! ratios.

use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// CPU time this thread has used.
pub fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// CPU time all threads of this process have used.
pub fn process_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// One turn's work: prepares, takes the time, returns what one operation took in nanoseconds.
pub type Turn<'a> = Box<dyn FnMut() -> f64 + 'a>;

/// Nanoseconds per operation, of everybody in every round.
pub struct Rounds {
    times: Vec<Vec<f64>>,
}

/// Plays rounds for about this long, at least five, after one that does not count.
pub fn play(turns: &mut [Turn<'_>], budget: Duration) -> Rounds {
    for turn in turns.iter_mut() {
        turn();
    }
    let mut times = vec![Vec::new(); turns.len()];
    let began = Instant::now();
    for round in 0.. {
        if round >= 5 && began.elapsed() >= budget {
            break;
        }
        for (turn, times) in turns.iter_mut().zip(&mut times) {
            times.push(turn());
        }
    }
    Rounds { times }
}

impl Rounds {
    /// The median time of one.
    pub fn median(&self, who: usize) -> f64 {
        median(self.times.get(who).cloned().unwrap_or_default())
    }

    /// The median of the rounds' ratios of one to another.
    pub fn ratio(&self, of: usize, to: usize) -> f64 {
        let (Some(of), Some(to)) = (self.times.get(of), self.times.get(to)) else { return f64::NAN };
        median(of.iter().zip(to).map(|(of, to)| of / to).collect())
    }
}

/// A turn of `repeats` operations. `prepare` makes what each of them uses up, and is not timed.
pub fn turn<'a, T>(
    repeats: usize,
    mut prepare: impl FnMut() -> T + 'a,
    work: impl Fn(&mut T) + 'a,
) -> Turn<'a> {
    Box::new(move || {
        let mut inputs: Vec<T> = (0..repeats).map(|_| prepare()).collect();
        let began = thread_time();
        inputs.iter_mut().for_each(&work);
        (thread_time() - began).as_secs_f64() * 1e9 / repeats as f64
    })
}

/// The value in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    if values.len() % 2 == 1 { at(middle) } else { (at(middle.wrapping_sub(1)) + at(middle)) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_taken_round_by_round() {
        // The machine slowed down by ten halfway through, for both.
        let rounds = Rounds { times: vec![vec![8.0, 80.0, 84.0], vec![1.0, 10.0, 10.0]] };
        assert_eq!(rounds.ratio(0, 1), 8.0);
        assert_eq!(rounds.median(0), 80.0);
        assert!(rounds.ratio(0, 2).is_nan());
        assert_eq!(median(vec![4.0, 1.0]), 2.5);
    }

    #[test]
    fn only_the_work_is_timed() {
        let spin = |millis| {
            let began = thread_time();
            while thread_time() - began < Duration::from_millis(millis) {}
        };
        let mut turns = [turn(2, || spin(20), |()| spin(2))];
        let rounds = play(&mut turns, Duration::ZERO);
        let millis = rounds.median(0) / 1e6;
        assert!((2.0..10.0).contains(&millis), "{millis} ms");
    }
}
