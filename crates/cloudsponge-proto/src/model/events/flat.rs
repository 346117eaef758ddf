//! The usual answer to an events call, read in one pass over its bytes, without an allocation.
//!
//! Only what the service is known to send is read here: JSON in UTF-8, texts without escapes, the fields of 2016, a few
//! rows. At anything else it stops and says nothing, and the reader on serde decides; so leniency and errors exist once.

use super::{Event, EventStatus, EventType, Events};
use crate::ImportId;

/// Bodies up to this size are tried; texts in them are then within their limit as well.
const BODY: usize = 64 * 1024;
/// As many rows are held. A history has one per phase, and four phases are known.
const ROWS: usize = 8;
/// An integer of so many digits fits 64 bits.
const DIGITS: usize = 18;

/// An answer, its texts still in the body.
#[derive(Debug, Default)]
pub(super) struct Flat<'b> {
    rows: [Option<Row<'b>>; ROWS],
    import_id: Option<&'b str>,
    user_id: Option<&'b str>,
    echo: Option<&'b str>,
}

/// One row.
#[derive(Debug)]
pub(super) struct Row<'b> {
    pub(super) event_type: EventType,
    pub(super) status: EventStatus,
    pub(super) value: Option<i64>,
    pub(super) description: Option<&'b str>,
    import_action_id: Option<&'b str>,
    import_id: Option<&'b str>,
    created_at: Option<&'b str>,
}

/// A row under way: the outer `None` is a field that has not come, the inner one is null.
#[derive(Default)]
struct Fields<'b> {
    event_type: Option<EventType>,
    status: Option<EventStatus>,
    value: Option<Option<i64>>,
    description: Option<Option<&'b str>>,
    import_action_id: Option<Option<&'b str>>,
    import_id: Option<Option<&'b str>>,
    created_at: Option<Option<&'b str>>,
}

impl<'b> Flat<'b> {
    /// Reads a JSON body; `None` if anything in it is unusual, be it right or wrong.
    pub(super) fn read(body: &'b [u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= BODY)?;
        let mut cursor = Cursor { text, bytes: body, at: 0 };
        let flat = cursor.answer()?;
        cursor.skip_space();
        (cursor.at == body.len()).then_some(flat)
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
    pub(super) fn to_event(&self, known: Option<&ImportId>) -> Event {
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

/// Every method is `None` at what it does not know.
struct Cursor<'b> {
    text: &'b str,
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Cursor<'b> {
    fn answer(&mut self) -> Option<Flat<'b>> {
        let mut flat = Flat::default();
        let (mut events, mut import_id, mut id, mut user_id, mut echo, mut status) = Default::default();
        self.object(|cursor, key| {
            match key {
                "events" => set(&mut events, cursor.rows(&mut flat.rows)?),
                "import_id" => set(&mut import_id, cursor.id()?),
                "id" => set(&mut id, cursor.id()?),
                "user_id" => set(&mut user_id, cursor.text()?),
                "echo" => set(&mut echo, cursor.text()?),
                // Any other word is a refusal.
                "status" => set(&mut status, cursor.text()?.filter(|word| *word == "success")?),
                "error" | "message" => None,
                _ => cursor.skip(),
            }
        })?;
        flat.import_id = import_id.flatten().or(id.flatten());
        (flat.user_id, flat.echo) = (user_id.flatten(), echo.flatten());
        Some(flat)
    }

    fn rows(&mut self, rows: &mut [Option<Row<'b>>; ROWS]) -> Option<()> {
        self.expect(b'[')?;
        if self.next_is(b']') {
            return Some(());
        }
        for slot in rows {
            *slot = Some(self.row()?);
            if self.next_is(b']') {
                return Some(());
            }
            self.expect(b',')?;
        }
        None
    }

    fn row(&mut self) -> Option<Row<'b>> {
        let mut fields = Fields::default();
        self.object(|cursor, key| match key {
            "import_action_id" => set(&mut fields.import_action_id, cursor.id()?),
            "import_id" => set(&mut fields.import_id, cursor.id()?),
            "event_type" => set(&mut fields.event_type, EventType::from(cursor.text()??)),
            "value" => set(&mut fields.value, cursor.integer()?),
            "description" => set(&mut fields.description, cursor.text()?),
            "status" => set(&mut fields.status, EventStatus::from(cursor.text()??)),
            "created_at" => set(&mut fields.created_at, cursor.text()?),
            "id" | "unclaimed" | "updated_at" => None,
            _ => cursor.skip(),
        })?;
        Some(Row {
            event_type: fields.event_type?,
            status: fields.status?,
            value: fields.value.flatten(),
            description: fields.description.flatten(),
            import_action_id: fields.import_action_id.flatten(),
            import_id: fields.import_id.flatten(),
            created_at: fields.created_at.flatten(),
        })
    }

    fn object(&mut self, mut member: impl FnMut(&mut Self, &'b str) -> Option<()>) -> Option<()> {
        self.expect(b'{')?;
        if self.next_is(b'}') {
            return Some(());
        }
        loop {
            self.skip_space();
            let key = self.string()?;
            self.expect(b':')?;
            self.skip_space();
            member(self, key)?;
            if self.next_is(b'}') {
                return Some(());
            }
            self.expect(b',')?;
        }
    }

    /// A text or null.
    fn text(&mut self) -> Option<Option<&'b str>> {
        if self.null() { Some(None) } else { self.string().map(Some) }
    }

    /// An id, as a number or as a text, or null.
    fn id(&mut self) -> Option<Option<&'b str>> {
        if self.null() {
            return Some(None);
        }
        let digits = if self.peek() == Some(b'"') { self.string()? } else { self.digits()? };
        ImportId::is_digits(digits).then_some(Some(digits))
    }

