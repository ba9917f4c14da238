/**
 * What is told of one box or function: in the line at the bottom, and beside the pointer.
 */
import {KIND_NAMES, displayed} from './names.js';

const OFFSET = 14;

/** What a box or function amounts to, in words. */
function sentence({name, value, self, base, note}, {total, format, amount, share, known, factor}) {
  const part = total ? ` (${share(value, total)} %)` : '';
  return `${displayed(name)}: ${amount(value)}${part}, in itself ${amount(self)}`
    + (known ? `; was ${format(base / factor)}, is ${format(base + value)}` : '') + (note ? `; ${note}` : '');
}

export class Selection {
  /** @param acted is told which button was pressed for which function */
  constructor(line, actions, tooltip, acted) {
    this.line = line;
    this.actions = actions;
    this.tooltip = tooltip;
    /** Of what is selected; empty where it cannot be looked for. */
    this.name = '';
    actions.addEventListener('click', (event) => {
      const action = event.target.closest('button')?.dataset.action;
      if (action) {
        acted(action, this.name);
      }
    });
  }

  /** Says what is selected; nothing for `null`. */
  show(amounts, context) {
    this.name = amounts && !amounts.several ? amounts.name : '';
    this.line.textContent = amounts ? sentence(amounts, context) : '';
    this.line.title = amounts ? displayed(amounts.name) : '';
    this.actions.hidden = !this.name;
  }

  /** Says something else, of nothing in particular. */
  say(text) {
    this.name = '';
    this.line.textContent = text;
    this.line.title = '';
    this.actions.hidden = true;
  }

  /** Beside the pointer, within the window. */
  hover(amounts, context, x, y) {
    this.tooltip.hidden = !amounts;
    if (!amounts) {
      return;
    }
    const name = document.createElement('b');
    name.textContent = displayed(amounts.name);
    const numbers = document.createElement('span');
    numbers.textContent = sentence({...amounts, name: ''}, context).slice(2);
    const kind = document.createElement('i');
    kind.textContent = amounts.kind === undefined ? '' : KIND_NAMES[amounts.kind];
    this.tooltip.replaceChildren(name, numbers, kind);
    const {offsetWidth, offsetHeight} = this.tooltip;
    const left = Math.max(4, Math.min(x + OFFSET, innerWidth - offsetWidth - 4));
    const top = y + OFFSET + offsetHeight > innerHeight ? y - OFFSET - offsetHeight : y + OFFSET;
    this.tooltip.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(4, top))}px)`;
  }
}
