import { AsyncLocalStorage } from 'node:async_hooks';
import type { AccessLogPurpose } from '../../contract/accountability.ts';
import type { CaseAccess, CasePart, Decision } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { InboxItem } from '../inbox-item.ts';
import type { InboxStore } from '../inbox-store.ts';
import type { StatedGround } from './audit-record.ts';

/** A case that was touched in the course of one event. */
export interface TouchedCase {
  readonly caseId: string;
  /** Phase of the case, or process of the item when only an item was read; null when neither is known. */
  readonly phase: string | null;
  readonly items: readonly string[];
  readonly parts: readonly string[];
  readonly statedGround: StatedGround | undefined;
}

interface Touch {
  casePhase: string | undefined;
  itemProcess: string | undefined;
  readonly items: Set<string>;
  readonly parts: Set<string>;
  statedGround: StatedGround | undefined;
}

/** What one event touched: filled by the stores as they are used, read when the event is recorded. */
export class Trail {
  readonly #touched = new Map<string, Touch>();
  /** For what the log itself is read; null in all other events. */
  statedPurpose: AccessLogPurpose | null = null;

  /** In the order in which they were touched. */
  cases(): readonly TouchedCase[] {
    return [...this.#touched].map(([caseId, { casePhase, itemProcess, items, parts, statedGround }]) => ({
      caseId,
      phase: casePhase ?? itemProcess ?? null,
      items: [...items].sort(),
      parts: [...parts].sort(),
      statedGround,
    }));
  }

  noteCase({ caseId, phase }: Pick<CaseFile, 'caseId' | 'phase'>): void {
    this.#of(caseId).casePhase ??= phase;
  }

  noteItem({ caseId, itemId, processId }: Pick<InboxItem, 'caseId' | 'itemId' | 'processId'>): void {
    const touch = this.#of(caseId);
    touch.itemProcess ??= processId;
    touch.items.add(itemId);
  }

  noteSteps(caseId: string): void {
    this.#of(caseId);
  }

  notePart(caseId: string, part: CasePart): void {
    this.#of(caseId).parts.add(partName(part));
  }

  noteCopy(caseId: string, meetingId: string): void {
    this.#of(caseId).parts.add(`minutes:${meetingId}`);
  }

  noteGround(caseId: string, ground: StatedGround): void {
    this.#of(caseId).statedGround = ground;
  }

  #of(caseId: string): Touch {
    let touch = this.#touched.get(caseId);
    if (touch === undefined) {
      touch = {
        casePhase: undefined,
        itemProcess: undefined,
        items: new Set(),
        parts: new Set(),
        statedGround: undefined,
      };
      this.#touched.set(caseId, touch);
    }
    return touch;
  }
}

function partName(part: CasePart): string {
  switch (part.kind) {
    case 'signal':
      return `signal:${part.signal.signalId}`;
    case 'submission':
      return `submission:${part.submission.submissionId}`;
    case 'information':
      return `information:${part.item.informationId}`;
    case 'review-request':
      return `review-request:${part.reviewRequest.reviewRequestId}`;
    case 'agenda-request':
      return `agenda-request:${part.agendaRequest.agendaRequestId}`;
    case 'meeting-record':
      return `meeting-record:${part.record.recordId}`;
    case 'received-document':
      return `received-document:${part.document.documentId}`;
  }
}

const current = new AsyncLocalStorage<Trail>();

/** Does something while everything it touches is noted on this trail. */
export function onTrail<T>(trail: Trail, work: () => Promise<T>): Promise<T> {
  return current.run(trail, work);
}

/** @throws Error when case data is used by something that is not recorded */
function trail(): Trail {
  const found = current.getStore();
  if (found === undefined) {
    throw new Error(
      'Case data was used by something that is not recorded. An operation declares it with personalData; a job runs in ' +
        'the recorder.',
    );
  }
  return found;
}

/** The purpose that a person states for reading the log itself; recorded with it. */
export function statePurpose(purpose: AccessLogPurpose): void {
  trail().statedPurpose = purpose;
}

/** That a person got a copy of the minutes of a case in a meeting; recorded with the case. */
export function stateCopy(caseId: string, meetingId: string): void {
  trail().noteCopy(caseId, meetingId);
}

/** Why a person who takes no part in a case looks at it; recorded with the case, also when it is refused. */
export function stateGround(caseId: string, ground: StatedGround): void {
  trail().noteGround(caseId, ground);
}

/**
 * The repository for whoever acts for a person or a process: every case that leaves it is noted on the trail of the event,
 * and without a trail nothing leaves it. That is why nobody can forget to record.
 */
