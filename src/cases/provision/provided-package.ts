import type { ProvidedPackage } from '../../contract/provision.ts';
import type { User } from '../people.ts';
import type { ProvisionAccess } from './access.ts';
import type { ProvisionPackage } from './provision-record.ts';

/**
 * A package as its recipient sees it; undefined when the policy does not let the recipient see it. The one way to show a
 * package to a third party, and to show its provider what that third party will see.
 */
export function providedPackage(
  recipient: User,
  provided: ProvisionPackage,
  at: Date,
  {
    access,
    partnerName,
  }: {
    readonly access: Pick<ProvisionAccess, 'readPackage'>;
    readonly partnerName: (partnerId: string) => string;
  },
): ProvidedPackage | undefined {
  if (!access.readPackage(recipient, { provided, at }).allowed) return undefined;
  return {
    packageId: provided.packageId,
    providedBy: partnerName(provided.partnerId),
    purpose: provided.purpose,
    expiresAt: provided.expiresAt.toISOString(),
    items: provided.items.map(({ title, label, value }) => ({ title, label, value: value ?? '' })),
    questions: provided.questions.map(({ questionId, text, answer }) => ({
      questionId,
      text,
      answer: answer?.text ?? null,
    })),
  };
}
