/**
 * The viewer: what is open, and the way from there to what is drawn. The only owner of the state.
 *
 *   profile, base -> select -> stacks -> top -> table
 *                                     -> CallTree -> flame graph
 */
import {copyBy} from './clipboard.js';
import {Palette} from './colors.js';
import {showCrumbs} from './crumbs.js';
import {formatter, percent, signed, signedPercent} from './format.js';
import {Flame} from './flame.js';
import {Kind, displayed, ownerOf, visible} from './names.js';
import {Selection} from './selection.js';
import {joined, labelsOf, matches, occurs, pattern, requireComparable, select} from './stacks.js';
import {nodeAt, pathOf, readState, writeState} from './state.js';
import {Table} from './table.js';
import {theme} from './theme.js';
import {amountOf, rowsOf, sorted} from './top.js';
import {CallTree} from './tree.js';
import {Controls} from './controls.js';

/** What a change of these needs: new stacks, new drawings, or only a search. */
const STACKS = ['type', 'norm', 'label', 'value', 'group', 'focus', 'ignore', 'hide', 'fold'];
const PATTERNS = ['q', 'focus', 'ignore', 'hide'];

const $ = (id) => document.getElementById(id);

export class Viewer {
  constructor() {
    this.state = readState();
    this.source = null;
    this.controls = new Controls($('toolbar'), (changes) => this.update(changes));
    this.selection = new Selection($('selection'), $('actions'), $('tooltip'), (action, name) => this.act(action, name));
    this.table = new Table($('table'), {chosen: (frame) => this.choose(frame), sorted: (sort) => this.update({sort})});
    this.flame = this.newFlame($('flame'));
    this.callers = this.newFlame($('callers'));
    this.callees = this.newFlame($('callees'));
    addEventListener('popstate', () => {
      this.state = readState();
      if (this.source) {
        this.selectStacks();
        this.finish();
      }
    });
  }

  newFlame(host) {
    const flame = new Flame(host, {
      hovered: (node, x, y) => this.selection.hover(node >= 0 ? this.amounts(flame.tree, node) : null, this.context, x, y),
      selected: (node, zoom) => this.selected(flame, node, zoom),
      texts: (node) => [this.percentText(flame.tree, node), ownerOf(flame.tree.name(node))],
    });
    return flame;
  }

  /** Opens a profile, or two to compare. */
  open(profile, base) {
    if (base) {
      requireComparable(profile, base);
    }
    const columns = base ? joined(profile, base) : profile;
    this.source = {profile, base, columns};
    const named = profile.types.findIndex(({type}) => type === this.state.type);
    this.state.type = profile.types[named < 0 ? profile.defaultType : named].type;
    this.controls.offer({type: profile.types.map(({type}) => [type, displayed(type.replace(/_/g, ' '))])});
    for (const id of ['toolbar', 'main', 'status']) {
      $(id).hidden = false;
    }
    this.selectStacks();
    this.finish();
  }

  /** Applies changes of the state, and computes what depends on them. `step`: Back undoes it. */
  update(changes, step = false) {
    Object.assign(this.state, changes);
    if (!this.source) {
      return;
    }
    if (changes.mode === 'around') {
      this.state.fn = changes.fn ?? (this.selection.name || this.state.fn);
    }
    const names = Object.keys(changes);
    if (names.some((name) => STACKS.includes(name))) {
      this.state.zoom = '';
      this.selectStacks();
    } else if (names.every((name) => name === 'q')) {
      this.search();
    } else if (names.every((name) => name === 'sort')) {
      this.showTable();
    } else {
      this.state.zoom = names.includes('mode') ? '' : this.state.zoom;
      this.draw();
    }
    this.finish(step);
  }

  finish(step) {
    writeState(this.state, step);
    this.controls.show(this.state);
  }

