/**
 * Copying, as far as a page may.
 */

/** Copies a text, or selects the element that it stands in where a page may not: outside of https and localhost. Whether it is copied. */
export async function copyOrSelect(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return false;
  }
}
