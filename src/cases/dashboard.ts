import type { Connection } from 'mongoose';
import type { Dashboard, DashboardRow } from '../contract/http.ts';
import type { Clock } from '../lib/clock.ts';
import type { Configuration } from './configuration.ts';
import { inboxItemModel, type InboxItem } from './inbox-item.ts';
import type { People } from './people.ts';
import { hideSmallCounts, sum, type Bucket, type ShownTally, type Tally } from './small-counts.ts';
import type { WorkingDayCalendar } from './working-days.ts';

/** Overdue and soon-due steps, without personal data and without small counts. */
export interface DashboardReader {
  read(): Promise<Dashboard>;
}

export interface DashboardOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly calendar: Pick<WorkingDayCalendar, 'workingDaysBetween'>;
  readonly configuration: Pick<Configuration, 'dashboard' | 'partners'>;
  readonly people: Pick<People, 'byId'>;
}

/** What is read of an open item: nothing about the case. */
type CountedItem = Pick<
  InboxItem,
  'processId' | 'elementId' | 'stepName' | 'assigneeId' | 'candidatePartnerIds' | 'dueAt'
>;

interface Group {
  readonly id: string;
  readonly name: string;
  readonly tallies: Tally[];
}

const countedProperties = {
  _id: 0,
  processId: 1,
  elementId: 1,
  stepName: 1,
  assigneeId: 1,
  candidatePartnerIds: 1,
  dueAt: 1,
} as const;

export function dashboardReader(options: DashboardOptions): DashboardReader {
  const { connection, clock, calendar, configuration, people } = options;
  const { hiddenBelow, dueSoonWorkingDays } = configuration.dashboard;
  const model = inboxItemModel(connection);

  /** An open item as a tally of one. */
  const tallyOf = ({ dueAt }: CountedItem, now: Date): Tally => {
    const overdue = dueAt !== null && dueAt < now;
    const dueSoon =
      dueAt !== null && !overdue && calendar.workingDaysBetween(now, dueAt) <= dueSoonWorkingDays;
    const bucket = overdue ? bucketOf(calendar.workingDaysBetween(dueAt, now)) : undefined;
    return {
      open: 1,
      dueSoon: dueSoon ? 1 : 0,
      overdue: overdue ? 1 : 0,
      ageing: {
        '0-2': bucket === '0-2' ? 1 : 0,
        '3-5': bucket === '3-5' ? 1 : 0,
        '6-10': bucket === '6-10' ? 1 : 0,
        '>10': bucket === '>10' ? 1 : 0,
      },
    };
  };

  return {
    async read() {
      const now = clock.now();
      const items = await model
        .find({ state: 'open' }, countedProperties)
        .sort({ createdAt: 1 })
        .lean<CountedItem[]>();
      const partnerOf = await partnersAtTurn(items, people);

      const steps = new Map<string, Group>();
      const partners = new Map<string, Group>(
        configuration.partners.map(({ partnerId, name }) => [
          partnerId,
          { id: partnerId, name, tallies: [] },
        ]),
      );
      for (const item of items) {
        const tally = tallyOf(item, now);
        const stepId = `${item.processId}/${item.elementId}`;
        groupOf(steps, stepId, item.stepName).tallies.push(tally);
        const partnerId = partnerOf(item);
        groupOf(partners, partnerId, partnerId).tallies.push(tally);
      }

      const perStep = sorted(steps);
      const perPartner = sorted(partners);
      const shown = hideSmallCounts(
        [perStep.map(({ tallies }) => sum(tallies)), perPartner.map(({ tallies }) => sum(tallies))],
        hiddenBelow,
      );
      return {
        asOf: now.toISOString(),
        hiddenBelow,
        dueSoonWorkingDays,
        totals: shown.totals,
        perStep: rows(perStep, shown.tables[0]),
        perPartner: rows(perPartner, shown.tables[1]),
      };
    },
  };
}

/** Age group of an overdue step by working days over term. */
function bucketOf(days: number): Bucket {
  if (days <= 2) return '0-2';
  if (days <= 5) return '3-5';
  return days <= 10 ? '6-10' : '>10';
}

/**
 * The one organisation whose turn it is: of the person who has the item, else the first that may take it. Each item counts
 * once, or the totals of the two tables would differ.
 */
async function partnersAtTurn(
  items: readonly CountedItem[],
  people: Pick<People, 'byId'>,
): Promise<(item: CountedItem) => string> {
  const assigneeIds = [...new Set(items.flatMap(({ assigneeId }) => assigneeId ?? []))];
  const found = await Promise.all(assigneeIds.map((userId) => people.byId(userId)));
  const partnerByUser = new Map(found.flatMap((user) => (user ? [[user.userId, user.partnerId]] : [])));
  return ({ assigneeId, candidatePartnerIds }) =>
    (assigneeId === null ? undefined : partnerByUser.get(assigneeId)) ?? candidatePartnerIds[0] ?? 'onbekend';
}

function groupOf(groups: Map<string, Group>, id: string, name: string): Group {
  const group = groups.get(id) ?? { id, name, tallies: [] };
  groups.set(id, group);
  return group;
}

function sorted(groups: ReadonlyMap<string, Group>): readonly Group[] {
  return [...groups.values()].sort((a, b) => a.name.localeCompare(b.name, 'nl') || a.id.localeCompare(b.id));
}

function rows(groups: readonly Group[], shown: readonly ShownTally[]): DashboardRow[] {
  return shown.map((tally, index) => {
    const { id, name } = groups[index] as Group;
    return { id, name, ...tally };
  });
}
