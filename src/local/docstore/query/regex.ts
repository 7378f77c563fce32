import { StoreError } from '../errors.ts';

/**
 * Compiles a MongoDB (PCRE) regular expression for JavaScript's engine. Options: i, m, s as in PCRE; x (extended) and
 * u (always on) are translated. A leading `(?i)`-like group of the same flags is taken as options.
 * @throws StoreError for constructs that JavaScript does not have, rather than matching something else
 */
export function compileRegex(pattern: string, options: string): RegExp {
  let source = pattern;
  let flags = options;
  const inline = /^\(\?([imsx]+)\)/.exec(source);
  if (inline) {
    flags += inline[1]!;
    source = source.slice(inline[0].length);
  }
  for (const flag of flags) {
    if (!'imsxu'.includes(flag))
      throw new StoreError('Location51108', `invalid flag in regex options: ${flag}`);
  }
  if (flags.includes('x')) source = withoutComments(source);
  if (
    source.includes('\\A') ||
    source.includes('\\z') ||
    source.includes('\\Z') ||
    /\(\?[>|#P]|\[\[:|[*+?}]\+/.test(source)
  ) {
    throw new StoreError(
      'Location51091',
      'Regular expression uses a PCRE construct that this store does not have.',
    );
  }
  const wanted = ['i', 'm', 's'].filter((flag) => flags.includes(flag)).join('');
  try {
    return new RegExp(source, `${wanted}u`);
  } catch {
    // Without the u flag JavaScript, like PCRE, takes needless escapes such as `\-` literally.
    try {
      return new RegExp(source, wanted);
    } catch {
      throw new StoreError('Location51091', 'Regular expression is invalid.');
    }
  }
}

/** Extended mode: white space and comments outside character classes mean nothing. */
function withoutComments(pattern: string): string {
  let result = '';
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '\\') {
      result += char + (pattern[i + 1] ?? '');
      i++;
    } else if (inClass) {
      if (char === ']') inClass = false;
      result += char;
    } else if (char === '[') {
      inClass = true;
      result += char;
    } else if (char === '#') {
      while (i + 1 < pattern.length && pattern[i + 1] !== '\n') i++;
    } else if (!/\s/.test(char)) result += char;
  }
  return result;
}
