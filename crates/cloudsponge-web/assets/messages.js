// Every text the picker shows. An application puts its own, or another language's, in `picker.texts`.

const language = document.documentElement.lang || undefined;
const number = (value) => {
  try {
    return new Intl.NumberFormat(language).format(value);
  } catch {
    return String(value);
  }
};
const contacts = (count) => `${number(count)} ${count === 1 ? "contact" : "contacts"}`;

/** The English texts. Those that depend on something are functions. */
export const TEXTS = {
  loading: "One moment …",
  choose: "Where are your contacts?",
  chooseHint: "You will be asked to give access in a new window. You decide afterwards whom to pick.",
  upload: (kind) => `Upload a ${kind === "vcard" ? "vCard" : "CSV"} file`,
  noProviders: "No address book can be imported here at the moment.",

  starting: (name) => `Opening ${name} …`,
  waiting: (name) => `Waiting for ${name}`,
  waitingHint: "Give access in the window that opened. This page goes on by itself.",
  waitingUpload: "Choose your file in the window that opened. This page goes on by itself.",
  resumed: "If the other window is still open, finish there: this page goes on by itself. If not, start again.",
  left: "You can close the other window now.",
  closed: "Was the window closed? If you gave access, just wait: we keep checking. If not, open it again.",
  blocked: "Your browser blocked the new window. Open it here instead, or allow windows for this site and try again.",
  openTab: (name) => `Open ${name} in a new tab`,
  openAgain: "Open the window again",
  startAgain: "Start again",
  cancel: "Cancel",

  gathering: (name) => `Getting your contacts from ${name}`,
  progress: (done, total) => (total > 0 ? `${number(done)} of ${contacts(total)}` : done > 0 ? `${contacts(done)} so far` : "This takes a few seconds."),
  offline: "The connection is lost. Trying again by itself …",
  online: "The connection is back.",

  contacts: "Contacts",
  pick: "Pick your contacts",
  pickFrom: (owner) => `Contacts of ${owner}`,
  search: "Search names and addresses",
  all: (count) => (count === 0 ? "Select all" : `Select all ${number(count)}`),
  found: (count) => `Select these ${number(count)}`,
  none: "Select none",
  count: (chosen, total) => `${number(chosen)} of ${contacts(total)} selected`,
  matches: (count) => (count === 0 ? "No contact matches." : `${contacts(count)} found`),
  arriving: (done, total) => `Loading ${number(done)} of ${number(total)} …`,
  trouble: "Not all contacts could be loaded.",
  goOn: "Load the rest",
  without: (count) => `${contacts(count)} without an email address ${count === 1 ? "is" : "are"} not shown.`,
  repeated: (count) => `${contacts(count)} that repeated others ${count === 1 ? "is" : "are"} left out.`,
  unreadable: (count) => `${contacts(count)} could not be read.`,
  limited: (shown) => `The first ${number(shown)} are shown. Search to find the others.`,
  empty: "This address book has no contact with an email address.",
  other: "Use another address book",
  action: (verb, count) => (count === 0 ? verb : `${verb} ${contacts(count)}`),
  add: "Add",
  addressless: "No email address",
  nameless: "No name",
  required: "Pick at least one contact.",

  chosen: (count) => `${contacts(count)} picked`,
  change: "Change",

  tryAgain: "Try again",
  another: "Choose another service",
  code: (code) => `Code ${code}`,
  failures: {
    declined: (name) => [`No access to ${name}`, "Access was declined, so nothing was imported. You can try again, or choose another service."],
    abandoned: (name) => [`${name} was left early`, "The window was closed before access was given. Nothing was imported."],
    timed_out: (name) => [`${name} took too long`, "The time to give access is over. Nothing was imported; start again when you are ready."],
    failed: (name) => [`${name} did not hand over the contacts`, "This can be a passing problem of the service. Try again, or choose another service."],
    unknown_service: (name) => [`${name} is not offered`, "Please choose another service."],
    unavailable: () => ["The import service cannot be reached", "This is not your fault. Wait a moment, then try again."],
    network: () => ["No connection", "Check your internet connection, then try again."],
    not_found: () => ["This import is over", "It was kept for a while and has been deleted. Start again to get your contacts."],
    unsafe: (name) => [`${name} was not opened`, "The address to give access at did not look right, so we did not open it."],
    busy: () => ["Too many imports at once", "Wait until the others are finished, then try again."],
    csrf: () => ["This page is too old", "Reload the page, then try again."],
  },
};
