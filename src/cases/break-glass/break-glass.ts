import { productError } from '../../lib/errors.ts';
import type { BreakGlass, CaseFile } from '../case-file.ts';
import { withMessage } from '../messages.ts';
import { withTimeline } from '../timeline.ts';
import type { User } from '../people.ts';

/** Long enough to start the process once the engine is there; a repeat within it starts nothing twice. */
const BROKEN_TTL_MS = 3_600_000;

/** Under which emergency access this person reads the case now; undefined: under none. It ends by itself. */
export function emergencyOf(
  { userId, at }: Pick<User, 'userId' | 'at'>,
  { breakGlass, shieldedAt }: Pick<CaseFile, 'breakGlass' | 'shieldedAt'>,
): BreakGlass | undefined {
  if (shieldedAt !== null) return undefined;
  return breakGlass.find((opened) => opened.userId === userId && at < opened.until);
}

/** Opens the case for one person for a short time, and lets the lawfulness reviewer know through the process. */
export function breakGlass(caseFile: CaseFile, opened: Omit<BreakGlass, 'review'>): CaseFile {
  const { breakGlassId, at, partnerId } = opened;
  return withMessage(
    withTimeline(
      { ...caseFile, breakGlass: [...caseFile.breakGlass, { ...opened, review: null }] },
      'glass-broken',
      at,
      { partnerId },
    ),
    {
      messageId: breakGlassId,
      name: 'glass-broken',
      correlationKey: breakGlassId,
      timeToLiveMs: BROKEN_TTL_MS,
      variables: {
        caseId: caseFile.caseId,
        breakGlassId,
        municipalityPartnerId: caseFile.municipalityPartnerId,
      },
    },
    at,
  );
}

/**
 * The judgement of the lawfulness reviewer. An access that was not justified and still runs ends with it.
 *
 * @throws ProductError `rule-refused` when there is nothing to judge, or for the person who broke the glass
 */
export function reviewBreakGlass(
  caseFile: CaseFile,
  breakGlassId: unknown,
  review: NonNullable<BreakGlass['review']>,
): CaseFile {
  const opened = caseFile.breakGlass.find((candidate) => candidate.breakGlassId === breakGlassId);
  if (opened === undefined || opened.review !== null) {
    throw productError('rule-refused', { reason: 'Deze noodtoegang is er niet of is al beoordeeld.' });
  }
  if (opened.userId === review.userId) {
    throw productError('rule-refused', {
      reason: 'U hebt deze noodtoegang zelf gebruikt. Laat een collega haar beoordelen.',
    });
  }
  return withTimeline(
    {
      ...caseFile,
      breakGlass: caseFile.breakGlass.map((other) =>
        other === opened ? { ...opened, review, until: endOf(opened, review) } : other,
      ),
    },
    'break-glass-reviewed',
    review.at,
    { detail: review.verdict },
  );
}

const endOf = ({ until }: BreakGlass, { verdict, at }: NonNullable<BreakGlass['review']>): Date =>
  verdict === 'not-justified' && at < until ? at : until;
