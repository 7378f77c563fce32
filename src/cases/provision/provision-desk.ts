import { DateTime } from 'luxon';
import type {
  CaseProvisions,
  ProposeProvision,
  ProvidedPackage,
  Provision,
  ProvisionProposed,
} from '../../contract/provision.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { CaseAccess } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { Configuration } from '../configuration.ts';
import type { FormDesk } from '../form-desk.ts';
import type { Outbox } from '../outbox.ts';
import type { People, User } from '../people.ts';
import { partsOf, readerOf, type PartReader } from '../sections.ts';
import type { ProvisionAccess } from './access.ts';
import { providedPackage } from './provided-package.ts';
import { isAvailable, packagesOf, proposeProvision } from './provision-package.ts';
import type { ProvidedItem, ProvisionPackage } from './provision-record.ts';
import { shareLimitOf } from './share-limits.ts';

/** Providing to third parties, as participants do it. Every method asks the access policy first. */
export interface ProvisionDesk {
  read(user: User, caseId: string): Promise<CaseProvisions>;
  /**
   * @throws ProductError `invalid-request` for items that the person may not see, or a recipient that does not exist;
   *   `rule-refused` for items whose supplier limited sharing
   */
  propose(user: User, caseId: string, request: ProposeProvision): Promise<ProvisionProposed>;
  /** Exactly what the recipient sees, or will see once it is released. */
  preview(user: User, caseId: string, packageId: string): Promise<ProvidedPackage>;
}

export interface ProvisionDeskOptions {
  readonly repository: CaseRepository;
  readonly outbox: Outbox;
  readonly forms: FormDesk;
  /** Decides which parts of a case the provider may see, and so provide. */
  readonly access: CaseAccess;
  readonly provisionAccess: ProvisionAccess;
  readonly people: People;
  readonly configuration: Pick<Configuration, 'timeZone' | 'externalParties' | 'fieldAccess'>;
  readonly clock: Clock;
  readonly partnerName: (partnerId: string) => string;
}

