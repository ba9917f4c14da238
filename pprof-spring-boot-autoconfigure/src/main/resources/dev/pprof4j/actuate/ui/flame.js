/**
 * A flame graph on a canvas. It holds the size of what can be seen, not of the graph: rows are drawn as they
 * are scrolled into view, and boxes only where they are wide enough.
 */
import {Layout, NARROWEST} from './layout.js';
import {shorterForms} from './names.js';

const ROW = 20;

/** Narrower boxes have no text. */
const NARROWEST_TEXT = 24;

const PADDING = 5;

/** Between the texts in a box. */
const GAP = 10;

export class Flame {
  /**
   * @param host an element that scrolls
   * @param listener `{selected(node, zoom), hovered(node, x, y), texts(node)}`; `texts` stand behind a name, if there is room
   */
  constructor(host, listener) {
    this.host = host;
    this.listener = listener;
    this.spacer = host.appendChild(document.createElement('div'));
    this.canvas = this.spacer.appendChild(document.createElement('canvas'));
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute('role', 'application');
    this.context = this.canvas.getContext('2d');
    this.widths = new Map();
    this.frame = null;
    this.tree = null;
    this.layout = null;
    this.upward = false;
    new ResizeObserver(() => this.layOut()).observe(host);
    host.addEventListener('scroll', () => this.draw(), {passive: true});
    this.canvas.addEventListener('pointermove', (event) => this.hover(event));
    this.canvas.addEventListener('pointerleave', () => this.listener.hovered(-1));
    this.canvas.addEventListener('click', (event) => this.click(event));
    this.canvas.addEventListener('keydown', (event) => this.key(event));
  }

  /** Shows a tree from a node on. */
  show(tree, {top = 0, palette, matched, upward = false, label}) {
    Object.assign(this, {tree, top, palette, matched, upward});
    this.root = this.selected = top;
    this.canvas.setAttribute('aria-label', label);
    this.layOut();
    this.scrollToRoot();
  }

  restyle(palette) {
    this.palette = palette;
    this.draw();
  }

  /** Fades what does not match, and scrolls to the widest box that does: returns it, or -1. Null for no search. */
  highlight(matched) {
    this.showMatches(matched);
    const node = matched && this.layout ? this.layout.widest((each) => matched[this.tree.frame[each]]) : -1;
    if (node >= 0) {
      this.scrollTo(node);
    }
    return node;
  }

  /** Fades what does not match, and leaves everything where it is. */
  showMatches(matched) {
    this.matched = matched;
    this.draw();
  }

  /** Whether a box is one of those that do not fade. */
  matches(node) {
    return Boolean(this.matched?.[this.tree.frame[node]]);
  }

  select(node) {
    this.selected = node;
    this.draw();
  }

  /** Gives a node the whole width. */
  zoom(node) {
    this.root = this.selected = node;
    this.layOut();
    this.scrollToRoot();
    this.scrollTo(node); // what has called it may be many rows
  }

  scrollToRoot() {
    this.host.scrollTop = this.upward ? this.host.scrollHeight : 0;
  }

  layOut() {
    if (!this.tree || !this.host.clientWidth) {
      return;
    }
    this.layout = new Layout(this.tree, this.top, this.root, this.host.clientWidth);
    this.spacer.style.height = `${this.height}px`;
    this.draw();
  }

  /** Of the whole graph, of which a part can be seen. */
  get height() {
    return Math.max((this.layout?.rows.length ?? 0) * ROW, this.host.clientHeight);
  }

