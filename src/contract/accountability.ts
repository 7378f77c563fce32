import { Type, type Static } from '@sinclair/typebox';
import { casePhases } from './http.ts';
import { literals } from './literals.ts';

/** Bodies about how the product accounts for what it does with personal data. */
const closed = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Texts = Type.Array(Text);

// --- register of processing (GDPR art. 30) ------------------------------------------------------------------------

export const ProcessingActivitySchema = Type.Object(
  {
    activityId: Type.String({ pattern: '^[a-z]+(-[a-z]+)*$' }),
    name: Text,
    phases: Type.Array(literals(casePhases), { description: 'Phases of a case that are this activity.' }),
    purpose: Text,
    ground: Text,
    subjects: Texts,
    dataCategories: Texts,
    recipients: Texts,
    retention: Type.String({ description: 'Rule in config/retention.json.' }),
  },
  { $id: 'ProcessingActivity', ...closed },
);
export type ProcessingActivity = Static<typeof ProcessingActivitySchema>;

export const ProcessingRegisterSchema = Type.Object(
  {
    baseUri: Type.String({
      pattern: '^https://[^\\s]+[^/]$',
      description: 'Address of the register; an activity is `<baseUri>/<activityId>` in the processing log.',
    }),
    controllers: Text,
    contactPoint: Text,
    dataProtectionOfficer: Text,
    security: Texts,
    transfers: Text,
    activities: Type.Array(Type.Ref('ProcessingActivity') as unknown as typeof ProcessingActivitySchema, {
      minItems: 1,
    }),
  },
  { $id: 'ProcessingRegister', ...closed },
);
export type ProcessingRegister = Static<typeof ProcessingRegisterSchema>;