export function createProvisionDesk(options: ProvisionDeskOptions): ProvisionDesk {
  const { repository, outbox, forms, access, provisionAccess, people, configuration, clock, partnerName } =
    options;

  const knownCase = async (user: User, caseId: string): Promise<CaseFile> => {
    const caseFile = await repository.find(caseId);
    if (caseFile === undefined || !access.readCase(user, caseFile).allowed) {
      throw productError('not-found', { what: `Casus ${caseId}` });
    }
    const decision = provisionAccess.provide(user, caseFile);
    if (!decision.allowed) throw productError('not-permitted', { why: decision.why });
    return caseFile;
  };

  const recipients = async (): Promise<readonly (User & { readonly shownName: string })[]> => {
    const found = await Promise.all(
      configuration.externalParties.map(async ({ partyId, name }) =>
        (await people.byPartner(partyId))
          .filter(({ roles }) => roles.includes('external-provider'))
          .map((user) => ({ ...user, shownName: `${user.name} (${name})` })),
      ),
    );
    return found.flat();
  };

  /** A placeholder of what somebody may not read is nothing to provide. */
  const providable = (user: User, caseFile: CaseFile): PartReader => ({
    ...readerOf(user, caseFile, access),
    readField: (field) => ({ ...access.readField(user, caseFile, field), existenceKnown: false }),
  });

  const choicesOf = async (
    user: User,
    caseFile: CaseFile,
  ): Promise<readonly (ProvidedItem & { readonly value: string; readonly limit: string | null })[]> =>
    partsOf(caseFile, providable(user, caseFile), {
      formOf: await forms.forShowing(caseFile),
      partnerName,
      categories: configuration.fieldAccess.categories,
    }).flatMap(({ partId, part, title, lines }) =>
      lines.map(({ label, value }, index) => ({
        itemId: `${partId}-${index + 1}`,
        title,
        label,
        value,
        limit: shareLimitOf(part, user.partnerId) ?? null,
      })),
    );

  const view = (provided: ProvisionPackage, names: ReadonlyMap<string, string>): Provision => ({
    packageId: provided.packageId,
    recipientName: names.get(provided.recipientId) ?? 'Onbekend',
    purpose: provided.purpose,
    necessity: provided.necessity,
    proposedAt: provided.proposedAt.toISOString(),
    proposedByName: partnerName(provided.partnerId),
    expiresAt: provided.expiresAt.toISOString(),
    state: stateOf(provided, clock.now()),
    itemCount: provided.items.length,
    questions: provided.questions.map(({ text, answer }) => ({ text, answer: answer?.text ?? null })),
  });

  return {
    async read(user, caseId) {
      const caseFile = await knownCase(user, caseId);
      const known = await recipients();
      const names = new Map(known.map(({ userId, shownName }) => [userId, shownName]));
      return {
        reference: caseFile.reference,
        provisions: packagesOf(caseFile).map((provided) => view(provided, names)),
        recipients: known.map(({ userId, shownName }) => ({ userId, name: shownName })),
        choices: (await choicesOf(user, caseFile)).map((choice) => ({ ...choice })),
      };
    },

    async propose(user, caseId, request) {
      const caseFile = await knownCase(user, caseId);
      const repeated = packagesOf(caseFile).find(({ requestId }) => requestId === request.requestId);
      if (repeated !== undefined) return { packageId: repeated.packageId };
      if (!(await recipients()).some(({ userId }) => userId === request.recipientId)) {
        throw productError('invalid-request', { reason: 'deze ontvanger bestaat niet' }, [
          { pointer: '/recipientId', message: 'Kies een ontvanger uit de lijst.' },
        ]);
      }
      const choices = new Map((await choicesOf(user, caseFile)).map((choice) => [choice.itemId, choice]));
      const items = request.itemIds.flatMap((itemId) => choices.get(itemId) ?? []);
      if (items.length !== request.itemIds.length) {
        throw productError('invalid-request', { reason: 'een gekozen onderdeel bestaat niet' }, [
          { pointer: '/itemIds', message: 'Kies alleen onderdelen die u zelf mag zien.' },
        ]);
      }
      const limited = items.find(({ limit }) => limit !== null);
      if (limited !== undefined) {
        throw productError('rule-refused', { reason: `${limited.title}: ${limited.limit ?? ''}` });
      }
      const expiresOn = DateTime.fromISO(request.expiresOn, { zone: configuration.timeZone });
      if (!expiresOn.isValid) {
        throw productError('invalid-request', { reason: 'de einddatum bestaat niet' }, [
          { pointer: '/expiresOn', message: 'Kies een datum die bestaat.' },
        ]);
      }
      const packageId = newId('package');
      const proposed: ProvisionPackage = {
        packageId,
        requestId: request.requestId,
        proposedAt: clock.now(),
        partnerId: user.partnerId,
        userId: user.userId,
        recipientId: request.recipientId,
        purpose: request.purpose,
        necessity: request.necessity,
        expiresAt: expiresOn.endOf('day').toJSDate(),
        items: items.map(({ limit: _limit, ...item }) => item),
        questions: request.questions.map((text, index) => ({
          questionId: `question-${index + 1}`,
          text,
          answer: null,
        })),
        decision: null,
        releasedAt: null,
        endedAt: null,
      };
      const changed = await repository.change(caseId, (current) =>
        packagesOf(current).some(({ requestId }) => requestId === request.requestId)
          ? current
          : proposeProvision(current, proposed),
      );
      for (const entry of changed.outbox) await outbox.deliver(changed, entry);
      const recorded = packagesOf(changed).find(({ requestId }) => requestId === request.requestId);
      return { packageId: recorded?.packageId ?? packageId };
    },

    async preview(user, caseId, packageId) {
      const caseFile = await knownCase(user, caseId);
      const provided = packagesOf(caseFile).find((candidate) => candidate.packageId === packageId);
      const recipient = provided && (await people.byId(provided.recipientId));
      const at = clock.now();
      // As it will be when it is released: the same code and the same policy as for the recipient.
      const shown =
        provided &&
        recipient &&
        providedPackage(recipient, { ...provided, releasedAt: provided.releasedAt ?? at }, at, {
          access: provisionAccess,
          partnerName,
        });
      if (shown === undefined) throw productError('not-found', { what: 'Dit pakket' });
      return shown;
    },
  };
}

function stateOf(provided: ProvisionPackage, at: Date): Provision['state'] {
  if (provided.decision?.choice === 'refuse') return 'refused';
  if (provided.endedAt !== null || provided.expiresAt <= at) return 'ended';
  if (isAvailable(provided, at)) return 'available';
  return provided.decision === null ? 'proposed' : 'approved';
}