  /** From the profile to the stacks. */
  selectStacks() {
    const {profile, base, columns} = this.source;
    const type = Math.max(0, profile.types.findIndex((each) => each.type === this.state.type));
    this.patterns = this.readPatterns();
    this.stacks = select(this.source, {...this.patterns, type, normalized: Boolean(this.state.norm),
      label: this.state.value ? this.state.label : '', labelValue: this.state.value, group: this.state.group,
      fold: Boolean(this.state.fold)});
    const format = formatter(profile.types[type].unit);
    const compared = this.stacks.b !== null;
    this.context = {compared, total: this.stacks.whole, known: this.stacks.known, factor: this.stacks.factor, format,
      amount: compared ? signed(format) : format, share: compared ? signedPercent : percent};
    this.offerLabels(labelsOf(columns, this.stacks));
    $('normalized').hidden = !base;
    this.rows = null;
    this.draw();
  }

  readPatterns() {
    const patterns = {};
    this.mistake = '';
    for (const name of PATTERNS) {
      try {
        patterns[name] = pattern(this.state[name]);
        this.controls.invalid(name, '');
      } catch (error) {
        patterns[name] = null;
        this.controls.invalid(name, error.message);
        this.mistake ||= displayed(`${name === 'q' ? '' : `${name}: `}${error.message}`);
      }
    }
    return patterns;
  }

  offerLabels(labels) {
    const keys = [...labels.keys()].map((key) => [key, displayed(key)]);
    const values = (labels.get(this.state.label) ?? []).map(([text, amount]) =>
      [text, `${displayed(text)} — ${this.context.amount(amount)}`]);
    this.controls.offer({label: [['', keys.length ? 'any' : 'none'], ...keys], value: [['', 'any'], ...values],
      group: [['', 'nothing'], ...keys]});
  }

  /** From the stacks to the table and the graphs. */
  draw() {
    const {state} = this;
    const fn = this.stacks.names.indexOf(state.fn);
    const around = state.mode === 'around' && fn >= 0 && occurs(fn, this.stacks);
    $('main').className = `view-${state.view}`;
    $('flame').hidden = around;
    $('around').hidden = !around;
    this.palette = new Palette(theme(), state.color);
    this.matched = this.patterns.q && matches(this.stacks.names, this.patterns.q);
    if (around) {
      this.drawAround(fn);
    } else {
      this.drawTree();
    }
    this.showTable();
    this.showMatched();
  }

  drawTree() {
    const tree = CallTree.of(this.stacks, this.state.mode === 'inverted');
    this.flame.show(tree, {palette: this.palette, matched: this.matched, upward: Boolean(this.state.up),
      label: `Flame graph, ${this.state.mode === 'inverted' ? 'innermost' : 'outermost'} functions first; the table has the same numbers`});
    const node = nodeAt(tree, this.state.zoom);
    if (node) {
      this.flame.zoom(node);
    }
    this.showSelected(this.flame, node);
    if (this.state.mode === 'around') {
      this.selection.say(this.state.fn ? `${displayed(this.state.fn)} is in none of the stacks: choose another function in the table`
        : 'Choose a function in the table');
    }
  }

  drawAround(fn) {
    const {callers, callees} = CallTree.around(this.stacks, fn);
    const name = displayed(this.state.fn);
    const common = {palette: this.palette, matched: this.matched};
    const topOf = (tree) => tree.children(0)[0] ?? 0;
    this.callers.show(callers, {...common, top: topOf(callers), upward: true, label: `Callers of ${name}`});
    this.callees.show(callees, {...common, top: topOf(callees), label: `Callees of ${name}`});
    this.showSelected(this.callees, topOf(callees));
  }

  /** The graph that keys are for. */
  get keyed() {
    return $('around').hidden ? this.flame : this.callees;
  }

  search() {
    this.patterns = this.readPatterns();
    this.matched = this.patterns.q && matches(this.stacks.names, this.patterns.q);
    for (const flame of [this.flame, this.callers, this.callees]) {
      flame.highlight(this.matched);
    }
    this.showTable();
    this.showMatched();
  }

  /** The next box that the search has found, whatever row was chosen meanwhile. */
  nextMatch(step) {
    if (this.matched) {
      this.keyed.showMatches(this.matched);
    }
    this.keyed.nextMatch(step);
  }

  showMatched() {
    const {total, share} = this.context;
    const amount = this.matched && amountOf(this.matched, this.stacks);
    $('matched').classList.toggle('mistake', Boolean(this.mistake));
    $('matched').textContent = this.mistake || (this.matched ? `${share(amount, total) || '0'} % matched` : '');
  }

