/** A construct of PCRE that JavaScript's engine has nothing for. */
export class NoSuchConstruct extends Error {}

/** What PCRE is asked for. */
interface Flags {
  readonly multiline: boolean;
  readonly dotAll: boolean;
  /** White space and comments outside character classes mean nothing. */
  readonly extended: boolean;
}

/** `$` also stands before a newline that ends the text. */
const LAST_LINE_END = '(?=\\n?$)';
/** Without Unicode properties, as MongoDB compiles its expressions, `\s` is these. */
const SPACE = '\\t\\n\\v\\f\\r ';
const HORIZONTAL_SPACE = '\\t \\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';
const POSIX_CLASSES: ReadonlyMap<string, string> = new Map([
  ['alpha', 'A-Za-z'],
  ['digit', '0-9'],
  ['alnum', 'A-Za-z0-9'],
  ['upper', 'A-Z'],
  ['lower', 'a-z'],
  ['space', SPACE],
  ['blank', '\\t '],
  ['punct', '!-\\/:-@\\[-`\\{-~'],
  ['xdigit', '0-9A-Fa-f'],
  ['word', '\\w'],
  ['cntrl', '\\0-\\x1f\\x7f'],
  ['print', ' -~'],
  ['graph', '!-~'],
]);
/** Escapes that mean the same to both, outside classes and inside. */
const SAME_OUTSIDE = /^[bBdDwWnrtfv1-9]$/;
const SAME_INSIDE = /^[bdDwWnrtfv]$/;
/** What stands for several characters in a class, or ends it. */
const IS_SET = /^(?:\]|\\[dDwWsShHpP]|\[:)/;
const QUANTIFIER = /[*+?]|\{\d+(?:,\d*)?\}/y;

/**
 * The source of a JavaScript regular expression (with the flag `u`, without `m` and `s`) that matches what the PCRE one does.
 * @throws NoSuchConstruct rather than matching something else
 */
export function fromPcre(pattern: string, flags: Flags): string {
  return new Translation(pattern, flags).run();
}

class Translation {
  readonly #pattern: string;
  readonly #flags: Flags;
  #at = 0;
  #result = '';

  constructor(pattern: string, flags: Flags) {
    this.#pattern = pattern;
    this.#flags = flags;
  }

