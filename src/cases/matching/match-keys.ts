import { createHmac, hkdfSync } from 'node:crypto';
import type { CaseFile } from '../case-file.ts';
import { blocksOf, identityOf } from './identity.ts';

/** Half of SHA-256: two different blocks with one key would only be compared in vain. */
const KEY_BYTES = 16;

/** Keys by which signals that may be about one person are found without reading those of others. */
export interface MatchKeys {
  /** Of all signals of a case; the order says nothing. */
  of(caseFile: Pick<CaseFile, 'municipalityId' | 'signals'>): readonly string[];
  /** The case file with the keys of its present signals. */
  on(caseFile: CaseFile): CaseFile;
}

/**
 * Keyed hashes of sounds of names joined with parts of dates or places. Without the secret of the installation nobody can try names
 * against them, and the municipality is part of each, so that two municipalities never share one.
 *
 * @param secret of the installation; with another one no earlier key is found again
 */
export function matchKeysOf(secret: string): MatchKeys {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'casusoverleg match-keys', 32));
  const hash = (text: string): string =>
    createHmac('sha256', key).update(text).digest().subarray(0, KEY_BYTES).toString('base64url');
  const of: MatchKeys['of'] = ({ municipalityId, signals }) => {
    const blocks = signals.flatMap(({ data }) => {
      const identity = identityOf(data);
      return identity === undefined ? [] : blocksOf(identity);
    });
    return [...new Set(blocks)].map((block) => hash(`${municipalityId} ${block}`)).sort();
  };
  return { of, on: (caseFile) => ({ ...caseFile, matchKeys: of(caseFile) }) };
}
