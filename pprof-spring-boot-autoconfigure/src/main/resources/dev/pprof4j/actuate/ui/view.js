/**
 * The page: opens what the address asks for, and the files that the reader provides.
 */
import {acceptDrops, readFiles} from './files.js';
import {time} from './format.js';
import {areLettersOn, restoreLetters, switchLetters} from './letters.js';
import {displayed} from './names.js';
import {Progress, describe, mayStart, requestOf, take} from './recording.js';
import {refusalOf} from './state.js';
import {restoreTheme, toggleTheme} from './theme.js';
import {Viewer} from './viewer.js';

const $ = (id) => document.getElementById(id);

restoreTheme();
restoreLetters();
const viewer = new Viewer();
const progress = new Progress($('progress'));
let filesCame = false;
let request = {name: viewer.state.p, parameters: {}, starts: false};

/** Shows one of the cards instead of a profile. */
function card(id) {
  for (const each of ['start', 'empty']) {
    $(each).hidden = each !== id;
  }
}

function offerStart() {
  card('start');
  $('start').querySelector('button').textContent = describe(request);
}

function fail(error) {
  $('error').textContent = error.message;
  $('error').hidden = false;
}

/** Runs something that may fail. A failure is shown, and what was open stays open. */
async function attempt(work, otherwise = () => {}) {
  $('error').hidden = true;
  card('');
  try {
    await work();
  } catch (error) {
    if (error.name !== 'AbortError') {
      fail(error);
    }
    if (!viewer.source) {
      otherwise();
    }
  }
}

function open({profile, base}) {
  performance.mark('pprof-read');
  card('');
  viewer.open(profile, base);
  const name = profile.file ?? request.name;
  $('title').textContent = displayed(!base ? name : base.file && base.file !== name ? `${name}, compared with ${base.file}` : `${name}, compared`);
  document.title = `${displayed(name)} · pprof`;
  $('meta').textContent = [profile.subject, time(profile.timeNanos),
    profile.durationNanos ? `${(profile.durationNanos / 1e9).toFixed(1)} s` : ''].filter(Boolean).map(displayed).join(' · ');
  showNotes(base ? [...new Set([...base.comments, ...profile.comments])] : profile.comments);
  $('again').hidden = Boolean(profile.file);
  $('compare').hidden = false;
  $('download').hidden = false;
  URL.revokeObjectURL($('download').href);
  $('download').href = URL.createObjectURL(new Blob([profile.bytes], {type: 'application/octet-stream'}));
  $('download').download = profile.file ?? fileName(profile);
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('pprof-painted')));
}

function fileName({subject, timeNanos}) {
  const moment = new Date(timeNanos / 1e6).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${[request.name, subject?.replace(/[^\w.-]+/g, '_'), moment].filter(Boolean).join('-')}.pb.gz`;
}

/** Shows what the profile says about itself. */
function showNotes(comments) {
  const notes = $('notes');
  notes.hidden = !comments.length;
  notes.querySelector('summary').textContent = comments.length === 1 ? displayed(comments[0]) : `${comments.length} notes`;
  notes.classList.toggle('single', comments.length === 1);
  notes.querySelector('ul').replaceChildren(...(comments.length > 1 ? comments : []).map((comment) => {
    const item = document.createElement('li');
    item.textContent = displayed(comment);
    return item;
  }));
}

const record = () => attempt(async () => open(await take(request, progress)), request.starts ? offerStart : () => card('empty'));

async function start() {
  const refusal = refusalOf();
  if (refusal) {
    fail(new Error(displayed(refusal)));
    card('empty');
    return;
  }
  const asked = await requestOf(viewer.state);
  if (filesCame) {
    return; // in the meantime, and they take precedence
  }
  request = asked;
  $('title').textContent = request.name || 'Profile';
  if (!request.name) {
    card('empty');
  } else if (mayStart(request)) {
    record();
  } else {
    offerStart();
  }
}

function openFiles(files, place) {
  filesCame = true;
  progress.stop();
  attempt(async () => {
    const read = await readFiles(files);
    if (place === 'base') {
      open({profile: viewer.source.profile, base: read.profile});
    } else {
      open(read);
    }
  }, () => card('empty'));
}

/** The files of a field, which is reset so that the same ones can be chosen again. */
function chosen(field) {
  const files = [...field.files];
  field.value = '';
  return files;
}

/** Takes one more profile of the same kind, with the open one as its base. */
function takeAnother() {
  $('comparing').close();
  const base = viewer.source.profile;
  attempt(async () => open({profile: (await take({...request, delta: 0}, progress)).profile, base}));
}

function wireDialogs() {
  $('help').addEventListener('click', () => $('keys').showModal());
  $('letters').checked = areLettersOn();
  $('letters').addEventListener('change', () => switchLetters($('letters').checked));
  $('compare').addEventListener('click', () => {
    $('comparing-now').textContent = `Open: ${$('title').textContent}, ${$('meta').textContent}`;
    $('comparing-later').hidden = Boolean(viewer.source.profile.file);
    $('uncompare').disabled = !viewer.source.base;
    $('comparing').showModal();
  });
  $('comparing-later').querySelector('button').addEventListener('click', takeAnother);
  $('uncompare').addEventListener('click', () => {
    $('comparing').close();
    open({profile: viewer.source.profile, base: null});
  });
  $('comparing').querySelector('input').addEventListener('change', (event) => {
    $('comparing').close();
    openFiles(chosen(event.target), 'base');
  });
}

function switchTheme() {
  toggleTheme();
  viewer.restyle();
}

/** Keys that work wherever the focus is, except in a field. */
const KEYS = {
  '/': () => $('toolbar').elements.q.focus(),
  n: () => viewer.nextMatch(1),
  N: () => viewer.nextMatch(-1),
  c: () => viewer.selection.name && viewer.act('around', viewer.selection.name),
  d: switchTheme,
  f: () => viewer.update({fold: viewer.state.fold ? '' : 'libraries'}),
  g: () => viewer.graphs.keyed.canvas.focus(),
  i: () => viewer.update({mode: viewer.state.mode === 'inverted' ? 'flame' : 'inverted'}),
  t: () => viewer.update({view: {both: 'flame', flame: 'table', table: 'both'}[viewer.state.view]}),
  u: () => viewer.update({up: viewer.state.up ? '' : '1'}),
  '?': () => $('keys').showModal(),
  Escape: () => viewer.state.q && viewer.update({q: ''}),
};

addEventListener('keydown', (event) => {
  if (document.querySelector('dialog[open]')) {
    return;
  }
  const inField = event.target.matches('input:not([type=checkbox]), select');
  if (event.key === 'Escape' && event.target.name === 'q') {
    event.target.value = '';
    viewer.update({q: ''});
    event.target.blur();
  } else if (event.key === 'Enter' && event.target.name === 'q') {
    viewer.controls.flush();
    viewer.nextMatch(event.shiftKey ? -1 : 1);
  } else if (!inField && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key]
      && (event.key.length > 1 || areLettersOn())) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

$('start').querySelector('button').addEventListener('click', () => {
  record();
  progress.cancel.focus(); // instead of the button, which is gone
});
$('again').addEventListener('click', record);
$('theme').addEventListener('click', switchTheme);
$('empty').querySelector('input').addEventListener('change', (event) => openFiles(chosen(event.target), 'open'));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => viewer.restyle());
wireDialogs();
acceptDrops($('drop'), () => viewer.source !== null, openFiles);
start();
