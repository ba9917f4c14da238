/**
 * Whether single letters are commands: the reader may switch them off on this machine, as speech input needs it.
 */

const LETTERS = 'pprof-letters';

let on = true;

export function areLettersOn() {
  return on;
}

export function restoreLetters() {
  try {
    on = localStorage.getItem(LETTERS) !== 'off';
  } catch {
    // If nothing can be stored, they are commands.
  }
}

export function switchLetters(wanted) {
  on = wanted;
  try {
    localStorage.setItem(LETTERS, wanted ? 'on' : 'off');
  } catch {
    // The choice then applies to this page only.
  }
}
