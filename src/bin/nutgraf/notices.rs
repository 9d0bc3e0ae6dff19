//! How inputs were read, as far as a person can bear to hear it.

use std::mem::{Discriminant, discriminant};

use nutgraf::io::Note;

use crate::messages::Messages;

/// Says the first notes of each kind; counts the others, and tells how many there are once it is dropped.
pub(crate) struct Notices {
    messages: Messages,
    kinds: Vec<Kind>,
}

/// The notes of a kind.
struct Kind {
    variant: Discriminant<Note>,
    /// What several of them come to.
    several: &'static str,
    count: usize,
}

impl Notices {
    /// Notes of a kind that are said.
    const SAID: usize = 8;

    pub(crate) fn new(messages: &Messages) -> Self {
        Self { messages: messages.clone(), kinds: Vec::new() }
    }

    /// Says a note, or counts it where enough of its kind were said.
    pub(crate) fn say(&mut self, note: &Note) {
        let variant = discriminant(note);
        let place = self.kinds.iter().position(|kind| kind.variant == variant);
        let place = place.unwrap_or_else(|| {
            self.kinds.push(Kind { variant, several: several(note), count: 0 });
            self.kinds.len() - 1
        });
        self.kinds[place].count += 1;
        if self.kinds[place].count > Self::SAID && !self.messages.is_verbose() {
            return;
        }
        if note.is_warning() {
            self.messages.warning(note);
        } else {
            self.messages.note(format!("note: {note}"));
        }
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        for Kind { several, count, .. } in self.kinds.iter().filter(|kind| kind.count > Self::SAID)
        {
            let hint = if self.messages.is_verbose() { "" } else { "; `--verbose` names all" };
            self.messages.note(format!("note: {count} {several} in all{hint}"));
        }
    }
}

fn several(note: &Note) -> &'static str {
    match note {
        Note::Decoded { .. } => "files in other encodings than UTF-8",
        Note::NestingCut { .. } => "pages nested too deep",
        Note::Skipped { .. } => "files left out",
        _ => "such notes",
    }
}
