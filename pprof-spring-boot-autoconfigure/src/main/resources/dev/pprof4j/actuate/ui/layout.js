/**
 * The positions of the boxes of a flame graph: for each row its nodes, with their left edges and widths in CSS
 * pixels.
 */

/** Boxes narrower than this are left out, in CSS pixels. */
export const NARROWEST = 0.4;

export class Layout {
  /**
   * @param tree the calls
   * @param top the node that the graph begins with
   * @param root the node that has the whole width, as do those between it and `top`
   * @param width in CSS pixels
   */
  constructor(tree, top, root, width) {
    const path = tree.path(root);
    path.splice(0, path.indexOf(top));
    this.rows = path.map((node) => ({nodes: [node], lefts: [0], widths: [width]}));
    /** How many rows are above that of `root`. */
    this.ancestors = path.length - 1;
    this.place(tree, root, width / (tree.weight(root) || 1));
  }

  /**
   * Puts the nodes below a node into the rows, depth first, so that the tree sorts stacks that it has just looked at.
   * Each row is still filled from left to right.
   */
  place(tree, root, scale) {
    const {rows} = this;
    const waiting = [{node: root, left: 0, row: this.ancestors}];
    while (waiting.length) {
      const {node, left, row} = waiting.pop();
      const inside = [];
      let x = left;
      for (const child of tree.children(node)) {
        const width = tree.weight(child) * scale;
        if (width < NARROWEST) {
          break;
        }
        inside.push({node: child, left: x, row: row + 1});
        const {nodes, lefts, widths} = rows[row + 1] ??= {nodes: [], lefts: [], widths: []};
        nodes.push(child);
        lefts.push(x);
        widths.push(width);
        x += width;
      }
      while (inside.length) {
        waiting.push(inside.pop());
      }
    }
  }

  /** The node at a position in a row, or -1. */
  at(x, row) {
    const {nodes, lefts, widths} = this.rows[row] ?? {nodes: [], lefts: [], widths: []};
    const index = lefts.findIndex((left, i) => x >= left && x < left + widths[i]);
    return index < 0 ? -1 : nodes[index];
  }

  /** Of the nodes that satisfy a condition, the one with the widest box, or the outermost of several; -1 if there is none. */
  widest(condition) {
    let result = -1;
    let most = 0;
    for (const {nodes, widths} of this.rows) {
      nodes.forEach((node, i) => {
        if (widths[i] > most && condition(node)) {
          result = node;
          most = widths[i];
        }
      });
    }
    return result;
  }

  /** The nodes in reading order. */
  nodes() {
    return this.rows.flatMap(({nodes}) => nodes);
  }

  /** The nodes that have a box. */
  get drawn() {
    return (this.all ??= new Set(this.nodes()));
  }
}
