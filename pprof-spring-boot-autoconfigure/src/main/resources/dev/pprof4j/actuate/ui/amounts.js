/**
 * Numbers and texts for what stacks amount to: of a box, of a row, and of the whole.
 */
import {formatter, percent, signed, signedPercent} from './format.js';
import {Kind} from './names.js';

export class Amounts {
  /** @param unit the unit of the type of value that is shown */
  constructor(stacks, unit) {
    this.stacks = stacks;
    this.compared = stacks.b !== null;
    this.total = stacks.whole;
    this.known = stacks.known;
    this.factor = stacks.factor;
    this.format = formatter(unit);
    this.amount = this.compared ? signed(this.format) : this.format;
    this.share = this.compared ? signedPercent : percent;
  }

  ofNode(tree, node) {
    const frame = tree.frame[node];
    return {name: tree.name(node), value: tree.value(node), self: tree.self(node), base: tree.b[node],
      kind: this.stacks.kinds[frame], several: this.areSeveral(frame)};
  }

  ofRow({frame, cum, flat, base}, note) {
    return {name: this.stacks.names[frame], value: cum, self: flat, base, several: this.areSeveral(frame), note};
  }

  /** Whether a frame stands for several functions, and so cannot be found by its name. */
  areSeveral(frame) {
    return frame < 0 || [Kind.LABEL, Kind.FOLDED].includes(this.stacks.kinds[frame]);
  }

  /** A value's share of the whole; empty if there is no whole. */
  percentText(value) {
    return this.total ? `${this.share(value, this.total)} %` : '';
  }
}
