/**
 * Copying, as far as a page may.
 */

/** How long a button says what it has done, in milliseconds. */
const LONG_ENOUGH = 1500;

/** Copies a text, or selects the element that it stands in where a page may not: outside of https and localhost. Whether it is copied. */
async function copyOrSelect(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return false;
  }
}

/** The same for a button, which says so. */
export async function copyBy(button, text, element) {
  const label = button.dataset.label ??= button.textContent; // which a second click must not take for it
  button.textContent = await copyOrSelect(text, element) ? 'Copied' : 'Selected';
  setTimeout(() => {
    button.textContent = label;
  }, LONG_ENOUGH);
}