  run(): string {
    while (this.#at < this.#pattern.length) this.#step();
    return this.#result;
  }

  /** What comes next, when it is this (a sticky expression); then it is passed. */
  #take(expected: RegExp): RegExpExecArray | undefined {
    expected.lastIndex = this.#at;
    const found = expected.exec(this.#pattern) ?? undefined;
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  #step(): void {
    const quantifier = this.#take(QUANTIFIER);
    if (quantifier) {
      this.#result += quantifier[0];
      if (this.#take(/\+/y)) throw new NoSuchConstruct('possessive quantifier');
      if (this.#take(/\?/y)) this.#result += '?';
      return;
    }
    if (this.#flags.extended && this.#take(/(?:\s|#[^\n]*)/y)) return;
    if (this.#take(/\(\?#[^)]*\)/y)) return;
    const named = this.#take(/\(\?P(?=<)/y) ? '(?' : undefined;
    if (named) {
      this.#result += named;
      return;
    }
    const reference = this.#take(/\(\?P=(\w+)\)/y);
    if (reference) {
      this.#result += `\\k<${reference[1]}>`;
      return;
    }
    const group = this.#take(/\((?:\?(?::|=|!|<=|<!|<\w+>))?/y);
    if (group) {
      if (this.#pattern[this.#at] === '?' && group[0] === '(') throw new NoSuchConstruct('group');
      if (this.#pattern[this.#at] === '*' && group[0] === '(') throw new NoSuchConstruct('verb');
      this.#result += group[0];
      return;
    }
    const char = String.fromCodePoint(this.#pattern.codePointAt(this.#at)!);
    this.#at += char.length;
    this.#result += this.#character(char);
  }

  #character(char: string): string {
    const { multiline, dotAll } = this.#flags;
    switch (char) {
      case '.':
        return dotAll ? '[^]' : '[^\\n]';
      case '^':
        return multiline ? '(?:^|(?<=\\n)(?=[^]))' : '^';
      case '$':
        return multiline ? '(?=\\n|$)' : LAST_LINE_END;
      case '[':
        return this.#class();
      case '\\':
        return this.#escape();
      case '{':
      case '}':
      case ']':
      case '/':
        return `\\${char}`;
      default:
        return char;
    }
  }

  #escape(): string {
    if (this.#take(/Q/y)) {
      const end = this.#pattern.indexOf('\\E', this.#at);
      const text = this.#pattern.slice(this.#at, end < 0 ? undefined : end);
      this.#at = end < 0 ? this.#pattern.length : end + 2;
      return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    }
    const escaped = this.#codePoint();
    if (escaped !== undefined) return escaped;
    const char = this.#next();
    switch (char) {
      case 'A':
        return '^';
      case 'z':
        return '$';
      case 'Z':
        return LAST_LINE_END;
      case 'E':
        return '';
      case 's':
        return `[${SPACE}]`;
      case 'S':
        return `[^${SPACE}]`;
      case 'h':
        return `[${HORIZONTAL_SPACE}]`;
      case 'H':
        return `[^${HORIZONTAL_SPACE}]`;
      case 'R':
        return '(?:\\r\\n|[\\n\\v\\f\\r\\u0085\\u2028\\u2029])';
      case 'N':
        return '[^\\n]';
      case 'k': {
        const name = this.#take(/[<{'](\w+)[>}']/y);
        if (!name) throw new NoSuchConstruct('\\k');
        return `\\k<${name[1]}>`;
      }
      case 'p':
      case 'P':
        return this.#property(char);
      default:
        if (SAME_OUTSIDE.test(char)) return `\\${char}`;
        return literal(char);
    }
  }

  /** A character by its number; undefined when it is something else. */
  #codePoint(): string | undefined {
    const hex = this.#take(/x\{([0-9A-Fa-f]{1,6})\}/y) ?? this.#take(/x([0-9A-Fa-f]{1,2})/y);
    if (hex) return `\\u{${hex[1]}}`;
    if (this.#take(/e/y)) return '\\x1b';
    if (this.#take(/a/y)) return '\\x07';
    const octal = this.#take(/0([0-7]{0,2})/y);
    return octal ? `\\u{${parseInt(`0${octal[1]}`, 8).toString(16)}}` : undefined;
  }

  /** The general categories have the same names in both. */
  #property(char: string): string {
    const name = this.#take(/\{(\^?)(\w+)\}/y) ?? this.#take(/()([A-Z])/y);
    if (!name) throw new NoSuchConstruct('property');
    const negated = (char === 'P') !== (name[1] === '^');
    const isCategory = name[2]!.length <= 2;
    return `\\${negated ? 'P' : 'p'}{${isCategory ? '' : 'Script='}${name[2]}}`;
  }

  #next(): string {
    if (this.#at >= this.#pattern.length) throw new NoSuchConstruct('an end that is not one');
    const char = String.fromCodePoint(this.#pattern.codePointAt(this.#at)!);
    this.#at += char.length;
    return char;
  }

  #class(): string {
    let result = this.#take(/\^/y) ? '[^' : '[';
    if (this.#take(/\]/y)) result += '\\]';
    // Beside a set of characters, first or last, a hyphen is itself.
    let mayBeRange = result.endsWith(']');
    for (;;) {
      if (this.#take(/\]/y)) return `${result}]`;
      if (this.#take(/-/y)) {
        result += mayBeRange && !IS_SET.test(this.#pattern.slice(this.#at)) ? '-' : '\\-';
        continue;
      }
      mayBeRange = !IS_SET.test(this.#pattern.slice(this.#at));
      result += this.#member();
    }
  }

  #member(): string {
    const posix = this.#take(/\[:(\^?)(\w+):\]/y);
    if (posix) {
      const members = posix[1] === '' ? POSIX_CLASSES.get(posix[2]!) : undefined;
      if (members === undefined) throw new NoSuchConstruct('POSIX class');
      return members;
    }
    if (this.#take(/\[[.=]/y)) throw new NoSuchConstruct('POSIX class');
    const char = this.#next();
    if (char === '\\') return this.#escapeInside();
    return '[{}|()/'.includes(char) ? `\\${char}` : char;
  }

  #escapeInside(): string {
    const escaped = this.#codePoint();
    if (escaped !== undefined) return escaped;
    const char = this.#next();
    if (char === 's') return SPACE;
    if (char === 'h') return HORIZONTAL_SPACE;
    if (char === 'p' || char === 'P') return this.#property(char);
    return SAME_INSIDE.test(char) ? `\\${char}` : literal(char);
  }
}

/** An escaped character that stands for itself. */
function literal(char: string): string {
  if (/[A-Za-z0-9]/.test(char)) throw new NoSuchConstruct(`\\${char}`);
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char === '-' ? 'x2d' : char}` : char;
}
