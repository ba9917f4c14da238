/**
 * What a function's name tells: its kind, its package, and shorter forms of itself.
 */

/** Where the code of a function comes from. */
export const Kind = {CODE: 0, INLINED: 1, NATIVE: 2, KERNEL: 3, MISSING: 4, LABEL: 5, FOLDED: 6};

export const KIND_NAMES = ['Java', 'inlined by the JIT', 'native', 'kernel', 'not recorded', 'label', 'folded'];

/** The JDK, Spring, and what services commonly have around their own code, by package: ours, too, but for the sample's. */
const LIBRARIES = new RegExp(`^(${[
  'java', 'javax', 'jdk', 'sun', 'com[.]sun', 'jakarta', 'kotlin', 'kotlinx', 'scala', 'groovy', 'org[.]codehaus',
  'org[.](springframework|aspectj)', 'reactor', 'io[.](micrometer|opentelemetry)', 'dev[.]pprof4j(?![.]sample)', 'one[.](jfr|profiler)',
  'org[.](apache|eclipse|jboss|xnio)', 'io[.](netty|undertow|grpc)', 'com[.]google[.](common|gson|protobuf)', 'okhttp3', 'okio',
  'org[.](hibernate|jooq|flywaydb|postgresql|mariadb|h2)', 'liquibase', 'com[.](zaxxer|mysql|mongodb|rabbitmq)', 'oracle', 'io[.](lettuce|r2dbc)',
  'tools[.]jackson', 'com[.]fasterxml', 'org[.](slf4j|yaml|thymeleaf|attoparser)', 'ch[.]qos', 'net[.]bytebuddy', 'com[.]github[.]benmanes',
].join('|')})[.]`);

/** Whether a function is hardly the reader's own. What Spring generates of the reader's classes has their package. */
export function isOfLibrary(name, kind) {
  return (kind === Kind.CODE || kind === Kind.INLINED) && LIBRARIES.test(name);
}

/** By the name and the file that the writers of profiles give. */
export function kindOf(name, fileName, inlined) {
  if (fileName === '[kernel]' || name.endsWith('_[k]')) {
    return Kind.KERNEL;
  }
  if (fileName === '[pprof]' || (fileName === '' && name.startsWith('['))) {
    return Kind.MISSING;
  }
  if (fileName === '[native]' || /\.(so|dylib)\b/.test(fileName)) {
    return Kind.NATIVE;
  }
  return inlined ? Kind.INLINED : Kind.CODE;
}

/** Control characters, and those that turn the direction of what follows. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

const LONGEST = 400;

/** A name as it can be shown: what a hostile one would hide or turn round is a dot, its end is cut. */
export function displayed(name) {
  const shortened = name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
  return visible(shortened);
}

/** All of a name, for where there is room for it. */
export function visible(name) {
  return name.replace(INVISIBLE, '·');
}

/**
 * A name in parts: `{owner, member}`, for example `com.example.` and `Foo.bar`, `net/http.` and
 * `(*conn).serve`, `os::` and `elapsed`. What a C++ function returns is in neither.
 */
export function parts(name) {
  const shown = displayed(name);
  if (!LABEL.test(shown) && shown.includes('::')) {
    return partsOfCpp(shown);
  }
  const plain = withoutEnd(shown);
  const cut = cutOf(plain, shown);
  return {owner: shown.slice(0, cut), member: shown.slice(cut)};
}

/** `void Queue<A::B>::trim(unsigned int)`: what counts is outside of all brackets. */
function partsOfCpp(shown) {
  let plain = '';
  let depth = 0;
  for (const c of shown) {
    depth -= c === '>' || c === ')' ? 1 : 0;
    plain += depth > 0 ? c.replace(/./u, '_') : c;
    depth += c === '<' || c === '(' ? 1 : 0;
  }
  const start = plain.search(/[^ ]+::(operator )?[^ ]*(\(| \[|$)/);
  const cut = plain.indexOf('::', start);
  return start < 0 ? {owner: '', member: shown} : {owner: shown.slice(start, cut + 2), member: shown.slice(cut + 2)};
}

/** Without what has dots of its own: arguments, and the version of a native symbol (`@@GLIBC_2.2.5`). */
function withoutEnd(name) {
  return name.replace(/([(<].*|@@?[A-Z]\w*_[\d.]+)$/, '');
}

/** A label and its value, as stacks are grouped by. */
const LABEL = /^[^:(]+: /;

/** Where the part begins that tells functions of one package apart. */
function cutOf(plain, shown) {
  if (LABEL.test(shown)) {
    return 0;
  }
  const slash = plain.lastIndexOf('/');
  if (slash >= 0) {
    const dot = shown.indexOf('.', slash);
    return dot < 0 ? slash + 1 : dot + 1;
  }
  const type = /(?:^|\.)(?=[A-Z$_])/.exec(plain);
  if (type) {
    return type.index + type[0].length;
  }
  const last = plain.lastIndexOf('.');
  return last < 0 ? 0 : plain.lastIndexOf('.', last - 1) + 1;
}

/** The package, without what separates it from the rest; empty if there is none. */
export function ownerOf(name) {
  return parts(name).owner.replace(/[.:/]+$/, '');
}

/** The package; of a function without one its own name. */
export function packageOf(name) {
  return ownerOf(name) || parts(name).member;
}

/** A name in short, the longer form first: `Foo.bar` and `bar`. */
export function shorterForms(name) {
  const {member} = parts(name);
  const dot = withoutEnd(member).lastIndexOf('.');
  return dot > 0 ? [member, member.slice(dot + 1)] : [member];
}
