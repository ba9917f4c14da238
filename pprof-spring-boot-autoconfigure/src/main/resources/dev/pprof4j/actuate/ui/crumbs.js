/**
 * The way from the whole graph to what has its whole width; each step of it leads back to itself.
 */

/** More steps than fit: the first and the last ones are shown. */
const SHOWN = 4;

/** @param steps `[text, go]`, outermost first; `back`, one before them that is always shown, or null */
export function showCrumbs(host, steps, back) {
  const cut = steps.length > SHOWN;
  const hadFocus = host.contains(document.activeElement);
  host.replaceChildren(...[back, steps[0]].filter(Boolean).map(crumb),
    ...(cut ? [document.createTextNode('…')] : []), ...steps.slice(cut ? 1 - SHOWN : 1).map(crumb));
  if (hadFocus) {
    host.lastElementChild?.focus();
  }
}

function crumb([text, go]) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.title = text;
  button.addEventListener('click', go);
  return button;
}
