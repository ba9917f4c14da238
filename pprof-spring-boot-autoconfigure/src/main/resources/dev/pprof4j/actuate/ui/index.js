/**
 * What scripts add to the index: they copy commands, and switch the theme.
 */
import {copyBy} from './clipboard.js';
import {restoreTheme, toggleTheme} from './theme.js';

function wireCopy(button) {
  const source = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener('click', () => copyBy(button, source.textContent, source));
}

restoreTheme();
const theme = document.getElementById('theme');
theme.hidden = false;
theme.addEventListener('click', toggleTheme);
document.querySelectorAll('button[data-copies]').forEach(wireCopy);
