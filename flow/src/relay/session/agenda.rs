//! What a session has still to do, and when.

use std::collections::BTreeMap;

use crate::relay::Ending;
use crate::timestamp::Timestamp;

/// As many bytes of answers may wait; beyond them an answer is given at once.
const MAX_WAITING_BYTES: usize = 64 << 10;

#[derive(Debug)]
pub(super) enum Task {
    /// Send a frame.
    Send(String),
    /// Cut what is spoken of the talk cycles before this one, where it may be cut.
    Preempt(u64),
    /// Close the connection.
    Close { code: u16, reason: &'static str },
    /// Let the flow go on.
    Finish(Box<Ending>),
}

/// Tasks by the time they are due; those of one time in the order they came.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    tasks: BTreeMap<(Timestamp, u64), Task>,
    count: u64,
    waiting_bytes: usize,
}

impl Agenda {
    pub(super) fn add(&mut self, due: Timestamp, task: Task) {
        self.waiting_bytes += task.bytes();
        self.tasks.insert((due, self.count), task);
        self.count += 1;
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        self.tasks.first_key_value().map(|((due, _), _)| *due)
    }

    /// The first task that is due.
    pub(super) fn take(&mut self, at: Timestamp) -> Option<Task> {
        self.deadline().filter(|due| *due <= at)?;
        self.take_first()
    }

    /// The first answer if there is no room for more.
    pub(super) fn take_excess(&mut self) -> Option<String> {
        if self.waiting_bytes <= MAX_WAITING_BYTES {
            return None;
        }
        let is_answer = |task: &&Task| matches!(task, Task::Send(_));
        let (key, _) = self.tasks.iter().find(|(_, task)| is_answer(task))?;
        match self.tasks.remove(&key.clone())? {
            Task::Send(answer) => {
                self.waiting_bytes -= answer.len();
                Some(answer)
            }
            Task::Preempt(_) | Task::Close { .. } | Task::Finish(_) => None,
        }
    }

    /// Brings forward the end of a session, and forgets all else.
    pub(super) fn take_end(&mut self) -> Option<Box<Ending>> {
        let tasks = std::mem::take(&mut self.tasks);
        self.waiting_bytes = 0;
        tasks.into_values().find_map(|task| match task {
            Task::Finish(ending) => Some(ending),
            Task::Send(_) | Task::Preempt(_) | Task::Close { .. } => None,
        })
    }

    /// The closing that is still to come.
    pub(super) fn close(&self) -> Option<(u16, &'static str)> {
        self.tasks.values().find_map(|task| match task {
            Task::Close { code, reason } => Some((*code, *reason)),
            Task::Send(_) | Task::Preempt(_) | Task::Finish(_) => None,
        })
    }

    /// Forgets what was still to be sent.
    pub(super) fn keep_end(&mut self) {
        self.tasks.retain(|_, task| matches!(task, Task::Finish(_)));
        self.waiting_bytes = 0;
    }

    pub(super) fn clear(&mut self) {
        self.tasks.clear();
        self.waiting_bytes = 0;
    }

    fn take_first(&mut self) -> Option<Task> {
        let (_, task) = self.tasks.pop_first()?;
        self.waiting_bytes -= task.bytes();
        Some(task)
    }
}

impl Task {
    fn bytes(&self) -> usize {
        match self {
            Self::Send(frame) => frame.len(),
            Self::Preempt(_) | Self::Close { .. } | Self::Finish(_) => 0,
        }
    }
}
