import type { ContextSection } from '../../contract/http.ts';
import type { CaseAccess, ListFilter } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { CaseRepository, MatchCandidate } from '../case-repository.ts';
import type { User } from '../people.ts';
import { linesOf, readerOf, type SectionSources } from '../sections.ts';
import { identityOf, likenessOf, type Likeness } from './identity.ts';
import type { PossibleMatch } from './model.ts';

/**
 * Cases that a new signal may be compared with: those that run, and signals that were not admitted until the end of their own
 * short term. A case that was closed is shielded (Wgpart art. 6, third paragraph): it is no match and gives no hint. What is not
 * compared has no match keys either.
 */
export function comparable(now: Date): ListFilter {
  return {
    'matchKeys.0': { $exists: true },
    $or: [{ shieldedAt: null }, { phase: 'not-admitted', destroyBefore: { $gt: now } }],
  };
}

/** Which of the candidates may be about the same person as the signals of a case, the most recent first. */
export function possibleMatches(
  caseFile: Pick<CaseFile, 'signals'>,
  candidates: readonly MatchCandidate[],
): readonly PossibleMatch[] {
  const own = caseFile.signals.flatMap(({ data }) => identityOf(data) ?? []);
  return [...candidates]
    .sort((a, b) => b.openedAt.getTime() - a.openedAt.getTime())
    .flatMap(({ caseId, reference, signals }) => {
      const others = signals.flatMap(({ data }) => identityOf(data) ?? []);
      const likeness = own
        .flatMap((identity) => others.flatMap((other) => likenessOf(identity, other) ?? []))
        .sort((a, b) => weight(b) - weight(a))[0];
      return likeness === undefined ? [] : [{ caseId, reference, likeness }];
    });
}

const weight = ({ name, birthDate, residence }: Likeness): number =>
  [name, birthDate, residence].reduce(
    (sum, part) => sum + (part === 'equal' ? 2 : part === 'similar' ? 1 : 0),
    0,
  );

/** A possible match with the case that it is about, as far as somebody may know of that case. */
export interface VisibleMatch extends PossibleMatch {
  readonly caseFile: CaseFile;
}

/** The possible matches that a person may know of: the policy filters in the query, so that nothing else leaves the store. */
export async function visibleMatches(
  caseFile: CaseFile,
  user: User,
  sources: {
    readonly repository: Pick<CaseRepository, 'list'>;
    readonly access: Pick<CaseAccess, 'caseFilter'>;
    readonly now: Date;
  },
): Promise<readonly VisibleMatch[]> {
  const matches = caseFile.possibleMatches;
  if (matches.length === 0 || caseFile.shieldedAt !== null) return [];
  const { caseFiles } = await sources.repository.list(
    {
      $and: [
        { caseId: { $in: matches.map(({ caseId }) => caseId) } },
        sources.access.caseFilter(user),
        comparable(sources.now),
      ],
    },
    { page: 1, pageSize: matches.length },
  );
  return matches.flatMap((match) => {
    const found = caseFiles.find(({ caseId }) => caseId === match.caseId);
    return found === undefined ? [] : [{ ...match, caseFile: found }];
  });
}

const words: Readonly<Record<string, string>> = {
  equal: 'gelijk',
  similar: 'lijkt erop',
  different: 'verschilt',
  unknown: 'niet te vergelijken',
};

/** What people see of possible matches: that they are there, how alike they are, and who the other case is about. */
export function matchSections(
  caseFile: CaseFile,
  visible: readonly VisibleMatch[],
  user: User,
  sources: SectionSources,
): ContextSection[] {
  const { signalLink } = caseFile;
  if (signalLink?.choice === 'different') return [];
  return visible
    .filter(({ caseId }) => signalLink === null || caseId === signalLink.caseId)
    .map(({ caseFile: other, reference, likeness }) => ({
      title:
        signalLink === null
          ? `Mogelijk dezelfde persoon: ${reference}`
          : `Zelfde persoon, eerder signaal: ${reference}`,
      lines: [
        {
          label: 'Waar die casus staat',
          value: other.phase === 'not-admitted' ? 'Niet opgenomen' : 'Loopt',
        },
        { label: 'Naam', value: likeness.name === 'equal' ? 'klinkt hetzelfde' : 'lijkt erop' },
        { label: 'Geboortedatum', value: words[likeness.birthDate] ?? '' },
        { label: 'Verblijfplaats', value: words[likeness.residence] ?? '' },
        ...identityLines(other, user, sources),
      ],
    }));
}

/** Who the other case is about, by the policy for that case: nothing of a case that was not admitted. */
function identityLines(other: CaseFile, user: User, sources: SectionSources): ContextSection['lines'] {
  const reader = readerOf(user, other, sources.access);
  const [signal] = other.signals.filter((candidate) => reader.mayRead({ kind: 'signal', signal: candidate }));
  return signal === undefined
    ? []
    : linesOf(
        {
          formId: 'case-signal',
          data: { subject: signal.data['subject'] },
          supplierPartnerId: signal.partnerId,
        },
        reader,
        sources,
      ).map(({ label, value }) => ({ label: `In die casus: ${label}`, value }));
}
