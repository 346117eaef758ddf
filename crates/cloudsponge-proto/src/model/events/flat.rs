//! The usual answer to an events call, read in one pass over its bytes, without an allocation.
//!
//! Only what the service is known to send is read here: JSON in UTF-8, texts without escapes, the fields of 2016, a few
//! rows. At anything else it stops and says nothing, and the reader on serde decides; so leniency and errors exist once.

use super::{Event, EventStatus, EventType, Events};
use crate::ImportId;

/// Bodies up to this size are tried; texts in them are then within their limit as well.
const BODY: usize = 64 * 1024;
/// As many rows are held. A history has one per phase, and four phases are known: an error is a status.
const ROWS: usize = 4;
/// An integer of so many digits fits 64 bits.
const DIGITS: usize = 18;
/// An id has no more digits.
const ID_DIGITS: usize = 32;

/// The fields of a refusal, which is not for us, and again those that are: they came twice, or oddly spaced.
const ANSWER: &[&str] = &["error", "message", "events", "import_id", "user_id", "id", "echo", "status"];

/// The fields of a row of 2009, which are not for us, and again those that are.
const ROW: &[&str] = &[
    "id",
    "unclaimed",
    "updated_at",
    "import_action_id",
    "import_id",
    "event_type",
    "value",
    "description",
    "status",
    "created_at",
];

static TYPES: [EventType; 5] = [
    EventType::Initializing,
    EventType::Gathering,
    EventType::Complete,
    EventType::Submitting,
    EventType::Error,
];

static STATUSES: [EventStatus; 4] =
    [EventStatus::InProgress, EventStatus::Completed, EventStatus::Error, EventStatus::Pending];

/// An answer, its texts still in the body.
#[derive(Debug, Default)]
pub(super) struct Flat<'b> {
    rows: [Option<Row<'b>>; ROWS],
    import_id: Option<&'b str>,
    user_id: Option<&'b str>,
    echo: Option<&'b str>,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'b> {
    pub(super) event_type: &'static EventType,
    pub(super) status: &'static EventStatus,
    pub(super) value: Option<i64>,
    pub(super) description: Option<&'b str>,
    import_action_id: Option<&'b str>,
    import_id: Option<&'b str>,
    created_at: Option<&'b str>,
}

/// A field under way: the outer `None` is one that has not come, the inner one is null.
type Field<T> = Option<Option<T>>;

impl<'b> Flat<'b> {
    /// Reads a JSON body; `None` if anything in it is unusual, be it right or wrong.
    pub(super) fn read(body: &'b [u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= BODY)?;
        let (mut cursor, mut flat) = (Cursor(text), Self::default());
        cursor.answer(&mut flat)?;
        cursor.skip_space();
        cursor.0.is_empty().then_some(flat)
    }

    pub(super) fn import_id(&self) -> Option<&'b str> {
        self.import_id
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &Row<'b>> + Clone {
        self.rows.iter().map_while(Option::as_ref)
    }

    /// The answer in owned texts. Equal ids, and all are mostly equal, share theirs.
    pub(super) fn to_events(&self) -> Events {
        let known = self.import_id.and_then(ImportId::from_digits);
        Events {
            events: self.rows().map(|row| row.to_event(known.as_ref())).collect(),
            user_id: self.user_id.map(str::to_owned),
            echo: self.echo.map(str::to_owned),
            import_id: known,
        }
    }
}

impl Row<'_> {
    pub(super) fn to_event(self, known: Option<&ImportId>) -> Event {
        let id = |digits: &str| match known {
            Some(known) if known.as_str() == digits => Some(known.clone()),
            _ => ImportId::from_digits(digits),
        };
        Event {
            import_action_id: self.import_action_id.and_then(id),
            import_id: self.import_id.and_then(id),
            value: self.value,
            description: self.description.map(str::to_owned),
            created_at: self.created_at.map(str::to_owned),
            ..Event::new(self.event_type.clone(), self.status.clone())
        }
    }
}

