//! Threads where the system may give none: containers limit their number, and memory limits the stacks.

use std::sync::Mutex;
use std::thread::{Builder, Scope};

/// Starts up to `count` threads that do the same work side by side, as many as the system gives; says how many.
pub(super) fn start_threads<'scope>(
    scope: &'scope Scope<'scope, '_>,
    count: usize,
    stack_size: usize,
    work: impl FnOnce() + Clone + Send + 'scope,
) -> usize {
    let start = |_: &usize| Builder::new().stack_size(stack_size).spawn_scoped(scope, work.clone()).is_ok();
    (0..count).take_while(start).count()
}

/// Whether so many more threads can be started at the same time.
pub fn can_start_threads(count: usize) -> bool {
    // Each waits until all have been started, for one that has ended makes room for the next.
    let gate = Mutex::new(());
    std::thread::scope(|scope| {
        let closed = gate.lock();
        let started = start_threads(scope, count, 2 << 20, || drop(gate.lock()));
        drop(closed);
        started == count
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No address space has room for such a stack.
    const TOO_LARGE: usize = 1 << 60;

    #[test]
    fn as_many_as_the_system_gives() {
        std::thread::scope(|scope| {
            assert_eq!(start_threads(scope, 3, 1 << 20, || ()), 3);
            assert_eq!(start_threads(scope, 3, TOO_LARGE, || ()), 0);
        });
        assert!(can_start_threads(4));
    }
}
