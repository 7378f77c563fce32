import type { WithheldPassage } from './person-record.ts';
import { groundTexts, passagePattern } from './withheld-passages.ts';

/** Leaves names and passages out of a text. */
export type Redactor = (text: string) => string;

/**
 * Names of professionals and of third parties are not handed to the person (art. 15, fourth paragraph, GDPR): the function
 * or organisation stays, the name goes. Longer names go first, so that no part of a name remains.
 *
 * @param professionals names of people who work on cases
 * @param others names that the contact point marked, such as of someone who reported
 * @param passages what the contact point withholds of a text, word for word
 */
export function redactor(
  professionals: readonly string[],
  others: readonly string[],
  passages: readonly WithheldPassage[] = [],
): Redactor {
  const withheld = passages
    .filter(({ passage }) => passage.trim() !== '')
    .sort((a, b) => b.passage.length - a.passage.length)
    .map(({ passage, ground }) => ({
      by: `[passage weggelaten ${groundTexts[ground]}]`,
      pattern: passagePattern(passage),
    }));
  const replacements = [
    ...professionals.map((name) => ({ name, by: '[naam medewerker weggelaten]' })),
    ...others.map((name) => ({ name, by: '[naam weggelaten]' })),
  ]
    .filter(({ name }) => name.trim() !== '')
    .sort((a, b) => b.name.length - a.name.length)
    .map(({ name, by }) => ({ by, pattern: new RegExp(wholeName(name.trim()), 'giu') }));
  // A passage goes before the names in it.
  return (text) =>
    [...withheld, ...replacements].reduce((result, { pattern, by }) => result.replaceAll(pattern, by), text);
}

/** The name as a word of its own, whatever the space between its parts. */
function wholeName(name: string): string {
  const escaped = name.split(/\s+/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
  return `(?<![\\p{L}\\p{N}])${escaped.join('\\s+')}(?![\\p{L}\\p{N}])`;
}
