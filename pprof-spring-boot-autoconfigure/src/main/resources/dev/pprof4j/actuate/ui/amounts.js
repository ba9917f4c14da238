/**
 * What stacks amount to, in numbers and as text: of a box, a row, and the whole.
 */
import {formatter, percent, signed, signedPercent} from './format.js';
import {Kind} from './names.js';

export class Amounts {
  /** @param unit of the type of value that is shown */
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

  /** Whether a frame stands for more than one function: it cannot be looked for by its name. */
  areSeveral(frame) {
    return frame < 0 || [Kind.LABEL, Kind.FOLDED].includes(this.stacks.kinds[frame]);
  }

  /** A value's share of the whole; empty where there is none. */
  percentText(value) {
    return this.total ? `${this.share(value, this.total)} %` : '';
  }
}
