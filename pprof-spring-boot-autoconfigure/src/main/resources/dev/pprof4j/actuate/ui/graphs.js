/**
 * The flame graphs: one of everything, or two of the callers and the callees of a function.
 */
import {Flame} from './flame.js';

export class Graphs {
  /**
   * @param hosts `{whole, around, callers, callees}`; `around` holds the last two
   * @param listener as of a flame graph, but with the graph as the first argument: `{selected(graph, node, zoom), …}`
   */
  constructor(hosts, listener) {
    this.hosts = hosts;
    const graph = (host) => {
      const flame = new Flame(host, {
        hovered: (...what) => listener.hovered(flame, ...what),
        selected: (...what) => listener.selected(flame, ...what),
        texts: (...what) => listener.texts(flame, ...what),
      });
      return flame;
    };
    this.whole = graph(hosts.whole);
    this.callers = graph(hosts.callers);
    this.callees = graph(hosts.callees);
    this.all = [this.whole, this.callers, this.callees];
  }

  /** Whether the graphs around a function are shown. */
  get areAround() {
    return !this.hosts.around.hidden;
  }

  /** The graph that keys apply to. */
  get keyed() {
    return this.areAround ? this.callees : this.whole;
  }

  showWhole(tree, style) {
    this.change(false);
    this.whole.show(tree, style);
  }

  showAround({callers, callees}, name, style) {
    this.change(true);
    const topOf = (tree) => tree.children(0)[0] ?? 0;
    this.callers.show(callers, {...style, top: topOf(callers), upward: true, label: `Callers of ${name}`});
    this.callees.show(callees, {...style, top: topOf(callees), label: `Callees of ${name}`});
  }

  change(around) {
    this.hosts.whole.hidden = around;
    this.hosts.around.hidden = !around;
  }

  highlight(matched) {
    this.all.forEach((graph) => graph.highlight(matched));
  }

  restyle(palette) {
    this.all.forEach((graph) => graph.restyle(palette));
  }

  /** Shows where a function is, by its frame, in the graphs that are shown. Returns whether it is drawn in any. */
  find(frame) {
    const found = (this.areAround ? [this.callees, this.callers] : [this.whole]).filter((graph) => graph.find(frame));
    return found.length > 0;
  }

  /** Chooses the next box that matches, even if a row was chosen since the search. */
  nextMatch(step, matched) {
    if (matched) {
      this.keyed.showMatches(matched);
    }
    this.keyed.nextMatch(step);
  }
}
