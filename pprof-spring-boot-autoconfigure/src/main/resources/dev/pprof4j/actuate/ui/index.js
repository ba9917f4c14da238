/**
 * What scripts add to the index: commands are copied, and the theme is switched.
 */
import {restoreTheme, toggleTheme} from './theme.js';

/** How long a button says what it has done, in milliseconds. */
const LONG_ENOUGH = 1500;

/** Copies a text, or leaves it selected where a page may not: outside of https and localhost. */
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return 'Copied';
  } catch {
    getSelection().selectAllChildren(element);
    return 'Selected';
  }
}

function wireCopy(button) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    button.textContent = await copy(document.getElementById(button.dataset.copies));
    setTimeout(() => {
      button.textContent = label;
    }, LONG_ENOUGH);
  });
}

restoreTheme();
const theme = document.getElementById('theme');
theme.hidden = false;
theme.addEventListener('click', toggleTheme);
document.querySelectorAll('button[data-copies]').forEach(wireCopy);
