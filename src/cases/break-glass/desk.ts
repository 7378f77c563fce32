import { DateTime } from 'luxon';
import type { GlassBroken } from '../../contract/break-glass.ts';
import { productError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { CaseAccess } from '../access.ts';
import { stateGround } from '../accountability/trail.ts';
import type { BreakGlass } from '../case-file.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { Configuration } from '../configuration.ts';
import { loggableReason, requireImpersonal } from '../impersonal/impersonal-text.ts';
import type { Outbox } from '../outbox.ts';
import type { User } from '../people.ts';
import { breakGlass } from './break-glass.ts';

export interface BreakGlassRequest {
  /** Chosen by the client; a repeat with the same id opens nothing twice. */
  readonly requestId: string;
  readonly reference: string;
  readonly reason: string;
}

/** Opening a case in an emergency, by somebody who takes no part in it. */
export interface BreakGlassDesk {
  /**
   * Opens the case to this person, read-only and for a short time. Whoever may not open it hears no more than that there
   * is nothing for them under this reference.
   *
   * @throws ProductError `not-found`, `not-permitted` for whoever may know of the case already, `request-id-reused`,
   *   `invalid-request` when the reason says who the case is about
   */
  open(user: User, request: BreakGlassRequest): Promise<GlassBroken>;
}

export interface BreakGlassDeskOptions {
  readonly repository: CaseRepository;
  readonly outbox: Outbox;
  readonly access: CaseAccess;
  readonly configuration: Pick<Configuration, 'access'>;
}

export function createBreakGlassDesk(options: BreakGlassDeskOptions): BreakGlassDesk {
  const { repository, outbox, access, configuration } = options;

  /** What this request opened before; undefined for a new one. */
  const openedBefore = (
    opened: readonly BreakGlass[],
    user: User,
    { requestId, reason }: BreakGlassRequest,
  ): BreakGlass | undefined => {
    const earlier = opened.find((candidate) => candidate.requestId === requestId);
    if (earlier !== undefined && (earlier.userId !== user.userId || earlier.reason !== reason)) {
      throw productError('request-id-reused', { requestId });
    }
    return earlier;
  };

  return {
    async open(user, request) {
      const { reference, requestId, reason } = request;
      const caseFile = await repository.findByReference(reference);
      const notFound = () => productError('not-found', { what: `Casus ${reference}` });
      if (caseFile === undefined) throw notFound();
      stateGround(caseFile.caseId, { kind: 'break-glass', reason: loggableReason(caseFile, reason) });
      const { at } = user;
      const made = {
        breakGlassId: newId('glass'),
        requestId,
        userId: user.userId,
        partnerId: user.partnerId,
        reason,
        at,
        until: DateTime.fromJSDate(at).plus({ hours: configuration.access.breakGlass.hours }).toJSDate(),
      };
      const changed = await repository.change(caseFile.caseId, (current) => {
        if (openedBefore(current.breakGlass, user, request) !== undefined) return current;
        const decision = access.breakGlass(user, current);
        if (!decision.allowed) {
          throw access.readCase(user, current).allowed
            ? productError('not-permitted', { why: decision.why })
            : notFound();
        }
        requireImpersonal(current, reason);
        return breakGlass(current, made);
      });
      for (const entry of changed.outbox) await outbox.deliver(changed, entry);
      const { until } = openedBefore(changed.breakGlass, user, request) ?? made;
      return { caseId: changed.caseId, until: until.toISOString() };
    },
  };
}
