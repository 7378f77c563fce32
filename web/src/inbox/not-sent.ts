import { api } from '../client/api.ts';
import { ProblemError, type FieldProblem } from '../client/problem-error.ts';
import { sessionState } from '../client/session.ts';

/** Why a submission was refused, as far as it can be told by looking at the item again. */
export interface NotSent {
  why:
    | { kind: 'withdrawn'; reason: string | null }
    | { kind: 'taken'; name: string }
    /** A rule of the case forbids it now; the API says which, in Dutch. */
    | { kind: 'refused'; detail: string }
    | { kind: 'done' | 'gone' | 'changed' | 'unassigned' }
    | { kind: 'other'; error: unknown };
  /** Trying again cannot help: only the typed text can be saved. */
  final: boolean;
  fields: FieldProblem[];
}

const notSent = (why: NotSent['why'], final = false, fields: FieldProblem[] = []): NotSent => ({
  why,
  final,
  fields,
});

/** Explains a failed submission; for a conflict it asks how the item stands now. Never throws. */
export async function whyNotSent(error: unknown, itemId: string): Promise<NotSent> {
  if (!(error instanceof ProblemError)) return notSent({ kind: 'other', error });
  if (error.status === 400) return notSent({ kind: 'other', error }, false, error.fieldProblems);
  if (error.status === 404) return notSent({ kind: 'gone' }, true);
  if (error.status !== 409 && error.status !== 403) return notSent({ kind: 'other', error });
  if (error.code === 'rule-refused') return notSent({ kind: 'refused', detail: error.detail });
  try {
    const { item, canComplete } = await api.inboxItem(itemId);
    if (item.state === 'withdrawn') return notSent({ kind: 'withdrawn', reason: item.withdrawnReason }, true);
    if (item.state !== 'open') return notSent({ kind: 'done' }, true);
    if (canComplete) return notSent({ kind: 'changed' });
    const session = sessionState();
    const userId = 'user' in session ? session.user.userId : null;
    if (item.assigneeId !== null && item.assigneeId !== userId) {
      return notSent({ kind: 'taken', name: item.assigneeName ?? '' }, true);
    }
    return notSent({ kind: 'unassigned' });
  } catch (again) {
    if (again instanceof ProblemError && again.status === 404) return notSent({ kind: 'gone' }, true);
    return notSent({ kind: 'other', error });
  }
}
