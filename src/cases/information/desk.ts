import { isDeepStrictEqual } from 'node:util';
import type { Form } from '../../contract/http.ts';
import type { CorrectInformation, InformationRegister } from '../../contract/information.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { CaseAccess } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { FieldAccess } from '../configuration.ts';
import { sentForm, type FormDesk } from '../form-desk.ts';
import type { Outbox } from '../outbox.ts';
import type { User } from '../people.ts';
import { packagesOf } from '../provision/provision-package.ts';
import { informationLines, readerOf } from '../sections.ts';
import { correctItem } from './corrections.ts';
import { itemOf } from './items.ts';
import type { Correction, InformationItem } from './model.ts';

/**
 * What people do with the information of a case: see what was asked, supplied and received, and correct what their own
 * organisation supplied. Every method asks the access policy first; what a user may not know exists is `not-found`.
 */
export interface InformationDesk {
  /** @throws ProductError `not-found`, or `not-permitted` when the case is shielded */
  register(user: User, caseId: string): Promise<InformationRegister>;
  /** The form that corrects an item, beginning with what the item says. */
  correctionForm(user: User, caseId: string, informationId: string, language?: 'nl' | 'en'): Promise<Form>;
  /**
   * Corrects or withdraws an item and tells its recipients; repeating the same request corrects nothing twice.
   *
   * @throws ProductError `invalid-form`, `not-permitted`, `request-id-reused`, `rule-refused`
   */
  correct(user: User, caseId: string, informationId: string, request: CorrectInformation): Promise<void>;
}

export interface InformationDeskOptions {
  readonly repository: CaseRepository;
  readonly outbox: Outbox;
  readonly forms: FormDesk;
  readonly access: CaseAccess;
  readonly clock: Clock;
  readonly partnerName: (partnerId: string) => string;
  /** Groups of what people marked with a category. */
  readonly categories: FieldAccess['categories'];
}

const CORRECTION_FORM = 'information-correction';

