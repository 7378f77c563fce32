import type { InboxItem } from './inbox-item.ts';
import type { People } from './people.ts';

/** Whose an open step is, as organisations and never as people, and until when: `Politie, uiterlijk 3 maart 2026`. */
export async function whoAndUntil(
  item: Pick<InboxItem, 'assigneeId' | 'candidateUserIds' | 'candidatePartnerIds' | 'dueAt'>,
  sources: {
    readonly people: Pick<People, 'byId'>;
    readonly partnerName: (partnerId: string) => string;
    /** IANA time zone in which the day is told. */
    readonly timeZone: string;
  },
): Promise<string> {
  const { people, partnerName, timeZone } = sources;
  const { assigneeId, candidateUserIds, candidatePartnerIds, dueAt } = item;
  const userIds = assigneeId === null ? candidateUserIds : [assigneeId];
  const persons = await Promise.all(userIds.map((userId) => people.byId(userId)));
  const ofPersons = persons.flatMap((person) => person?.partnerId ?? []);
  const partnerIds =
    assigneeId !== null && ofPersons.length > 0 ? ofPersons : [...candidatePartnerIds, ...ofPersons];
  const who = [...new Set(partnerIds)].map(partnerName).join(', ');
  return dueAt === null ? who : `${who}, uiterlijk ${dutchDay(dueAt, timeZone)}`;
}

function dutchDay(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('nl-NL', {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(instant);
}