  /** Draws in the next frame, once, whatever has changed until then. */
  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.drawNow();
    });
  }

  drawNow() {
    const {host, canvas, context} = this;
    if (!this.layout || !this.palette) {
      return;
    }
    const width = host.clientWidth;
    const height = host.clientHeight;
    const ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `12px ${getComputedStyle(host).fontFamily}`;
    context.textBaseline = 'middle';
    context.direction = 'ltr';
    for (let index = 0; index < this.layout.rows.length; index++) {
      const y = this.y(index);
      if (y > -ROW && y < height) {
        this.drawRow(index, y);
      }
    }
  }

  /** The upper edge of a row, as seen. */
  y(index) {
    return (this.upward ? this.height - (index + 1) * ROW : index * ROW) - this.host.scrollTop;
  }

  drawRow(index, y) {
    const {context, tree, palette} = this;
    const {nodes, lefts, widths} = this.layout.rows[index];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      const faded = this.matched && !this.matched[tree.frame[node]];
      context.fillStyle = faded ? palette.faded : this.color(node);
      context.globalAlpha = index < this.layout.ancestors ? 0.6 : 1;
      context.fillRect(lefts[i], y, widths[i] > 3 ? widths[i] - 1 : Math.max(widths[i], NARROWEST), ROW - 1);
      context.globalAlpha = 1;
      if (widths[i] >= NARROWEST_TEXT) {
        context.fillStyle = faded ? palette.fadedText : palette.text;
        this.drawText(node, lefts[i], y, widths[i]);
      }
      if (node === this.selected && node !== this.top) {
        context.strokeStyle = palette.text;
        context.lineWidth = 2;
        context.strokeRect(lefts[i] + 1, y + 1, Math.max(widths[i] - 3, 1), ROW - 3);
      }
    }
  }

  color(node) {
    const {tree, palette} = this;
    if (tree.compared) {
      return palette.ofDifference(tree.a[node], tree.b[node]);
    }
    const frame = tree.frame[node];
    return frame < 0 ? palette.root : palette.of(tree.stacks.names[frame], tree.stacks.kinds[frame]);
  }

  /** The longest form of the name that fits, with what else there is room for; else as much of it as fits. */
  drawText(node, left, y, width) {
    const {context} = this;
    const room = width - 2 * PADDING;
    const forms = this.forms(this.tree.name(node));
    const {text, size} = forms.find((form) => form.size <= room) ?? forms[forms.length - 1];
    const x = left + PADDING;
    const middle = y + ROW / 2;
    if (size > room) {
      const fitting = Math.floor((text.length * room) / size) - 1;
      if (fitting > 1) {
        context.fillText(`${text.slice(0, fitting)}…`, x, middle, room);
      }
      return;
    }
    context.fillText(text, x, middle);
    let used = size;
    for (const more of this.listener.texts(node)) {
      const next = context.measureText(more).width + GAP;
      if (used + next > room) {
        return;
      }
      context.fillText(more, x + used + GAP, middle);
      used += next;
    }
  }

  forms(name) {
    let forms = this.widths.get(name);
    if (!forms) {
      forms = shorterForms(name).map((text) => ({text, size: this.context.measureText(text).width}));
      this.widths.set(name, forms);
    }
    return forms;
  }

  /** The node under the pointer, or -1. */
  hit({offsetX, offsetY}) {
    const y = offsetY + this.host.scrollTop;
    return this.layout?.at(offsetX, Math.floor((this.upward ? this.height - y : y) / ROW)) ?? -1;
  }

  hover(event) {
    const node = this.hit(event);
    this.canvas.classList.toggle('pointing', node >= 0);
    this.listener.hovered(node, event.clientX, event.clientY);
  }

  click(event) {
    const node = this.hit(event);
    if (node >= 0) {
      this.choose(node, true);
    }
  }

  choose(node, zoom) {
    if (zoom) {
      this.zoom(node);
    } else {
      this.select(node);
      this.scrollTo(node);
    }
    this.listener.selected(node, zoom);
  }

  scrollTo(node) {
    const index = this.tree.depth[node] - this.tree.depth[this.top];
    const y = this.y(index);
    if (y < 0 || y > this.host.clientHeight - ROW) {
      this.host.scrollTop += y - this.host.clientHeight / 2;
    }
  }

  key(event) {
    // With one of these it is the browser's: back to the page before, for example.
    const node = event.altKey || event.ctrlKey || event.metaKey ? null : this.neighbour(event.key);
    if (node === null) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.choose(node, ['Enter', 'Backspace', 'Escape', 'Home'].includes(event.key));
  }

  /** Where a key leads from the selected node, or null if it leads nowhere. */
  neighbour(key) {
    const {tree, selected, top} = this;
    const out = selected === top ? null : tree.parent[selected];
    const inward = tree.children(selected).find((node) => this.isDrawn(node)) ?? null;
    switch (key) {
      case 'ArrowUp': return this.upward ? inward : out;
      case 'ArrowDown': return this.upward ? out : inward;
      case 'ArrowLeft': return this.sibling(-1);
      case 'ArrowRight': return this.sibling(1);
      case 'Enter': return selected;
      case 'Backspace': return this.root === top ? null : tree.parent[this.root];
      case 'Escape': return this.root === top && selected === top ? null : top;
      case 'Home': return top;
      default: return null;
    }
  }

  /** Neither too narrow nor beside what has the whole width. */
  isDrawn(node) {
    return Boolean(this.layout?.drawn.has(node));
  }

  sibling(step) {
    if (this.selected === this.top) {
      return null;
    }
    const siblings = this.tree.children(this.tree.parent[this.selected]).filter((node) => this.isDrawn(node));
    return siblings[siblings.indexOf(this.selected) + step] ?? null;
  }

  /** Selects the next box that matches the search, in reading order. */
  nextMatch(step) {
    const found = this.layout?.nodes().filter((node) => this.matches(node)) ?? [];
    if (found.length) {
      const at = found.indexOf(this.selected);
      this.choose(found[(at + step + found.length + (at < 0 && step < 0 ? 1 : 0)) % found.length], false);
    }
  }
}
