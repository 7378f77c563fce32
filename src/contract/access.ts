import { Type, type Static } from '@sinclair/typebox';
import { literals } from './literals.ts';

/** What may be missing before somebody may work on cases. */
export const readinessGaps = ['designation', 'secrecy', 'training', 'screening'] as const;
export const ReadinessGapSchema = literals(readinessGaps);
export type ReadinessGap = Static<typeof ReadinessGapSchema>;

/**
 * Kinds of data that a field of a form may hold. Special categories of the GDPR are told apart, because not every
 * partner needs each of them (Wgpart art. 8).
 */
export const fieldGroups = ['identity', 'ordinary', 'criminal', 'health', 'beliefs', 'youth'] as const;
export const FieldGroupSchema = literals(fieldGroups);
export type FieldGroup = Static<typeof FieldGroupSchema>;

/** The duty of secrecy, as a person acknowledges it. */
export const SecrecySchema = Type.Object(
  { version: Type.String(), text: Type.Array(Type.String(), { description: 'Paragraphs, Dutch.' }) },
  { $id: 'Secrecy', additionalProperties: false },
);
export type Secrecy = Static<typeof SecrecySchema>;

export const AcknowledgeSecrecySchema = Type.Object(
  {
    version: Type.String({
      minLength: 1,
      maxLength: 20,
      description: 'The version that was read; refused when it is no longer the current one.',
    }),
  },
  { $id: 'AcknowledgeSecrecy', additionalProperties: false },
);
export type AcknowledgeSecrecy = Static<typeof AcknowledgeSecrecySchema>;

/** What {@link CaseAccessSchema} explains. */
export const explainedKinds = ['see', 'field', 'do', 'emergency', 'review'] as const;

/**
 * What somebody may do and see in one case, with the rule that decides and what would be needed: "why can't I see this?".
 * Of a case that they may not know of it is the same as of one that does not exist.
 */
export const CaseAccessSchema = Type.Object(
  {
    isKnown: Type.Boolean({ description: 'Whether this person may know that there is such a case.' }),
    decisions: Type.Array(
      Type.Object(
        {
          kind: literals(explainedKinds),
          subject: Type.String({ description: 'What it is about, in Dutch.' }),
          allowed: Type.Boolean(),
          why: Type.String({ description: 'The rule that decides, in Dutch, without ids or names.' }),
          needed: Type.Union([Type.String(), Type.Null()], {
            description:
              'What would be needed for another answer, in Dutch; null: nothing that this person can do.',
          }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'CaseAccess', additionalProperties: false },
);
export type CaseAccessExplained = Static<typeof CaseAccessSchema>;
