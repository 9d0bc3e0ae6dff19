//! How inputs were read, as far as a person can bear to hear it.

use std::mem::{Discriminant, discriminant};

use nutgraf::io::Note;

use crate::messages::Messages;

/// Says the first notes of each kind, and counts the rest.
#[derive(Default)]
pub(crate) struct Notices {
    kinds: Vec<(Discriminant<Note>, usize)>,
    unsaid: usize,
}

impl Notices {
    /// Notes of a kind that are said.
    const SAID: usize = 5;

    /// Says a note, or counts it where enough of its kind were said.
    pub(crate) fn say(&mut self, note: &Note, messages: &Messages) {
        let kind = discriminant(note);
        let place = self.kinds.iter().position(|&(known, _)| known == kind);
        let place = place.unwrap_or_else(|| {
            self.kinds.push((kind, 0));
            self.kinds.len() - 1
        });
        self.kinds[place].1 += 1;
        if self.kinds[place].1 > Self::SAID && !messages.is_verbose() {
            self.unsaid += 1;
        } else if note.is_warning() {
            messages.warning(note);
        } else {
            messages.note(format!("note: {note}"));
        }
    }

    /// Says how many notes were not said.
    pub(crate) fn end(&self, messages: &Messages) {
        match self.unsaid {
            0 => {}
            1 => messages.note("note: 1 more such note; `--verbose` shows all"),
            more => messages.note(format!("note: {more} more such notes; `--verbose` shows all")),
        }
    }
}
