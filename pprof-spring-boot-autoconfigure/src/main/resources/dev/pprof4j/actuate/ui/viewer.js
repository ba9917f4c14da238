/**
 * The viewer: what is open, and how it becomes what is drawn. It is the only owner of the state.
 *
 *   profile, base -> select -> stacks -> top -> table
 *                                     -> CallTree -> flame graph
 */
import {Amounts} from './amounts.js';
import {copyBy} from './clipboard.js';
import {Palette} from './colors.js';
import {showCrumbs} from './crumbs.js';
import {Graphs} from './graphs.js';
import {displayed, ownerOf, visible} from './names.js';
import {Selection} from './selection.js';
import {either, joined, labelsOf, matches, occurs, pattern, requireComparable, select} from './stacks.js';
import {nodeAt, pathOf, readState, writeState} from './state.js';
import {Table} from './table.js';
import {theme} from './theme.js';
import {amountOf, rowsOf, sorted} from './top.js';
import {CallTree} from './tree.js';
import {Controls} from './controls.js';

/** Parameters whose change requires new stacks, and those that are patterns. */
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
    this.graphs = new Graphs({whole: $('flame'), around: $('around'), callers: $('callers'), callees: $('callees')}, {
      hovered: ({tree}, node, x, y) =>
        this.selection.hover(node >= 0 ? this.amounts.ofNode(tree, node) : null, this.amounts, x, y),
      selected: (graph, node, zoom) => this.selected(graph, node, zoom),
      texts: ({tree}, node) => [this.amounts.percentText(tree.value(node)), ownerOf(tree.name(node))],
    });
    addEventListener('popstate', () => {
      this.state = readState();
      if (this.source) {
        this.selectStacks();
        this.finish();
      }
    });
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

  /** Applies changes of the state, and recomputes what depends on them. With `step`, Back undoes the changes. */
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

  /** Computes the stacks from the profile. */
  selectStacks() {
    const {profile, base, columns} = this.source;
    const type = Math.max(0, profile.types.findIndex((each) => each.type === this.state.type));
    this.patterns = this.readPatterns();
    this.stacks = select(this.source, {...this.patterns, type, normalized: Boolean(this.state.norm),
      label: this.state.value ? this.state.label : '', labelValue: this.state.value, group: this.state.group,
      fold: Boolean(this.state.fold)});
    this.amounts = new Amounts(this.stacks, profile.types[type].unit);
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
      [text, `${displayed(text)} — ${this.amounts.amount(amount)}`]);
    this.controls.offer({label: [['', keys.length ? 'any' : 'none'], ...keys], value: [['', 'any'], ...values],
      group: [['', 'nothing'], ...keys]});
  }

  /** Draws the table and the graphs from the stacks. */
  draw() {
    const {state} = this;
    const fn = this.stacks.names.indexOf(state.fn);
    const around = state.mode === 'around' && fn >= 0 && occurs(fn, this.stacks);
    $('main').className = `view-${state.view}`;
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
    const {whole} = this.graphs;
    this.graphs.showWhole(tree, {palette: this.palette, matched: this.matched, upward: Boolean(this.state.up),
      label: `Flame graph, ${this.state.mode === 'inverted' ? 'innermost' : 'outermost'} functions first; the table has the same numbers`});
    const node = nodeAt(tree, this.state.zoom);
    if (node) {
      whole.zoom(node);
    }
    this.showSelected(whole, node);
    if (this.state.mode === 'around') {
      this.selection.say(this.state.fn ? `${displayed(this.state.fn)} is in none of the stacks: choose another function in the table`
        : 'Choose a function in the table');
    }
  }

  drawAround(fn) {
    this.graphs.showAround(CallTree.around(this.stacks, fn), displayed(this.state.fn),
      {palette: this.palette, matched: this.matched});
    this.showSelected(this.graphs.callees, this.graphs.callees.top);
  }

  search() {
    this.patterns = this.readPatterns();
    this.matched = this.patterns.q && matches(this.stacks.names, this.patterns.q);
    this.graphs.highlight(this.matched);
    this.showTable();
    this.showMatched();
  }

  /** Chooses the next box that the search has found. */
  nextMatch(step) {
    this.graphs.nextMatch(step, this.matched);
  }

  showMatched() {
    const found = this.matched ? this.amounts.percentText(amountOf(this.matched, this.stacks)) : '';
    $('matched').classList.toggle('mistake', Boolean(this.mistake));
    $('matched').textContent = this.mistake || (this.matched ? `${found || '0 %'} matched` : '');
  }

  showTable() {
    this.rows ??= rowsOf(this.stacks);
    const column = this.state.sort;
    const rows = this.matched ? this.rows.filter(({frame}) => this.matched[frame]) : this.rows;
    this.table.show(sorted(rows, column), this.amounts, column);
  }

  /** Chooses a row of the table: finds its function in the graph. */
  choose(frame) {
    if (this.state.mode === 'around' && !this.amounts.areSeveral(frame)) {
      this.update({fn: this.stacks.names[frame]}, true);
    } else {
      const drawn = this.state.view === 'table' || this.graphs.find(frame);
      const row = this.rows.find((each) => each.frame === frame);
      this.selection.show(this.amounts.ofRow(row, drawn ? '' : 'too narrow to be drawn'), this.amounts);
    }
    this.table.select(frame);
  }

  selected(graph, node, zoom) {
    if (graph === this.graphs.whole && zoom) {
      this.state.zoom = pathOf(graph.tree, node);
      writeState(this.state, true);
    }
    if (!graph.matches(node)) {
      graph.showMatches(this.matched); // instead of the function of a row
    }
    this.showSelected(graph, node);
  }

  showSelected(graph, node) {
    this.selection.show(this.amounts.ofNode(graph.tree, node), this.amounts);
    if (!this.stacks.picked.length) {
      this.selection.say(this.stacks.whole ? 'Nothing matches the filters' : 'Nothing was recorded');
    }
    this.table.select(graph.tree.frame[node]);
    this.showCrumbs(graph);
  }

  /** Shows the path to the node that has the whole width. */
  showCrumbs(graph) {
    const {tree} = graph;
    const path = tree.path(graph.root).filter((node) => tree.depth[node] >= tree.depth[graph.top]);
    const steps = path.map((node) => [displayed(tree.name(node)), () => graph.choose(node, true)]);
    const back = ['‹ whole graph', () => this.update({mode: 'flame', fn: ''}, true)];
    showCrumbs($('crumbs'), steps, this.graphs.areAround ? back : null);
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
      this.update({[action]: before && action !== 'focus' ? either(before, exactly) : exactly}, true);
    }
    this.graphs.keyed.canvas.focus({preventScroll: true}); // the button may be gone
  }

  restyle() {
    if (this.source) {
      this.palette = new Palette(theme(), this.state.color);
      this.graphs.restyle(this.palette);
    }
  }
}
