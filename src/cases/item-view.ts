import type { InboxItem as InboxItemBody } from '../contract/http.ts';
import type { InboxItem } from './inbox-item.ts';
import type { People } from './people.ts';
import type { WorkingDayCalendar } from './working-days.ts';

/** What is needed to show an item. */
export interface ItemViewSources {
  readonly now: Date;
  readonly calendar: WorkingDayCalendar;
  readonly people: Pick<People, 'byId'>;
}

/** An item as people see it, with its term in working days. */
export async function itemView(item: InboxItem, sources: ItemViewSources): Promise<InboxItemBody> {
  const { now, calendar, people } = sources;
  const { dueAt } = item;
  const open = item.state === 'open';
  return {
    itemId: item.itemId,
    caseId: item.caseId,
    caseReference: item.caseReference,
    processId: item.processId,
    elementId: item.elementId,
    stepName: item.stepName,
    formId: item.formId,
    state: item.state,
    reason: item.reason,
    legalBasis: item.legalBasis,
    candidatePartnerIds: [...item.candidatePartnerIds],
    assigneeId: item.assigneeId,
    assigneeName:
      item.assigneeId === null ? null : ((await people.byId(item.assigneeId))?.name ?? 'Onbekend'),
    createdAt: item.createdAt.toISOString(),
    dueAt: dueAt?.toISOString() ?? null,
    overdue: open && dueAt !== null && dueAt < now,
    workingDaysLeft: open && dueAt !== null ? calendar.workingDaysBetween(now, dueAt) : null,
    reminders: item.reminders.length,
    completedAt: item.completedAt?.toISOString() ?? null,
    withdrawnReason: item.withdrawnReason,
  };
}
