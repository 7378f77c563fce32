import { Type, type Static } from '@sinclair/typebox';
import { literals } from './literals.ts';

/** What may be missing before somebody may work on cases. */
export const readinessGaps = ['designation', 'secrecy', 'training', 'screening'] as const;
export const ReadinessGapSchema = literals(readinessGaps);
export type ReadinessGap = Static<typeof ReadinessGapSchema>;

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
