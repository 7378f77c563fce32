import type { PdfSection } from '../marked-pdf.ts';
import { passageGrounds, type RightsRequest, type WithheldPassage } from './person-record.ts';
import type { Redactor } from './redaction.ts';
import { groundTexts } from './withheld-passages.ts';

/** Everything that a printout for the person says, before it is laid out. */
export interface AccessExport {
  readonly reference: string;
  readonly recipientName: string;
  readonly madeAt: Date;
  /** Marks this copy, on every page. */
  readonly exportId: string;
  readonly sections: readonly PdfSection[];
}

/** A part of the case file with its context. */
export interface ExportedPart {
  readonly partId: string;
  readonly title: string;
  readonly partnerId: string;
  readonly at: Date;
  readonly ground: string;
  /** Partners that could read it. */
  readonly readerPartnerIds: readonly string[];
  readonly lines: readonly { readonly label: string; readonly value: string }[];
}

export interface ExportSources {
  readonly reference: string;
  readonly request: RightsRequest;
  readonly exportId: string;
  readonly madeAt: Date;
  /** Every request of the person, oldest first. */
  readonly requests: readonly RightsRequest[];
  /** Oldest first, everything in the case file about the person. */
  readonly parts: readonly ExportedPart[];
  /** What third parties were given. */
  readonly provisions: readonly {
    readonly recipient: string;
    readonly purpose: string;
    readonly at: Date;
    readonly items: readonly string[];
  }[];
  readonly participants: readonly { readonly partnerId: string; readonly reason: string }[];
  /** Consultations of other municipalities that got the case, or that it came from. */
  readonly otherConsultations: readonly { readonly partnerId: string; readonly what: string }[];
  /** Who looked in an emergency without taking part, as organisations. */
  readonly emergencyReaders: readonly { readonly partnerId: string; readonly at: Date }[];
  readonly purposes: readonly { readonly name: string; readonly purpose: string; readonly ground: string }[];
  readonly retention: string;
  readonly redact: Redactor;
  readonly partnerName: (partnerId: string) => string;
  readonly day: (at: Date) => string;
}

/** How much of one kind is left out. */
interface LeftOut {
  readonly count: number;
  readonly text: string;
}

/** What the decision withholds, and how much of the file that is; nothing when everything is given. */
function withheldText(leftOut: readonly LeftOut[], withheldFrom: readonly string[]): readonly string[] {
  const what = leftOut.filter(({ count }) => count > 0);
  if (what.length === 0)
    return withheldFrom.length === 0 ? [] : [`Gegevens van ${withheldFrom.join(', ')} worden niet gegeven.`];
  const verb = what.length === 1 && what[0]?.count === 1 ? 'is' : 'zijn';
  const counted = what.map(({ count, text }) => `${count} ${text}`);
  return [`Niet alles kan worden gegeven. Weggelaten ${verb} ${counted.join(', en ')}.`];
}

const partsLeftOut = (parts: readonly ExportedPart[], partnerName: (id: string) => string): LeftOut => ({
  count: parts.length,
  text: `${parts.length === 1 ? 'onderdeel' : 'onderdelen'} van ${[
    ...new Set(parts.map(({ partnerId }) => partnerName(partnerId))),
  ].join(', ')}`,
});

const passagesLeftOut = (passages: readonly WithheldPassage[]): readonly LeftOut[] =>
  passageGrounds.map((ground) => {
    const count = passages.filter((one) => one.ground === ground).length;
    return { count, text: `${count === 1 ? 'passage' : 'passages'} ${groundTexts[ground]}` };
  });

const kindTexts = { access: 'Inzage', correction: 'Verbetering', erasure: 'Verwijdering' } as const;
const choiceTexts = {
  grant: 'Toegewezen',
  partly: 'Gedeeltelijk toegewezen',
  refuse: 'Afgewezen',
} as const;

/** To whom the answer is addressed; the form of the request asks it. */
function recipientOf({ data }: RightsRequest): string {
  const { recipientName } = data;
  if (typeof recipientName !== 'string') throw new TypeError('Form rights-request must ask recipientName.');
  return recipientName;
}

