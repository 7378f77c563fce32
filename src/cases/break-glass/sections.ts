import type { ContextSection } from '../../contract/http.ts';
import type { CaseAccess } from '../access.ts';
import type { BreakGlass, CaseFile, Refs } from '../case-file.ts';
import type { People, User } from '../people.ts';
import { momentText } from './moment-text.ts';
import { breachOfAccess } from './unjustified.ts';

export interface BreakGlassSources {
  readonly access: CaseAccess;
  readonly people: Pick<People, 'byId'>;
  readonly partnerName: (partnerId: string) => string;
  /** IANA time zone in which moments are told. */
  readonly timeZone: string;
}

const verdicts = { justified: 'gerechtvaardigd', 'not-justified': 'niet gerechtvaardigd' } as const;

const verdictText = ({ review }: BreakGlass): string =>
  review === null ? 'nog niet beoordeeld' : verdicts[review.verdict];

/** What followed from a judgement; undefined: nothing did. */
const followUpText = (caseFile: CaseFile, opened: BreakGlass, timeZone: string): string | undefined => {
  const breach = breachOfAccess(caseFile, opened);
  return breach && `als mogelijk datalek gemeld bij het contactpunt op ${momentText(breach.at, timeZone)}`;
};

/** What who leads the case hears: when, which organisation and how it was judged; never who. */
export function breakGlassSections(
  caseFile: CaseFile,
  user: User,
  { access, partnerName, timeZone }: Omit<BreakGlassSources, 'people'>,
): ContextSection[] {
  if (caseFile.breakGlass.length === 0 || !access.knowBreakGlass(user, caseFile).allowed) return [];
  return [
    {
      title: 'Noodtoegang tot deze casus',
      lines: caseFile.breakGlass.map((opened) => ({
        label: momentText(opened.at, timeZone),
        value: [
          `${partnerName(opened.partnerId)}, tot ${momentText(opened.until, timeZone)}`,
          verdictText(opened),
          followUpText(caseFile, opened, timeZone) ?? [],
        ]
          .flat()
          .join('; '),
      })),
    },
  ];
}

/** What a review is about. Who it was is told to reviewers only (Wgpart art. 14). */
export async function breakGlassFocus(
  caseFile: CaseFile,
  { breakGlassId }: Refs,
  user: User,
  { access, people, partnerName, timeZone }: BreakGlassSources,
): Promise<ContextSection[]> {
  const opened = caseFile.breakGlass.find((candidate) => candidate.breakGlassId === breakGlassId);
  if (opened === undefined) return [];
  const mayKnowWho = access.reviewLawfulness(user, caseFile).allowed;
  const nameOf = async (userId: string) => (await people.byId(userId))?.name ?? 'Onbekend';
  const name = mayKnowWho ? await nameOf(opened.userId) : undefined;
  const { review } = opened;
  const followUp = followUpText(caseFile, opened, timeZone);
  return [
    {
      title: 'Deze noodtoegang',
      lines: [
        ...(name === undefined ? [] : [{ label: 'Wie', value: name }]),
        { label: 'Organisatie', value: partnerName(opened.partnerId) },
        { label: 'Geopend', value: momentText(opened.at, timeZone) },
        { label: 'Liep tot', value: momentText(opened.until, timeZone) },
        { label: 'Reden', value: opened.reason },
        {
          label: 'Wat is bekeken?',
          value: `Dat staat bij ‘Wie keek mee?’, onder casus ${caseFile.reference}.`,
        },
        ...(review === null
          ? []
          : [
              {
                label: 'Oordeel',
                value: [
                  verdictText(opened),
                  ...(mayKnowWho ? [await nameOf(review.userId)] : []),
                  momentText(review.at, timeZone),
                ].join(', '),
              },
            ]),
        ...(followUp === undefined
          ? []
          : [{ label: 'Wat daarop volgde', value: `Door dit oordeel ${followUp}` }]),
      ],
    },
  ];
}