/// Reads an object whose fields usually come in this order, which costs one comparison for each; `$names` are those that
/// no other field may have.
macro_rules! read_object {
    ($cursor:ident, $names:expr, $($name:literal => $read:expr,)+) => {
        let mut open = $cursor.opens(b'{', b'}')?;
        while open {
            let mut found = false;
            $(if open && $cursor.word(concat!('"', $name, "\":")) {
                $cursor.skip_space();
                $read;
                open = $cursor.goes_on(b'}')?;
                found = true;
            })+
            if !found {
                $cursor.skip_field($names)?;
                open = $cursor.goes_on(b'}')?;
            }
        }
    };
}

/// What is left of the body. Every method is `None` at what it does not know.
struct Cursor<'b>(&'b str);

impl<'b> Cursor<'b> {
    fn answer(&mut self, flat: &mut Flat<'b>) -> Option<()> {
        let (mut events, mut status) = (None, None);
        let (mut import_id, mut user_id, mut id, mut echo): (Field<_>, Field<_>, Field<_>, Field<_>) =
            Default::default();
        read_object!(self, ANSWER,
            "events" => set(&mut events, self.rows(&mut flat.rows)?)?,
            "import_id" => set(&mut import_id, self.id()?)?,
            "user_id" => set(&mut user_id, self.text()?)?,
            "id" => set(&mut id, self.id()?)?,
            "echo" => set(&mut echo, self.text()?)?,
            // Any other word is a refusal.
            "status" => set(&mut status, self.string().filter(|word| *word == "success")?)?,
        );
        flat.import_id = import_id.flatten().or(id.flatten());
        (flat.user_id, flat.echo) = (user_id.flatten(), echo.flatten());
        Some(())
    }

    fn rows(&mut self, rows: &mut [Option<Row<'b>>; ROWS]) -> Option<()> {
        let mut open = self.opens(b'[', b']')?;
        for slot in rows {
            if !open {
                break;
            }
            *slot = Some(self.row()?);
            open = self.goes_on(b']')?;
        }
        (!open).then_some(())
    }

    fn row(&mut self) -> Option<Row<'b>> {
        let (mut event_type, mut value, mut status) = (None, None, None);
        let (mut import_action_id, mut import_id): (Field<_>, Field<_>) = Default::default();
        let (mut description, mut created_at): (Field<_>, Field<_>) = Default::default();
        read_object!(self, ROW,
            "import_action_id" => set(&mut import_action_id, self.id()?)?,
            "import_id" => set(&mut import_id, self.id()?)?,
            "event_type" => set(&mut event_type, self.known(&TYPES, EventType::as_str)?)?,
            "value" => set(&mut value, self.integer()?)?,
            "description" => set(&mut description, self.text()?)?,
            "status" => set(&mut status, self.known(&STATUSES, EventStatus::as_str)?)?,
            "created_at" => set(&mut created_at, self.text()?)?,
        );
        Some(Row {
            event_type: event_type?,
            status: status?,
            value: value.flatten(),
            description: description.flatten(),
            import_action_id: import_action_id.flatten(),
            import_id: import_id.flatten(),
            created_at: created_at.flatten(),
        })
    }

    /// Begins an object or a list; whether there is anything in it.
    fn opens(&mut self, open: u8, close: u8) -> Option<bool> {
        self.skip_space();
        self.next_is(open).then_some(())?;
        self.skip_space();
        Some(!self.next_is(close))
    }

    /// Behind a value: whether another follows.
    fn goes_on(&mut self, close: u8) -> Option<bool> {
        self.skip_space();
        if self.next_is(close) {
            return Some(false);
        }
        self.next_is(b',').then_some(())?;
        self.skip_space();
        Some(true)
    }

