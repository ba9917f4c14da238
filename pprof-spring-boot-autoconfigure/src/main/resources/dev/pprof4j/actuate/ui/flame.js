/**
 * A flame graph on a canvas. The canvas has the size of the visible area, not of the graph: rows are drawn as they
 * are scrolled into view, and boxes only if they are wide enough.
 */
import {Boxes, ROW} from './boxes.js';
import {Layout} from './layout.js';

export class Flame {
  /**
   * @param host an element that scrolls
   * @param listener `{selected(node, zoom), hovered(node, x, y), texts(node)}`; `texts` follow a name if there is
   * room
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

  /** Shows a tree, beginning at a node. */
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

  /** Fades boxes that do not match, and scrolls to the widest box that does. Returns its node, or -1. Null means no search. */
  highlight(matched) {
    this.showMatches(matched);
    const node = matched && this.layout ? this.layout.widest((each) => matched[this.tree.frame[each]]) : -1;
    if (node >= 0) {
      this.scrollTo(node);
    }
    return node;
  }

  /** Fades boxes that do not match, without scrolling. */
  showMatches(matched) {
    this.matched = matched;
    this.draw();
  }

  /** Whether a box matches, and so does not fade. */
  matches(node) {
    return Boolean(this.matched?.[this.tree.frame[node]]);
  }

  /** Shows where a function is, zooming out if it is not in the zoomed part. Returns whether it is drawn. */
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
    this.scrollTo(node); // its callers may take many rows
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

  /** The height of the whole graph, of which a part is visible. */
  get height() {
    return Math.max((this.layout?.rows.length ?? 0) * ROW, this.host.clientHeight);
  }

  /** Draws once in the next frame, whatever changes until then. */
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

  /** The upper edge of a row, relative to the visible area. */
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
    // With a modifier, the key is the browser's: back to the previous page, for example.
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

  /** Whether a node is drawn: neither too narrow nor beside the node that has the whole width. */
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
