/**
 * A flame graph on a canvas. It holds the size of what can be seen, not of the graph: rows are drawn as they
 * are scrolled into view, and boxes only where they are wide enough.
 */
import {Boxes, ROW} from './boxes.js';
import {Layout} from './layout.js';

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
    this.boxes = new Boxes(this.canvas, (node) => listener.texts(node));
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

  /** Shows where a function is, out of what is zoomed to if it is not in there; whether it is drawn. */
  find(frame) {
    const only = Uint8Array.from(this.tree.stacks.names, (_, each) => (each === frame ? 1 : 0));
    let node = this.highlight(only);
    if (node < 0 && this.root !== this.top) {
      this.choose(this.top, true);
      node = this.highlight(only);
    }
    this.select(Math.max(this.top, node));
    return node >= 0;
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
    const {host, layout, palette} = this;
    if (!layout || !palette) {
      return;
    }
    this.boxes.clear(host.clientWidth, host.clientHeight, getComputedStyle(host).fontFamily);
    const faded = (node) => Boolean(this.matched) && !this.matches(node);
    layout.rows.forEach((row, index) => {
      const y = this.y(index);
      if (y > -ROW && y < host.clientHeight) {
        this.boxes.drawRow(this.tree, row, y, {palette, faded, pale: index < layout.ancestors});
        const at = this.selected === this.top ? -1 : row.nodes.indexOf(this.selected);
        if (at >= 0) {
          this.boxes.drawBorder(row, at, y, palette.text);
        }
      }
    });
  }

  /** The upper edge of a row, as seen. */
  y(index) {
    return (this.upward ? this.height - (index + 1) * ROW : index * ROW) - this.host.scrollTop;
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
