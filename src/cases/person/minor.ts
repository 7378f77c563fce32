import type { ContextSection } from '../../contract/http.ts';
import type { CaseFile } from '../case-file.ts';
import type { Configuration } from '../configuration.ts';
import { isObject } from '../forms/schema-walk.ts';
import { dayOf } from '../local-day.ts';
import { withMessage } from '../messages.ts';

/** Dutch Civil Code, book 1, art. 233: whoever has not reached the age of eighteen is a minor. */
const ADULT_AT = 18;
const ADMITTED_TTL_MS = 3_600_000;

/**
 * Whether the person is a minor on the day of a moment, by the newest signal that has a date of birth. Whoever was born on
 * 29 February has lived a whole year more on 1 March of a year without that day.
 *
 * @param timeZone IANA name of the zone that says which day it is
 */
export function isMinor(caseFile: Pick<CaseFile, 'signals'>, at: Date, timeZone: string): boolean {
  const born = caseFile.signals
    .map(({ data }) => (isObject(data['subject']) ? data['subject']['birthDate'] : undefined))
    .findLast((birthDate) => typeof birthDate === 'string');
  if (born === undefined) return false;
  const adultYear = String(Number(born.slice(0, 4)) + ADULT_AT).padStart(4, '0');
  return `${adultYear}${born.slice(4)}` > dayOf(at, timeZone);
}

/** A case about a minor is reviewed more often. Answers the term of the next review in config/terms.json. */
export const reviewTermId = (caseFile: CaseFile, at: Date, timeZone: string): 'review' | 'review-minor' =>
  isMinor(caseFile, at, timeZone) ? 'review-minor' : 'review';

/**
 * Starts the extra care for a minor; without effect for an adult. The child protection board has its own step when it
 * takes part in the case, and else the contact point involves it.
 */
export function withMinorSafeguards(
  caseFile: CaseFile,
  at: Date,
  { partners, timeZone }: Pick<Configuration, 'partners' | 'timeZone'>,
): CaseFile {
  if (!isMinor(caseFile, at, timeZone)) return caseFile;
  const { caseId, municipalityPartnerId, composition } = caseFile;
  const childProtection = partners.find(
    ({ partnerId, kind }) =>
      kind === 'child-protection' &&
      composition?.partners.some((partner) => partner.partnerId === partnerId) === true,
  );
  return withMessage(
    caseFile,
    {
      messageId: `minor-admitted-${caseId}`,
      name: 'minor-admitted',
      timeToLiveMs: ADMITTED_TTL_MS,
      variables: {
        caseId,
        municipalityPartnerId,
        childProtectionOwnerId: childProtection?.partnerId ?? municipalityPartnerId,
      },
    },
    at,
  );
}

/** What everyone who reads or writes about a minor sees first: restraint with labels. */
export function minorSections(caseFile: CaseFile, at: Date, timeZone: string): ContextSection[] {
  if (!isMinor(caseFile, at, timeZone)) return [];
  return [
    {
      title: 'De betrokkene is minderjarig',
      lines: [
        {
          label: 'Schrijf terughoudend',
          value:
            'Beschrijf gedrag en zorgen. Noem een kind of jongere niet radicaal of extremist: een etiket gaat lang mee.',
        },
        { label: 'Belang van het kind', value: 'Weeg bij elke keuze mee wat die voor het kind betekent.' },
      ],
    },
  ];
}
