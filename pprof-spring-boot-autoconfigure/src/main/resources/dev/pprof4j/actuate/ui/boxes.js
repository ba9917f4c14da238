/**
 * The look of the boxes of a flame graph: their colours, and as much text as fits.
 */
import {NARROWEST} from './layout.js';
import {shorterForms} from './names.js';

/** The height of a row. */
export const ROW = 20;

/** Boxes narrower than this have no text. */
const NARROWEST_TEXT = 24;

const PADDING = 5;

/** The gap between the texts in a box. */
const GAP = 10;

export class Boxes {
  /** @param texts what follows the name of a node if there is room */
  constructor(canvas, texts) {
    this.canvas = canvas;
    this.texts = texts;
    this.context = canvas.getContext('2d');
    this.widths = new Map();
  }

  /** Makes the canvas as large as the visible area, and clears it. */
  clear(width, height, fontFamily) {
    const {canvas, context} = this;
    const ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `12px ${fontFamily}`;
    context.textBaseline = 'middle';
    context.direction = 'ltr';
  }

  /**
   * @param row `{nodes, lefts, widths}`
   * @param style `{palette, faded(node), pale}`; `pale` for rows around the node that has the whole width
   */
  drawRow(tree, {nodes, lefts, widths}, y, {palette, faded, pale}) {
    const {context} = this;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      context.fillStyle = faded(node) ? palette.faded : colorOf(tree, node, palette);
      context.globalAlpha = pale ? 0.6 : 1;
      context.fillRect(lefts[i], y, widths[i] > 3 ? widths[i] - 1 : Math.max(widths[i], NARROWEST), ROW - 1);
      context.globalAlpha = 1;
      if (widths[i] >= NARROWEST_TEXT) {
        context.fillStyle = faded(node) ? palette.fadedText : palette.text;
        this.drawText(tree.name(node), this.texts(node), lefts[i], y, widths[i]);
      }
    }
  }

  /** Draws a border around a box of a row. */
  drawBorder({lefts, widths}, i, y, color) {
    this.context.strokeStyle = color;
    this.context.lineWidth = 2;
    this.context.strokeRect(lefts[i] + 1, y + 1, Math.max(widths[i] - 3, 1), ROW - 3);
  }

  /** Draws the longest form of the name that fits, then as many other texts as fit; or as much of the name as fits. */
  drawText(name, others, left, y, width) {
    const {context} = this;
    const room = width - 2 * PADDING;
    const forms = this.forms(name);
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
    for (const other of others) {
      const next = context.measureText(other).width + GAP;
      if (used + next > room) {
        return;
      }
      context.fillText(other, x + used + GAP, middle);
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
}

function colorOf(tree, node, palette) {
  if (tree.compared) {
    return palette.ofDifference(tree.a[node], tree.b[node]);
  }
  const frame = tree.frame[node];
  return frame < 0 ? palette.root : palette.of(tree.stacks.names[frame], tree.stacks.kinds[frame]);
}
