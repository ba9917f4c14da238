/**
 * Describes one box or function: in the line at the bottom, and beside the pointer.
 */
import {KIND_NAMES, displayed} from './names.js';

const OFFSET = 14;

/** The amounts of a box or function, in words. */
function sentence({name, value, self, base, note}, amounts) {
  const {format, amount, known, factor} = amounts;
  const part = amounts.total ? ` (${amounts.percentText(value)})` : '';
  return `${displayed(name)}: ${amount(value)}${part}, self ${amount(self)}`
    + (known ? `; was ${format(base / factor)}, is ${format(base + value)}` : '') + (note ? `; ${note}` : '');
}

export class Selection {
  /** @param acted called with the button that was pressed and the function it was pressed for */
  constructor(line, actions, tooltip, acted) {
    this.line = line;
    this.actions = actions;
    this.tooltip = tooltip;
    /** The name of the selected function; empty if it cannot be searched for. */
    this.name = '';
    actions.addEventListener('click', (event) => {
      const action = event.target.closest('button')?.dataset.action;
      if (action) {
        acted(action, this.name);
      }
    });
  }

  /** Shows what is selected, or nothing for `null`. */
  show(what, amounts) {
    this.name = what && !what.several ? what.name : '';
    this.line.textContent = what ? sentence(what, amounts) : '';
    this.line.title = what ? displayed(what.name) : '';
    this.actions.hidden = !this.name;
  }

  /** Shows another text, with no function selected. */
  say(text) {
    this.name = '';
    this.line.textContent = text;
    this.line.title = '';
    this.actions.hidden = true;
  }

  /** Shows the tooltip beside the pointer, within the window. */
  hover(what, amounts, x, y) {
    this.tooltip.hidden = !what;
    if (!what) {
      return;
    }
    const name = document.createElement('b');
    name.textContent = displayed(what.name);
    const numbers = document.createElement('span');
    numbers.textContent = sentence({...what, name: ''}, amounts).slice(2);
    const kind = document.createElement('i');
    kind.textContent = what.kind === undefined ? '' : KIND_NAMES[what.kind];
    this.tooltip.replaceChildren(name, numbers, kind);
    const {offsetWidth, offsetHeight} = this.tooltip;
    const left = Math.max(4, Math.min(x + OFFSET, innerWidth - offsetWidth - 4));
    const top = y + OFFSET + offsetHeight > innerHeight ? y - OFFSET - offsetHeight : y + OFFSET;
    this.tooltip.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(4, top))}px)`;
  }
}
