import { Type, type Static } from '@sinclair/typebox';
import { literals } from './literals.ts';

/**
 * What a person may do in the product. Being case manager is a fact of one case, not a role. An external provider
 * (derde) takes no part in a consultation and sees no case; it sees only what was provided to it.
 */
export const roles = [
  'attendee',
  'chair',
  'lawfulness-reviewer',
  'process-designer',
  'manager',
  'administrator',
  'external-provider',
] as const;
export const RoleSchema = literals(roles);
export type Role = Static<typeof RoleSchema>;

/** Kinds of organisation that take part (domain.md: kernpartijen, casuspartijen and others). */
export const partnerKinds = [
  'municipality',
  'police',
  'prosecution',
  'probation',
  'child-protection',
  'care',
  'safety-house',
] as const;
export const PartnerKindSchema = literals(partnerKinds);
export type PartnerKind = Static<typeof PartnerKindSchema>;

export const PartnerIdSchema = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 });
export const CaseIdSchema = Type.String({ pattern: '^case-[A-Za-z0-9_-]{10,40}$' });
export const UserIdSchema = Type.String({ pattern: '^usr-[A-Za-z0-9_-]{3,40}$' });
export const ItemIdSchema = Type.String({ pattern: '^itm-[A-Za-z0-9_-]{1,60}$' });
export const KeySchema = Type.String({
  pattern: '^[0-9]{1,19}$',
  description: 'Engine key as a decimal string.',
});
export const ProcessIdSchema = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_.-]{0,99}$' });
export const InstantSchema = Type.String({ format: 'date-time', description: 'ISO 8601 with zone.' });
