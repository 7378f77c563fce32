import { StoreError } from '../errors.ts';
import { fromPcre, NoSuchConstruct } from './pcre.ts';

/**
 * Compiles a MongoDB (PCRE) regular expression for JavaScript's engine. Options: i, m, s, x as in PCRE; u (always on).
 * A leading `(?i)`-like group of the same flags is taken as options.
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
  const has = (flag: string): boolean => flags.includes(flag);
  try {
    const translated = fromPcre(source, { multiline: has('m'), dotAll: has('s'), extended: has('x') });
    return new RegExp(translated, has('i') ? 'iu' : 'u');
  } catch (error) {
    throw new StoreError(
      'Location51091',
      error instanceof NoSuchConstruct
        ? `Regular expression uses a PCRE construct that this store does not have: ${error.message}.`
        : 'Regular expression is invalid.',
    );
  }
}
