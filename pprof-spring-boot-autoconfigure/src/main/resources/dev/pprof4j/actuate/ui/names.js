/**
 * Derives from a function's name its kind, its package, and shorter forms.
 */

/** Where the code of a function comes from. */
export const Kind = {CODE: 0, INLINED: 1, NATIVE: 2, KERNEL: 3, MISSING: 4, LABEL: 5, FOLDED: 6};

export const KIND_NAMES = ['Java', 'inlined by the JIT', 'native', 'kernel', 'not recorded', 'label', 'folded'];

/** Packages of the JDK, Spring, and what services commonly have around their own code. Ours are included, except the sample's. */
const LIBRARIES = new RegExp(`^(${[
  'java', 'javax', 'jdk', 'sun', 'com[.]sun', 'jakarta', 'kotlin', 'kotlinx', 'scala', 'groovy', 'org[.]codehaus',
  'org[.](springframework|aspectj)', 'reactor', 'io[.](micrometer|opentelemetry)', 'dev[.]pprof4j(?![.]sample)', 'one[.](jfr|profiler)',
  'org[.](apache|eclipse|jboss|xnio)', 'io[.](netty|undertow|grpc)', 'com[.]google[.](common|gson|protobuf)', 'okhttp3', 'okio',
  'org[.](hibernate|jooq|flywaydb|postgresql|mariadb|h2)', 'liquibase', 'com[.](zaxxer|mysql|mongodb|rabbitmq)', 'oracle', 'io[.](lettuce|r2dbc)',
  'tools[.]jackson', 'com[.]fasterxml', 'org[.](slf4j|yaml|thymeleaf|attoparser)', 'ch[.]qos', 'net[.]bytebuddy', 'com[.]github[.]benmanes',
].join('|')})[.]`);

/** Whether a function is unlikely to be the reader's own. Code that Spring generates from the reader's classes has their package. */
export function isOfLibrary(name, kind) {
  return (kind === Kind.CODE || kind === Kind.INLINED) && LIBRARIES.test(name);
}

/** The kind, from the name and the file that the writers of profiles record. */
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

/** Control characters, and those that change the direction of the text that follows. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

const LONGEST = 400;

/** A name as it can be shown. Characters that would hide or reverse text become dots, and a long name is cut off. */
export function displayed(name) {
  const shortened = name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
  return visible(shortened);
}

/** The whole name, where there is room for it. */
export function visible(name) {
  return name.replace(INVISIBLE, '·');
}

/**
 * A name in parts: `{owner, member}`, for example `com.example.` and `Foo.bar`, `net/http.` and `(*conn).serve`,
 * `os::` and `elapsed`. The return type of a C++ function is in neither.
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

/** For example `void Queue<A::B>::trim(unsigned int)`: only what is outside of all brackets counts. */
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

/** The name without parts that have dots of their own: arguments, and the version of a native symbol (`@@GLIBC_2.2.5`). */
function withoutEnd(name) {
  return name.replace(/([(<].*|@@?[A-Z]\w*_[\d.]+)$/, '');
}

/** A label and its value, which stacks are grouped by. */
const LABEL = /^[^:(]+: /;

/** The start of the part that distinguishes the functions of a package. */
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

/** The package, without the separator at its end; empty if there is none. */
export function ownerOf(name) {
  return parts(name).owner.replace(/[.:/]+$/, '');
}

/** The package, or the name itself of a function without one. */
export function packageOf(name) {
  return ownerOf(name) || parts(name).member;
}

/** Short forms of a name, the longer one first: `Foo.bar` and `bar`. */
export function shorterForms(name) {
  const {member} = parts(name);
  const dot = withoutEnd(member).lastIndexOf('.');
  return dot > 0 ? [member, member.slice(dot + 1)] : [member];
}
