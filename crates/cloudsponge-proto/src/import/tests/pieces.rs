//! V27: it does not matter in which pieces an answer arrives.

use super::*;
use crate::model::Begun;

/// What an import says to this answer in two pieces, up to the next request or wait.
fn said(mut import: Import, now: Instant, body: &[u8], cut: usize) -> Vec<String> {
    import.handle_input(Input::Head(now, Response::new(()).into_parts().0));
    for piece in [&body[..cut], &body[cut..]] {
        import.handle_input(Input::Body(now, piece));
    }
    import.handle_input(Input::End(now));
    let mut said = Vec::new();
    loop {
        match import.poll_output(now) {
            Ok(Output::Event(event)) => said.push(format!("{event:?}")),
            Ok(Output::Request(request)) => {
                said.push(request.uri().to_string());
                return said;
            }
            other => {
                said.push(format!("{:?}", other.map(|output| matches!(output, Output::Done))));
                return said;
            }
        }
    }
}

/// An import that waits for the answer to its call number `call`: begin, events, contacts.
fn waiting(format: Format, call: usize) -> (Import, Instant) {
    let mut now = Instant::now();
    let api = api().with_format(format);
    let mut import = Import::begin(api, Service::GMAIL, Policy::default(), now);
    let answers = [begun_body(format), events_body(format)];
    let mut earlier = answers.iter().take(call);
    loop {
        match import.poll_output(now).unwrap() {
            Output::Request(_) => match earlier.next() {
                Some(answer) => import.handle_response(now, Response::new(answer)),
                None => return (import, now),
            },
            Output::Event(_) => {}
            Output::Wait(until) => now = until,
            Output::Done => panic!("no request"),
        }
    }
}

fn begun_body(format: Format) -> Vec<u8> {
    let mut begun = Begun::new(ImportId::from(7));
    begun.echo = Some("é\u{1f600}]]>".into());
    begun.encode(format).unwrap()
}

fn events_body(format: Format) -> Vec<u8> {
    let mut events = Events::default();
    for kind in [EventType::Gathering, EventType::Complete] {
        events.events.push(Event::new(kind, EventStatus::Completed));
    }
    events.encode(format).unwrap()
}

fn contacts_body(format: Format) -> Vec<u8> {
    let contact = |name: &str| Ok(Contact { first_name: Some(name.into()), ..Contact::default() });
    let contacts = vec![contact("Fern é\u{1f600}"), contact("\r\n & <>"), contact("")];
    Contacts { contacts, start: Some(0), total: Some(3), ..Contacts::default() }.encode(format).unwrap()
}

#[test]
fn v27_every_cut_of_six_answers_says_the_same() {
    let mut cuts = 0;
    for format in [Format::Json, Format::Xml] {
        for (call, body) in
            [begun_body(format), events_body(format), contacts_body(format)].iter().enumerate()
        {
            let whole = {
                let (import, now) = waiting(format, call);
                said(import, now, body, body.len())
            };
            assert!(whole.len() > 1, "{whole:?}");
            for cut in 0..body.len() {
                let (import, now) = waiting(format, call);
                assert_eq!(said(import, now, body, cut), whole, "{format}, call {call}, cut at {cut}");
                cuts += 1;
            }
        }
    }
    cloudsponge_laws::count(cuts);
}