    /// A field nobody asked for, where its value is a plain one.
    fn skip_field(&mut self, names: &[&str]) -> Option<()> {
        self.string().filter(|name| !names.contains(name))?;
        self.skip_space();
        self.next_is(b':').then_some(())?;
        self.skip_space();
        match self.peek()? {
            b'"' => self.string().map(drop),
            b't' => self.word("true").then_some(()),
            b'f' => self.word("false").then_some(()),
            _ => self.integer().map(drop),
        }
    }

    /// One of the words that are known, written as the service writes it.
    fn known<T>(&mut self, words: &'static [T], text: impl Fn(&T) -> &str) -> Option<&'static T> {
        let word = self.string()?;
        words.iter().find(|known| text(known) == word)
    }

    /// A text or null.
    fn text(&mut self) -> Option<Option<&'b str>> {
        if self.word("null") { Some(None) } else { self.string().map(Some) }
    }

    /// An id, as a number or as a text, or null.
    fn id(&mut self) -> Option<Option<&'b str>> {
        match self.peek()? {
            b'n' => self.word("null").then_some(None),
            b'"' => self.string().filter(|text| ImportId::is_digits(text)).map(Some),
            _ => self.digits().filter(|digits| digits.len() <= ID_DIGITS && *digits != "0").map(Some),
        }
    }

    /// An integer or null.
    fn integer(&mut self) -> Option<Option<i64>> {
        if self.word("null") {
            return Some(None);
        }
        let negative = self.next_is(b'-');
        let digits = self.digits().filter(|digits| digits.len() <= DIGITS)?;
        let number = digits.bytes().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
        // To serde_json -0 is a fraction.
        match (negative, number) {
            (false, _) => Some(Some(number)),
            (true, 0) => None,
            (true, _) => Some(Some(-number)),
        }
    }

    /// Digits as JSON has them, and no fraction or exponent behind them.
    fn digits(&mut self) -> Option<&'b str> {
        let length = self.0.bytes().position(|byte| !byte.is_ascii_digit())?;
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        let whole = length == 1 || (length > 1 && !digits.starts_with('0'));
        (whole && !matches!(self.peek(), Some(b'.' | b'e' | b'E'))).then_some(digits)
    }

    /// A text without escapes.
    fn string(&mut self) -> Option<&'b str> {
        self.next_is(b'"').then_some(())?;
        let mut bytes = self.0.as_bytes();
        let mut length = 0;
        loop {
            let Some((eight, behind)) = bytes.split_first_chunk() else {
                length += bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20))?;
                break;
            };
            let special = specials(u64::from_le_bytes(*eight));
            if special != 0 {
                length += special.trailing_zeros() as usize / 8;
                break;
            }
            (length, bytes) = (length + 8, behind);
        }
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        self.next_is(b'"').then_some(text)
    }

    #[inline(always)]
    fn word(&mut self, word: &str) -> bool {
        let rest = self.0.strip_prefix(word);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// Passes over an ASCII character if it is next.
    #[inline(always)]
    fn next_is(&mut self, byte: u8) -> bool {
        let rest = self.0.get(1..).filter(|_| self.peek() == Some(byte));
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn skip_space(&mut self) {
        // Mostly there is none, which takes one comparison.
        while self.peek().is_some_and(|byte| byte <= b' ' && matches!(byte, b' ' | b'\n' | b'\r' | b'\t')) {
            self.0 = self.0.get(1..).unwrap_or_default();
        }
    }

    fn peek(&self) -> Option<u8> {
        self.0.as_bytes().first().copied()
    }
}

/// Sets a field that has not come before; a field that comes twice is an error.
fn set<T>(field: &mut Option<T>, value: T) -> Option<()> {
    field.replace(value).is_none().then_some(())
}

/// The high bit of every byte that ends a plain run of text: quote, backslash or control. Bits above the lowest that is
/// set may be wrong.
fn specials(eight: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word;
    let equal = |byte: u8| below(eight ^ (ONES * u64::from(byte)), 1);
    (equal(b'"') | equal(b'\\') | below(eight, 0x20)) & (ONES << 7)
}
