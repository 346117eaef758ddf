// Keeps a choice for the way back from the next page: places in the import only, nothing about anybody.

const PREFIX = "cloudsponge-choice:";

/** Keeps the choice of an import for the time of a visit. */
export function keep(handle, choice) {
  try {
    sessionStorage.setItem(PREFIX + handle, JSON.stringify(choice));
  } catch {
    // Without storage the choice is made again.
  }
}

/** Lets a kept choice take effect on a book; one that makes no sense is dropped. */
export function restore(handle, book) {
  try {
    const kept = sessionStorage.getItem(PREFIX + handle);
    if (kept) book.choice = JSON.parse(kept);
  } catch {
    drop(handle);
  }
}

/** Forgets a kept choice. */
export function drop(handle) {
  try {
    sessionStorage.removeItem(PREFIX + handle);
  } catch {
    // There is none.
  }
}