  showTable() {
    this.rows ??= rowsOf(this.stacks);
    const column = this.state.sort;
    const rows = this.matched ? this.rows.filter(({frame}) => this.matched[frame]) : this.rows;
    this.table.show(sorted(rows, column), {...this.context, column});
  }

  /** A row of the table: finds the function in the graph. */
  choose(frame) {
    const name = this.stacks.names[frame];
    if (this.state.mode === 'around' && !this.areSeveral(frame)) {
      this.update({fn: name}, true);
    } else {
      const graphs = this.state.view === 'table' ? [] : $('around').hidden ? [this.flame] : [this.callees, this.callers];
      const found = graphs.filter((graph) => this.find(frame, graph));
      const note = graphs.length && !found.length ? 'too narrow to be drawn' : '';
      const row = this.rows.find((each) => each.frame === frame);
      this.selection.show({name, value: row.cum, self: row.flat, base: row.base, several: this.areSeveral(frame), note}, this.context);
    }
    this.table.select(frame);
  }

  /** Shows where a function is in a graph, out of what that is zoomed to if it is not in there; whether it is. */
  find(frame, flame) {
    const only = Uint8Array.from(this.stacks.names, (_, each) => (each === frame ? 1 : 0));
    let node = flame.highlight(only);
    if (node < 0 && flame.root !== flame.top) {
      flame.choose(flame.top, true);
      node = flame.highlight(only);
    }
    flame.select(Math.max(flame.top, node));
    return node >= 0;
  }

  selected(flame, node, zoom) {
    if (flame === this.flame && zoom) {
      this.state.zoom = pathOf(flame.tree, node);
      writeState(this.state, true);
    }
    if (!flame.matches(node)) {
      flame.showMatches(this.matched); // no longer the function of a row
    }
    this.showSelected(flame, node);
  }

  showSelected(flame, node) {
    this.selection.show(this.amounts(flame.tree, node), this.context);
    if (!this.stacks.picked.length) {
      this.selection.say(this.stacks.whole ? 'Nothing has passed the filters' : 'Nothing was recorded');
    }
    this.table.select(flame.tree.frame[node]);
    this.showCrumbs(flame);
  }

  amounts(tree, node) {
    const frame = tree.frame[node];
    return {name: tree.name(node), value: tree.value(node), self: tree.self(node), base: tree.b[node],
      kind: this.stacks.kinds[frame], several: this.areSeveral(frame)};
  }

  /** Whether a frame stands for more than one function: it cannot be looked for by its name. */
  areSeveral(frame) {
    return frame < 0 || [Kind.LABEL, Kind.FOLDED].includes(this.stacks.kinds[frame]);
  }

  percentText(tree, node) {
    const {total, share} = this.context;
    return total ? `${share(tree.value(node), total)} %` : '';
  }

  /** The way to what has the whole width. */
  showCrumbs(flame) {
    const {tree} = flame;
    const path = tree.path(flame.root).filter((node) => tree.depth[node] >= tree.depth[flame.top]);
    const steps = path.map((node) => [displayed(tree.name(node)), () => flame.choose(node, true)]);
    const back = ['‹ whole graph', () => this.update({mode: 'flame', fn: ''}, true)];
    showCrumbs($('crumbs'), steps, $('around').hidden ? null : back);
  }

  act(action, name) {
    const exactly = `^${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
    if (action === 'around') {
      this.update({mode: 'around', fn: name, ...(this.state.view === 'table' && {view: 'both'})}, true);
    } else if (action === 'copy') {
      copyBy($('actions').querySelector('[data-action="copy"]'), visible(name), $('selection'));
      return;
    } else {
      const before = this.state[action];
      this.update({[action]: before && action !== 'focus' ? `${before}|${exactly}` : exactly}, true);
    }
    this.keyed.canvas.focus({preventScroll: true}); // the button may be gone
  }

  restyle() {
    if (this.source) {
      this.palette = new Palette(theme(), this.state.color);
      for (const flame of [this.flame, this.callers, this.callees]) {
        flame.restyle(this.palette);
      }
    }
  }
}
