/**
 * What scripts add to the index: commands are copied, and the theme is switched.
 */
import {copyOrSelect} from './clipboard.js';
import {restoreTheme, toggleTheme} from './theme.js';

/** How long a button says what it has done, in milliseconds. */
const LONG_ENOUGH = 1500;

function wireCopy(button) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copies);
    button.textContent = await copyOrSelect(source.textContent, source) ? 'Copied' : 'Selected';
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
