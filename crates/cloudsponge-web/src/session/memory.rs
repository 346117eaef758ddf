//! Sessions in memory: bounded in number and in age.

use super::{Session, SessionId, SessionStore, StoreError};
use async_trait::async_trait;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Sessions in the memory of one process: at most a number of them, each until it has not been used for a while. When
/// full, the one that was not used for longest makes room.
#[derive(Debug)]
pub struct MemorySessions {
    most: usize,
    idle: Duration,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_id: HashMap<SessionId, (u64, Instant, Session)>,
    // By order of use; the numbers are never used twice.
    by_use: BTreeMap<u64, SessionId>,
    uses: u64,
}

impl MemorySessions {
    /// At most `most` sessions (at least one), each until `idle` after its last use.
    pub fn new(most: usize, idle: Duration) -> Self {
        Self { most: most.max(1), idle, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        while let Some(oldest) = kept.oldest() {
            let expired =
                kept.by_id.get(&oldest).is_none_or(|(_, used, _)| now.duration_since(*used) > self.idle);
            if !expired {
                break;
            }
            kept.forget(&oldest);
        }
        kept
    }
}

/// 100 000 sessions, two hours each.
impl Default for MemorySessions {
    fn default() -> Self {
        Self::new(100_000, Duration::from_secs(2 * 60 * 60))
    }
}

impl Kept {
    fn oldest(&self) -> Option<SessionId> {
        self.by_use.first_key_value().map(|(_, id)| id.clone())
    }

    fn put(&mut self, id: &SessionId, session: Session) {
        self.forget(id);
        self.uses += 1;
        self.by_use.insert(self.uses, id.clone());
        self.by_id.insert(id.clone(), (self.uses, Instant::now(), session));
    }

    fn forget(&mut self, id: &SessionId) -> Option<Session> {
        let (place, _, session) = self.by_id.remove(id)?;
        self.by_use.remove(&place);
        Some(session)
    }
}

#[async_trait]
impl SessionStore for MemorySessions {
    async fn load(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        let mut kept = self.kept();
        let session = kept.forget(id);
        if let Some(session) = &session {
            kept.put(id, session.clone());
        }
        Ok(session)
    }

    async fn insert(&self, id: &SessionId, session: &Session) -> Result<(), StoreError> {
        let mut kept = self.kept();
        kept.put(id, session.clone());
        while kept.by_id.len() > self.most {
            let Some(oldest) = kept.oldest() else { break };
            kept.forget(&oldest);
        }
        Ok(())
    }

    async fn remove(&self, id: &SessionId) -> Result<(), StoreError> {
        self.kept().forget(id);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fill(store: &MemorySessions, count: usize) -> Vec<SessionId> {
        let mut ids = Vec::new();
        for _ in 0..count {
            let id = SessionId::random().unwrap();
            store.insert(&id, &Session::new(None).unwrap()).await.unwrap();
            ids.push(id);
        }
        ids
    }

    #[tokio::test]
    async fn t29_the_least_recently_used_makes_room() {
        let store = MemorySessions::new(10, Duration::from_secs(60));
        let ids = fill(&store, 10).await;
        assert!(store.load(&ids[0]).await.unwrap().is_some());
        fill(&store, 9).await;
        assert!(store.load(&ids[0]).await.unwrap().is_some());
        assert!(store.load(&ids[1]).await.unwrap().is_none());
        fill(&store, 1000).await;
        let kept = store.kept();
        assert_eq!((kept.by_id.len(), kept.by_use.len()), (10, 10));
    }

    #[tokio::test(start_paused = true)]
    async fn t29_sessions_expire_when_idle() {
        let store = MemorySessions::new(10, Duration::from_secs(60));
        let ids = fill(&store, 2).await;
        tokio::time::advance(Duration::from_secs(50)).await;
        assert!(store.load(&ids[0]).await.unwrap().is_some());
        tokio::time::advance(Duration::from_secs(50)).await;
        assert!(store.load(&ids[0]).await.unwrap().is_some());
        assert!(store.load(&ids[1]).await.unwrap().is_none());
        store.remove(&ids[0]).await.unwrap();
        assert!(store.load(&ids[0]).await.unwrap().is_none());
    }
}
