/**
 * Stacks as a tree of calls. A node stands for a range of an array of stacks that agree down to its depth. Its
 * children are found when they are first requested, by sorting that range by the next function. What is too small to
 * be drawn is therefore never computed, and inverting the tree costs no more than building it.
 */
export class CallTree {
  /** The tree from the outermost function to the innermost, or inverted. */
  static of(stacks, inverted) {
    const {offsets, picked} = stacks;
    const first = new Int32Array(offsets.length);
    const length = new Int32Array(offsets.length);
    for (const i of picked) {
      first[i] = inverted ? offsets[i + 1] - 1 : offsets[i];
      length[i] = offsets[i + 1] - offsets[i];
    }
    return new CallTree(stacks, picked, first, length, inverted ? -1 : 1);
  }

  /**
   * The callers and the callees of a function, summed over every place where it occurs. Where it recurses, the
   * outermost occurrence counts.
   */
  static around(stacks, frame) {
    const {frames, offsets, picked} = stacks;
    const first = new Int32Array(offsets.length);
    const above = new Int32Array(offsets.length);
    const below = new Int32Array(offsets.length);
    const found = picked.filter((i) => {
      let at = offsets[i];
      while (at < offsets[i + 1] && frames[at] !== frame) {
        at++;
      }
      first[i] = at;
      above[i] = at - offsets[i] + 1;
      below[i] = offsets[i + 1] - at;
      return at < offsets[i + 1];
    });
    const plain = {...stacks, groups: null};
    return {callers: new CallTree(plain, found, first, above, -1), callees: new CallTree(plain, found, first, below, 1)};
  }

  /**
   * @param picked the stacks
   * @param first where each begins
   * @param length how many frames it has from there
   * @param step to its next frame, 1 or -1
   */
  constructor(stacks, picked, first, length, step) {
    this.stacks = stacks;
    this.order = Int32Array.from(picked);
    this.scratch = new Int32Array(this.order.length);
    /** Used while a range is sorted: for each stack the child it goes to, or -1 if it ends; for each function its child. */
    this.next = new Int32Array(this.order.length);
    this.slots = new Int32Array(stacks.names.length).fill(-1);
    this.first = first;
    this.length = length;
    this.step = step;
    /** The nodes: function (-1 for the root), parent, depth, range, values, children. */
    this.frame = [-1];
    this.parent = [-1];
    this.depth = [0];
    this.from = [0];
    this.to = [this.order.length];
    this.a = [0];
    this.b = [0];
    this.selfA = [0];
    this.selfB = [0];
    this.kids = [null];
    for (const i of this.order) {
      this.a[0] += stacks.a[i];
      this.b[0] += stacks.b ? stacks.b[i] : 0;
    }
  }

  get compared() {
    return this.stacks.b !== null;
  }

  /** The value that determines the width of a node: that of both profiles together, so that children fit into their parent. */
  weight(node) {
    return this.a[node] + this.b[node];
  }

  /** The value of a node; if two profiles are compared, the difference. */
  value(node) {
    return this.a[node] - this.b[node];
  }

  self(node) {
    this.children(node);
    return this.selfA[node] - this.selfB[node];
  }

  name(node) {
    const frame = this.frame[node];
    return frame < 0 ? 'all' : this.stacks.names[frame];
  }

  /** The nodes from the root to a node, inclusive. */
  path(node) {
    const path = [];
    for (let each = node; each >= 0; each = this.parent[each]) {
      path.unshift(each);
    }
    return path;
  }

  /** The children of a node, the widest first. */
  children(node) {
    return this.kids[node] ??= this.split(node);
  }

  split(node) {
    const {order, slots, next, first, length, step} = this;
    const {frames, groups, a, b} = this.stacks;
    const from = this.from[node];
    const to = this.to[node];
    const depth = this.depth[node] - (groups ? 1 : 0);
    const start = this.frame.length;
    const counts = [];
    const sumsA = [];
    const sumsB = [];
    let ending = 0;
    for (let k = from; k < to; k++) {
      const i = order[k];
      if (this.isOwn(i, node, depth)) {
        this.selfA[node] += a[i];
        this.selfB[node] += b ? b[i] : 0;
      }
      if (length[i] <= depth) {
        next[k] = -1;
        ending++;
        continue;
      }
      const frame = depth < 0 ? groups[i] : frames[first[i] + step * depth];
      let slot = slots[frame];
      if (slot < 0) {
        slot = slots[frame] = counts.length;
        counts.push(0);
        sumsA.push(0);
        sumsB.push(0);
        this.add(frame, node);
      }
      next[k] = slot;
      counts[slot]++;
      sumsA[slot] += a[i];
      if (b) {
        sumsB[slot] += b[i];
      }
    }
    this.arrange(from, to, ending, counts, start);
    const children = counts.map((_, slot) => start + slot);
    children.forEach((child, slot) => {
      this.a[child] = sumsA[slot];
      this.b[child] = sumsB[slot];
      slots[this.frame[child]] = -1;
    });
    return children.sort((x, y) => this.weight(y) - this.weight(x));
  }

  /** Whether a stack's time is a node's own: the stack ends at the node or, going outward, begins there. */
  isOwn(i, node, depth) {
    const {frames, offsets} = this.stacks;
    return this.step > 0 || depth < 1 ? this.length[i] <= depth : depth === 1 && frames[offsets[i + 1] - 1] === this.frame[node];
  }

  add(frame, parent) {
    this.frame.push(frame);
    this.parent.push(parent);
    this.depth.push(this.depth[parent] + 1);
    this.from.push(0);
    this.to.push(0);
    this.a.push(0);
    this.b.push(0);
    this.selfA.push(0);
    this.selfB.push(0);
    this.kids.push(null);
  }

  /** Puts the stacks of each child side by side, after those that end here. */
  arrange(from, to, ending, counts, start) {
    const {order, scratch, next} = this;
    let end = from + ending;
    const places = counts.map((count, slot) => {
      const place = end;
      this.from[start + slot] = place;
      this.to[start + slot] = end = place + count;
      return place;
    });
    if (counts.length + (ending ? 1 : 0) < 2) {
      return;
    }
    let ended = from;
    for (let k = from; k < to; k++) {
      scratch[next[k] < 0 ? ended++ : places[next[k]]++] = order[k];
    }
    order.set(scratch.subarray(from, to), from);
  }
}
