/**
 * The table of functions: real HTML, with only the visible rows. It is also the form in which a screen reader has the
 * flame graph.
 */
import {displayed, ownerOf, parts} from './names.js';

const ROW = 22;

/** Digits after the decimal point of a percentage. */
const DIGITS = 2;

/** Extra rows above and below the visible ones, so that scrolling shows no gap. */
const SPARE = 20;

export class Table {
  /**
   * @param host an element that scrolls, with a table in it
   * @param listener `{chosen(frame), sorted(column)}`
   */
  constructor(host, listener) {
    this.host = host;
    this.listener = listener;
    this.table = host.querySelector('table');
    this.body = this.table.tBodies[0];
    this.rows = [];
    this.selected = -1;
    /** The index of the row that had the focus last. */
    this.focused = 0;
    new ResizeObserver(() => this.render()).observe(host);
    host.addEventListener('scroll', () => this.render(), {passive: true});
    for (const button of host.querySelectorAll('th button')) {
      button.addEventListener('click', () => listener.sorted(button.dataset.column));
    }
    this.body.addEventListener('click', (event) => this.choose(event.target));
    this.body.addEventListener('keydown', (event) => this.key(event));
    this.body.addEventListener('focusin', (event) => {
      this.focused = placeOf(event.target);
    });
  }

  /**
   * @param rows `{frame, name, flat, cum}`, sorted
   * @param amounts those of the stacks
   * @param column the column that they are sorted by
   */
  show(rows, amounts, column) {
    const same = rows.length === this.rows.length && rows.every(({frame}, i) => frame === this.rows[i].frame);
    this.rows = rows;
    this.amounts = amounts;
    this.table.setAttribute('aria-rowcount', rows.length + 1);
    this.table.classList.toggle('compared', amounts.compared);
    for (const button of this.host.querySelectorAll('th button')) {
      const sorted = button.dataset.column === column;
      button.closest('th').ariaSort = !sorted ? 'none' : column === 'name' ? 'ascending' : 'descending';
    }
    if (!same) {
      this.host.scrollTop = 0;
      this.focused = 0;
    }
    this.render(true);
  }

  select(frame) {
    this.selected = frame;
    this.render(true);
  }

  render(always = false) {
    const first = Math.max(0, Math.floor(this.host.scrollTop / ROW) - SPARE);
    const last = Math.min(this.rows.length, first + Math.ceil(this.host.clientHeight / ROW) + 2 * SPARE);
    if (!always && first === this.first && last === this.last) {
      return;
    }
    Object.assign(this, {first, last});
    const hasFocus = this.body.contains(document.activeElement);
    if (hasFocus && (this.focused < first || this.focused >= last)) {
      this.focused = Math.min(this.visible, last - 1); // the row was scrolled out of view
    }
    const rows = this.rows.slice(first, last).map((row, i) => this.row(row, first + i));
    this.body.replaceChildren(this.gap(first), ...rows, this.gap(this.rows.length - last));
    // The Tab key must reach one row, or the table could not be entered.
    const entry = rows[this.focused - first] ?? rows.find((row) => row.ariaCurrent) ?? rows[this.visible - first];
    if (entry) {
      entry.tabIndex = 0;
    }
    if (hasFocus) {
      entry?.focus({preventScroll: true});
    }
  }

  /** The index of the first visible row. */
  get visible() {
    return Math.ceil(this.host.scrollTop / ROW);
  }

  /** A row in place of those that are left out. */
  gap(rows) {
    const row = document.createElement('tr');
    row.ariaHidden = 'true';
    row.className = 'gap';
    row.style.height = `${rows * ROW}px`;
    return row;
  }

  row({frame, name, flat, cum}, index) {
    const {total, amount, compared} = this.amounts;
    const share = (part, whole) => this.amounts.share(part, whole, compared ? 1 : DIGITS);
    const row = document.createElement('tr');
    row.ariaRowIndex = String(index + 2);
    row.tabIndex = -1;
    row.dataset.frame = frame;
    row.classList.toggle('selected', frame === this.selected);
    if (frame === this.selected) {
      row.ariaCurrent = 'true';
    }
    row.append(cell(amount(flat)), cell(share(flat, total), 'share'), cell(amount(cum)),
      this.shareWithBar(cum, total, share), nameCell(name));
    return row;
  }

  shareWithBar(value, total, share) {
    const result = cell(share(value, total), 'share bar');
    const size = total ? Math.min(100, Math.abs((100 * value) / total)) : 0;
    result.style.backgroundSize = `${size.toFixed(1)}% 3px`;
    return result;
  }

  choose(target) {
    const frame = target.closest('tr')?.dataset.frame;
    if (frame !== undefined) {
      this.listener.chosen(Number(frame));
    }
  }

  key(event) {
    const row = event.target.closest('tr');
    if (event.key === 'Enter' || event.key === ' ') {
      this.choose(row);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const next = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling;
      next?.focus();
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** The index of the row that an element is in. */
function placeOf(element) {
  return Number(element.closest('tr').ariaRowIndex) - 2;
}

function cell(text, className = '') {
  const result = document.createElement('td');
  result.textContent = text;
  result.className = className;
  return result;
}

/** Puts the part that distinguishes functions first, since the end may be cut off. */
function nameCell(name) {
  const result = cell('', 'name');
  const head = document.createElement('bdi');
  head.textContent = parts(name).member;
  const tail = document.createElement('bdi');
  tail.className = 'owner';
  tail.textContent = ownerOf(name);
  result.title = displayed(name);
  result.append(head, ' ', tail);
  return result;
}