export function createInformationDesk(options: InformationDeskOptions): InformationDesk {
  const { repository, outbox, forms, access, clock, partnerName, categories } = options;

  const knownCase = async (user: User, caseId: string): Promise<CaseFile> => {
    const caseFile = await repository.find(caseId);
    if (caseFile === undefined || !access.readCase(user, caseFile).allowed) {
      throw productError('not-found', { what: `Casus ${caseId}` });
    }
    return caseFile;
  };

  const mayRead = (user: User, caseFile: CaseFile, item: InformationItem): boolean =>
    access.readPart(user, caseFile, { kind: 'information', item }).allowed;

  /** An item that this user may correct. */
  const correctable = (user: User, caseFile: CaseFile, informationId: string): InformationItem => {
    const item = itemOf(caseFile, informationId);
    const decision = item && access.correctInformation(user, caseFile, item);
    if (
      item === undefined ||
      decision === undefined ||
      !(decision.allowed || mayRead(user, caseFile, item))
    ) {
      throw productError('not-found', { what: `Informatie ${informationId}` });
    }
    if (!decision.allowed) throw productError('not-permitted', { why: decision.why });
    return item;
  };

  /** The correction that this request made before; undefined for a new one. */
  const correctedBefore = (
    caseFile: CaseFile,
    user: User,
    request: Pick<Correction, 'requestId' | 'informationId' | 'content'>,
  ): Correction | undefined => {
    const earlier = caseFile.corrections.find(({ requestId }) => requestId === request.requestId);
    if (earlier === undefined) return undefined;
    const isSame =
      earlier.userId === user.userId &&
      earlier.informationId === request.informationId &&
      isDeepStrictEqual(earlier.content, request.content);
    if (!isSame) throw productError('request-id-reused', { requestId: request.requestId });
    return earlier;
  };

  return {
    async register(user, caseId) {
      const caseFile = await knownCase(user, caseId);
      const course = access.readCourse(user, caseFile);
      if (!course.allowed) throw productError('not-permitted', { why: course.why });
      const formOf = await forms.forShowing(caseFile);
      const sources = { formOf, partnerName, categories };
      const reader = readerOf(user, caseFile, access);
      const linesOf = (item: InformationItem) => informationLines(item, reader, sources);
      const readable = caseFile.informationItems.filter(
        (item) => mayRead(user, caseFile, item) && linesOf(item).length > 0,
      );
      return {
        reference: caseFile.reference,
        requests: caseFile.informationRequests.map(({ partnerId, question, state, answer }) => ({
          partnerName: partnerName(partnerId),
          question,
          state: answer?.choice ?? (state === 'planned' ? 'planned' : 'sent'),
          answeredAt: answer?.at.toISOString() ?? null,
        })),
        items: readable.map((item) => ({
          informationId: item.informationId,
          supplierName: partnerName(item.partnerId),
          suppliedAt: item.suppliedAt.toISOString(),
          lines: linesOf(item),
          corrections: caseFile.corrections
            .filter(({ informationId }) => informationId === item.informationId)
            .map(({ at, content, reason }) => ({
              at: at.toISOString(),
              kind: content === null ? ('withdrawn' as const) : ('corrected' as const),
              reason,
            })),
          canCorrect: item.content !== null && access.correctInformation(user, caseFile, item).allowed,
        })),
        receipts: receiptsShown(caseFile, readable),
      };
    },

    async correctionForm(user, caseId, informationId, language = 'nl') {
      const caseFile = await knownCase(user, caseId);
      const { content } = correctable(user, caseFile, informationId);
      return {
        ...sentForm(await forms.ofCase(CORRECTION_FORM, caseFile, language)),
        ...(content === null ? {} : { initialData: { ...content } }),
      };
    },

    async correct(user, caseId, informationId, { requestId, data: given }) {
      const before = await knownCase(user, caseId);
      correctable(user, before, informationId);
      const { data } = forms.check(await forms.ofCase(CORRECTION_FORM, before), given, before);
      const { correction, reason, ...supplied } = data;
      const made = {
        correctionId: newId('correction'),
        requestId,
        informationId,
        partnerId: user.partnerId,
        userId: user.userId,
        at: clock.now(),
        reason: String(reason),
        content: correction === 'withdrawn' ? null : supplied,
      };
      const changed = await repository.change(caseId, (caseFile) => {
        if (correctedBefore(caseFile, user, made) !== undefined) {
          return caseFile;
        }
        correctable(user, caseFile, informationId);
        return correctItem(caseFile, made);
      });
      for (const entry of changed.outbox) await outbox.deliver(changed, entry);
    },
  };

  /** Receipts of what this user may see; that something else was received is not told either. */
  function receiptsShown(
    caseFile: CaseFile,
    readable: readonly InformationItem[],
  ): InformationRegister['receipts'] {
    const sources = new Map<string, { readonly partnerId: string; readonly at: Date }>([
      ...caseFile.signals.map(({ signalId, partnerId, at }) => [signalId, { partnerId, at }] as const),
      ...readable.map(
        ({ informationId, partnerId, suppliedAt }) => [informationId, { partnerId, at: suppliedAt }] as const,
      ),
      ...caseFile.corrections
        .filter(
          ({ informationId }) =>
            readable.some((item) => item.informationId === informationId) ||
            caseFile.signals.some(({ signalId }) => signalId === informationId),
        )
        .map(({ correctionId, partnerId, at }) => [correctionId, { partnerId, at }] as const),
      ...(caseFile.origin?.documents ?? []).map(
        ({ documentId, madeAt }) =>
          [documentId, { partnerId: caseFile.origin?.municipalityPartnerId ?? '', at: madeAt }] as const,
      ),
      ...packagesOf(caseFile).map(
        ({ packageId, partnerId, proposedAt }) => [packageId, { partnerId, at: proposedAt }] as const,
      ),
    ]);
    return caseFile.receipts
      .flatMap(({ kind, id, partnerId, at, ground }) => {
        const source = sources.get(id);
        if (source === undefined) return [];
        return {
          kind,
          supplierName: partnerName(source.partnerId),
          suppliedAt: source.at.toISOString(),
          partnerName: partnerName(partnerId),
          receivedAt: at.toISOString(),
          ground,
        };
      })
      .reverse();
  }
}
