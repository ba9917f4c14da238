/**
 * The colours of boxes. Text on all of them has a contrast of at least 4.5 to 1 (WCAG AA), in light and in dark.
 */
import {Kind, packageOf} from './names.js';

const TEXT = {light: '#1b1f24', dark: '#f3f4f6'};

/** Hue and saturation by Kind: green, teal, amber, red, grey, blue, sand. */
const KINDS = [[130, 45], [175, 50], [38, 70], [2, 65], [220, 6], [215, 70], [45, 16]];

/** The JDK and its parts are a little less prominent. */
const JDK = /^(java|javax|jdk|sun|com\.sun)(\.|$)/;

/** The number of parts of a package name that decide its colour. */
const PARTS = 3;

function hueOf(text) {
  let hash = 7;
  for (let i = 0; i < text.length; i++) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(i)) >>> 0;
  }
  return Math.imul(hash, 0x9e3779b1) >>> 0;
}

export class Palette {
  /** @param theme `light` or `dark` @param by `package` or `kind` */
  constructor(theme, by) {
    this.dark = theme === 'dark';
    this.by = by;
    this.text = TEXT[theme];
    this.root = this.dark ? 'hsl(220 10% 28%)' : 'hsl(220 12% 87%)';
    this.faded = this.dark ? 'hsl(220 8% 20%)' : 'hsl(220 14% 94%)';
    this.fadedText = this.dark ? '#9aa3af' : '#5b6472';
    this.cached = new Map();
  }

  /** The colour of a function. */
  of(name, kind) {
    const key = this.by === 'kind' ? kind : name;
    let color = this.cached.get(key);
    if (color === undefined) {
      color = this.by === 'package' && (kind === Kind.CODE || kind === Kind.INLINED)
        ? this.ofPackage(packageOf(name)) : this.shade(...KINDS[kind]);
      this.cached.set(key, color);
    }
    return color;
  }

  ofPackage(name) {
    const group = name.split('.').slice(0, PARTS).join('.');
    return this.shade(hueOf(group) % 360, JDK.test(name) ? 16 : 58);
  }

  shade(hue, saturation) {
    return this.dark ? `hsl(${hue} ${saturation * 0.55}% 30%)` : `hsl(${hue} ${saturation}% 80%)`;
  }

  /**
   * Red for what grew from `b` to `a`, blue for what shrank, grey for what stayed the same. The larger the change,
   * the stronger the colour.
   */
  ofDifference(a, b) {
    const change = a + b ? (a - b) / (a + b) : 0;
    const strength = Math.round(Math.abs(change) * 10) / 10;
    if (strength === 0) {
      return this.root;
    }
    const hue = change > 0 ? 5 : 215;
    return this.dark ? `hsl(${hue} ${20 + 40 * strength}% ${28 + 4 * strength}%)`
      : `hsl(${hue} ${30 + 60 * strength}% ${90 - 14 * strength}%)`;
  }
}