/**
 * A complete and contextual copy (art. 15 GDPR): not a table of fields, but per part of the file who supplied it, when, on
 * which ground and who could read it, and around it why data are processed, who received them, how long they are kept and
 * which rights there are. What the decision withholds is named as withheld, never left out in silence.
 */
export function accessExport(sources: ExportSources): AccessExport {
  const { request, parts, redact, partnerName, day } = sources;
  const withheld = new Set(request.decision?.withheldPartnerIds ?? []);
  const given = parts.filter(({ partnerId }) => !withheld.has(partnerId));
  return {
    reference: sources.reference,
    recipientName: recipientOf(request),
    madeAt: sources.madeAt,
    exportId: sources.exportId,
    sections: [
      {
        heading: 'Over deze uitdraai',
        paragraphs: [
          `U vroeg op ${day(new Date(request.receivedOn))} welke gegevens het casusoverleg over u verwerkt. Hieronder staan alle onderdelen van uw dossier, in de volgorde waarin ze zijn vastgelegd.`,
          'Namen van medewerkers zijn weggelaten, en namen van andere mensen waar dat nodig is om hen te beschermen. De organisatie staat er wel bij.',
          ...withheldText(
            [
              partsLeftOut(
                parts.filter(({ partnerId }) => withheld.has(partnerId)),
                partnerName,
              ),
              ...passagesLeftOut(request.decision?.withheldPassages ?? []),
            ],
            [...withheld].map(partnerName),
          ).map((text) => `${text} ${redact(request.decision?.withheldReason ?? '')}`),
        ],
        lines: [],
      },
      {
        heading: 'Waarom er gegevens worden verwerkt',
        paragraphs: [],
        lines: sources.purposes.map(({ name, purpose, ground }) => ({
          label: name,
          value: `${purpose} Grondslag: ${ground}.`,
        })),
      },
      {
        heading: 'Wie gegevens ontvingen',
        paragraphs: ['Bij elk onderdeel hieronder staat welke van deze organisaties het konden lezen.'],
        lines: [
          ...sources.participants.map(({ partnerId, reason }) => ({
            label: partnerName(partnerId),
            value: `Deelnemer aan het overleg. ${redact(reason)}`,
          })),
          ...sources.emergencyReaders.map(({ partnerId, at }) => ({
            label: partnerName(partnerId),
            value: `Iemand van deze organisatie opende het dossier op ${day(at)} met noodtoegang, zonder deel te nemen.`,
          })),
          ...sources.otherConsultations.map(({ partnerId, what }) => ({
            label: partnerName(partnerId),
            value: what,
          })),
          ...sources.provisions.map(({ recipient, purpose, at, items }) => ({
            label: redact(recipient),
            value: `Kreeg op ${day(at)}: ${items.join(', ')}. Doel: ${redact(purpose)}`,
          })),
        ],
      },
      ...given.map((part) => ({
        heading: redact(part.title),
        paragraphs: [],
        lines: [
          { label: 'Afkomstig van', value: partnerName(part.partnerId) },
          { label: 'Vastgelegd op', value: day(part.at) },
          { label: 'Grondslag', value: part.ground },
          { label: 'Te lezen door', value: part.readerPartnerIds.map(partnerName).join(', ') || 'niemand' },
          ...part.lines.map(({ label, value }) => ({ label: redact(label), value: redact(value) })),
        ],
      })),
      {
        heading: 'Uw verzoeken',
        paragraphs: [],
        lines: sources.requests.map(({ kind, receivedOn, decision }) => ({
          label: `${kindTexts[kind]}, ontvangen op ${day(new Date(receivedOn))}`,
          value:
            decision === null
              ? 'Nog geen besluit.'
              : `${choiceTexts[decision.choice]} op ${day(decision.at)}.`,
        })),
      },
      {
        heading: 'Hoe lang en wat u kunt doen',
        paragraphs: [
          sources.retention,
          'U kunt vragen gegevens te verbeteren of te verwijderen. Bent u het niet eens met het besluit, dan kunt u bezwaar maken bij de burgemeester en daarna naar de rechter. U kunt ook een klacht indienen bij de Autoriteit Persoonsgegevens.',
        ],
        lines: [],
      },
    ],
  };
}
