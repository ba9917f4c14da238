/**
 * Copies text, as far as a page may.
 */

/** How long a button shows what it has done, in milliseconds. */
const LONG_ENOUGH = 1500;

/** Copies a text. Where a page may not, outside of https and localhost, selects the text's element instead. Returns whether it copied. */
async function copyOrSelect(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return false;
  }
}

/** The same for a button, which shows what was done. */
export async function copyBy(button, text, element) {
  const label = button.dataset.label ??= button.textContent; // so that a second click does not take the answer for the label
  button.textContent = await copyOrSelect(text, element) ? 'Copied' : 'Selected';
  setTimeout(() => {
    button.textContent = label;
  }, LONG_ENOUGH);
}
