import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import type { PassageGround, WithheldPassage } from './person-record.ts';

/** What stands in its place, and how the printout counts it. */
export const groundTexts: Readonly<Record<PassageGround, string>> = {
  others: 'om anderen te beschermen',
  security: 'voor de veiligheid',
  detection: 'voor het voorkomen of opsporen van strafbare feiten',
};

/**
 * Forms that are about the request itself, or about how a colleague handled the file, and not about the person: no part of what the
 * person gets. The decision itself reaches the person with its answer.
 */
export const notPartOfTheFile: ReadonlySet<string> = new Set([
  'rights-advice',
  'rights-decision',
  'break-glass-review',
]);

/** The passage as it may stand in a text, whatever the space between its words. */
export function passagePattern(passage: string): RegExp {
  const words = passage.trim().split(/\s+/);
  return new RegExp(words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('\\s+'), 'gu');
}

/**
 * A passage that does not stand in the file word for word would be printed all the same, so it is refused.
 *
 * @throws ProductError `invalid-form` with a pointer to the passage
 */
export function requirePassages(caseFile: CaseFile, passages: readonly WithheldPassage[]): void {
  const texts = textsOf(caseFile);
  const errors = passages.flatMap(({ passage }, index) => {
    const pattern = passagePattern(passage);
    return texts.some((text) => text.search(pattern) >= 0)
      ? []
      : [
          {
            pointer: `/withheldPassages/${index}/passage`,
            message:
              'Deze passage staat niet zo in het dossier. Neem haar woord voor woord over, uit één veld.',
          },
        ];
  });
  if (errors.length > 0) throw productError('invalid-form', { formId: 'rights-decision' }, errors);
}

/** Everything that people wrote in a case about the person. */
function textsOf(caseFile: CaseFile): readonly string[] {
  const { signals, submissions, informationItems, reviewRequests, agendaRequests, meetings } = caseFile;
  return stringsIn([
    signals.map(({ data }) => data),
    submissions.filter(({ formId }) => !notPartOfTheFile.has(formId)).map(({ data }) => data),
    informationItems.map(({ content }) => content),
    reviewRequests.map(({ reason }) => reason),
    agendaRequests.map(({ reason }) => reason),
    meetings,
  ]);
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