export function notingRepository(repository: CaseRepository): CaseRepository {
  const note = <C extends CaseFile | undefined>(caseFile: C): C => {
    if (caseFile !== undefined) trail().noteCase(caseFile);
    return caseFile;
  };
  return {
    get: async (caseId) => note(await repository.get(caseId)),
    find: async (caseId) => note(await repository.find(caseId)),
    findByReference: async (reference) => note(await repository.findByReference(reference)),
    findBySignalRequest: async (requestId) => note(await repository.findBySignalRequest(requestId)),
    async list(filter, page) {
      const found = await repository.list(filter, page);
      trail();
      found.caseFiles.forEach(note);
      return found;
    },
    // A hash that tells nothing about a case; what is read because of it is noted then.
    markOf: (filter) => repository.markOf(filter),
    nextReference: (year) => repository.nextReference(year),
    async insert(caseFile) {
      note(caseFile);
      await repository.insert(caseFile);
    },
    change: (caseId, change) => repository.change(caseId, (caseFile) => change(note(caseFile))),
    applyStep(caseId, step, rule) {
      // Noted before, because a step that was applied already does not ask its rule again.
      trail().noteSteps(caseId);
      return repository.applyStep(caseId, step, (caseFile) => rule(note(caseFile)));
    },
    async matchCandidates(caseFile, filter) {
      const found = await repository.matchCandidates(caseFile, filter);
      trail();
      for (const candidate of found) trail().noteCase(candidate);
      return found;
    },
    // The outbox works with ids, choices and dates for an event that is recorded already.
    withOutbox: (writtenBefore, limit) => repository.withOutbox(writtenBefore, limit),
    // What is left of a destroyed case is about nobody.
    listDestroyed: (municipalityIds, page) => repository.listDestroyed(municipalityIds, page),
    eraseDeleted: () => repository.eraseDeleted(),
    ensureIndexes: () => repository.ensureIndexes(),
  };
}

/** The inbox for whoever acts for a person or a process; see {@link notingRepository}. */
export function notingItems(items: InboxStore): InboxStore {
  const note = <I extends InboxItem | undefined>(item: I): I => {
    if (item !== undefined) trail().noteItem(item);
    return item;
  };
  return {
    get: async (itemId) => note(await items.get(itemId)),
    async list(filter, page) {
      trail();
      const found = await items.list(filter, page);
      found.forEach(note);
      return found;
    },
    count(filter) {
      trail();
      return items.count(filter);
    },
    async ofCase(caseId) {
      trail().noteSteps(caseId);
      return items.ofCase(caseId);
    },
    async openOfCases(caseIds) {
      for (const caseId of caseIds) trail().noteSteps(caseId);
      return items.openOfCases(caseIds);
    },
    casesDueBefore(municipalityIds, moment) {
      // Their case files are noted when they are read, and only those that the reader may know are.
      trail();
      return items.casesDueBefore(municipalityIds, moment);
    },
    deliver: async (item) => note(await items.deliver(item)),
    async handOver(caseId, caseManagerId, deputyId) {
      trail().noteSteps(caseId);
      await items.handOver(caseId, caseManagerId, deputyId);
    },
    assign: async (itemId, from, to) => note(await items.assign(itemId, from, to)),
    async withdrawOfCase(caseId, filter, reason) {
      trail().noteSteps(caseId);
      await items.withdrawOfCase(caseId, filter, reason);
    },
    async deleteOfCase(caseId) {
      trail().noteSteps(caseId);
      await items.deleteOfCase(caseId);
    },
    // What follows moves an item along for an event that is recorded already, and tells nothing about a case.
    markSubmitted: (itemId, by) => items.markSubmitted(itemId, by),
    markCompleted: (itemId) => items.markCompleted(itemId),
    markWithdrawn: (itemId, reason) => items.markWithdrawn(itemId, reason),
    remind: (filter, reminder) => items.remind(filter, reminder),
    withdrawNotDeliveredSince: (moment, reason) => items.withdrawNotDeliveredSince(moment, reason),
    ensureIndexes: () => items.ensureIndexes(),
  };
}

/** The policy, with every part of the content that it opens noted on the trail, and what it opens on a stated ground. */
export function notingAccess(access: CaseAccess): CaseAccess {
  const withGround = <D extends Decision>(caseFile: CaseFile, decision: D): D => {
    if (decision.allowed && decision.ground !== undefined)
      trail().noteGround(caseFile.caseId, decision.ground);
    return decision;
  };
  const withPart = (caseFile: CaseFile, part: CasePart, decision: Decision): Decision => {
    if (decision.allowed) trail().notePart(caseFile.caseId, part);
    return withGround(caseFile, decision);
  };
  return {
    ...access,
    readCase: (user, caseFile) => withGround(caseFile, access.readCase(user, caseFile)),
    readCourse: (user, caseFile) => withGround(caseFile, access.readCourse(user, caseFile)),
    readPart: (user, caseFile, part) => withPart(caseFile, part, access.readPart(user, caseFile, part)),
    readField: (user, caseFile, field) => withGround(caseFile, access.readField(user, caseFile, field)),
    reviewPart: (user, caseFile, part) => withPart(caseFile, part, access.reviewPart(user, caseFile, part)),
  };
}
