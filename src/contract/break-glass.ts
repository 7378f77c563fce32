import { Type, type Static } from '@sinclair/typebox';
import { CaseReferenceSchema } from './accountability.ts';
import { casePhases, type ContextSectionSchema, type TimelineEntrySchema } from './http.ts';
import { impersonalText } from './impersonal-text.ts';
import { literals } from './literals.ts';
import { CaseIdSchema, InstantSchema } from './roles.ts';

/** Bodies about looking at a case in which one takes no part: in an emergency, and to review lawfulness. */
const closed = { additionalProperties: false } as const;

/** At least this many characters that are no spaces, so that a reason says something. */
export const shortestReason = 20;
export const longestReason = 1000;

const ReasonSchema = impersonalText({
  minLength: shortestReason,
  maxLength: longestReason,
  pattern: `^\\s*(\\S\\s*){${shortestReason},}$`,
  description: 'Why this is necessary now; kept in the audit log. Without personal data.',
});

/** POST /v1/break-glass, answered with 201. */
export const BreakGlassSchema = Type.Object(
  {
    requestId: Type.String({ pattern: '^[A-Za-z0-9_-]{10,60}$' }),
    reference: CaseReferenceSchema,
    reason: ReasonSchema,
  },
  { $id: 'BreakGlass', ...closed },
);

export const GlassBrokenSchema = Type.Object(
  { caseId: CaseIdSchema, until: InstantSchema },
  { $id: 'GlassBroken', ...closed },
);
export type GlassBroken = Static<typeof GlassBrokenSchema>;

/** POST /v1/lawfulness-reviews, answered with 200: one look. */
export const ReviewLawfulnessSchema = Type.Object(
  { reference: CaseReferenceSchema, reason: ReasonSchema },
  { $id: 'ReviewLawfulness', ...closed },
);

export const CaseUnderReviewSchema = Type.Object(
  {
    reference: CaseReferenceSchema,
    phase: literals(casePhases),
    openedAt: InstantSchema,
    isShielded: Type.Boolean({ description: 'The content can no longer be read, by anyone.' }),
    sections: Type.Array(Type.Ref('ContextSection') as unknown as typeof ContextSectionSchema),
    timeline: Type.Array(Type.Ref('TimelineEntry') as unknown as typeof TimelineEntrySchema),
  },
  { $id: 'CaseUnderReview', ...closed },
);
export type CaseUnderReview = Static<typeof CaseUnderReviewSchema>;
