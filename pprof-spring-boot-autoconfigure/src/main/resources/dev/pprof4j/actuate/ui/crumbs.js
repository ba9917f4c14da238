/**
 * The path from the whole graph to the node that has its whole width. Each step leads back to itself.
 */

/** The number of steps shown. If there are more, these are the first and the last ones. */
const SHOWN = 4;

/** @param steps `[text, go]`, outermost first; `back` is a step before them that is always shown, or null */
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