    /// An integer or null.
    fn integer(&mut self) -> Option<Option<i64>> {
        if self.null() {
            return Some(None);
        }
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let digits = self.digits().filter(|digits| digits.len() <= DIGITS)?;
        let number = digits.bytes().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
        // To serde_json -0 is a fraction.
        match (negative, number) {
            (false, _) => Some(Some(number)),
            (true, 0) => None,
            (true, _) => Some(Some(-number)),
        }
    }

    /// The value of a field nobody asked for, where it is a plain one.
    fn skip(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            b't' => self.word(b"true").then_some(()),
            b'f' => self.word(b"false").then_some(()),
            _ => self.integer().map(drop),
        }
    }

    fn null(&mut self) -> bool {
        self.word(b"null")
    }

    fn word(&mut self, word: &[u8]) -> bool {
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Digits as JSON has them, and no fraction or exponent behind them.
    fn digits(&mut self) -> Option<&'b str> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        let digits = self.text.get(start..self.at)?;
        let whole = !digits.is_empty() && (digits.len() == 1 || !digits.starts_with('0'));
        (whole && !matches!(self.peek(), Some(b'.' | b'e' | b'E'))).then_some(digits)
    }

    /// A text without escapes.
    fn string(&mut self) -> Option<&'b str> {
        self.word(b"\"").then_some(())?;
        let start = self.at;
        while let Some(eight) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let special = specials(u64::from_le_bytes(*eight));
            if special != 0 {
                self.at += special.trailing_zeros() as usize / 8;
                return self.close(start);
            }
            self.at += 8;
        }
        self.at += self.rest().iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20))?;
        self.close(start)
    }

    fn close(&mut self, start: usize) -> Option<&'b str> {
        let text = self.text.get(start..self.at)?;
        self.word(b"\"").then_some(text)
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.next_is(byte).then_some(())
    }

    /// Passes over the byte if it is the next after white space.
    fn next_is(&mut self, byte: u8) -> bool {
        self.skip_space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
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
